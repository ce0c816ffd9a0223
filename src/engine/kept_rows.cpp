// SPDX-License-Identifier: Apache-2.0
#include "engine/kept_rows.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <dbv/data/cell_text.h>

#include "jobs/row_source.h"
#include "sql/undo_statements.h"

namespace dbv::engine {

namespace {

// A statement names no more keys than servers take without effort.
constexpr std::size_t kKeysAtOnce = 400;
constexpr std::uint64_t kMostOfCatalogue = std::uint64_t{8} << 20U;

Result<std::string> wholeText(const Cell& cell, const jobs::RowSource& rows) {
    if (cell.isLarge()) {
        return rows.largeRange(cell.large, 0, cell.large.length);
    }
    std::string text;
    appendCellText(text, cell);
    return text;
}

sql::KeptKind kindOf(const Cell& cell) {
    switch (cell.kind) {
    case CellKind::Null: return sql::KeptKind::Null;
    case CellKind::Bytes:
    case CellKind::LargeBytes: return sql::KeptKind::Bytes;
    case CellKind::SmallInt:
    case CellKind::Integer:
    case CellKind::Real: return sql::KeptKind::Number;
    case CellKind::Text:
    case CellKind::LargeText: break;
    }
    return sql::KeptKind::Text;
}

/// Hands each row of a query on; what it returns as an error ends the reading.
Result<void> eachRow(Session& session, std::string_view query,
                     const std::function<Result<void>(const RowBatch&, std::size_t, const jobs::RowSource&)>& take) {
    const Result<std::unique_ptr<Cursor>> cursor =
        session.execute({.sql = query, .positional = {}, .named = {}, .mustReturnRows = true});
    if (!cursor) {
        return std::unexpected(cursor.error());
    }
    jobs::CursorRows source(**cursor);
    while (true) {
        const Result<RowBatchPtr> batch = source.next();
        if (!batch) {
            return std::unexpected(batch.error());
        }
        if (*batch == nullptr) {
            return (*cursor)->end();
        }
        for (std::size_t row = 0; row < (*batch)->rows(); ++row) {
            if (Result<void> taken = take(**batch, row, source); !taken) {
                return taken;
            }
        }
    }
}

Result<std::vector<sql::AnswerRow>> readAnswer(Session& session, const std::string& query) {
    std::vector<sql::AnswerRow> rows;
    std::uint64_t left = kMostOfCatalogue;
    Result<void> read = eachRow(
        session, query, [&](const RowBatch& batch, std::size_t row, const jobs::RowSource& source) -> Result<void> {
            sql::AnswerRow values;
            values.reserve(batch.columns());
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                const Cell cell = batch.cell(row, column);
                if (cell.totalBytes() > left) {
                    return fail(ErrorKind::Unsupported, "The server tells too much of the table.", {}, Damage::None);
                }
                left -= cell.totalBytes();
                Result<std::string> text = wholeText(cell, source);
                if (!text) {
                    return std::unexpected(std::move(text.error()));
                }
                values.push_back(cell.isNull() ? std::nullopt : std::optional(std::move(*text)));
            }
            rows.push_back(std::move(values));
            return {};
        });
    return read ? Result<std::vector<sql::AnswerRow>>(std::move(rows)) : std::unexpected(std::move(read.error()));
}

} // namespace

Result<std::vector<sql::KeptRow>> readKeptRows(Session& session, const sql::KeptTable& table, std::string_view query,
                                               KeptBudget& budget) {
    std::vector<sql::KeptRow> rows;
    Result<void> read = eachRow(
        session, query, [&](const RowBatch& batch, std::size_t row, const jobs::RowSource& source) -> Result<void> {
            if (batch.columns() != table.columns.size()) {
                return fail(ErrorKind::Unsupported, "The rows came back with other columns.", {}, Damage::None);
            }
            sql::KeptRow values;
            values.reserve(batch.columns());
            std::uint64_t size = 0;
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                const Cell cell = batch.cell(row, column);
                size += cell.totalBytes() + sizeof(sql::KeptValue);
                if (size > budget.bytes || budget.rows == 0) {
                    return fail(ErrorKind::Unsupported, std::string(kTooLarge), {}, Damage::None);
                }
                const sql::KeptKind declared = table.columns[column].kind;
                sql::KeptValue value{cell.isNull() || declared == sql::KeptKind::Null ? kindOf(cell) : declared, {}};
                if (value.kind != sql::KeptKind::Null) {
                    Result<std::string> text = wholeText(cell, source);
                    if (!text) {
                        return std::unexpected(std::move(text.error()));
                    }
                    value.bytes = std::move(*text);
                }
                values.push_back(std::move(value));
            }
            budget.bytes -= size;
            --budget.rows;
            rows.push_back(std::move(values));
            return {};
        });
    return read ? Result<std::vector<sql::KeptRow>>(std::move(rows)) : std::unexpected(std::move(read.error()));
}

Result<std::vector<sql::KeptRow>> readRowsByKey(Session& session, const sql::KeptTable& table,
                                                std::span<const sql::KeptRow> keys, bool locks, KeptBudget& budget) {
    const DialectId dialect = session.dialect().id;
    const std::string head =
        "SELECT " + sql::readsOf(table, {}, dialect) + " FROM " + table.quotedName(dialect) + " WHERE ";
    const std::string tail = locks && dialect != DialectId::Sqlite ? " FOR UPDATE" : "";
    std::vector<sql::KeptRow> rows;
    rows.reserve(keys.size());
    while (!keys.empty()) {
        const auto some = keys.first(std::min(keys.size(), kKeysAtOnce));
        keys = keys.subspan(some.size());
        std::string question = head;
        question.append(sql::keyCondition(table, some, dialect)).append(tail);
        Result<std::vector<sql::KeptRow>> read = readKeptRows(session, table, question, budget);
        if (!read) {
            return read;
        }
        std::ranges::move(*read, std::back_inserter(rows));
    }
    return rows;
}

Result<sql::KeptTable> readKeptTable(Session& session, std::string_view table) {
    const DialectId dialect = session.dialect().id;
    const Result<std::vector<sql::AnswerRow>> answer = readAnswer(session, sql::keptTableQuestion(table, dialect));
    return answer ? sql::keptTableOf(*answer, dialect) : std::unexpected(answer.error());
}

Result<sql::KeptSettings> readKeptSettings(Session& session) {
    const DialectId dialect = session.dialect().id;
    const std::string question = sql::keptSettingsQuestion(dialect);
    const Result<std::vector<sql::AnswerRow>> answer =
        question.empty() ? Result<std::vector<sql::AnswerRow>>() : readAnswer(session, question);
    return answer ? sql::keptSettingsOf(*answer, dialect) : std::unexpected(answer.error());
}

Result<std::optional<std::string>> readOneValue(Session& session, std::string_view query) {
    Result<std::vector<sql::AnswerRow>> answer = readAnswer(session, std::string(query));
    if (!answer) {
        return std::unexpected(std::move(answer.error()));
    }
    return answer->empty() || answer->front().empty() ? std::nullopt : std::move(answer->front().front());
}

} // namespace dbv::engine
