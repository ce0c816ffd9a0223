// SPDX-License-Identifier: Apache-2.0
#include "postgres/server_facts.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

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

/// A server that has no such catalogue still shows numbers in place of names.
void addTypes(Line& line, const std::string& sql, TypeNames& types) {
    const Result<PgResult> found = line.query(sql);
    if (!found) {
        return;
    }
    for (int row = 0; row < PQntuples(found->get()); ++row) {
        types.add(static_cast<Oid>(std::strtoul(PQgetvalue(found->get(), row, 0), nullptr, 10)),
                  std::string(textAt(found->get(), row, 1)), familyOf(textAt(found->get(), row, 2)));
    }
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

} // namespace

void readTypes(Line& line, TypeNames& types) {
    addTypes(line, std::string(kOwnTypes), types);
}

void learnTypes(Line& line, TypeNames& types) {
    std::string numbers;
    for (const Oid oid : types.takeMissing()) {
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(oid);
    }
    if (!numbers.empty() && line.transactionState() != TransactionState::Failed) {
        addTypes(line,
                 "SELECT oid, pg_catalog.format_type(oid, NULL), typcategory FROM pg_catalog.pg_type WHERE oid IN (" +
                     numbers + ")",
                 types);
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

Result<ServerFacts> readServerFacts(Line& line, const OpenPlan& plan) {
    const Result<PgResult> asked = line.query("SELECT pg_catalog.version()");
    if (!asked && asked.error().damage == Damage::Session) {
        return std::unexpected(asked.error());
    }
    ServerFacts facts;
    const char* reported = PQparameterStatus(line.handle(), "server_version");
    const ProductVersion product = asked && PQntuples(asked->get()) == 1
                                       ? productOf(textAt(asked->get(), 0, 0))
                                       : ProductVersion{"PostgreSQL", reported == nullptr ? "" : reported};
    facts.session.product = product.product;
    facts.session.serverVersion = product.product + " " + product.version;
    facts.session.database = PQdb(line.handle());
    facts.session.serverSessionId = std::to_string(PQbackendPID(line.handle()));
    facts.session.tls = tlsFactsOf(line.handle(), plan.tlsMode);
    readTypes(line, facts.types);
    if (const Result<void> started = runStartup(line, plan.startupSql); !started) {
        return std::unexpected(started.error());
    }
    facts.session.notices = line.notices().take();
    return facts;
}

} // namespace dbv::postgres
