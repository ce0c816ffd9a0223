// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ssh/ssh_config.h"

namespace dbv::ssh {

/// What the `%` tokens of a path stand for.
struct TokenValues {
    std::string alias;
    std::string hostName;
    std::string hostKeyAlias;
    std::string user;
    std::string port;
};

/// `~` and `~/...`; anything else as it is.
[[nodiscard]] std::string expandHome(std::string_view path, const ConfigPlace& place);
/// `%h` of a HostName. What is no token stays as it is.
[[nodiscard]] std::string expandHostName(std::string_view name, std::string_view alias);
/// `~`, `%` tokens and `${NAME}` of a path; nothing when one of them is not known.
[[nodiscard]] std::optional<std::string> expandPath(std::string_view path, const ConfigPlace& place,
                                                    const TokenValues& values);

} // namespace dbv::ssh
