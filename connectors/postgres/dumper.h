// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <dbv/connector/dumper.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// Dumps a database by the program `pg_dump` of a version that fits its server, in the custom format, uncompressed, and puts it back by
/// `pg_restore`, in one transaction where that is not shared. The session holds the moment (an exported snapshot) that the program dumps, and reads at that same
/// moment what is there.
class PostgresDumper : public Dumper {
public:
    explicit PostgresDumper(Line& line) : m_line(line) {}

    [[nodiscard]] Result<DumpPlan> plan(const DumpScope& scope) override;
    [[nodiscard]] Result<std::string> dump(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                           InventorySink& inventory, const DumpProgress& progress) override;
    [[nodiscard]] Result<void> takeInventory(const DumpGround& ground, const DumpScope& scope, InventorySink& inventory,
                                             const DumpProgress& progress) override;
    /// Needs no rights but those to read the list of roles; without those of a superuser they have no passwords.
    [[nodiscard]] Result<void> dumpRoles(const DumpGround& ground, const DumpSink& dump,
                                         const DumpProgress& progress) override;
    /// Of a whole database into one without objects alone.
    [[nodiscard]] Result<std::vector<Notice>> restore(const DumpGround& ground, const RestoreWish& wish,
                                                      const DumpSource& source, const DumpProgress& progress) override;
    [[nodiscard]] Result<std::vector<std::string>> hangingOn(const std::vector<DumpObject>& objects) override;
    /// The server has looked at every constraint when it restored them, so nothing is asked.
    [[nodiscard]] Result<void> checkSound(const DumpProgress& progress) override;
    [[nodiscard]] Result<DatabaseList> databases() override;
    [[nodiscard]] Result<std::unique_ptr<ScratchDatabase>> makeScratch(const DumpGround& ground) override;
    /// Where the server does not have the collation that is wished, with one that sorts by bytes.
    [[nodiscard]] Result<void> makeDatabase(const std::string& name, const std::vector<std::string>& like) override;

private:
    [[nodiscard]] DumpProgress heeding(const DumpProgress& progress) const;
    [[nodiscard]] Result<void> planWhole(const DumpScope& scope, DumpPlan& plan);
    [[nodiscard]] Result<void> tellUnfinished(DumpPlan& plan);
    [[nodiscard]] Result<void> planPart(const DumpScope& scope, int toolMajor, DumpPlan& plan);
    [[nodiscard]] Result<std::vector<std::string>> dumpArguments(const DumpScope& scope, const std::string& snapshot,
                                                                 int toolMajor);
    [[nodiscard]] Result<std::string> dumpMoment(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                                 InventorySink& inventory, const DumpProgress& progress);
    [[nodiscard]] Result<void> removeForgotten();
    [[nodiscard]] Result<bool> isSuperuser();

    Line& m_line;
};

} // namespace dbv::postgres
