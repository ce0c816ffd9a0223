// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "secrets/user_places.h"

namespace dbv::secrets {

/// One login path: what `mysql_config_editor` has kept under a name.
struct LoginPath {
    std::string name;
    /// host, user, port, socket.
    std::map<std::string, std::string, std::less<>> values;
    Secret password;
};

/// The login paths of a file, in its order.
struct LoginPaths {
    std::vector<LoginPath> paths;
    /// Why the file was passed over.
    std::vector<std::string> warnings;
};

/// MYSQL_TEST_LOGIN_FILE, else `~/.mylogin.cnf`. Empty when there is no home.
[[nodiscard]] std::filesystem::path loginPathFile(const UserPlaces& places);

/// Reads a file, which is obscured with a key that stands in it; one that others may read is passed over, as by MySQL.
/// Nothing when there is no such file. Errors: IoError for one that is damaged. Blocks: on the disk.
[[nodiscard]] Result<LoginPaths> readLoginPaths(const std::filesystem::path& file);

} // namespace dbv::secrets
