// SPDX-License-Identifier: Apache-2.0
#include "mysql/named_objects.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// One part of a written name without its quotes, and what stands behind it.
std::string takeNamePart(std::string_view& written) {
    std::string part;
    std::size_t at = 0;
    if (!written.empty() && written.front() == '`') {
        for (at = 1; at < written.size(); ++at) {
            if (written[at] == '`' && (at + 1 == written.size() || written[at + 1] != '`')) {
                ++at;
                break;
            }
            at += written[at] == '`' ? 1U : 0U;
            part += written[at];
        }
    } else {
        at = std::min(written.find('.'), written.size());
        part = written.substr(0, at);
    }
    written.remove_prefix(at);
    while (!written.empty() && (written.front() == '.' || written.front() == ' ')) {
        written.remove_prefix(1);
    }
    return part;
}

std::optional<std::int64_t> knownNumber(const std::optional<std::string>& text) {
    std::int64_t number = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc()) {
        return std::nullopt;
    }
    return number;
}

std::string schemaOf(const std::string& written) {
    return written.empty() ? "DATABASE()" : textLiteral(written);
}

/// Of the current database and those that are named.
std::string queryForMany(const std::vector<ViewName>& names) {
    std::string schemas = "DATABASE()";
    std::string list;
    for (const ViewName& each : names) {
        list += (list.empty() ? "" : ",") + textLiteral(each.name);
        schemas += each.schema.empty() ? std::string() : "," + textLiteral(each.schema);
    }
    return "SELECT IF(TABLE_SCHEMA = DATABASE(), '', TABLE_SCHEMA), TABLE_NAME, VIEW_DEFINITION FROM "
           "information_schema.VIEWS WHERE TABLE_NAME IN (" +
           list + ") AND TABLE_SCHEMA IN (" + schemas + ")";
}

} // namespace

Result<std::vector<ViewQuery>> readViewQueries(Line& line, const std::vector<ViewName>& names) {
    // Few are asked about one by one: what is named in full is found without a look at all others.
    constexpr std::size_t kFew = 50;
    std::string sql = names.size() > kFew ? queryForMany(names) : std::string();
    for (std::size_t i = 0; names.size() <= kFew && i < names.size(); ++i) {
        const ViewName& each = names[i];
        sql += (sql.empty() ? "" : " UNION ALL ") +
               ("SELECT " + textLiteral(each.schema) + ", " + textLiteral(each.name) +
                ", VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = " + schemaOf(each.schema) +
                " AND TABLE_NAME = " + textLiteral(each.name));
    }
    if (sql.empty()) {
        return std::vector<ViewQuery>();
    }
    const Result<TextTable> rows = line.query(sql);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<ViewQuery> views;
    views.reserve(rows->size());
    for (const TextTable::value_type& row : *rows) {
        views.push_back({{row[0].value_or(""), row[1].value_or("")}, row[2].value_or(""), false});
    }
    return views;
}

Result<ObjectSize> readObjectSize(Line& line, ObjectType type, std::string_view name) {
    if (type != ObjectType::Table && type != ObjectType::Database) {
        return ObjectSize();
    }
    std::string first = takeNamePart(name);
    const std::string second = takeNamePart(name);
    std::string where = " WHERE TABLE_SCHEMA = ";
    if (type == ObjectType::Database) {
        where += textLiteral(first);
    } else if (second.empty()) {
        where += "DATABASE() AND TABLE_NAME = " + textLiteral(first);
    } else {
        where += textLiteral(first) + " AND TABLE_NAME = " + textLiteral(second);
    }
    const Result<TextTable> rows =
        line.query("SELECT CAST(SUM(TABLE_ROWS) AS SIGNED), CAST(SUM(DATA_LENGTH + INDEX_LENGTH) AS SIGNED) FROM "
                   "information_schema.TABLES" +
                   where);
    if (!rows || rows->empty()) {
        return rows ? Result<ObjectSize>(ObjectSize()) : std::unexpected(rows.error());
    }
    return ObjectSize{knownNumber(rows->front()[0]), knownNumber(rows->front()[1])};
}

} // namespace dbv::mysql
