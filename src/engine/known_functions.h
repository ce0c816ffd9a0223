// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dbv::engine {

/// Whether a function of the servers is known to leave nothing behind in a session; any other may. In capitals.
[[nodiscard]] bool leavesNothing(std::string_view function);

/// Whether a function takes a lock that the session holds until it gives it back. In capitals.
[[nodiscard]] bool takesLock(std::string_view function);

} // namespace dbv::engine
