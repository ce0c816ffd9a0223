// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dbv/core/ids.h>

#include "protocol/connection_config.h"
#include "protocol/on_drop.h"

/// Connections of other programs, and ours as a file that travels.
namespace dbv::protocol {

/// A program whose connections can be read, and where they lie.
struct ImportSource {
    /// What `ReadConnections` is told.
    std::string program;
    /// For people.
    std::string name;
    /// Empty where none was found in the usual places.
    std::string file;

    friend bool operator==(const ImportSource&, const ImportSource&) = default;
};

/// The program whose file is our own.
inline constexpr const char* kOwnConnections = "DB Visualizer";

enum class ImportOutcome : std::uint8_t { Complete, Partly, Refused };

/// One connection of another program. Its secrets lie on the shelf; the receiver takes them off.
struct ImportedConnection {
    SavedConnection connection;
    SecretIds secrets;
    ImportOutcome outcome = ImportOutcome::Complete;
    /// Sentences: what was left out, and what to do.
    std::vector<std::string> remarks;
};

struct ImportSourcesFound {
    /// Those that were found, each with its file.
    std::vector<ImportSource> found;
    /// All that can be read.
    std::vector<ImportSource> known;
};
struct ConnectionsRead {
    std::vector<ImportedConnection> connections;
    std::vector<std::string> remarks;
    /// There are secrets in it that a passphrase would open.
    bool wantsPassphrase = false;
};
struct ConnectionsExported {
    std::size_t connections = 0;
    std::size_t secrets = 0;
    /// Sentences: what did not go along, and why.
    std::vector<std::string> remarks;
    /// What the file would hold, where only that was asked for.
    std::string text;
};

/// What became of `KeepConnections`.
struct ConnectionsKept {
    /// For each of them, in their order: why it is not kept; empty where it is.
    std::vector<std::string> troubles;
};

struct FindImportSources {
    using Answer = ImportSourcesFound;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
/// Reads connections from a file, or from the folder it is in. Nothing is kept by it.
struct ReadConnections {
    using Answer = ConnectionsRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string program;
    std::string file;
    /// For a file of ours with secrets in it.
    SecretId passphrase;
};
/// Saves many connections under names that nobody has, and all that may be kept at once: the answer does not grow with what is
/// kept already.
struct KeepConnections {
    using Answer = ConnectionsKept;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::vector<SavedConnection> connections;
};
/// Writes saved connections to a file of ours, by way of a temporary name beside it. With a passphrase the stored secrets
/// go along, sealed under it.
struct ExportConnections {
    using Answer = ConnectionsExported;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string file;
    /// Empty for all.
    std::vector<std::string> names;
    SecretId passphrase;
    /// A file that is there already is replaced; otherwise it is a ConfirmationRequired.
    bool replaces = false;
    /// No file is written: the answer holds the text of it.
    bool onlyText = false;
};

} // namespace dbv::protocol
