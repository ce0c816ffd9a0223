// SPDX-License-Identifier: Apache-2.0
#include "postgres/change_meter.h"

#include <charconv>
#include <utility>

#include "postgres/libpq.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr const char* kCounts =
    "SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_catalog.pg_stat_xact_all_tables "
    "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND schemaname NOT IN ('pg_catalog', 'pg_toast')";

/// Of tables; locks of the catalogue and those that only reading takes say nothing.
constexpr const char* kLocks =
    "SELECT DISTINCT n.nspname || '.' || c.relname, l.mode FROM pg_catalog.pg_locks l "
    "JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND c.relkind IN ('r', 'p', "
    "'m', 'f') "
    "AND n.nspname NOT IN ('pg_catalog', 'pg_toast') AND l.mode <> 'AccessShareLock' ORDER BY 1, 2";

std::int64_t numberAt(const PGresult* result, int row, int column) {
    const std::string_view text = textAt(result, row, column);
    std::int64_t number = 0;
    // The server's own column of type bigint.
    static_cast<void>(std::from_chars(text.data(), text.data() + text.size(), number));
    return number;
}

} // namespace

Result<std::unique_ptr<ChangeMeter>> PostgresChangeMeter::begin(Line& line) {
    auto meter = std::make_unique<PostgresChangeMeter>(line);
    Result<Counts> before = meter->counts();
    if (!before) {
        return std::unexpected(std::move(before.error()));
    }
    meter->m_before = std::move(*before);
    return meter;
}

Result<PostgresChangeMeter::Counts> PostgresChangeMeter::counts() {
    const Result<PgResult> asked = m_line.query(kCounts);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    Counts counts;
    const PGresult* rows = asked->get();
    for (int row = 0; row < PQntuples(rows); ++row) {
        const ObjectPath table{std::string(textAt(rows, row, 0)), std::string(textAt(rows, row, 1)), {}};
        counts[table] = {table, numberAt(rows, row, 2), numberAt(rows, row, 3), numberAt(rows, row, 4)};
    }
    return counts;
}

Result<ChangeFootprint> PostgresChangeMeter::read() {
    Result<Counts> after = counts();
    if (!after) {
        return std::unexpected(std::move(after.error()));
    }
    ChangeFootprint footprint;
    footprint.tables.emplace();
    for (auto& [table, changes] : *after) {
        if (const auto before = m_before.find(table); before != m_before.end()) {
            changes.inserted -= before->second.inserted;
            changes.updated -= before->second.updated;
            changes.deleted -= before->second.deleted;
        }
        if (changes.inserted != 0 || changes.updated != 0 || changes.deleted != 0) {
            footprint.tables->push_back(std::move(changes));
        }
    }
    const Result<PgResult> locks = m_line.query(kLocks);
    if (!locks) {
        return std::unexpected(locks.error());
    }
    for (int row = 0; row < PQntuples(locks->get()); ++row) {
        footprint.locks.push_back(
            {std::string(textAt(locks->get(), row, 0)), std::string(textAt(locks->get(), row, 1))});
    }
    return footprint;
}

Result<std::vector<std::string>> readRowKey(Line& line, std::string_view table) {
    const Result<PgResult> asked =
        line.query("SELECT a.attname FROM (SELECT x.indrelid, x.indkey FROM pg_catalog.pg_index x "
                   "WHERE x.indrelid = pg_catalog.to_regclass(" +
                   quotedText(table) +
                   ") AND (x.indisprimary OR x.indisunique AND x.indimmediate AND x.indisvalid AND x.indpred IS NULL "
                   "AND x.indexprs IS NULL AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute o "
                   "WHERE o.attrelid = x.indrelid AND o.attnum = ANY (x.indkey::pg_catalog.int2[]) "
                   "AND NOT o.attnotnull)) ORDER BY x.indisprimary DESC, x.indnatts, x.indexrelid LIMIT 1) i "
                   "CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY k(number, place) "
                   "JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number "
                   "ORDER BY k.place");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::vector<std::string> key;
    key.reserve(static_cast<std::size_t>(PQntuples(asked->get())));
    for (int row = 0; row < PQntuples(asked->get()); ++row) {
        key.emplace_back(textAt(asked->get(), row, 0));
    }
    return key;
}

} // namespace dbv::postgres
