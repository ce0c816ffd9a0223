// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dbv::imports::workshop {

/// What the other programs write, made as they make it: AES in CBC mode, the vector first.
[[nodiscard]] std::string dbeaverEncrypted(std::string_view json);
/// HMAC, vector and AES-256 under the SHA-256 of a text; `json` as it is encrypted, quotes included.
[[nodiscard]] std::string phraseEncrypted(std::string_view key, std::string_view json);

} // namespace dbv::imports::workshop
