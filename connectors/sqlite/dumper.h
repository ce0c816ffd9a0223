// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <dbv/connector/dumper.h>

#include "sqlite/database.h"
#include "sqlite/scratch_file.h"

namespace dbv::sqlite {

/// Copies the main database through SQLite's backup interface, as it was when the dump began.
///
/// A read transaction is held meanwhile: in write-ahead mode writers go on, in rollback mode they wait. The copy is a file for as long
/// as its bytes and its rows are read from it, which two threads do at a time.
class SqliteDumper : public Dumper {
public:
    explicit SqliteDumper(Database& database) : m_database(database) {}

    [[nodiscard]] Result<DumpPlan> plan() override;
    [[nodiscard]] Result<std::string> dump(const DumpGround& ground, const DumpSink& dump, InventorySink& inventory,
                                           const DumpProgress& progress) override;
    [[nodiscard]] Result<void> takeInventory(InventorySink& inventory, const DumpProgress& progress) override;
    [[nodiscard]] Result<void> restore(const DumpGround& ground, const DumpSource& source,
                                       const DumpProgress& progress) override;
    [[nodiscard]] Result<void> checkSound(const DumpProgress& progress) override;
    [[nodiscard]] Result<std::unique_ptr<ScratchDatabase>> makeScratch(const DumpGround& ground) override;
    void leaveNothing() override;

private:
    /// Asks `progress`, and whether the session was told to stop.
    [[nodiscard]] DumpProgress heeding(const DumpProgress& progress) const;
    [[nodiscard]] Result<std::uint64_t> number(const std::string& pragma);
    [[nodiscard]] Result<void> copyInto(const ScratchFile& file, const DumpProgress& progress);

    Database& m_database;
};

} // namespace dbv::sqlite
