// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "secrets/user_places.h"

namespace dbv::secrets {

/// A section of a `pg_service.conf`: libpq's own words and what they are set to.
struct PgService {
    std::string name;
    /// Without the secrets.
    std::map<std::string, std::string, std::less<>> values;
    Secret password;
    /// Of the client's key: `sslpassword`.
    Secret keyPassword;
    std::filesystem::path file;
};

/// The files that libpq would look into, in their order: PGSERVICEFILE or else that of the user; then that of the system.
[[nodiscard]] std::vector<std::filesystem::path> pgServiceFiles(const UserPlaces& places);

/// The section with a name, of the first file that has it.
/// Errors: NotFound, IoError; InvalidInput with file and line where it can not be understood. Blocks: on the disk.
[[nodiscard]] Result<PgService> findPgService(const std::string& name, const UserPlaces& places);

/// All sections of a file; those without their end or with lines that mean nothing are left out and told.
struct PgServiceList {
    std::vector<PgService> services;
    std::vector<std::string> warnings;
};
/// Errors: IoError. Blocks: on the disk.
[[nodiscard]] Result<PgServiceList> readPgServices(const std::filesystem::path& file);

} // namespace dbv::secrets
