// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>

namespace dbv::archive {

/// The stream that holds the manifest, behind all others.
inline constexpr std::string_view kManifestStream = "manifest";
/// More than that of 50,000 tables. Unit: bytes.
inline constexpr std::size_t kLongestManifest = std::size_t{256} << 20U;

/// Something that is in a dump.
struct ManifestObject {
    /// As `objectTypeName` has it: table, view, ...
    std::string type;
    /// Empty where the engine has none.
    std::string schema;
    std::string name;
    /// The table or view that it belongs to, of its schema or of `ofSchema`; empty where it stands by itself, or where nobody has said it.
    std::string of;
    std::string ofSchema;
    /// Of what holds rows: how many, exactly, and their digest (`RowsDigest`).
    std::optional<std::uint64_t> rows;
    std::string rowsDigest;
    /// Of what is a definition: the BLAKE2b-256 of its text.
    std::string definitionDigest;
    /// The same of what is set on it besides.
    std::string detailsDigest;
    /// Of a sequence: where it stands.
    std::optional<std::int64_t> value;
    /// Of a materialized view: whether it has its rows.
    std::optional<bool> isFilled;
    /// As `InventoryObject` has them. Empty as well where nobody has told them.
    std::vector<std::string> parts;

    friend bool operator==(const ManifestObject&, const ManifestObject&) = default;
};

/// A stream of the archive, as it was before it was packed.
struct ManifestStream {
    std::string name;
    std::uint64_t bytes = 0;
    /// SHA-256, in hexadecimal; empty in an archive that has one digest for all (`ArchiveHeader::hasOneDigest`).
    std::string digest;

    friend bool operator==(const ManifestStream&, const ManifestStream&) = default;
};

/// What is in a backup, and where it comes from.
struct Manifest {
    /// The connector.
    std::string engine;
    std::string serverVersion;
    /// The saved connection, and what it is of; never a secret.
    std::string connection;
    std::string server;
    std::string database;
    /// What has written the dump, with its version.
    std::string tool;
    /// What the dump is: `sqlite` (a database file), `pg_dump custom`, `sql`, ...
    std::string dumpFormat;
    /// How the bytes of a row come about that its digest is of.
    std::string rowFormat;
    /// UTC, as ISO 8601 has it.
    std::string begun;
    std::string ended;
    /// What the engine calls the moment that the dump shows; empty where it has no name.
    std::string snapshot;
    /// What of the database it is.
    DumpScope scope;
    std::vector<ManifestStream> streams;
    std::vector<ManifestObject> objects;
    /// What the objects of the scope need, and what is in the dump for that: types, functions. Missing where nobody has told it.
    std::optional<std::vector<ManifestObject>> besides;

    friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// The manifest as JSON.
[[nodiscard]] std::string encodeManifest(const Manifest& manifest);
/// Errors: CorruptBackup, with what can not be read.
[[nodiscard]] Result<Manifest> decodeManifest(std::string_view json);

/// A difference between what two manifests hold, or one and what was found in a restored database.
struct ManifestDifference {
    /// Missing where only the other has it.
    std::optional<ManifestObject> here;
    std::optional<ManifestObject> there;

    friend bool operator==(const ManifestDifference&, const ManifestDifference&) = default;
};

/// What differs, by type, schema and name; what one of the two does not know (a count, a digest) is no difference.
[[nodiscard]] std::vector<ManifestDifference> differencesOf(std::vector<ManifestObject> here,
                                                            std::vector<ManifestObject> there);

} // namespace dbv::archive
