// SPDX-License-Identifier: Apache-2.0
#include "result_table.h"

#include <dbv/data/cell_text.h>

namespace dbv::conformance {

namespace {

Value valueOf(const Cell& cell, const StringStore& store) {
    if (cell.isNull()) {
        return {};
    }
    Value value{std::string(), cell.kind == CellKind::Bytes || cell.kind == CellKind::LargeBytes};
    if (cell.isLarge()) {
        value.text = store.bytes().substr(cell.large.offset, cell.large.length);
    } else {
        appendCellText(*value.text, cell);
    }
    return value;
}

void append(ResultTable& table, const RowBatch& batch, const StringStore& store) {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
        std::vector<Value>& values = table.rows.emplace_back();
        for (std::size_t column = 0; column < batch.columns(); ++column) {
            values.push_back(valueOf(batch.cell(row, column), store));
        }
    }
}

} // namespace

Result<std::uint64_t> StringStore::store(std::string_view bytes) {
    const std::uint64_t at = m_bytes.size();
    m_bytes += bytes;
    return at;
}

Result<ResultTable> readAll(Cursor& cursor, BatchLimits limits) {
    ResultTable table;
    table.columns = cursor.columns();
    StringStore store;
    RowBatchBuilder builder(table.columns.size(), limits, store);
    Result<bool> more = true;
    while (more && *more) {
        more = cursor.fetch(builder);
        append(table, *builder.take(), store);
    }
    if (!more) {
        return std::unexpected(more.error());
    }
    table.outcome = cursor.outcome();
    return table;
}

Result<ResultTable> runAll(Session& session, const StatementText& statement) {
    const Result<std::unique_ptr<Cursor>> cursor = session.execute(statement);
    return cursor ? readAll(**cursor) : std::unexpected(cursor.error());
}

Result<ResultTable> runAll(Session& session, std::string_view sql) {
    return runAll(session, StatementText{sql, {}, {}});
}

} // namespace dbv::conformance
