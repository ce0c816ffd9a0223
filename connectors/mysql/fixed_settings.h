// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include <dbv/core/result.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

/// Gives a session the settings under which every server tells definitions in the same way; what the session had is owed to it
/// (`Line::owe`). Where the server refuses them its answers are by the session's own, which is noted.
/// Blocks: for two round trips. Errors: Cancelled, ConnectionLost.
[[nodiscard]] Result<void> fixSettings(Line& line, network::RefusedParts& refused);

/// Calls what reads the catalogue, under those settings.
template <class Read>
[[nodiscard]] std::invoke_result_t<Read> underFixedSettings(Line& line, network::RefusedParts& refused, Read read) {
    const Result<void> fixed = fixSettings(line, refused);
    if (!fixed) {
        return std::unexpected(fixed.error());
    }
    auto answer = read();
    const Result<void> restored = line.settle();
    if (answer && !restored) {
        return std::unexpected(restored.error());
    }
    return answer;
}

} // namespace dbv::mysql
