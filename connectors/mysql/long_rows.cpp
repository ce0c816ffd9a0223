// SPDX-License-Identifier: Apache-2.0
#include "mysql/long_rows.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "mysql/dump_contents.h"
#include "mysql/dump_rows.h"
#include "mysql/dump_values.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// Where more tables than this take too long, the others are not looked into.
constexpr std::size_t kMostTimeouts = 3;
/// What the names of the columns, values that are short and the ends of lines may add, as a share of the whole.
constexpr std::uint64_t kShareBesides = 50;

/// The columns of a table that may be long: as a sum of bytes, and how many of them are escaped or written in two.
struct LongColumns {
    std::string bytes;
    std::string more;

    void add(std::string_view column, std::string_view type, std::string_view charset) {
        const bool isText = formOf(type) == ValueForm::Text;
        const bool isRead = !isText || charset.empty() || charset.starts_with("utf8") || charset == "ascii";
        const std::string as =
            isRead ? quotedName(column) : joined({"CONVERT(", quotedName(column), " USING utf8mb4)"});
        const std::string length = joined({"COALESCE(OCTET_LENGTH(", as, "), 0)"});
        // QUOTE does not escape the ends of lines, and gives nothing where it would be longer than the server likes.
        const std::string escaped =
            joined({"COALESCE(OCTET_LENGTH(QUOTE(", as, ")) - 2, 2 * ", length, ") - ", length});
        bytes += (bytes.empty() ? "" : " + ") + length;
        more += more.empty() ? "" : " + ";
        more += isText ? escaped
                       : joined({"IF(", length, " > ", std::to_string(kLongValue), ", ", escaped, ", ", length, ")"});
    }
};

/// Whether a table has such a row. Errors: of the server, also that it took too long.
Result<bool> hasLongRow(Line& line, const std::string& table, const LongColumns& columns, std::uint64_t most) {
    const bool isMariaDb = mariadb_connection(line.handle()) != 0;
    const std::string limit = std::to_string(most);
    const Result<TextTable> found =
        line.query(joined({isMariaDb ? "SET STATEMENT max_statement_time = 2 FOR SELECT 1 FROM "
                                     : "SELECT /*+ MAX_EXECUTION_TIME(2000) */ 1 FROM ",
                           table, " WHERE 2 * (", columns.bytes, ") > ", limit, " AND ", columns.bytes, " + ",
                           columns.more, " > ", limit, " LIMIT 1"}));
    return found ? Result<bool>(!found->empty()) : std::unexpected(found.error());
}

} // namespace

Result<void> tellLongRows(Line& line, const std::string& database, const DumpScope& scope, DumpPlan& plan) {
    std::string chosen;
    for (const DumpObject& object : scope.objects) {
        chosen += (chosen.empty() ? "" : ", ") + textLiteral(object.name);
    }
    if (!meansAll(scope)) {
        chosen = " AND t.TABLE_NAME IN (" + chosen + ")";
    } else {
        chosen.clear();
    }
    const Result<TextTable> listed =
        scope.content == DumpContent::Structure
            ? Result<TextTable>(TextTable())
            : line.query("SELECT t.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE, COALESCE(c.CHARACTER_SET_NAME, ''), "
                         "@@GLOBAL.max_allowed_packet FROM information_schema.TABLES t JOIN "
                         "information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = "
                         "t.TABLE_NAME WHERE " +
                         isDatabase("t.TABLE_SCHEMA", database) +
                         " AND t.TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE') AND 2 * t.DATA_LENGTH > "
                         "@@GLOBAL.max_allowed_packet AND c.DATA_TYPE IN ('mediumtext', 'longtext', 'mediumblob', "
                         "'longblob', 'json', 'geometry') AND COALESCE(c.GENERATION_EXPRESSION, '') = ''" +
                         chosen);
    if (!listed) {
        return std::unexpected(listed.error());
    }
    std::map<std::string, LongColumns> tables;
    std::string packet;
    for (const auto& row : *listed) {
        tables[row[0].value_or("")].add(row[1].value_or(""), row[2].value_or(""), row[3].value_or(""));
        packet = row[4].value_or("");
    }
    std::uint64_t limit = 0;
    std::from_chars(packet.data(), packet.data() + packet.size(), limit);
    std::vector<std::string> tooLong;
    std::vector<std::string> unknown;
    for (const auto& [table, columns] : tables) {
        if (unknown.size() >= kMostTimeouts) {
            unknown.push_back(table);
            continue;
        }
        const Result<bool> found =
            hasLongRow(line, quotedName(database) + "." + quotedName(table), columns, limit - limit / kShareBesides);
        if (!found && found.error().kind != ErrorKind::TimedOut) {
            return std::unexpected(found.error());
        }
        if (!found) {
            unknown.push_back(table);
        } else if (*found) {
            tooLong.push_back(table);
        }
    }
    if (!tooLong.empty()) {
        plan.notices.push_back(
            {"warning", "Rows of " + namesOf(tooLong) + " are longer than the server takes in one statement (" +
                            packet +
                            " bytes), or nearly so. The backup holds them, but a drill or a restore fails there until "
                            "max_allowed_packet is raised on the server (to 1 GB at most)."});
    }
    if (!unknown.empty()) {
        plan.notices.push_back({"info", "Whether rows of " + namesOf(unknown) +
                                            " are longer than the server takes in one statement (" + packet +
                                            " bytes) would take long to find out. If a restore says so, raise "
                                            "max_allowed_packet on the server."});
    }
    return {};
}

} // namespace dbv::mysql
