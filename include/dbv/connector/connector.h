// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/opening_steps.h>
#include <dbv/connector/params.h>
#include <dbv/connector/session.h>
#include <dbv/connector/startup_script.h>
#include <dbv/connector/trial_server.h>
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

    /// Opens one session, and tells its steps from `resolve` (a server's) or `database` (a file's) on.
    /// Blocks: at most `params.connectTimeoutMs`, and ends soon after `stop` is requested.
    /// Errors: ConnectionFailed, AuthenticationFailed, TlsFailed, TimedOut, NotFound, IoError, InvalidInput, Busy; the hint is the next step.
    [[nodiscard]] virtual Result<std::unique_ptr<Session>> open(const ConnectParams& params, std::stop_token stop,
                                                                OpeningSteps& steps) = 0;

    /// Whether these parameters could be opened, as far as they tell themselves: nothing is looked for, and nobody asked.
    /// Errors: InvalidInput naming the parameter and its allowed values; others where this machine lacks something now.
    [[nodiscard]] virtual Result<void> check(const ConnectParams& params) const {
        static_cast<void>(params);
        return {};
    }

    /// The statements that `open` runs by these parameters, in every way in which a server may cut and read them: whoever opens
    /// a session asks for them first, and opens none when one of them may not run. None where the parameters are not valid.
    [[nodiscard]] virtual std::vector<StartupScript> startup(const ConnectParams& params) const {
        static_cast<void>(params);
        return {};
    }

    /// Starts a server on this machine for a trial of what comes from a server of a version (as `SessionFacts` has it), from programs that
    /// fit it. `folder` is empty and this user's alone. Where databases are files nothing is started, and the login is to one without a file.
    /// Blocks: until sessions can be opened; ends soon after `stop`. Errors: Unsupported, with what is missing; IoError; Cancelled.
    [[nodiscard]] virtual Result<std::unique_ptr<TrialServer>>
    startTrialServer(const std::string& folder, std::string_view serverVersion, const std::stop_token& stop) {
        static_cast<void>(folder);
        static_cast<void>(serverVersion);
        static_cast<void>(stop);
        return fail(ErrorKind::Unsupported, "No server of this kind can be started for a trial.",
                    "Choose a connection beside whose database the trial is made.");
    }
};

/// Opens a session when nobody wants to hear of the steps. Errors and blocking as in `Connector::open`.
[[nodiscard]] inline Result<std::unique_ptr<Session>> openSession(Connector& connector, const ConnectParams& params,
                                                                  std::stop_token stop) {
    NoOpeningSteps unheard;
    return connector.open(params, std::move(stop), unheard);
}

} // namespace dbv
