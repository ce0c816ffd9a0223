// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ssh/private_key.h"

namespace dbv::ssh {

/// Builds keys of OpenSSL from the numbers that SSH keeps; null when they make no key.
[[nodiscard]] PrivateKey::Handle ed25519Key(std::string_view seed);
/// `curve` as SSH names it: `nistp256`, `nistp384`, `nistp521`.
[[nodiscard]] PrivateKey::Handle ecdsaKey(std::string_view curve, std::string_view point, std::string_view scalar);
struct RsaNumbers {
    std::string_view n;
    std::string_view e;
    std::string_view d;
    std::string_view iqmp;
    std::string_view p;
    std::string_view q;
};
[[nodiscard]] PrivateKey::Handle rsaKey(const RsaNumbers& numbers);

/// What a key of OpenSSL is called in SSH, and its public half; nothing for kinds that SSH does not use.
struct PublicHalf {
    std::string type;
    std::string blob;
};
[[nodiscard]] std::optional<PublicHalf> publicHalfOf(const EVP_PKEY* key);

} // namespace dbv::ssh
