// SPDX-License-Identifier: Apache-2.0
#include "imports/pasted_connection.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "imports/connection_words.h"
#include "imports/text_readers.h"

namespace dbv::imports {

namespace {

/// More than any connection or .env file: such a text was not meant.
constexpr std::size_t kLongestPaste = std::size_t{1} << 20;

constexpr auto kFileEndings =
    std::to_array<std::string_view>({".db", ".sqlite", ".sqlite3", ".db3", ".s3db", ".sl3", ".gpkg", ".mbtiles"});

/// Quotes around the whole, as they come along from source code.
TextPiece unquoted(TextPiece piece) {
    piece = piece.trimmed();
    while (piece.end - piece.begin >= 2 && std::string_view("\"'`").contains(piece.whole[piece.begin]) &&
           piece.whole[piece.begin] == piece.whole[piece.end - 1]) {
        ++piece.begin;
        --piece.end;
        piece = piece.trimmed();
    }
    return piece;
}

bool looksLikeFile(std::string_view text) {
    const bool drive = text.size() > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
    const std::string lower = lowerCase(text);
    const bool ending = std::ranges::any_of(kFileEndings, [&](std::string_view end) { return lower.ends_with(end); });
    return !text.contains('\n') && (text.starts_with('/') || text.starts_with("./") || text.starts_with("../") ||
                                    text.starts_with("~/") || drive || ending || text == ":memory:");
}

Pasted fileConnection(std::string_view path) {
    ConnectionWords words(Engine::Sqlite);
    words.setDatabase(std::string(path));
    return words.finish();
}

Result<Pasted> readForm(const TextPiece& piece) {
    const std::string_view text = piece.text();
    if (text.starts_with("file:")) {
        return fileConnection(text);
    }
    if (looksLikeUrl(text)) {
        return readUrl(piece);
    }
    if (looksLikeCommand(text)) {
        return readCommand(piece);
    }
    if (looksLikeGo(text)) {
        return readGo(piece);
    }
    if (looksLikeAdoNet(text)) {
        return readAdoNet(piece);
    }
    if (looksLikeKeywords(text)) {
        return readKeywords(piece);
    }
    if (looksLikeEnvironment(text)) {
        return readEnvironment(piece);
    }
    if (looksLikeFile(text)) {
        return fileConnection(text);
    }
    return failAtPlace(
        piece.whole, piece.begin, "it is none of the known forms of a connection",
        "Paste a URL such as postgresql://user@host/database, a DSN, a line of psql or mysql, or a file's "
        "path.");
}

} // namespace

Result<Pasted> readPastedConnection(std::string_view text) {
    if (text.size() > kLongestPaste) {
        return fail(ErrorKind::InvalidInput, "The pasted text is too long: it has more than a megabyte.",
                    "Paste only the connection.");
    }
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        return failAtPlace(text, nul, "a NUL is not part of any connection", "Remove it.");
    }
    if (const std::optional<std::size_t> bad = firstBadByte(text)) {
        return failAtPlace(text, *bad, "this is not UTF-8", "Copy it again as text.");
    }
    const TextPiece piece = unquoted(TextPiece(text));
    if (piece.empty()) {
        return fail(ErrorKind::InvalidInput, "There is nothing to read: the pasted text is empty.",
                    "Copy a connection first.");
    }
    return readForm(piece);
}

} // namespace dbv::imports
