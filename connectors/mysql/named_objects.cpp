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
std::string queryForMany(const std::set<ViewName>& names) {
    std::string schemas = "DATABASE()";
    std::string list;
    for (const ViewName& each : names) {
        list += (list.empty() ? "" : ",") + textLiteral(each.name);
        schemas += each.schema.empty() ? std::string() : "," + textLiteral(each.schema);
    }
    return "SELECT IF(TABLE_SCHEMA = DATABASE(), '', TABLE_SCHEMA), TABLE_NAME, VIEW_DEFINITION, 0 FROM "
           "information_schema.VIEWS WHERE TABLE_NAME IN (" +
           list + ") AND TABLE_SCHEMA IN (" + schemas + ")";
}

} // namespace

Result<NamedObjects> readNamedObjects(Line& line, const StatementNames& named) {
    // Few are asked about one by one: what is named in full is found without a look at all others.
    constexpr std::size_t kFew = 50;
    const auto join = [](std::string& sql, const std::string& more) {
        sql += (sql.empty() ? "" : " UNION ALL ") + more;
    };
    std::string sql = named.names.size() > kFew ? queryForMany(named.names) : std::string();
    for (const ViewName& each : named.names) {
        if (named.names.size() <= kFew) {
            join(sql, "SELECT " + textLiteral(each.schema) + ", " + textLiteral(each.name) +
                          ", VIEW_DEFINITION, 0 FROM information_schema.VIEWS WHERE TABLE_SCHEMA = " +
                          schemaOf(each.schema) + " AND TABLE_NAME = " + textLiteral(each.name));
        }
    }
    std::string called;
    for (const NamedPart& part : named.parts) {
        called += part.place != CodePlace::Call ? std::string() : (called.empty() ? "" : ",") + textLiteral(part.name);
    }
    if (!called.empty()) {
        // One that the server does not bring along may be known by the same name, in whatever database is used by then.
        join(sql, "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, NULL, 1 FROM information_schema.ROUTINES WHERE ROUTINE_TYPE = "
                  "'FUNCTION' AND ROUTINE_SCHEMA <> 'sys' AND ROUTINE_NAME IN (" +
                      called + ")");
    }
    NamedObjects objects;
    if (sql.empty()) {
        return objects;
    }
    const Result<TextTable> rows = line.query(sql);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const TextTable::value_type& row : *rows) {
        std::string name = row[1].value_or("");
        if (row[3] == "1") {
            std::string function = row[0].value_or("") + "." + name;
            std::ranges::transform(name, name.begin(),
                                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
            objects.code.push_back({{CodePlace::Call, std::move(name)}, std::move(function), false});
        } else {
            objects.views.push_back({{row[0].value_or(""), std::move(name)}, row[2].value_or(""), false});
        }
    }
    return objects;
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
