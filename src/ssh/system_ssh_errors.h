// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/error.h>

namespace dbv::ssh {

/// What the error output of the system's ssh means.
[[nodiscard]] Error systemSshError(std::string_view output, const std::string& hop);

} // namespace dbv::ssh
