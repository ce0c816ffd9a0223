// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_indexes.h"

#include <algorithm>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

// Places in a line of `kIndexColumns`.
constexpr std::size_t kName = 1;
constexpr std::size_t kNotUnique = 2;
constexpr std::size_t kColumn = 3;
constexpr std::size_t kPrefix = 4;
constexpr std::size_t kOrder = 5;
constexpr std::size_t kType = 6;
constexpr std::size_t kExpression = 7;
constexpr std::size_t kUnused = 8;

constexpr std::string_view kPrimary = "PRIMARY";

std::string nameOf(const std::string& column, const std::string& expression) {
    return expression.empty() ? column : "(" + expression + ")";
}

std::string kindOf(const std::string& type, bool unique) {
    if (type == "FULLTEXT" || type == "SPATIAL") {
        return type + " ";
    }
    return unique ? "UNIQUE " : "";
}

} // namespace

void IndexLines::add(ObjectDescription& table, const TextRow& line) {
    if (m_table != &table || m_name != line.textAt(kName)) {
        finish();
        m_table = &table;
        m_name = line.textAt(kName);
        m_type = line.textAt(kType);
        m_unique = line.textAt(kNotUnique) == "0";
        m_unused = line.textAt(kUnused);
    }
    Part& part = m_parts.emplace_back();
    part.column = line.textAt(kColumn);
    part.expression = line.textAt(kExpression);
    if (const auto prefix = line.at(kPrefix); prefix && m_type != "SPATIAL") {
        part.suffix.append("(").append(*prefix).append(")");
    }
    part.suffix += line.textAt(kOrder) == "D" ? " DESC" : "";
}

void IndexLines::finish() {
    if (m_parts.empty()) {
        return;
    }
    const bool wholeColumns =
        std::ranges::all_of(m_parts, [](const Part& each) { return each.expression.empty() && each.suffix.empty(); });
    if (m_unique && (wholeColumns || m_name == kPrimary)) {
        addKey();
    } else {
        addIndex();
    }
    m_parts.clear();
}

void IndexLines::addKey() {
    KeyInfo& key = m_table->keys.emplace_back();
    key.name = m_name;
    key.primary = m_name == kPrimary;
    for (Part& part : m_parts) {
        key.columns.push_back(nameOf(part.column, part.expression) + part.suffix);
        if (!key.primary) {
            continue;
        }
        const auto column = std::ranges::find(m_table->columns, part.column, &ColumnInfo::name);
        if (column != m_table->columns.end()) {
            column->primaryKeyPosition = static_cast<int>(key.columns.size());
        }
    }
}

void IndexLines::addIndex() {
    IndexInfo& index = m_table->indexes.emplace_back();
    index.name = m_name;
    index.unique = m_unique;
    std::string written;
    for (const Part& part : m_parts) {
        index.columns.push_back(nameOf(part.column, part.expression) + part.suffix);
        written += written.empty() ? "" : ", ";
        written += nameOf(quotedName(part.column), part.expression) + part.suffix;
    }
    index.ddl = "CREATE " + kindOf(m_type, m_unique) + "INDEX " + quotedName(m_name) + " ON " +
                quotedName(m_table->path.schema) + "." + quotedName(m_table->path.name) + " (" + written + ")" +
                (m_type == "HASH" ? " USING HASH" : "") + (m_unused.empty() ? "" : " " + m_unused);
}

} // namespace dbv::mysql
