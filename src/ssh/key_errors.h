// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ssh/private_key.h"

namespace dbv::ssh {

[[nodiscard]] KeyError keyDamaged(std::string_view name, std::string_view why);
[[nodiscard]] KeyError keyNeedsPassphrase(std::string_view name);
[[nodiscard]] KeyError keyWrongPassphrase(std::string_view name);
[[nodiscard]] KeyError keyNeedsSystemSsh(std::string_view name, std::string_view type);

} // namespace dbv::ssh
