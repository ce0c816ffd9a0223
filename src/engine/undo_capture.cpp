// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_capture.h"

#include <algorithm>
#include <array>
#include <utility>

#include "secrets/byte_fields.h"
#include "sql/literal.h"

namespace dbv::engine {

namespace {

// More rows are no accident that is looked at one by one; each costs a statement when it is put back.
constexpr std::uint64_t kMostRows = 100'000;

bool readsAlone(const Classification& found) {
    return std::ranges::all_of(found.effects, [](const Effect& effect) {
        return effect.reason == EffectReason::ChangesRows || effect.reason == EffectReason::EveryRow ||
               effect.reason == EffectReason::AddsRows;
    });
}

/// By names of functions that give another value each time, in a text where they may as well be something else.
bool mayWaver(std::string_view statement) {
    std::string text(statement);
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 10> kWords = {"random",    "rand",           "uuid", "clock_timestamp",
                                                         "timeofday", "sysdate",        "@",    "tablesample",
                                                         "nextval",   "current_setting"};
    return std::ranges::any_of(kWords, [&](std::string_view word) { return text.contains(word); });
}

/// One text for a key, to find it by.
std::string keyText(const sql::KeptRow& key) {
    secrets::FieldWriter out;
    for (const sql::KeptValue& value : key) {
        out.number(static_cast<std::uint8_t>(value.kind));
        out.text(value.bytes);
    }
    return out.take();
}

bool isWholeNumber(const sql::KeptColumn& column) {
    std::string type = column.type.substr(0, column.type.find_first_of("( "));
    std::ranges::transform(type, type.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 6> kTypes = {"integer", "int", "bigint", "smallint", "mediumint", "tinyint"};
    return std::ranges::find(kTypes, type) != kTypes.end();
}

std::unexpected<Error> noUndo(std::string why) {
    return fail(ErrorKind::Unsupported, std::move(why), {}, Damage::None);
}

/// The last part of a name, as it is written.
std::string lastPart(const std::string& name) {
    char quote = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (quote == 0 && name[i] == '"') {
            quote = name[i];
        } else if (name[i] == quote) {
            quote = 0;
        } else if (quote == 0 && name[i] == '.') {
            begin = i + 1;
        }
    }
    return name.substr(begin);
}

} // namespace

UndoCapture::UndoCapture(std::string_view statement, const Classification& found, Grammar grammar, UndoWish wish)
    : m_statement(statement), m_change(found.rows), m_budget{2 * kMostRows, wish.mostBytes} {
    if (m_change == RowChange::Update || m_change == RowChange::Delete) {
        m_selection = sql::selectionOf(statement, grammar);
        if (!m_selection) {
            m_whyNot =
                "The statement's rows can not be found by a query: it has parameters, several tables or a cursor.";
        }
        m_wavers = mayWaver(statement) || (m_selection && m_selection->limited);
    } else if (m_change == RowChange::Insert) {
        m_inserted = sql::insertedTable(statement, grammar);
        if (!m_inserted) {
            m_whyNot = "The statement may change rows that are there already, besides those that it adds.";
        }
    } else {
        m_whyNot = "A MERGE can not be undone after its commit.";
    }
    // An upsert does more than add rows, and has told that by now.
    if (m_whyNot.empty() && !readsAlone(found)) {
        giveUp("The statement calls something that may do more than change these rows.");
    }
}

void UndoCapture::giveUp(std::string why) {
    m_selection.reset();
    m_inserted.reset();
    m_image.rows.clear();
    m_byKey.clear();
    m_whyNot = std::move(why);
}

Result<void> UndoCapture::readBefore(Session& session) {
    if (!wants()) {
        return {};
    }
    if (session.facts().isPrivate) {
        return noUndo("The database is gone with its session.");
    }
    m_image.dialect = session.dialect().id;
    Result<sql::KeptTable> table = readKeptTable(session, m_selection ? m_selection->table : *m_inserted);
    if (!table) {
        return std::unexpected(std::move(table.error()));
    }
    m_image.table = std::move(*table);
    Result<sql::KeptSettings> settings = readKeptSettings(session);
    if (!settings) {
        return std::unexpected(std::move(settings.error()));
    }
    m_image.settings = std::move(*settings);
    return m_selection ? readChanged(session) : readHighest(session);
}

Result<void> UndoCapture::readChanged(Session& session) {
    const DialectId dialect = m_image.dialect;
    const bool postgres = dialect == DialectId::PostgreSql;
    std::string query =
        m_selection->head + "SELECT " + sql::readsOf(m_image.table, m_selection->row, dialect) + m_selection->tail;
    if (!m_selection->limited) {
        query += " LIMIT " + std::to_string(kMostRows + 1);
    }
    if (dialect != DialectId::Sqlite) {
        // What others change meanwhile would not be what this statement finds.
        query += postgres ? " FOR UPDATE OF " + lastPart(m_selection->row) : std::string(" FOR UPDATE");
    }
    Result<std::vector<sql::KeptRow>> rows = readKeptRows(session, m_image.table, query, m_budget);
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    if (rows->size() > kMostRows) {
        return noUndo(std::string(kTooLarge));
    }
    for (sql::KeptRow& row : *rows) {
        const sql::KeptRow key = sql::keyOf(m_image.table, row);
        if (std::ranges::find(key, sql::KeptKind::Null, &sql::KeptValue::kind) != key.end()) {
            return noUndo("A row has NULL in its key, so that it could not be found again.");
        }
        // A join may find a row more than once.
        if (m_byKey.try_emplace(keyText(key), m_image.rows.size()).second) {
            m_image.rows.push_back({std::move(row), std::nullopt});
        }
    }
    return {};
}

Result<void> UndoCapture::readHighest(Session& session) {
    const std::vector<std::size_t> key = m_image.table.key();
    if (key.size() != 1 || !isWholeNumber(m_image.table.columns[key.front()])) {
        return noUndo("Added rows can be told from others by a key of one whole number alone.");
    }
    const std::string name = sql::quoteIdentifier(m_image.table.columns[key.front()].name, m_image.dialect);
    Result<std::optional<std::string>> highest =
        readOneValue(session, "SELECT max(" + name + ") FROM " + m_image.table.quotedName(m_image.dialect));
    if (!highest) {
        return std::unexpected(std::move(highest.error()));
    }
    m_highest = std::move(*highest);
    return {};
}

Result<void> UndoCapture::readAfter(Session& session, std::optional<std::int64_t> affected) {
    if (!wants()) {
        return {};
    }
    if (!affected) {
        return noUndo("The server does not tell how many rows the statement has changed.");
    }
    return m_selection ? pairWithAfter(session, *affected) : readInserted(session, *affected);
}

Result<void> UndoCapture::pairWithAfter(Session& session, std::int64_t affected) {
    std::vector<sql::KeptRow> keys;
    keys.reserve(m_image.rows.size());
    for (const sql::ChangedRow& row : m_image.rows) {
        keys.push_back(sql::keyOf(m_image.table, *row.before));
    }
    Result<std::vector<sql::KeptRow>> after = readRowsByKey(session, m_image.table, keys, false, m_budget);
    if (!after) {
        return std::unexpected(std::move(after.error()));
    }
    for (sql::KeptRow& row : *after) {
        const auto found = m_byKey.find(keyText(sql::keyOf(m_image.table, row)));
        if (found == m_byKey.end()) {
            return noUndo("The statement changes the rows' key.");
        }
        m_image.rows[found->second].after = std::move(row);
    }
    const auto all = static_cast<std::int64_t>(m_image.rows.size());
    const bool deletes = m_selection->change == RowChange::Delete;
    const auto isGone = [](const sql::ChangedRow& row) { return !row.after; };
    if (deletes ? !std::ranges::all_of(m_image.rows, isGone) : std::ranges::any_of(m_image.rows, isGone)) {
        return noUndo(deletes ? "Not all of the rows are gone: a trigger keeps some."
                              : "The statement changes the rows' key, or a trigger has removed some.");
    }
    std::erase_if(m_image.rows, [](const sql::ChangedRow& row) { return row.before == row.after; });
    const auto differing = static_cast<std::int64_t>(m_image.rows.size());
    if (affected != differing && (affected != all || m_wavers)) {
        return noUndo("It is not certain that the rows that were read are those that the statement has changed.");
    }
    return {};
}

Result<void> UndoCapture::readInserted(Session& session, std::int64_t affected) {
    const std::string name =
        sql::quoteIdentifier(m_image.table.columns[m_image.table.key().front()].name, m_image.dialect);
    std::string query = "SELECT " + sql::readsOf(m_image.table, {}, m_image.dialect) + " FROM " +
                        m_image.table.quotedName(m_image.dialect) + " WHERE " +
                        (m_highest ? name + " > " + *m_highest : std::string("1 = 1"));
    if (m_image.dialect == DialectId::PostgreSql) {
        // Rows that others have added meanwhile are there as well.
        query += " AND xmin::text = (pg_catalog.txid_current() % 4294967296)::text";
    }
    query += " LIMIT " + std::to_string(kMostRows + 1);
    Result<std::vector<sql::KeptRow>> rows = readKeptRows(session, m_image.table, query, m_budget);
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    if (rows->size() > kMostRows) {
        return noUndo(std::string(kTooLarge));
    }
    if (static_cast<std::int64_t>(rows->size()) != affected) {
        return noUndo("The added rows can not be told from others: their keys are not above all earlier ones.");
    }
    for (sql::KeptRow& row : *rows) {
        m_image.rows.push_back({std::nullopt, std::move(row)});
    }
    return {};
}

std::vector<std::string> UndoCapture::notCoveredBy(const ChangeFootprint& footprint,
                                                   std::optional<std::int64_t> affected) const {
    std::vector<std::string> others;
    for (const TableChanges& table : footprint.tables.value_or(std::vector<TableChanges>())) {
        const std::int64_t changes = table.inserted + table.updated + table.deleted;
        const bool own = table.table.name == m_image.table.name && table.table.schema == m_image.table.schema;
        const std::int64_t beyond = own ? changes - affected.value_or(0) : changes;
        if (beyond > 0) {
            others.push_back(table.table.name + " (" + std::to_string(beyond) + (own ? " more)" : ")"));
        }
    }
    if (!footprint.tables && footprint.rowsChanged && *footprint.rowsChanged > affected.value_or(0)) {
        others.push_back("rows that triggers and cascades have changed (" +
                         std::to_string(*footprint.rowsChanged - affected.value_or(0)) + ")");
    }
    return others;
}

CapturedUndo UndoCapture::take(const ChangeFootprint& footprint, std::optional<std::int64_t> affected) && {
    CapturedUndo captured;
    captured.whyNot = m_whyNot;
    if (!wants()) {
        return captured;
    }
    if (m_image.rows.empty()) {
        captured.whyNot = "No row was changed.";
        return captured;
    }
    captured.notCovered = notCoveredBy(footprint, affected);
    captured.image = std::move(m_image);
    return captured;
}

} // namespace dbv::engine
