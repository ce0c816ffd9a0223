// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/opening_steps.h>
#include <dbv/core/error.h>

#include "protocol/values.h"

namespace dbv::engine {

/// Keeps a record of the steps on the way to a database while it is being opened, so that a failure can tell how far
/// it went. The steps' names are those of the protocol: `resolve`, `tcp`, `ssh`, `tls`, `authenticate`, `database`;
/// a file engine has the first and the last alone.
class ConnectionDiagnosis final : public OpeningSteps {
public:
    void begin(std::string_view step) override { m_underWay = step; }
    void passed(std::string found) override {
        m_steps.push_back({.step = std::exchange(m_underWay, {}), .ok = true, .message = std::move(found)});
    }
    /// The step that has begun and not passed; empty between two.
    [[nodiscard]] const std::string& underWay() const { return m_underWay; }
    /// How many steps have passed.
    [[nodiscard]] std::size_t passedSteps() const { return m_steps.size(); }
    /// Forgets what came after so many steps, because that part of the way is gone once more.
    void goBackTo(std::size_t steps) { m_steps.resize(steps); }
    /// The steps so far, all of which passed.
    [[nodiscard]] std::vector<protocol::DiagnosisStep> all() && { return std::move(m_steps); }
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
