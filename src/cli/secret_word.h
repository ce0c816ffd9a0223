// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

#include "cli/arguments.h"
#include "protocol/connection_config.h"

namespace dbv::cli {

/// Where the command line says that a secret comes from. It is never the secret.
struct SecretWord {
    enum class Kind {
        Terminal,   ///< asked now
        Descriptor, ///< read now
        Later       ///< found by the engine when it is needed, as `source` says
    };
    Kind kind = Kind::Terminal;
    int descriptor = -1;
    protocol::SecretSource source;
};

/// Reads `usual`, `ask`, `command:LINE`, `environment:NAME`, `stored:ID` or `fd:N`; `option` is what messages call it.
/// Errors: InvalidInput.
[[nodiscard]] Result<SecretWord> secretWordOf(std::string_view option, std::string_view text);

/// The word of an option that names a secret which is needed now; the terminal without it. `ask` is the terminal, too.
/// Errors: InvalidInput, also for `usual`, which names no place here.
[[nodiscard]] Result<SecretWord> wordNow(const Arguments& arguments, std::string_view option);

} // namespace dbv::cli
