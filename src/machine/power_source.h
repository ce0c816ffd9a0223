// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace dbv::machine {

/// Whether the machine runs on its battery now. Where nobody knows, and on a machine without one, it does not.
/// Blocks: on the system, shortly.
[[nodiscard]] bool runsOnBattery();

/// The same of a folder that is laid out as Linux has `/sys/class/power_supply`: on battery where one that is part of the machine
/// discharges and no supply is online. Source: Documentation/ABI/testing/sysfs-class-power of the kernel.
[[nodiscard]] bool runsOnBatteryBy(const std::filesystem::path& supplies);

} // namespace dbv::machine
