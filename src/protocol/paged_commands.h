// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <QString>

#include "protocol/on_drop.h"

/// What is said about text files that are too large to be held: they are read in parts.
namespace dbv::protocol {

/// A line of a file, or a part of one that is too long to be shown as one.
struct FileRow {
    /// Unit: bytes of the file, from 0.
    std::uint64_t offset = 0;
    /// With its line end. Unit: bytes.
    std::uint32_t bytes = 0;
    /// A line begins here; else it is the rest of the line before.
    bool beginsLine = true;
    /// Without its line end. Bytes that are no text are U+FFFD.
    QString text;

    friend bool operator==(const FileRow&, const FileRow&) = default;
};

/// What a file is that is read in parts, as it was at that moment.
struct FileFacts {
    /// Unit: bytes.
    std::uint64_t size = 0;
    /// Another text for another file, or for one that was changed.
    std::string identity;
    /// The name of the encoding that it is shown in.
    std::string encoding;
    /// Why that may be another one; empty where it is known.
    std::string doubt;
    /// Where its text begins, behind a mark. Unit: bytes.
    std::uint64_t start = 0;

    friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

/// Where in a file something was found. A match lies within its row, or begins there.
struct FileMatch {
    /// Unit: bytes.
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    /// Of the row that it begins in.
    std::uint64_t row = 0;
    /// In the row's text. Unit: UTF-16 code units.
    std::uint32_t column = 0;
    std::uint32_t length = 0;

    friend bool operator==(const FileMatch&, const FileMatch&) = default;
};

struct FilePartRead {
    FileFacts facts;
    /// In the order of the file, without a gap.
    std::vector<FileRow> rows;
};
struct FileSearched {
    FileFacts facts;
    std::optional<FileMatch> match;
};
struct FileLinesCounted {
    FileFacts facts;
    /// The number of the line that begins at `offset`, from 1. Where the file ends before: that of its last line.
    std::uint64_t line = 1;
    std::uint64_t offset = 0;
    /// The file has ended before what was looked for.
    bool ended = false;
};
/// How far a search or a count is. At most ten a second.
struct FileScanProgressed {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    /// Of a count: the number of the line that begins at `offset`; 0 else.
    std::uint64_t line = 0;
};

/// Reads the rows around a place of a file, which may be of any size; no more is held.
/// Errors: IoError; Unsupported for a packed file; InvalidInput for what is no text.
struct ReadFilePart {
    using Answer = FilePartRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Absolute.
    std::string path;
    /// Its name, or empty where it is to be found out.
    std::string encoding;
    /// Unit: bytes. About so much is read before and behind the place; with nothing of both only the facts.
    std::uint64_t offset = 0;
    std::uint32_t before = 0;
    std::uint32_t behind = 0;
};
/// Looks for a text in a file, from one place to another.
/// Errors: those of `ReadFilePart`; InvalidInput for a regular expression that is none.
/// Limits: a match is at most 64 KB long.
struct SearchFile {
    using Answer = FileSearched;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string path;
    std::string encoding;
    QString pattern;
    bool matchCase = false;
    bool regex = false;
    /// The last match that ends before or at `until`, instead of the first that begins at or behind `from`.
    bool backward = false;
    /// Unit: bytes.
    std::uint64_t from = 0;
    std::uint64_t until = std::numeric_limits<std::uint64_t>::max();
};
/// Counts lines of a file.
struct CountFileLines {
    using Answer = FileLinesCounted;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string path;
    std::string encoding;
    /// Where a line begins whose number is known.
    std::uint64_t fromOffset = 0;
    std::uint64_t fromLine = 1;
    /// Up to the line that holds this byte, or up to the line of this number, whichever comes first.
    std::uint64_t toOffset = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t toLine = std::numeric_limits<std::uint64_t>::max();
};

} // namespace dbv::protocol
