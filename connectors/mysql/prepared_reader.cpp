// SPDX-License-Identifier: Apache-2.0
#include "mysql/prepared_reader.h"

#include <utility>

#include <mysqld_error.h>

#include "mysql/binary_values.h"

namespace dbv::mysql {

namespace {

/// Points the library at a value that outlives the call.
struct Binding {
    MYSQL_BIND& bind;

    void operator()(const std::monostate&) const { bind.buffer_type = MYSQL_TYPE_NULL; }
    void operator()(std::int64_t& number) const { point(MYSQL_TYPE_LONGLONG, &number, sizeof number); }
    void operator()(double& number) const { point(MYSQL_TYPE_DOUBLE, &number, sizeof number); }
    void operator()(std::string& text) const { point(MYSQL_TYPE_STRING, text.data(), text.size()); }
    void operator()(ParameterBytes& blob) const { point(MYSQL_TYPE_BLOB, blob.bytes.data(), blob.bytes.size()); }

private:
    void point(enum_field_types type, void* value, std::size_t size) const {
        bind.buffer_type = type;
        bind.buffer = value;
        bind.buffer_length = size;
        // Without a length of its own the library reads this one.
        bind.length_value = size;
        bind.length = &bind.length_value;
    }
};

bool isInteger(enum_field_types type) {
    return type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT || type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_LONG ||
           type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_YEAR;
}

bool isTemporal(enum_field_types type) {
    return type == MYSQL_TYPE_DATE || type == MYSQL_TYPE_NEWDATE || type == MYSQL_TYPE_TIME ||
           type == MYSQL_TYPE_DATETIME || type == MYSQL_TYPE_TIMESTAMP;
}

} // namespace

bool PreparedReader::prepare(std::string_view sql) {
    return m_statement && mysql_stmt_prepare(m_statement.get(), sql.data(), sql.size()) == 0;
}

bool PreparedReader::start(const std::vector<ParameterValue>& values) {
    m_values = values;
    std::vector<MYSQL_BIND> binds(m_values.size());
    for (std::size_t i = 0; i < binds.size(); ++i) {
        std::visit(Binding{binds[i]}, m_values[i]);
    }
    const bool bound = binds.empty() || mysql_stmt_bind_param(m_statement.get(), binds.data()) == 0;
    return bound && mysql_stmt_execute(m_statement.get()) == 0 && takeResult();
}

void PreparedReader::bindTarget(const MYSQL_FIELD& field, MYSQL_BIND& bind, Target& target) {
    target.field = field;
    bind.is_null = &target.isNull;
    bind.length = &target.length;
    if (isInteger(field.type)) {
        bind.buffer_type = MYSQL_TYPE_LONGLONG;
        bind.is_unsigned = (field.flags & UNSIGNED_FLAG) != 0 ? 1 : 0;
        bind.buffer = &target.value.emplace<std::int64_t>();
    } else if (field.type == MYSQL_TYPE_DOUBLE) {
        bind.buffer_type = MYSQL_TYPE_DOUBLE;
        bind.buffer = &target.value.emplace<double>();
    } else if (field.type == MYSQL_TYPE_FLOAT) {
        bind.buffer_type = MYSQL_TYPE_FLOAT;
        bind.buffer = &target.value.emplace<float>();
    } else if (isTemporal(field.type)) {
        bind.buffer_type = field.type == MYSQL_TYPE_NEWDATE ? MYSQL_TYPE_DATE : field.type;
        bind.buffer = &target.value.emplace<MYSQL_TIME>();
        bind.buffer_length = sizeof(MYSQL_TIME);
    } else {
        // The length comes with the row, the bytes are fetched behind it.
        bind.buffer_type = MYSQL_TYPE_BLOB;
        target.value.emplace<std::string>();
    }
}

bool PreparedReader::takeResult() {
    m_columns.clear();
    m_targets.clear();
    const unsigned int count = mysql_stmt_field_count(m_statement.get());
    if (count == 0) {
        return true;
    }
    const ResultHandle described(mysql_stmt_result_metadata(m_statement.get()));
    if (!described) {
        return false;
    }
    const MYSQL_FIELD* fields = mysql_fetch_fields(described.get());
    m_binds.assign(count, MYSQL_BIND{});
    m_targets.resize(count);
    m_columns.reserve(count);
    for (unsigned int i = 0; i < count; ++i) {
        ResultColumn column = describeField(fields[i]);
        m_columns.push_back(std::move(column.column));
        bindTarget(fields[i], m_binds[i], m_targets[i]);
        m_targets[i].rendering = column.rendering;
    }
    return mysql_stmt_bind_result(m_statement.get(), m_binds.data()) == 0;
}

ResultReader::Step PreparedReader::step() {
    // Truncation is what is expected where the bytes are fetched behind the row.
    switch (mysql_stmt_fetch(m_statement.get())) {
    case 0:
    case MYSQL_DATA_TRUNCATED: return Step::Row;
    case MYSQL_NO_DATA: return Step::End;
    default: return Step::Failed;
    }
}

std::string PreparedReader::textOf(const Target& target) {
    const MYSQL_FIELD& field = target.field;
    if (const auto* number = std::get_if<std::int64_t>(&target.value)) {
        const auto bits = static_cast<std::uint64_t>(*number);
        if (field.type == MYSQL_TYPE_YEAR) {
            // Years of two digits are gone, but for columns of old servers.
            return zeroFilled(bits, field.length == 2 ? 2 : 4);
        }
        return zeroFilled(bits, (field.flags & ZEROFILL_FLAG) != 0 ? field.length : 0);
    }
    if (const auto* real = std::get_if<double>(&target.value)) {
        return doubleText(*real, field.decimals);
    }
    if (const auto* real = std::get_if<float>(&target.value)) {
        return floatText(*real, field.decimals);
    }
    if (const auto* time = std::get_if<MYSQL_TIME>(&target.value)) {
        return temporalText(*time, field.type, field.decimals);
    }
    return {};
}

Result<void> PreparedReader::addValue(RowBatchBuilder& rows, unsigned int column, Target& target) {
    if (target.isNull != 0) {
        rows.addNull();
        return {};
    }
    if (auto* bytes = std::get_if<std::string>(&target.value)) {
        bytes->resize(target.length);
        MYSQL_BIND bind{};
        bind.buffer_type = MYSQL_TYPE_BLOB;
        bind.buffer = bytes->data();
        bind.buffer_length = target.length;
        unsigned long length = 0;
        bind.length = &length;
        if (target.length > 0 && mysql_stmt_fetch_column(m_statement.get(), &bind, column, 0) != 0) {
            return std::unexpected(errorFor(failureOf(m_statement.get())));
        }
        return target.rendering == Rendering::Bytes ? rows.addBytes(*bytes) : rows.addText(*bytes);
    }
    const auto* number = std::get_if<std::int64_t>(&target.value);
    // A BIGINT UNSIGNED beyond the largest integer stays text.
    if (number != nullptr && target.rendering == Rendering::Integer &&
        (*number >= 0 || (target.field.flags & UNSIGNED_FLAG) == 0)) {
        rows.addInteger(*number);
        return {};
    }
    return rows.addText(textOf(target));
}

Result<void> PreparedReader::addRow(RowBatchBuilder& rows) {
    rows.beginRow();
    for (unsigned int i = 0; i < m_targets.size(); ++i) {
        if (Result<void> added = addValue(rows, i, m_targets[i]); !added) {
            rows.dropRow();
            return added;
        }
    }
    return {};
}

ResultReader::Step PreparedReader::next() {
    const int code = mysql_stmt_next_result(m_statement.get());
    if (code > 0 || (code == 0 && !takeResult())) {
        return Step::Failed;
    }
    return code == 0 ? Step::Row : Step::End;
}

Failure PreparedReader::failure() const {
    if (!m_statement) {
        return {2008, "HY000", "There is not enough memory for a prepared statement."};
    }
    return failureOf(m_statement.get());
}

std::int64_t PreparedReader::affectedRows() const {
    return static_cast<std::int64_t>(mysql_stmt_affected_rows(m_statement.get()));
}

} // namespace dbv::mysql
