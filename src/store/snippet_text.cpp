// SPDX-License-Identifier: Apache-2.0
#include "store/snippet_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <QStringDecoder>

namespace dbv::store {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isUtf8(std::string_view text) {
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    return !decoder.hasError() && !decoded.contains(QChar(u'\0'));
}

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char unit) { return unit == ' ' || unit == '\t' || unit == '\r'; };
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// What stands behind `-- <key>:`; nothing where the line is none of these.
std::optional<std::string_view> valueOf(std::string_view line, std::string_view key) {
    if (!line.starts_with("--")) {
        return std::nullopt;
    }
    line = trimmed(line.substr(2));
    if (!line.starts_with(key)) {
        return std::nullopt;
    }
    line = trimmed(line.substr(key.size()));
    return line.starts_with(':') ? std::optional(trimmed(line.substr(1))) : std::nullopt;
}

Result<void> takeDialects(std::string_view names, protocol::Snippet& snippet) {
    while (!names.empty()) {
        const std::size_t comma = std::min(names.find(','), names.size());
        const std::string_view name = trimmed(names.substr(0, comma));
        names.remove_prefix(std::min(comma + 1, names.size()));
        if (name.empty()) {
            continue;
        }
        const std::optional<DialectId> dialect = dialectNamed(name);
        if (!dialect) {
            return fail(ErrorKind::InvalidInput, "there is no dialect \"" + std::string(name) + "\"",
                        "Write sqlite, postgresql, mysql or mariadb.");
        }
        snippet.dialects.push_back(*dialect);
    }
    return {};
}

/// A line of the head; false where it is none.
Result<bool> takeHead(std::string_view line, protocol::Snippet& snippet) {
    if (const auto name = valueOf(line, "name")) {
        snippet.name = *name;
    } else if (const auto trigger = valueOf(line, "trigger")) {
        snippet.trigger = *trigger;
    } else if (const auto description = valueOf(line, "description")) {
        snippet.description = *description;
    } else if (const auto dialects = valueOf(line, "dialects")) {
        const Result<void> taken = takeDialects(*dialects, snippet);
        return taken ? Result<bool>(true) : std::unexpected(taken.error());
    } else {
        return false;
    }
    return true;
}

std::string headLine(std::string_view key, std::string value) {
    // A head has one line for each.
    std::ranges::replace_if(value, [](char unit) { return unit == '\n' || unit == '\r'; }, ' ');
    return value.empty() ? std::string() : "-- " + std::string(key) + ": " + value + "\n";
}

} // namespace

std::string snippetText(const protocol::Snippet& snippet) {
    std::string dialects;
    for (const DialectId dialect : snippet.dialects) {
        dialects += (dialects.empty() ? "" : ", ") + std::string(dialectName(dialect));
    }
    return headLine("name", snippet.name) + headLine("trigger", snippet.trigger) + headLine("dialects", dialects) +
           headLine("description", snippet.description) + "\n" + snippet.body;
}

Result<protocol::Snippet> readSnippetText(std::string_view text) {
    if (!isUtf8(text)) {
        return fail(ErrorKind::InvalidInput, "it is not a text in UTF-8");
    }
    if (text.starts_with(kByteOrderMark)) {
        text.remove_prefix(kByteOrderMark.size());
    }
    protocol::Snippet snippet;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        const Result<bool> isHead = takeHead(line, snippet);
        if (!isHead) {
            return std::unexpected(isHead.error());
        }
        const bool parts = trimmed(line).empty();
        if (*isHead || parts) {
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        if (!*isHead) {
            break;
        }
    }
    // What git has given other line ends has the editor's.
    for (const char unit : text) {
        if (unit != '\r') {
            snippet.body += unit;
        }
    }
    if (snippet.body.find_first_not_of(" \t\n") == std::string::npos) {
        return fail(ErrorKind::InvalidInput, "there is nothing to insert in it");
    }
    return snippet;
}

} // namespace dbv::store
