// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace dbv::network {

/// The file with the authorities that this system trusts, in PEM; empty where there is none.
[[nodiscard]] std::string systemRoots();

} // namespace dbv::network
