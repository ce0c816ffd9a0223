// SPDX-License-Identifier: Apache-2.0
#include "mysql/made_under.h"

#include <algorithm>
#include <utility>

#include <QtCore/QUtf8StringView>

#include "mysql/dump_values.h"

namespace dbv::mysql {

namespace {

constexpr std::string_view kOwnCharset = "utf8mb4";

bool hasPlainLetters(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The statement in the bytes that the server keeps, which it would show in the session's letters otherwise: what is not in these is lost then.
Result<std::string> bytesOfDefinition(DumpReading& reading, const std::string& question, std::size_t column) {
    Result<TextTable> asked = reading.ask("SET character_set_results = binary");
    const Result<TextTable> shown = asked ? reading.ask(question) : std::unexpected(asked.error());
    if (!shown) {
        // What the session owes sets it back.
        return std::unexpected(shown.error());
    }
    asked = reading.ask(joined({"SET character_set_results = ", kOwnCharset}));
    return asked ? Result<std::string>(cellOf(*shown, column).value_or("")) : std::unexpected(asked.error());
}

} // namespace

Result<ShownProgram> showProgram(DumpReading& reading, const std::string& kind, std::string_view name,
                                 std::size_t column) {
    const std::string question = "SHOW CREATE " + kind + " " + reading.full(name);
    const Result<TextTable> shown = reading.ask(question);
    if (!shown) {
        return std::unexpected(shown.error());
    }
    std::optional<std::string> ddl = cellOf(*shown, column);
    if (!ddl) {
        return fail(ErrorKind::SqlError,
                    "The server keeps the definition of " + kind + " " + reading.full(name) + " from this user.",
                    "Back up as a user who may see it.");
    }
    ShownProgram program;
    const bool isProgram = column > 1;
    program.under.sqlMode = isProgram ? std::optional(cellOf(*shown, 1).value_or("")) : std::nullopt;
    program.under.clientCharset = cellOf(*shown, column + 1).value_or("");
    program.under.collation = cellOf(*shown, column + 2).value_or("");
    program.under.databaseCollation = isProgram ? cellOf(*shown, column + 3).value_or("") : std::string();
    program.ddl = *std::move(ddl);
    program.written = program.ddl;
    const bool isOfOthers = !program.under.clientCharset.empty() && program.under.clientCharset != kOwnCharset;
    if (isOfOthers && !hasPlainLetters(program.ddl)) {
        Result<std::string> bytes = bytesOfDefinition(reading, question, column);
        if (!bytes) {
            return std::unexpected(std::move(bytes.error()));
        }
        program.written = *std::move(bytes);
    }
    return program;
}

Result<std::string> bytesFor(DumpReading& reading, const std::string& text, const MadeUnder& under) {
    if (hasPlainLetters(text) || under.clientCharset.empty() || under.clientCharset == kOwnCharset) {
        return text;
    }
    const Result<TextTable> asked = reading.ask(
        joined({"SELECT CONVERT(CONVERT(", textLiteral(text), " USING ", under.clientCharset, ") USING binary)"}));
    return asked ? Result<std::string>(cellOf(*asked, 0).value_or(text)) : std::unexpected(asked.error());
}

Result<std::string> eventFor(DumpReading& reading, const ShownProgram& event, EscapeRules rules) {
    const std::string_view written = event.written;
    TokenReader reader(written, rules);
    Token token = reader.next();
    while (token.kind != TokenKind::End && (token.kind != TokenKind::Word || upperCase(reader.text(token)) != "DO")) {
        token = reader.next();
    }
    const std::string_view head = written.substr(0, token.span.begin);
    if (!QUtf8StringView(head).isValidUtf8()) {
        return event.written;
    }
    Result<std::string> bytes = bytesFor(reading, std::string(head), event.under);
    return bytes ? Result<std::string>(joined({*bytes, written.substr(head.size())})) : bytes;
}

std::string takingOf(const MadeUnder& under) {
    std::string settings = under.sqlMode ? "sql_mode = " + textLiteral(*under.sqlMode) : std::string();
    if (!under.clientCharset.empty() && !under.collation.empty()) {
        settings += settings.empty() ? "" : ", ";
        settings +=
            joined({"character_set_client = ", under.clientCharset, ", collation_connection = ", under.collation});
    }
    return settings.empty() ? settings : "SET " + settings;
}

std::string givingBack(const MadeUnder& under) {
    return under.sqlMode ? "SET NAMES utf8mb4, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'" : "SET NAMES utf8mb4";
}

std::string detailsOf(const MadeUnder& under, bool comesWithTable) {
    std::string details =
        joined({"client ", lastingName(under.clientCharset), ", collation ", lastingName(under.collation)});
    if (!comesWithTable && !under.databaseCollation.empty()) {
        details += ", database " + lastingName(under.databaseCollation);
    }
    return details;
}

std::string lastingName(std::string_view charset) {
    // Servers before MariaDB 10.6 and MySQL 8.0.29 call it by a name that may come to mean another one.
    constexpr std::string_view kOld = "utf8";
    const bool isOld = charset == kOld || charset.starts_with("utf8_");
    return isOld ? joined({"utf8mb3", charset.substr(kOld.size())}) : std::string(charset);
}

std::string databaseComment(std::string_view comment) {
    std::string text = "COMMENT ";
    putDumpValue(text, ValueForm::Text, comment);
    // Servers of before pass over what stands in such a mark, which ends at the first of its ends.
    return comment.contains("*/") ? " " + text : joined({" /*M!100500 ", text, " */"});
}

Result<std::map<std::string, std::size_t>> placesOfTriggers(DumpReading& reading) {
    const Result<TextTable> listed =
        reading.ask("SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION FROM "
                    "information_schema.TRIGGERS WHERE " +
                    isDatabase("TRIGGER_SCHEMA", reading.database()) +
                    " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER");
    if (!listed) {
        return std::unexpected(listed.error());
    }
    std::map<std::string, std::size_t> places;
    std::size_t place = 0;
    for (std::size_t i = 0; i < listed->size(); ++i) {
        const auto& row = listed->at(i);
        const bool isNext = i > 0 && std::equal(row.begin() + 1, row.end(), listed->at(i - 1).begin() + 1);
        place = isNext ? place + 1 : 1;
        places[row[0].value_or("")] = place;
    }
    return places;
}

} // namespace dbv::mysql
