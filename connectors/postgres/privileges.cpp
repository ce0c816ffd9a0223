// SPDX-License-Identifier: Apache-2.0
#include "postgres/privileges.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// One row, whatever the size of the catalogue.
constexpr const char* kPrivileges =
    "SELECT current_user, current_database(), current_schema(), r.rolsuper, "
    "pg_catalog.has_database_privilege(current_database(), 'CREATE'), "
    "COALESCE(pg_catalog.has_schema_privilege(current_schema(), 'CREATE'), false), "
    "pg_catalog.pg_has_role(d.datdba, 'USAGE'), r.rolcreatedb, r.rolcreaterole, pg_catalog.pg_is_in_recovery(), "
    "pg_catalog.current_setting('default_transaction_read_only') = 'on' "
    "FROM pg_catalog.pg_database d, pg_catalog.pg_roles r "
    "WHERE d.datname = current_database() AND r.rolname = current_user";

enum RightsColumn : std::uint8_t {
    User,
    Database,
    Schema,
    Superuser,
    CreatesInDatabase,
    CreatesInSchema,
    OwnsDatabase,
    CreatesDatabases,
    CreatesRoles,
    InRecovery,
    ReadOnly,
};

/// What the user is and may do.
std::string rightsIn(const PGresult* row) {
    const auto is = [row](RightsColumn column) { return trueAt(row, 0, column); };
    const std::string user = "\"" + std::string(textAt(row, 0, User)) + "\"";
    if (is(Superuser)) {
        return user + " is a superuser.";
    }
    std::vector<std::string> may;
    const std::string schema(textAt(row, 0, Schema));
    if (is(OwnsDatabase)) {
        may.emplace_back("owns the database");
    }
    if (is(CreatesInDatabase)) {
        may.emplace_back("may create schemas in the database");
    }
    if (is(CreatesInSchema)) {
        may.push_back("may create objects in the schema \"" + schema + "\"");
    }
    if (is(CreatesDatabases)) {
        may.emplace_back("may create databases");
    }
    if (is(CreatesRoles)) {
        may.emplace_back("may create roles");
    }
    return may.empty() ? user + " is no superuser and may create nothing here." : user + " " + joined(may) + ".";
}

} // namespace

Result<std::string> readPrivileges(Line& line) {
    const Result<PgResult> asked = line.query(kPrivileges);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (PQntuples(asked->get()) != 1) {
        return fail(ErrorKind::Unsupported, "The server does not tell what its users may do.");
    }
    std::string text = rightsIn(asked->get());
    if (trueAt(asked->get(), 0, InRecovery)) {
        text += " The server is a standby (in recovery), where nothing can be changed.";
    } else if (trueAt(asked->get(), 0, ReadOnly)) {
        text += " Transactions are read-only unless they say otherwise (default_transaction_read_only).";
    }
    return text;
}

} // namespace dbv::postgres
