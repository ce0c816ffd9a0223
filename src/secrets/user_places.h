// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace dbv::secrets {

/// Where the database clients of this user look for their files: the environment, and the home folder. Nothing here is
/// ever written.
struct UserPlaces {
    /// A variable of the environment.
    std::function<std::optional<std::string>(const char*)> variable;
    /// Where `~` is; empty when there is none.
    std::filesystem::path home;
};

/// Those of this process.
[[nodiscard]] UserPlaces userPlaces();

/// The value of a variable, when it is there and not empty.
[[nodiscard]] std::optional<std::string> setVariable(const UserPlaces& places, const char* name);

} // namespace dbv::secrets
