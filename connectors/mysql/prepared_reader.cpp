// SPDX-License-Identifier: Apache-2.0
#include "mysql/prepared_reader.h"

#include <utility>

#include <errmsg.h>
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

/// Up to which width zeros stand before a number. A YEAR of a table has them too, what was reckoned from one has not.
unsigned long filledTo(const MYSQL_FIELD& field) {
    return (field.flags & ZEROFILL_FLAG) != 0 ? field.length : 0;
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

bool PreparedReader::startAtOnce(std::string_view sql) {
    return m_statement && mariadb_stmt_execute_direct(m_statement.get(), sql.data(), sql.size()) == 0 && takeResult();
}

bool PreparedReader::wasNotPrepared() const {
    // The number that stands for the one before, as long as the server has given none.
    return m_statement && m_statement->stmt_id == static_cast<unsigned long>(-1);
}

void PreparedReader::receive(void* self, unsigned int column, unsigned char** row) {
    auto& reader = *static_cast<PreparedReader*>(self);
    if (column >= reader.m_targets.size()) {
        reader.m_rowIsBroken = true;
        return;
    }
    Target& target = reader.m_targets[column];
    target.cell.reset();
    if (row == nullptr || reader.m_rowIsBroken) {
        return;
    }
    // The library knows where a row ends and does not tell; all that it has received ends here.
    const unsigned char* end = reader.m_connection->net.buff_end;
    const unsigned char* next = *row;
    target.cell = next <= end ? takeCell(target.field.type, next, end) : std::nullopt;
    reader.m_rowIsBroken = !target.cell;
    *row += next - *row;
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
    m_targets.resize(count);
    m_columns.reserve(count);
    for (unsigned int i = 0; i < count; ++i) {
        ResultColumn column = describeField(fields[i]);
        m_columns.push_back(std::move(column.column));
        m_targets[i].field = fields[i];
        m_targets[i].rendering = column.rendering;
    }
    // Nothing is bound: values are read where the library has received them, and copied once.
    return mysql_stmt_attr_set(m_statement.get(), STMT_ATTR_CB_USER_DATA, this) == 0 &&
           mysql_stmt_attr_set(m_statement.get(), STMT_ATTR_CB_RESULT,
                               reinterpret_cast<const void*>(&PreparedReader::receive)) == 0;
}

ResultReader::Step PreparedReader::step() {
    m_rowIsBroken = false;
    switch (mysql_stmt_fetch(m_statement.get())) {
    case 0: return m_rowIsBroken ? Step::Failed : Step::Row;
    case MYSQL_NO_DATA: noteEnd(); return Step::End;
    default: return Step::Failed;
    }
}

void PreparedReader::noteEnd() {
    // A mark, the number of warnings and the state of the session: the library leaves them in the packet that ended the rows.
    constexpr unsigned char kEndMark = 254;
    const NET& net = m_connection->net;
    const unsigned char* packet = net.read_pos;
    if (packet == nullptr || net.buff_end - packet < 5 || packet[0] != kEndMark) {
        return;
    }
    m_connection->warning_count = packet[1] + (static_cast<unsigned int>(packet[2]) << 8U);
    m_connection->server_status = packet[3] + (static_cast<unsigned int>(packet[4]) << 8U);
}

Result<void> PreparedReader::addValue(RowBatchBuilder& rows, const Target& target) {
    if (!target.cell) {
        rows.addNull();
        return {};
    }
    const MYSQL_FIELD& field = target.field;
    if (isInteger(field.type)) {
        const bool isUnsigned = (field.flags & UNSIGNED_FLAG) != 0;
        const std::int64_t number = integerIn(*target.cell, isUnsigned);
        // A BIGINT UNSIGNED beyond the largest integer stays text.
        if (target.rendering == Rendering::Integer && (number >= 0 || !isUnsigned)) {
            rows.addInteger(number);
            return {};
        }
        return rows.addText(zeroFilled(std::to_string(static_cast<std::uint64_t>(number)), filledTo(field)));
    }
    if (field.type == MYSQL_TYPE_DOUBLE) {
        return rows.addText(zeroFilled(doubleText(doubleIn(*target.cell), field.decimals), filledTo(field)));
    }
    if (field.type == MYSQL_TYPE_FLOAT) {
        return rows.addText(zeroFilled(floatText(floatIn(*target.cell), field.decimals), filledTo(field)));
    }
    if (isTemporal(field.type)) {
        return rows.addText(temporalText(timeIn(*target.cell, field.type), field.type, field.decimals));
    }
    return target.rendering == Rendering::Bytes ? rows.addBytes(target.cell->text())
                                                : rows.addText(target.cell->text());
}

Result<void> PreparedReader::addRow(RowBatchBuilder& rows) {
    rows.beginRow();
    for (const Target& target : m_targets) {
        if (Result<void> added = addValue(rows, target); !added) {
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
    if (m_rowIsBroken) {
        return {CR_MALFORMED_PACKET, "HY000", "The server sent a row that is shorter than what it holds."};
    }
    // What the server says in place of a row, the library leaves with the connection.
    const Failure failure = failureOf(m_statement.get());
    return failure.code != 0 ? failure : failureOf(m_connection);
}

std::int64_t PreparedReader::affectedRows() const {
    return static_cast<std::int64_t>(mysql_stmt_affected_rows(m_statement.get()));
}

} // namespace dbv::mysql
