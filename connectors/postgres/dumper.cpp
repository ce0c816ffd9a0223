// SPDX-License-Identifier: Apache-2.0
#include "postgres/dumper.h"

#include <charconv>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "postgres/dump_inventory.h"
#include "postgres/dump_scope.h"
#include "postgres/dump_tools.h"
#include "postgres/inventory.h"
#include "postgres/plain_settings.h"
#include "postgres/restorer.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kDumpFormat = "pg_dump custom";
/// What pg_dumpall ends with.
constexpr std::string_view kRolesEnd = "PostgreSQL database cluster dump complete";

} // namespace

DumpProgress PostgresDumper::heeding(const DumpProgress& progress) const {
    return [&progress, canceller = m_line.canceller()](const DumpAdvance& advance) {
        return !canceller->requested() && progress(advance);
    };
}

Result<DumpPlan> PostgresDumper::plan(const DumpScope& scope) {
    const int server = PQserverVersion(m_line.handle());
    const Result<DumpTool> tool = toolFor("pg_dump", server);
    Result<DumpTool> other = tool ? toolFor("pg_restore", server) : tool;
    other = other && scope.roles ? toolFor("pg_dumpall", server) : other;
    if (!other) {
        return std::unexpected(other.error());
    }
    PlainSettings plain(m_line);
    if (Result<void> taken = plain.take(PlainSettings::For::Reading); !taken) {
        return std::unexpected(std::move(taken.error()));
    }
    DumpPlan plan;
    plan.tool = tool->version;
    plan.format = kDumpFormat;
    plan.rowFormat = kPostgresRowFormat;
    plan.restoresFromItsEnd = true;
    Result<void> done = scope.holdsAllObjects() ? planWhole(scope, plan) : planPart(scope, tool->major, plan);
    const Result<bool> super = done ? isSuperuser() : std::unexpected(done.error());
    if (!super) {
        return std::unexpected(super.error());
    }
    if (scope.roles && !*super) {
        plan.notices.push_back(
            {"warning", "The user " + quotedName(PQuser(m_line.handle())) +
                            " is no superuser and may not read passwords, so the roles are backed up "
                            "without theirs."});
    }
    return plan;
}

Result<void> PostgresDumper::planWhole(const DumpScope& scope, DumpPlan& plan) {
    const Result<PgResult> size =
        m_line.query("SELECT coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class c "
                     "WHERE c.relkind IN ('r', 'm') AND c.relnamespace <> 'pg_catalog'::regnamespace");
    if (!size) {
        return std::unexpected(size.error());
    }
    const std::string_view text = textAt(size->get(), 0, 0);
    std::uint64_t bytes = 0;
    std::from_chars(text.data(), text.data() + text.size(), bytes);
    plan.bytes = scope.content == DumpContent::Structure ? 0 : bytes;
    const Result<PgResult> settings =
        m_line.query("SELECT coalesce(sum(cardinality(s.setconfig)), 0)::bigint FROM pg_catalog.pg_db_role_setting s "
                     "JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()");
    if (!settings) {
        return std::unexpected(settings.error());
    }
    if (const std::string_view count = textAt(settings->get(), 0, 0);
        count != "0" && scope.content != DumpContent::Rows) {
        plan.notices.push_back(
            {"info", "Settings of the database itself (ALTER DATABASE ... SET), of which there are " +
                         std::string(count) +
                         ", are put back by a restore of all of it; a drill neither sets nor compares them."});
    }
    plan.notices.push_back(
        {"info", "Tables can be read and written while they are dumped, but not altered or dropped (ACCESS SHARE)."});
    return tellUnfinished(plan);
}

Result<void> PostgresDumper::tellUnfinished(DumpPlan& plan) {
    const Result<PgResult> indexes =
        m_line.query("SELECT string_agg(i.indexrelid::pg_catalog.regclass::text, ', ' ORDER BY "
                     "i.indexrelid::pg_catalog.regclass::text) "
                     "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class t ON t.oid = i.indrelid WHERE t.relkind <> "
                     "'p' AND NOT (i.indisvalid AND i.indisready)");
    if (!indexes) {
        return std::unexpected(indexes.error());
    }
    if (const std::string names(textAt(indexes->get(), 0, 0)); !names.empty()) {
        plan.notices.push_back(
            {"warning", "Indexes that were never finished are not in the backup: " + names + ". REINDEX mends them."});
    }
    return {};
}

Result<void> PostgresDumper::planPart(const DumpScope& scope, int toolMajor, DumpPlan& plan) {
    // Under an empty search path every name has its schema.
    Result<void> begun = beginMoment(m_line);
    Result<ScopePlan> part = begun ? planScope(m_line, scope, toolMajor) : std::unexpected(begun.error());
    endMoment(m_line);
    if (!part) {
        return std::unexpected(std::move(part.error()));
    }
    plan.bytes = part->bytes;
    plan.notices = std::move(part->notices);
    return {};
}

Result<std::string> PostgresDumper::dump(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                         InventorySink& inventory, const DumpProgress& progress) {
    if (Result<void> begun = beginMoment(m_line); !begun) {
        return std::unexpected(std::move(begun.error()));
    }
    Result<std::string> dumped = dumpMoment(ground, scope, dump, inventory, heeding(progress));
    endMoment(m_line);
    return dumped;
}

Result<std::vector<std::string>> PostgresDumper::dumpArguments(const DumpScope& scope, const std::string& snapshot,
                                                               int toolMajor) {
    std::vector<std::string> arguments{"--format=custom", "--compress=0", "--snapshot=" + snapshot,
                                       "--lock-wait-timeout=60000"};
    if (scope.content != DumpContent::All) {
        arguments.emplace_back(scope.content == DumpContent::Rows ? "--data-only" : "--schema-only");
    }
    if (!scope.owners) {
        arguments.insert(arguments.end(), {"--no-owner", "--no-privileges"});
    }
    if (scope.holdsAllObjects()) {
        // With the settings and the comment of the database itself.
        if (scope.content != DumpContent::Rows) {
            arguments.emplace_back("--create");
        }
        return arguments;
    }
    const Result<ScopePlan> part = planScope(m_line, scope, toolMajor);
    if (!part) {
        return std::unexpected(part.error());
    }
    arguments.insert(arguments.end(), part->arguments.begin(), part->arguments.end());
    return arguments;
}

Result<std::string> PostgresDumper::dumpMoment(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                               InventorySink& inventory, const DumpProgress& progress) {
    const Result<PgResult> exported = m_line.query("SELECT pg_catalog.pg_export_snapshot()");
    if (!exported) {
        return std::unexpected(exported.error());
    }
    std::string snapshot(textAt(exported->get(), 0, 0));
    const Result<DumpTool> tool = toolFor("pg_dump", PQserverVersion(m_line.handle()));
    const Result<ConnectParams> params = tool ? loginOf(ground) : std::unexpected(tool.error());
    Result<ToolLogin> login = params ? ToolLogin::write(ground.folder, *params, m_line, PQdb(m_line.handle()))
                                     : std::unexpected(params.error());
    const Result<InventoryScope> meant =
        login ? InventoryScope::readWithNeeds(m_line, scope) : std::unexpected(login.error());
    const Result<std::vector<std::string>> arguments =
        meant ? dumpArguments(scope, snapshot, tool->major) : std::unexpected(meant.error());
    const Result<SequenceStates> before =
        arguments ? readSequences(m_line, *meant) : std::unexpected(arguments.error());
    if (!before) {
        return std::unexpected(before.error());
    }
    std::mutex telling;
    std::stop_source failed;
    const DumpProgress both = [&, stop = failed.get_token()](const DumpAdvance& advance) {
        const std::lock_guard lock(telling);
        return !stop.stop_requested() && progress(advance);
    };
    // The program and the session look at the same moment, side by side; where one fails, the other need not go on.
    DumpInventory moment(m_line, *meant, inventory, both);
    Result<void> told;
    std::jthread reading([&] {
        try {
            told = moment.list();
        } catch (const std::exception& failure) {
            told = fail(ErrorKind::Internal, std::string("Reading the rows failed: ") + failure.what());
        }
        if (!told) {
            failed.request_stop();
        }
    });
    const Result<void> dumped = moment.runDump(*tool, login->call(*tool, *arguments), dump);
    if (!dumped) {
        failed.request_stop();
    }
    reading.join();
    if (!told && (dumped || told.error().kind != ErrorKind::Cancelled)) {
        return std::unexpected(std::move(told.error()));
    }
    told = dumped ? moment.tellRest() : dumped;
    if (!told) {
        return std::unexpected(std::move(told.error()));
    }
    const Result<SequenceStates> after = readSequences(m_line, *meant);
    Result<void> done = after ? tellSequences(*before, *after, *meant, inventory) : std::unexpected(after.error());
    return done ? Result<std::string>(std::move(snapshot)) : std::unexpected(std::move(done.error()));
}

Result<void> PostgresDumper::takeInventory(const DumpGround& /*ground*/, const DumpScope& scope,
                                           InventorySink& inventory, const DumpProgress& progress) {
    Result<void> done = beginMoment(m_line);
    if (!done) {
        return done;
    }
    const Result<InventoryScope> meant = InventoryScope::readWithNeeds(m_line, scope);
    done = meant ? tellMoment(m_line, *meant, inventory, heeding(progress)) : std::unexpected(meant.error());
    const Result<SequenceStates> states = done ? readSequences(m_line, *meant) : std::unexpected(done.error());
    done = states ? tellSequences(*states, *states, *meant, inventory) : std::unexpected(states.error());
    endMoment(m_line);
    return done;
}

Result<bool> PostgresDumper::isSuperuser() {
    const Result<PgResult> asked =
        m_line.query("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    return PQntuples(asked->get()) == 1 && trueAt(asked->get(), 0, 0);
}

Result<void> PostgresDumper::dumpRoles(const DumpGround& ground, const DumpSink& dump, const DumpProgress& progress) {
    const DumpProgress heeded = heeding(progress);
    const Result<bool> super = isSuperuser();
    const Result<DumpTool> tool =
        super ? toolFor("pg_dumpall", PQserverVersion(m_line.handle())) : std::unexpected(super.error());
    const std::string database = PQdb(m_line.handle());
    const Result<ConnectParams> params = tool ? loginOf(ground) : std::unexpected(tool.error());
    const Result<ToolLogin> login =
        params ? ToolLogin::write(ground.folder, *params, m_line, database) : std::unexpected(params.error());
    if (!login) {
        return std::unexpected(login.error());
    }
    std::vector<std::string> arguments{"--roles-only", "--encoding=UTF8",
                                       "--database=" + connectionWord("dbname", database)};
    if (!*super) {
        arguments.emplace_back("--no-role-passwords");
    }
    std::string end;
    std::uint64_t bytes = 0;
    const Result<network::ToolEnd> ended = network::runTool(
        login->call(*tool, std::move(arguments)),
        [&](std::string_view some) {
            end.append(some);
            end.erase(0, end.size() > kRolesEnd.size() * 2 ? end.size() - kRolesEnd.size() * 2 : 0);
            bytes += some.size();
            return dump(some);
        },
        [&] { return heeded({"dumping roles", bytes, 0, "bytes"}); });
    Result<std::vector<Notice>> judged = ended ? judgeTool(*tool, *ended) : std::unexpected(ended.error());
    if (!judged) {
        Error& error = judged.error();
        if (error.kind == ErrorKind::SqlError && error.message.contains("permission denied")) {
            error.kind = ErrorKind::Unsupported;
            error.message = "The user " + quotedName(PQuser(m_line.handle())) +
                            " may not read the roles of the server: " + error.message;
            error.hint = "Back up with a user who may, or without the roles.";
        }
        return std::unexpected(std::move(error));
    }
    return end.contains(kRolesEnd)
               ? Result<void>()
               : fail(ErrorKind::CorruptBackup, "pg_dumpall has ended well, but what it wrote of the roles is cut off.",
                      "Look whether the program is PostgreSQL's own, and try again.");
}

Result<DatabaseList> PostgresDumper::databases() {
    const Result<PgResult> listed = m_line.query(
        "SELECT d.datname, CASE WHEN d.datistemplate THEN 'is a template' WHEN NOT d.datallowconn THEN 'lets nobody "
        "in' "
        "END FROM pg_catalog.pg_database d WHERE d.datname !~ '^db_visualizer_drill_[0-9]{10}_[a-z2-9]{10}$' "
        "AND NOT (d.datistemplate AND d.datname IN ('template0', 'template1')) ORDER BY 1");
    if (!listed) {
        return std::unexpected(listed.error());
    }
    DatabaseList databases;
    for (int row = 0; row < PQntuples(listed->get()); ++row) {
        std::string name(textAt(listed->get(), row, 0));
        if (const std::string_view why = textAt(listed->get(), row, 1); !why.empty()) {
            databases.notices.push_back(
                {"info", "The database \"" + name + "\" " + std::string(why) + ", and is not backed up."});
        } else {
            databases.names.push_back(std::move(name));
        }
    }
    return databases;
}

Result<std::vector<Notice>> PostgresDumper::restore(const DumpGround& ground, const RestoreWish& wish,
                                                    const DumpSource& source, const DumpProgress& progress) {
    const DumpProgress heeded = heeding(progress);
    if (m_line.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on this session.", "Commit it or roll it back first.");
    }
    PlainSettings plain(m_line);
    if (Result<void> ready = plain.take(PlainSettings::For::Writing); !ready) {
        return std::unexpected(std::move(ready.error()));
    }
    return Restorer(m_line, ground, wish, heeded).run(source);
}

Result<std::vector<std::string>> PostgresDumper::hangingOn(const std::vector<DumpObject>& objects) {
    std::vector<ObjectName> relations;
    relations.reserve(objects.size());
    for (const DumpObject& object : objects) {
        relations.emplace_back(object.schema, object.name);
    }
    // Under an empty search path every name has its schema.
    Result<void> begun = beginMoment(m_line);
    Result<std::vector<std::string>> others =
        begun ? dependentsOf(m_line, relations) : std::unexpected(std::move(begun.error()));
    endMoment(m_line);
    return others;
}

Result<void> PostgresDumper::checkSound(const DumpProgress& progress) {
    return heeding(progress)({"checking", 0, 0, "bytes"}) ? Result<void>()
                                                          : std::unexpected(cancelledError(Damage::None));
}

} // namespace dbv::postgres
