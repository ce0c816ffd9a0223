// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>

namespace dbv::secrets {

/// When something happened to a secret. Unit: milliseconds since 1970, UTC.
using SecretTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// The two clocks that a vault asks, so that tests can move them by hand. The monotonic one stands still while the machine
/// sleeps, so the one on the wall is asked as well.
struct SecretClocks {
    std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;
    std::function<SecretTime()> wall = [] {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    };
};

} // namespace dbv::secrets
