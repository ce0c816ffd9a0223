// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "secrets/password_search.h"
#include "secrets/user_places.h"

namespace dbv::secrets {

/// Who asks for a password of PostgreSQL: as libpq has these words after all its defaults.
struct PgpassQuestion {
    /// A name, an address, or the folder of a socket; empty for the usual socket.
    std::string host;
    /// Empty for the usual one.
    std::string port;
    std::string database;
    std::string user;
};

/// The file that libpq would look into: PGPASSFILE, else `~/.pgpass`. Empty when there is no home.
[[nodiscard]] std::filesystem::path pgpassFile(const UserPlaces& places);

/// Looks as libpq does: the first line that fits counts; a file that others may read is passed over.
/// Blocks: on the disk.
[[nodiscard]] PasswordSearch findInPgpass(const std::filesystem::path& file, const PgpassQuestion& question);

} // namespace dbv::secrets
