// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <dbv/connector/dumper.h>

#include "sqlite/database.h"
#include "sqlite/moment_file.h"
#include "sqlite/scratch_file.h"

namespace dbv::sqlite {

/// Gives away the file of the main database, as it was when the dump began.
///
/// A read transaction is held meanwhile: in write-ahead mode writers go on, in rollback mode they wait. Where the file does not stand still
/// by that, or others would wait for long, SQLite's backup interface copies it first. Two threads read its bytes and its rows at a time.
/// Of a part a database of its own is made first. `jobs` of a wish is of no account.
class SqliteDumper : public Dumper {
public:
    explicit SqliteDumper(Database& database) : m_database(database) {}

    [[nodiscard]] Result<DumpPlan> plan(const DumpScope& scope) override;
    [[nodiscard]] Result<std::string> dump(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                           InventorySink& inventory, const DumpProgress& progress) override;
    [[nodiscard]] Result<void> takeInventory(const DumpGround& ground, const DumpScope& scope, InventorySink& inventory,
                                             const DumpProgress& progress) override;
    [[nodiscard]] Result<std::vector<Notice>> restore(const DumpGround& ground, const RestoreWish& wish,
                                                      const DumpSource& source, const DumpProgress& progress) override;
    [[nodiscard]] Result<void> checkSound(const DumpProgress& progress) override;
    [[nodiscard]] Result<std::unique_ptr<ScratchDatabase>> makeScratch(const DumpGround& ground) override;
    void leaveNothing() override;

private:
    /// Asks `progress`, and whether the session was told to stop.
    [[nodiscard]] DumpProgress heeding(const DumpProgress& progress) const;
    [[nodiscard]] Result<std::uint64_t> number(const std::string& pragma);
    /// Work with the bytes of the file and a handle that shows the same moment.
    using AtMoment = std::function<Result<void>(sqlite3* handle, const MomentFile& file)>;
    /// Does it with the database's own file where that stands still for as long, or else with a copy.
    [[nodiscard]] Result<void> atMoment(const DumpGround& ground, MomentFile::Others others, const AtMoment& work,
                                        const DumpProgress& progress);
    /// Does it with a file that holds a part alone.
    [[nodiscard]] Result<void> withPart(const DumpGround& ground, const DumpScope& scope, const AtMoment& work,
                                        const DumpProgress& progress);
    [[nodiscard]] Result<void> copyInto(const ScratchFile& file, const DumpProgress& progress);

    Database& m_database;
};

} // namespace dbv::sqlite
