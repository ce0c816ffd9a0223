// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbv {

/// Whether a variable is one of ours, or of the databases' own clients, that holds a password by its name.
[[nodiscard]] constexpr bool isPasswordVariable(std::string_view name) {
    constexpr std::array<std::string_view, 4> kWords{"PASS", "PW", "SECRET", "TOKEN"};
    return name == "PGPASSWORD" || name == "MYSQL_PWD" ||
           (name.starts_with("DBVIS_") &&
            std::ranges::any_of(kWords, [name](std::string_view word) { return name.contains(word); }));
}

/// The variables for a program that we start: ours, without the passwords of databases, which are nothing to it,
/// and without those that are named, which hold secrets by somebody's word.
/// `own` is `environ`; what is given back points into it and ends with a null pointer.
[[nodiscard]] inline std::vector<char*> childEnvironment(char** own, std::span<const std::string> secret = {}) {
    std::vector<char*> kept;
    for (; own != nullptr && *own != nullptr; ++own) {
        const std::string_view variable(*own);
        const std::string_view name = variable.substr(0, variable.find('='));
        if (!isPasswordVariable(name) && std::ranges::find(secret, name) == secret.end()) {
            kept.push_back(*own);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

} // namespace dbv
