// SPDX-License-Identifier: Apache-2.0
#include "scripts/copy_line.h"

#include <algorithm>

namespace dbv::scripts {

namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isSameWord(std::string_view word, std::string_view small) {
    return std::ranges::equal(word, small,
                              [](char c, char s) { return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == s; });
}

/// Behind what stands in quotes from `at` on, a doubled quote being one of it.
std::size_t behindQuotes(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (std::size_t next = at + 1; next < text.size(); ++next) {
        if (text[next] != quote) {
            continue;
        }
        if (next + 1 < text.size() && text[next + 1] == quote) {
            ++next;
        } else {
            return next + 1;
        }
    }
    return text.size();
}

/// Behind a word, something in quotes, or something in brackets.
std::size_t behindPiece(std::string_view text, std::size_t at) {
    int depth = 0;
    while (at < text.size() && (depth > 0 || !isSpace(text[at]))) {
        const char c = text[at];
        if (c == '"' || c == '\'') {
            at = behindQuotes(text, at);
            continue;
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        ++at;
    }
    return at;
}

std::size_t behindSpace(std::string_view text, std::size_t at) {
    while (at < text.size() && isSpace(text[at])) {
        ++at;
    }
    return at;
}

std::string unquoted(std::string_view piece) {
    if (piece.size() < 2 || piece.front() != '\'' || piece.back() != '\'') {
        return std::string(piece);
    }
    std::string text;
    for (std::size_t i = 1; i + 1 < piece.size(); ++i) {
        text += piece[i];
        i += piece[i] == '\'' ? 1U : 0U;
    }
    return text;
}

/// Whether a word stands in the options, outside of quotes.
bool hasOption(std::string_view options, std::string_view small) {
    std::size_t at = 0;
    while (at < options.size()) {
        if (options[at] == '\'' || options[at] == '"') {
            at = behindQuotes(options, at);
            continue;
        }
        std::size_t end = at;
        while (end < options.size() && ((options[end] >= 'a' && options[end] <= 'z') ||
                                        (options[end] >= 'A' && options[end] <= 'Z') || options[end] == '_')) {
            ++end;
        }
        if (isSameWord(options.substr(at, end - at), small)) {
            return true;
        }
        at = std::max(end, at + 1);
    }
    return false;
}

std::unexpected<Error> notCopied(const std::string& why, const std::string& hint) {
    return fail(ErrorKind::Unsupported, "\\copy is not obeyed: " + why + ".", hint);
}

} // namespace

Result<CopyLine> readCopyLine(std::string_view line) {
    constexpr std::string_view kName = "\\copy";
    std::string_view text = line.substr(std::min(line.size(), kName.size()));
    while (!text.empty() && (isSpace(text.back()) || text.back() == ';')) {
        text.remove_suffix(1);
    }
    std::size_t at = behindSpace(text, 0);
    const std::size_t target = at;
    while (at < text.size()) {
        const std::size_t end = behindPiece(text, at);
        const std::string_view piece = text.substr(at, end - at);
        if (isSameWord(piece, "to")) {
            return notCopied("it writes what the server says into a file", "Run the query, and export its rows.");
        }
        if (isSameWord(piece, "from") && at > target) {
            break;
        }
        at = behindSpace(text, end);
    }
    const std::size_t source = behindSpace(text, std::min(text.size(), at + 4));
    const std::size_t end = behindPiece(text, source);
    const std::string_view piece = text.substr(source, end - source);
    if (at >= text.size() || piece.empty()) {
        return fail(ErrorKind::InvalidInput, "\\copy has no table and file: " + std::string(line.substr(0, 200)),
                    "Write \\copy table from 'file'.");
    }
    if (isSameWord(piece, "program")) {
        return notCopied("it runs a program on this computer", "Write the program's output to a file, and copy that.");
    }
    if (isSameWord(piece, "stdin") || isSameWord(piece, "pstdin")) {
        return notCopied("its rows stand in the script or come from elsewhere", "Write COPY … FROM STDIN instead.");
    }
    const std::string_view options = text.substr(end);
    if (hasOption(options, "binary")) {
        return notCopied("its rows are no text", "Let psql copy this file.");
    }
    return CopyLine{.statement =
                        "COPY " + std::string(text.substr(target, at - target)) + "FROM STDIN" + std::string(options),
                    .file = unquoted(piece),
                    .saysEncoding = hasOption(options, "encoding")};
}

} // namespace dbv::scripts
