// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/opening_steps.h>

namespace dbv::engine {

/// The steps of an opening through a tunnel: its near end takes every connection at once, so that something listens at the far
/// one is told when that has shown.
///
/// Thread: the one that opens.
class TunnelSteps final : public OpeningSteps {
public:
    explicit TunnelSteps(OpeningSteps& steps) : m_steps(steps) {}

    void begin(std::string_view step) override;
    void passed(std::string found) override;
    /// The step `tcp` has passed as far as the near end tells, and the far one has said nothing yet.
    [[nodiscard]] bool holdsBack() const { return m_held.has_value(); }
    /// The far end stands: what was held back is told.
    void release();

private:
    OpeningSteps& m_steps;
    std::string m_step;
    /// What the connector has found at `tcp`.
    std::optional<std::string> m_held;
};

} // namespace dbv::engine
