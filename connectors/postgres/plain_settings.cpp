// SPDX-License-Identifier: Apache-2.0
#include "postgres/plain_settings.h"

#include <string_view>

namespace dbv::postgres {

PlainSettings::~PlainSettings() {
    for (const char* const name : m_set) {
        // What is wrong with the line, its next use tells.
        static_cast<void>(m_line.query(std::string("RESET ") + name).has_value());
    }
}

Result<void> PlainSettings::set(const char* name, const char* value) {
    const Result<PgResult> done = m_line.query(std::string("SET ") + name + " = " + value);
    if (done) {
        m_set.push_back(name);
    }
    // A server that does not know it has none of it in the way.
    return done || done.error().kind == ErrorKind::SqlError ? Result<void>() : std::unexpected(done.error());
}

Result<void> PlainSettings::take(For use) {
    if (m_line.transactionState() != TransactionState::None) {
        return {};
    }
    Result<void> done = set("statement_timeout", "0");
    done = done ? set("lock_timeout", "'60s'") : done;
    if (PQserverVersion(m_line.handle()) >= kWithIdleSessionTimeout) {
        // A program of PostgreSQL's works meanwhile, on a line of its own.
        done = done ? set("idle_session_timeout", "0") : done;
    }
    if (!done || use == For::Reading) {
        return done;
    }
    const Result<PgResult> asked = m_line.query("SELECT setting, source FROM pg_catalog.pg_settings "
                                                "WHERE name = 'default_transaction_read_only'");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (PQntuples(asked->get()) == 0 || textAt(asked->get(), 0, 0) != "on") {
        return {};
    }
    const std::string_view source = textAt(asked->get(), 0, 1);
    if (source == "client" || source == "session") {
        return fail(ErrorKind::RefusedReadOnly,
                    "The connection is read-only, so nothing can be made or restored by it.",
                    "Open it for writing, or use another connection.");
    }
    return set("default_transaction_read_only", "off");
}

Result<std::vector<std::pair<std::string, std::string>>> plainValues(Line& line) {
    // What a session of this role begins with here; what was set since is this one's alone.
    const Result<PgResult> asked = line.query(
        "SELECT name, CASE reset_val WHEN 'on' THEN 'off' ELSE 'on' END FROM pg_catalog.pg_settings WHERE "
        "(name, reset_val) IN (('default_transaction_read_only', 'on'), ('standard_conforming_strings', 'off'), "
        "('array_nulls', 'off'), ('transform_null_equals', 'on'), ('quote_all_identifiers', 'on')) "
        "AND source <> 'client' ORDER BY name");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::vector<std::pair<std::string, std::string>> values;
    values.reserve(static_cast<std::size_t>(PQntuples(asked->get())));
    for (int row = 0; row < PQntuples(asked->get()); ++row) {
        values.emplace_back(textAt(asked->get(), row, 0), textAt(asked->get(), row, 1));
    }
    return values;
}

Result<std::string> plainOptions(Line& line) {
    const Result<std::vector<std::pair<std::string, std::string>>> values = plainValues(line);
    if (!values) {
        return std::unexpected(values.error());
    }
    std::string options;
    for (const auto& [name, value] : *values) {
        options += (options.empty() ? "-c " : " -c ") + name;
        options += '=' + value;
    }
    return options;
}

} // namespace dbv::postgres
