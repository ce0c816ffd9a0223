// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "fault_proxy.h"
#include "link_filter.h"

namespace dbv::support {

/// A real server that turns hostile: a statement with the mark in it does not reach it, and is answered with bytes of the test's.
/// The mark keeps the statement from being prepared, so that one answer is what its client waits for.
class HostileFilter : public LinkFilter {
public:
    static constexpr std::string_view kMark = "/* now? */";

    explicit HostileFilter(std::string answer, bool hangsUp = false, std::string_view mark = kMark)
        : m_answer(std::move(answer)), m_hangsUp(hangsUp), m_mark(mark) {}

    /// Puts one in front of every new connection of a proxy.
    static void guard(FaultProxy& proxy, const std::string& answer, bool hangsUp = false,
                      std::string_view mark = kMark) {
        proxy.setFilter([answer, hangsUp, mark = std::string(mark)] {
            return std::make_unique<HostileFilter>(answer, hangsUp, mark);
        });
    }

    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override {
        if (direction == ProxyDirection::ToServer && bytes.find(m_mark) != std::string_view::npos) {
            m_isHostile = true;
            return {.onward = {}, .back = m_answer, .hangUp = m_hangsUp};
        }
        if (m_isHostile) {
            return {};
        }
        return {.onward = std::string(bytes), .back = {}, .hangUp = false};
    }

private:
    std::string m_answer;
    bool m_hangsUp = false;
    std::string m_mark;
    bool m_isHostile = false;
};

} // namespace dbv::support
