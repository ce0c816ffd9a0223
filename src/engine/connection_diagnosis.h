// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <dbv/core/error.h>

#include "protocol/values.h"

namespace dbv::engine {

/// Keeps a record of the steps on the way to a database while it is being opened, so that a failure can tell how far
/// it went. The steps' names are those of the protocol: `resolve`, `tcp`, `ssh`, `tls`, `authenticate`, `database`;
/// a file engine has the first and the last alone.
class ConnectionDiagnosis {
public:
    /// A step begins. The one before it, if any, must have passed.
    void begin(std::string step) { m_underWay = std::move(step); }
    /// The step that is under way did what it should. `message` says what was found.
    void passed(std::string message) {
        m_steps.push_back({.step = std::exchange(m_underWay, {}), .ok = true, .message = std::move(message)});
    }
    /// All steps; the one that is under way failed with an error.
    [[nodiscard]] std::vector<protocol::DiagnosisStep> failedWith(const Error& error) && {
        m_steps.push_back({.step = std::exchange(m_underWay, {}), .ok = false, .message = error.message});
        return std::move(m_steps);
    }

private:
    std::string m_underWay;
    std::vector<protocol::DiagnosisStep> m_steps;
};

} // namespace dbv::engine
