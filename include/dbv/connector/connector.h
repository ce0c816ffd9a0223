// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include <dbv/connector/dialect.h>
#include <dbv/connector/params.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>

namespace dbv {

/// One database engine: it opens sessions.
///
/// Thread: any; several sessions may be opened at the same time.
class Connector {
public:
    Connector() = default;
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;
    virtual ~Connector() = default;

    [[nodiscard]] virtual const Dialect& dialect() const = 0;
    /// Opens one session.
    /// Blocks: at most `params.connectTimeoutMs`, and ends soon after `stop` is requested.
    /// Errors: ConnectionFailed, AuthenticationFailed, NotFound, IoError, InvalidInput, Busy; the hint is the next step.
    [[nodiscard]] virtual Result<std::unique_ptr<Session>> open(const ConnectParams& params, std::stop_token stop) = 0;
};

} // namespace dbv
