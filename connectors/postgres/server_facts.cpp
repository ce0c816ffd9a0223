// SPDX-License-Identifier: Apache-2.0
#include "postgres/server_facts.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "network/refused_parts.h"
#include "postgres/catalog_questions.h"
#include "postgres/start_settings.h"
#include "postgres/statement_text.h"
#include "postgres/tls_facts.h"

namespace dbv::postgres {

namespace {

// Rows of tables are types too, and are as many as tables; they are left out until somebody selects one.
constexpr std::string_view kOwnTypes =
    "SELECT t.oid, pg_catalog.format_type(t.oid, NULL), t.typcategory FROM pg_catalog.pg_type t "
    "LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' "
    "LEFT JOIN pg_catalog.pg_class c ON c.oid = COALESCE(NULLIF(t.typrelid, 0), e.typrelid) "
    "WHERE t.oid >= 16384 AND (c.relkind IS NULL OR c.relkind = 'c') LIMIT 20000";

constexpr std::string_view kOwnProduct = "PostgreSQL";

struct ProductMark {
    std::string_view mark;
    std::string_view product;
};
// What other products put into their version text, so that they are not taken for what they imitate.
constexpr std::array kProducts = std::to_array<ProductMark>({
    {"CockroachDB", "CockroachDB"},
    {"-YB-", "YugabyteDB"},
    {"YugabyteDB", "YugabyteDB"},
    {"Redshift", "Amazon Redshift"},
    {"Greenplum", "Greenplum"},
    {"EnterpriseDB", "EDB Postgres"},
    {"Materialize", "Materialize"},
    {"RisingWave", "RisingWave"},
    {"CrateDB", "CrateDB"},
    {"openGauss", "openGauss"},
    {"QuestDB", "QuestDB"},
});

std::string_view wordBehind(std::string_view text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) {
        return {};
    }
    std::string_view rest = text.substr(at + mark.size());
    rest.remove_prefix(std::min(rest.find_first_of("v0123456789"), rest.size()));
    return rest.substr(0, rest.find_first_of(" ,;()"));
}

ColumnFamily familyOf(std::string_view category) {
    switch (category.empty() ? ' ' : category.front()) {
    case 'N': return ColumnFamily::Number;
    case 'S':
    case 'E': return ColumnFamily::Text;
    case 'D':
    case 'T': return ColumnFamily::Temporal;
    case 'B': return ColumnFamily::Boolean;
    default: return ColumnFamily::Unknown;
    }
}

/// A server that has no such catalogue still shows numbers in place of names. What it said to the question, if it refused.
std::optional<Error> addTypes(Line& line, const std::string& sql, TypeNames& types) {
    const Result<PgResult> found = line.query(sql);
    if (!found) {
        return found.error();
    }
    for (int row = 0; row < PQntuples(found->get()); ++row) {
        types.add(static_cast<Oid>(std::strtoul(cTextAt(found->get(), row, 0), nullptr, 10)),
                  std::string(textAt(found->get(), row, 1)), familyOf(textAt(found->get(), row, 2)));
    }
    return std::nullopt;
}

Result<void> runStartup(Line& line, const std::string& sql) {
    if (sql.empty()) {
        return {};
    }
    Result<void> sent = line.send([&](PGconn* connection) { return PQsendQuery(connection, sql.c_str()); });
    while (sent) {
        Result<PgResult> result = line.next();
        if (!result) {
            return std::unexpected(result.error());
        }
        if (!*result) {
            return {};
        }
        if (PQresultStatus(result->get()) == PGRES_FATAL_ERROR) {
            Error error = line.failureIn(result->get());
            error.message = "The connection's start-up statements failed: " + error.message;
            error.hint = "Correct them in the connection's settings.";
            return std::unexpected(error);
        }
        if (PQresultStatus(result->get()) == PGRES_COPY_IN || PQresultStatus(result->get()) == PGRES_COPY_OUT) {
            return fail(ErrorKind::InvalidInput, "COPY has no place among the connection's start-up statements.",
                        "Remove it from the connection's settings.", Damage::Session);
        }
    }
    return sent;
}

// What is asked first: the version, the number of the process that answers, and what only some servers have. The later
// ways do without.
const std::vector<std::string>& firstQuestions() {
    static const std::vector<std::string> kWays{
        "SELECT pg_catalog.version(), pg_catalog.pg_backend_pid(), "
        "(SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname = 'citus'), "
        "pg_catalog.to_regproc('aurora_version') IS NOT NULL",
        "SELECT pg_catalog.version(), pg_catalog.pg_backend_pid()", "SELECT version()"};
    return kWays;
}

struct FirstAnswer {
    std::string product;
    std::string serverVersion;
    /// The number of the process of the server.
    std::string process;
};

Result<FirstAnswer> askFirst(Line& line) {
    const Result<CatalogAnswer> asked = askCatalog(line, firstQuestions());
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const PGresult* rows = asked->rows.get();
    const char* reported = PQparameterStatus(line.handle(), "server_version");
    if (rows == nullptr || PQntuples(rows) != 1) {
        const std::string version = reported == nullptr ? "" : reported;
        return FirstAnswer{std::string(kOwnProduct), "PostgreSQL " + version, {}};
    }
    const ProductVersion product = productOf(textAt(rows, 0, 0));
    FirstAnswer answer{product.product, product.product + " " + product.version, {}};
    if (PQnfields(rows) > 1) {
        answer.process = textAt(rows, 0, 1);
    }
    if (PQnfields(rows) > 2 && PQgetisnull(rows, 0, 2) == 0) {
        answer.product = "Citus";
        answer.serverVersion += " with Citus " + std::string(textAt(rows, 0, 2));
    } else if (PQnfields(rows) > 3 && trueAt(rows, 0, 3)) {
        answer.product = "Amazon Aurora PostgreSQL";
        answer.serverVersion = answer.product + " " + product.version;
    }
    return answer;
}

/// Whether a table that was made in a transaction is gone when that is rolled back; tried with a temporary one.
Result<Ability> tryTransactionalDdl(Line& line) {
    const Result<PgResult> made = line.query("BEGIN");
    const Result<PgResult> created =
        made ? line.query("CREATE TEMPORARY TABLE dbv_rolled_back (a int)") : Result<PgResult>(nullptr);
    const Result<PgResult> rolledBack = line.query("ROLLBACK");
    const Result<PgResult> left = line.query("SELECT a FROM dbv_rolled_back");
    const Result<PgResult> dropped = left ? line.query("DROP TABLE dbv_rolled_back") : Result<PgResult>(nullptr);
    for (const Result<PgResult>* each : {&made, &created, &rolledBack, &left, &dropped}) {
        if (!*each && each->error().damage == Damage::Session) {
            return std::unexpected(each->error());
        }
    }
    if (!made || !created || !rolledBack) {
        return left ? Ability::No : Ability::Untried;
    }
    return left ? Ability::No : Ability::Yes;
}

void tellOfPooler(const BackendFinding& backend, std::vector<Notice>& notices) {
    if (backend.sessionState == Ability::No) {
        notices.push_back({"warning",
                           "A pooler stands between here and the server and gives each transaction another of "
                           "the server's processes: what a session sets, prepares, locks or listens to does "
                           "not stay, so such statements are refused."});
    } else if (backend.behindPooler && backend.sessionState == Ability::Untried) {
        notices.push_back({"warning",
                           "A pooler stands between here and the server, and it could not be found out whether "
                           "it keeps what a session sets: do not rely on SET, LISTEN, PREPARE and temporary "
                           "tables."});
    }
}

void tellOfCancel(const Line& line, SessionFacts& facts) {
    // The key itself is offered by the server; that it works shows in its use.
    facts.capabilities.cancel = line.canceller()->hasKey() ? Ability::Yes : Ability::No;
    if (facts.capabilities.cancel == Ability::No) {
        facts.notices.push_back({"warning",
                                 "The server gave no key by which it could be asked to stop a statement: a stop "
                                 "closes the connection, and what the statement does may go on."});
    }
}

} // namespace

void readTypes(Line& line, TypeNames& types) {
    if (!types.givenUp()) {
        static_cast<void>(addTypes(line, std::string(kOwnTypes), types));
    }
}

void learnTypes(Line& line, TypeNames& types) {
    std::string numbers;
    for (const Oid oid : types.takeMissing()) {
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(oid);
    }
    if (!numbers.empty() && !types.givenUp() && line.transactionState() != TransactionState::Failed) {
        static_cast<void>(addTypes(
            line,
            "SELECT oid, pg_catalog.format_type(oid, NULL), typcategory FROM pg_catalog.pg_type WHERE oid IN (" +
                numbers + ")",
            types));
    }
}

ProductVersion productOf(std::string_view versionText) {
    for (const auto& [mark, product] : kProducts) {
        if (versionText.find(mark) != std::string_view::npos) {
            return {std::string(product), std::string(wordBehind(versionText, mark))};
        }
    }
    return {"PostgreSQL", std::string(wordBehind(versionText, "PostgreSQL"))};
}

namespace {

/// What has to be tried or run, after what can be asked.
Result<ServerFacts> finishFacts(Line& line, const OpenPlan& plan, ServerFacts facts) {
    SessionFacts& session = facts.session;
    const bool staysSet = facts.backend.staysSet();
    if (const Result<void> given = giveWithdrawn(line, plan, staysSet, session); !given) {
        return std::unexpected(given.error());
    }
    if (plan.readOnly) {
        const Result<ReadOnlyGuard> guard = findReadOnlyGuard(line, staysSet);
        if (!guard) {
            return std::unexpected(guard.error());
        }
        facts.guard = *guard;
        session.capabilities.readOnly = Ability::Yes;
    } else if (session.product != kOwnProduct && staysSet) {
        // PostgreSQL itself is what the others are compared with, and need not be tried each time.
        const Result<Ability> ddl = tryTransactionalDdl(line);
        if (!ddl) {
            return std::unexpected(ddl.error());
        }
        session.capabilities.transactionalDdl = *ddl;
    }
    if (!plan.startupSql.empty() && facts.backend.sessionState == Ability::No) {
        return fail(
            ErrorKind::Unsupported,
            "The connection's start-up statements can not be kept: a pooler gives each transaction another of the "
            "server's processes.",
            "Remove startupSql from the connection's settings, or connect to the server itself.", Damage::Session);
    }
    if (const Result<void> started = runStartup(line, plan.startupSql); !started) {
        return std::unexpected(started.error());
    }
    if (plan.readOnly && !plan.startupSql.empty()) {
        // Whatever they did, it holds at the end; a transaction that they have left open is held to it as well.
        if (const Result<void> held = holdToReading(line, facts.guard); !held) {
            return std::unexpected(held.error());
        }
    }
    std::ranges::move(line.notices().take(), std::back_inserter(session.notices));
    return facts;
}

Result<ServerFacts> askServer(Line& line, const OpenPlan& plan, const OpenAnother& another) {
    const Result<FirstAnswer> first = askFirst(line);
    if (!first) {
        return std::unexpected(first.error());
    }
    ServerFacts facts;
    SessionFacts& session = facts.session;
    session.product = first->product;
    session.serverVersion = first->serverVersion;
    session.database = PQdb(line.handle());
    session.tls = tlsFactsOf(line.handle(), plan.tlsMode);
    const Result<BackendFinding> backend = probeBackend(line, first->process, another);
    if (!backend) {
        return std::unexpected(backend.error());
    }
    facts.backend = *backend;
    session.capabilities.sessionState = backend->sessionState;
    // Behind a pooler the number of the login is nobody's, and the server's own may change.
    session.serverSessionId = !backend->behindPooler ? std::to_string(PQbackendPID(line.handle()))
                              : backend->staysSet()  ? first->process
                                                     : "";
    tellOfPooler(*backend, session.notices);
    tellOfCancel(line, session);
    if (std::optional<Error> refused = addTypes(line, std::string(kOwnTypes), facts.types)) {
        if (!network::RefusedParts::isRefusal(*refused)) {
            return std::unexpected(*refused);
        }
        facts.types.giveUp();
        session.notices.push_back(
            {"warning",
             "The names of the database's own types can not be shown; the server says: " + refused->message});
    }
    facts.typesRead = true;
    return finishFacts(line, plan, std::move(facts));
}

/// All that could tell another server, or another way to this one.
std::string keyOf(Line& line, const OpenPlan& plan) {
    PGconn* connection = line.handle();
    std::string key = plan.dialHost + ":" + std::to_string(plan.dialPort);
    for (const char* part : std::initializer_list<const char*>{
             PQhost(connection), PQhostaddr(connection), PQport(connection), PQuser(connection), PQdb(connection)}) {
        key += std::string("\n") + (part == nullptr ? "" : part);
    }
    for (const char* said : {"server_version", "server_encoding", "in_hot_standby", "is_superuser", "integer_datetimes",
                             "session_authorization", "default_transaction_read_only", "scram_iterations"}) {
        const char* value = PQparameterStatus(connection, said);
        key += std::string("\n") + (value == nullptr ? "" : value);
    }
    return key;
}

/// Whether a number can be that of a process of a server. Poolers make theirs up, of 32 bits: one that was put in the place of
/// a server greets in the server's words, and has to be found out.
bool mayBeProcess(int number) {
    constexpr int kMostProcesses = 1 << 22;
    return number > 0 && number <= kMostProcesses;
}

} // namespace

Result<ServerFacts> readServerFacts(Line& line, const OpenPlan& plan, const OpenAnother& another, KnownServers& known) {
    const std::string key = keyOf(line, plan);
    const bool plain = !plan.readOnly && plan.startupSql.empty() && plan.withdrawn.empty() &&
                       mayBeProcess(PQbackendPID(line.handle()));
    if (std::optional<ServerFacts> facts = plain ? known.find(key) : std::nullopt) {
        facts->session.tls = tlsFactsOf(line.handle(), plan.tlsMode);
        facts->session.serverSessionId = std::to_string(PQbackendPID(line.handle()));
        tellOfCancel(line, facts->session);
        return finishFacts(line, plan, std::move(*facts));
    }
    Result<ServerFacts> facts = askServer(line, plan, another);
    if (facts && plain && facts->session.product == kOwnProduct && facts->backend.sessionState == Ability::Yes &&
        !facts->backend.behindPooler && !facts->types.givenUp()) {
        ServerFacts found;
        found.session.product = facts->session.product;
        found.session.serverVersion = facts->session.serverVersion;
        found.session.database = facts->session.database;
        found.session.capabilities.sessionState = Ability::Yes;
        found.backend = facts->backend;
        known.keep(key, std::move(found));
    }
    return facts;
}

} // namespace dbv::postgres
