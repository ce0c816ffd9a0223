// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <dbv/connector/dumper.h>

#include "mysql/broken_views.h"
#include "mysql/line.h"

namespace dbv::mysql {

/// Dumps the session's database, or tables, views and sequences of it with their triggers, as a script of SQL that the engines' own clients run as well, in one consistent snapshot: what each row is
/// goes into the inventory as it is read.
class MysqlDumper : public Dumper {
public:
    explicit MysqlDumper(Line& line) : m_line(line) {}

    [[nodiscard]] Result<DumpPlan> plan(const DumpScope& scope) override;
    [[nodiscard]] Result<std::string> dump(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                           InventorySink& inventory, const DumpProgress& progress) override;
    [[nodiscard]] Result<void> takeInventory(const DumpGround& ground, const DumpScope& scope, InventorySink& inventory,
                                             const DumpProgress& progress) override;
    /// The server's users and roles with their grants, each made where it is not there yet; passwords are in it as the digests that the
    /// server has. Errors: Unsupported where the user of the session may not read them.
    [[nodiscard]] Result<void> dumpRoles(const DumpGround& ground, const DumpSink& dump,
                                         const DumpProgress& progress) override;
    /// As `restoreScript` has it, in this one session: `jobs` is of no account.
    [[nodiscard]] Result<std::vector<Notice>> restore(const DumpGround& ground, const RestoreWish& wish,
                                                      const DumpSource& source, const DumpProgress& progress) override;
    /// By CHECK TABLE.
    [[nodiscard]] Result<void> checkSound(const DumpProgress& progress) override;
    [[nodiscard]] Result<DatabaseList> databases() override;
    [[nodiscard]] Result<std::unique_ptr<ScratchDatabase>> makeScratch(const DumpGround& ground) override;
    /// A restore sets its character set.
    [[nodiscard]] Result<void> makeDatabase(const std::string& name, const std::vector<std::string>& like) override;

private:
    [[nodiscard]] DumpProgress heeding(const DumpProgress& progress) const;
    /// The database that the session is in. Errors: Unsupported where it is in none.
    [[nodiscard]] Result<std::string> database();
    /// Kinds of objects, in words, of which the user may not see all; empty where it sees everything.
    [[nodiscard]] Result<std::string> unseenKinds(const std::string& database);
    /// Adds what the plan of a part has to tell. Errors: as `checkScope`.
    [[nodiscard]] Result<void> planPart(const std::string& database, const DumpScope& scope, DumpPlan& plan);
    [[nodiscard]] Result<void> removeForgotten();

    Line& m_line;
    /// What the last plan has told to be left out.
    std::vector<BrokenView> m_leftOut;
};

} // namespace dbv::mysql
