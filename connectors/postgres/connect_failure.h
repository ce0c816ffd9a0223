// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/connector/tls.h>
#include <dbv/core/error.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// How far an attempt had come when it failed.
struct AttemptState {
    /// Host and port as a sentence names them.
    std::string where;
    /// The step that was under way, as PROTOCOL calls it.
    std::string_view step;
    TlsMode tlsMode = TlsMode::VerifyFull;
};

/// Why a connection could not be opened, with the next step. The connection speaks verbosely (PQERRORS_VERBOSE).
[[nodiscard]] Error failedAt(const AttemptState& state, PGconn* connection);

/// The same from the library's words alone.
[[nodiscard]] Error explainConnectMessage(const AttemptState& state, std::string_view message, bool needsPassword);

} // namespace dbv::postgres
