// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <QString>

#include <dbv/connector/cursor.h>

#include "protocol/on_drop.h"

/// What is said about texts that are files, and about earlier versions of those that are not.
namespace dbv::protocol {

/// A saved query.
struct QueryFile {
    /// Absolute.
    std::string path;
    /// From the folder of queries on, without its ending.
    std::string name;

    friend bool operator==(const QueryFile&, const QueryFile&) = default;
};

struct QueryFilesListed {
    /// Absolute; need not be there.
    std::string folder;
    /// Ordered by name.
    std::vector<QueryFile> files;
    /// Folders that could not be read, and whether there are more files than are told.
    std::vector<Notice> notices;
};
struct QueryFileRead {
    std::string path;
    /// With line feeds; empty where it is the same as before.
    QString text;
    /// Changes with the content of the file.
    std::string stamp;
    bool same = false;
    /// It is too large, or packed, to be a tab's text: nothing of it was read.
    bool paged = false;
    bool packed = false;
};
struct QueryFileWritten {
    std::string path;
    std::string stamp;
    /// Nothing was written: the file is not what it was. `stamp` and `theirs` are what it is now; no stamp: it is gone.
    bool conflict = false;
    QString theirs;
};

/// The queries in the folder for them, and in folders in it.
struct ListQueryFiles {
    using Answer = QueryFilesListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
struct ReadQueryFile {
    using Answer = QueryFileRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Absolute.
    std::string path;
    /// What is known of it; empty for nothing.
    std::string stamp;
    /// It is a tab's text: it is read whole, whatever its size.
    bool known = false;
};
/// Writes a text as a whole file, beside and renamed. Line ends and a byte order mark stay as the file has them.
struct WriteQueryFile {
    using Answer = QueryFileWritten;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// Absolute; missing folders are made.
    std::string path;
    QString text;
    /// The file as it was read or written last; it is written only where it still is that. Empty: only where there is none.
    std::string stamp;
};

/// Why a version was kept.
enum class VersionReason : std::uint8_t { Typed, Replaced, Run, Closed };

/// The text of a tab as it was.
struct DraftVersion {
    std::string id;
    /// That of the tab.
    std::string title;
    /// Unit: milliseconds since 1970, UTC.
    std::int64_t time = 0;
    VersionReason reason = VersionReason::Typed;
    std::uint64_t bytes = 0;

    friend bool operator==(const DraftVersion&, const DraftVersion&) = default;
};

struct DraftVersionsListed {
    /// The newest first.
    std::vector<DraftVersion> versions;
};
struct DraftVersionRead {
    QString text;
};
struct DraftVersionKept {};

/// Keeps the text of a tab as a version, unless the last one of the tab is the same.
struct KeepDraftVersion {
    using Answer = DraftVersionKept;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// That of the tab.
    std::string draft;
    std::string title;
    QString text;
    VersionReason reason = VersionReason::Typed;
};
struct ListDraftVersions {
    using Answer = DraftVersionsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Of one tab; empty for those of all, closed ones too.
    std::string draft;
};
struct ReadDraftVersion {
    using Answer = DraftVersionRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string id;
};

} // namespace dbv::protocol
