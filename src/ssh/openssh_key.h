// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ssh/private_key.h"

namespace dbv::ssh {

/// True when the text is a key in OpenSSH's own form.
[[nodiscard]] bool isOpensshKey(std::string_view text);

/// The public half that such a file shows without its passphrase.
[[nodiscard]] std::optional<std::string> opensshPublicBlob(std::string_view text);

[[nodiscard]] KeyResult<PrivateKey> parseOpensshKey(std::string_view text, const Secret* passphrase,
                                                    std::string_view name);

} // namespace dbv::ssh
