// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace dbv::postgres {

/// The file with the authorities that this system trusts, in PEM; empty where there is none.
[[nodiscard]] std::string systemRoots();
/// Whether the user keeps a list of authorities where the client library looks by itself.
[[nodiscard]] bool hasOwnRoots();

} // namespace dbv::postgres
