// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <dbv/core/secret.h>

namespace dbv::ssh {

/// The key that OpenSSH derives from a passphrase: bcrypt within PBKDF2, which no library of ours has. Slow by intention:
/// some 5 ms for each round and 32 bytes.
[[nodiscard]] Secret bcryptPbkdf(std::string_view passphrase, std::string_view salt, std::uint32_t rounds,
                                 std::size_t keySize);

} // namespace dbv::ssh
