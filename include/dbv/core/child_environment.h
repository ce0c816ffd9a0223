// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbv {

/// The variables for a program that we start: ours, without the passwords of databases, which are nothing to it,
/// and without those that are named, which hold secrets by somebody's word.
/// `own` is `environ`; what is given back points into it and ends with a null pointer.
[[nodiscard]] inline std::vector<char*> childEnvironment(char** own, std::span<const std::string> secret = {}) {
    constexpr std::array<std::string_view, 2> kPasswords{"PGPASSWORD=", "MYSQL_PWD="};
    std::vector<char*> kept;
    for (; own != nullptr && *own != nullptr; ++own) {
        const std::string_view variable(*own);
        const std::string_view name = variable.substr(0, variable.find('='));
        if (std::ranges::none_of(kPasswords, [variable](auto password) { return variable.starts_with(password); }) &&
            std::ranges::find(secret, name) == secret.end()) {
            kept.push_back(*own);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

} // namespace dbv
