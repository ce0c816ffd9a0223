// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace dbv::protocol {

/// What happens to a request when whoever asked goes away.
enum class OnDrop : std::uint8_t { Cancel, Finish };

} // namespace dbv::protocol
