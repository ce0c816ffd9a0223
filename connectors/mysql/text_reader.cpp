// SPDX-License-Identifier: Apache-2.0
#include "mysql/text_reader.h"

#include <charconv>
#include <utility>

namespace dbv::mysql {

bool TextReader::start(std::string_view sql) {
    return mysql_real_query(m_connection, sql.data(), sql.size()) == 0 && takeResult();
}

bool TextReader::takeResult() {
    m_result.reset(mysql_use_result(m_connection));
    m_row = nullptr;
    m_columns.clear();
    m_renderings.clear();
    if (!m_result) {
        return mysql_errno(m_connection) == 0;
    }
    const unsigned int count = mysql_num_fields(m_result.get());
    const MYSQL_FIELD* fields = mysql_fetch_fields(m_result.get());
    m_columns.reserve(count);
    m_renderings.reserve(count);
    for (unsigned int i = 0; i < count; ++i) {
        ResultColumn described = describeField(fields[i]);
        m_columns.push_back(std::move(described.column));
        m_renderings.push_back(described.rendering);
    }
    return true;
}

ResultReader::Step TextReader::step() {
    m_row = m_result ? mysql_fetch_row(m_result.get()) : nullptr;
    if (m_row != nullptr) {
        return Step::Row;
    }
    // The end and a failure look alike.
    return m_result && mysql_errno(m_connection) != 0 ? Step::Failed : Step::End;
}

Result<void> TextReader::addRow(RowBatchBuilder& rows) {
    const unsigned long* sizes = mysql_fetch_lengths(m_result.get());
    rows.beginRow();
    for (std::size_t i = 0; i < m_renderings.size(); ++i) {
        if (m_row[i] == nullptr) {
            rows.addNull();
            continue;
        }
        const std::string_view value(m_row[i], sizes[i]);
        if (m_renderings[i] == Rendering::Integer) {
            std::int64_t number = 0;
            const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
            // What does not fit (BIGINT UNSIGNED) stays text.
            if (failure == std::errc() && end == value.data() + value.size()) {
                rows.addInteger(number);
                continue;
            }
        }
        if (Result<void> added = m_renderings[i] == Rendering::Bytes ? rows.addBytes(value) : rows.addText(value);
            !added) {
            rows.dropRow();
            return added;
        }
    }
    return {};
}

ResultReader::Step TextReader::next() {
    m_result.reset();
    const int code = mysql_next_result(m_connection);
    if (code > 0 || (code == 0 && !takeResult())) {
        return Step::Failed;
    }
    return code == 0 ? Step::Row : Step::End;
}

std::int64_t TextReader::affectedRows() const {
    return static_cast<std::int64_t>(mysql_affected_rows(m_connection));
}

} // namespace dbv::mysql
