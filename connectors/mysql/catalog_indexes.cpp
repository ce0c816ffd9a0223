// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_indexes.h"

#include <algorithm>

#include "mysql/catalog_tables.h"
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

std::string kindOf(const std::string& type, bool unique) {
    if (type == "FULLTEXT" || type == "SPATIAL") {
        return type + " ";
    }
    return unique ? "UNIQUE " : "";
}

} // namespace

void addIndex(ObjectDescription& table, const TextTable& rows, std::size_t begin, std::size_t end) {
    const std::string name = textAt(rows[begin], kName);
    const std::string type = textAt(rows[begin], kType);
    const bool unique = textAt(rows[begin], kNotUnique) == "0";
    bool wholeColumns = true;
    std::vector<std::string> columns;
    std::string written;
    columns.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        const std::string column = textAt(rows[i], kColumn);
        const std::string expression = textAt(rows[i], kExpression);
        std::string suffix;
        if (rows[i][kPrefix] && type != "SPATIAL") {
            suffix = "(" + *rows[i][kPrefix] + ")";
        }
        suffix += textAt(rows[i], kOrder) == "D" ? " DESC" : "";
        wholeColumns = wholeColumns && expression.empty() && suffix.empty();
        const std::string inBrackets = "(" + expression + ")";
        columns.push_back(expression.empty() ? column : inBrackets);
        columns.back() += suffix;
        written += written.empty() ? "" : ", ";
        written += expression.empty() ? quotedName(column) : inBrackets;
        written += suffix;
    }
    if (unique && (wholeColumns || name == "PRIMARY")) {
        table.keys.push_back({name, name == "PRIMARY", std::move(columns)});
        return;
    }
    table.indexes.push_back({.name = name,
                             .unique = unique,
                             .columns = std::move(columns),
                             .ddl = "CREATE " + kindOf(type, unique) + "INDEX " + quotedName(name) + " ON " +
                                    quotedName(table.path.name) + " (" + written + ")" +
                                    (type == "HASH" ? " USING HASH" : "")});
}

} // namespace dbv::mysql
