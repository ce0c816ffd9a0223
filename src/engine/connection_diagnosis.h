// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/opening_steps.h>
#include <dbv/core/error.h>

#include "concurrency/clock.h"
#include "protocol/values.h"

namespace dbv::engine {

/// Keeps a record of the steps on the way to a database while it is being opened, so that a failure can tell how far
/// it went and how long each took. The steps' names are those of `OpeningSteps`; a file engine has `resolve`, `database`
/// and `privileges` alone.
class ConnectionDiagnosis final : public OpeningSteps {
public:
    void begin(std::string_view step) override { m_underWay = step; }
    void passed(std::string found) override {
        m_steps.push_back(
            {.step = std::exchange(m_underWay, {}), .ok = true, .message = std::move(found), .timeMs = lap()});
    }
    /// The step that is under way failed, and the way goes on without it.
    void failed(const Error& error) {
        m_steps.push_back(
            {.step = std::exchange(m_underWay, {}), .ok = false, .message = error.message, .timeMs = lap()});
    }
    /// The step that has begun and not passed; empty between two.
    [[nodiscard]] const std::string& underWay() const { return m_underWay; }
    /// How many steps have passed.
    [[nodiscard]] std::size_t passedSteps() const { return m_steps.size(); }
    /// Forgets what came after so many steps, because that part of the way is gone once more.
    void goBackTo(std::size_t steps) { m_steps.resize(steps); }
    /// The steps so far, all of which passed.
    [[nodiscard]] std::vector<protocol::DiagnosisStep> all() && { return std::move(m_steps); }
    /// What has gone by since that moment was a person's thinking: no step took it.
    void leaveOut(concurrency::TimePoint since) {
        const auto thinking = std::chrono::steady_clock::now() - since;
        m_begun += thinking;
        m_since += thinking;
    }
    /// How long the way has taken so far.
    [[nodiscard]] double milliseconds() const {
        return concurrency::millisecondsBetween(m_begun, std::chrono::steady_clock::now());
    }
    /// All steps; the one that is under way failed with an error.
    [[nodiscard]] std::vector<protocol::DiagnosisStep> failedWith(const Error& error) && {
        failed(error);
        return std::move(m_steps);
    }

private:
    /// The times add up to that of the whole, also where a step was begun twice.
    double lap() {
        const concurrency::TimePoint now = std::chrono::steady_clock::now();
        return concurrency::millisecondsBetween(std::exchange(m_since, now), now);
    }

    concurrency::TimePoint m_begun = std::chrono::steady_clock::now();
    concurrency::TimePoint m_since = m_begun;
    std::string m_underWay;
    std::vector<protocol::DiagnosisStep> m_steps;
};

} // namespace dbv::engine
