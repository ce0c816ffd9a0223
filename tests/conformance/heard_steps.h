// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/opening_steps.h>

namespace dbv::conformance {

/// What was told while a session was opened.
class HeardSteps : public OpeningSteps {
public:
    void begin(std::string_view step) override { m_steps += (m_steps.empty() ? "" : " ") + std::string(step); }
    void passed(std::string found) override {
        m_steps += "+";
        m_found.push_back(std::move(found));
    }
    [[nodiscard]] const std::string& steps() const { return m_steps; }
    [[nodiscard]] const std::vector<std::string>& found() const { return m_found; }

private:
    std::string m_steps;
    std::vector<std::string> m_found;
};

} // namespace dbv::conformance
