// SPDX-License-Identifier: Apache-2.0
#include "engine/tunnel_steps.h"

#include <utility>

namespace dbv::engine {

namespace {

constexpr std::string_view kConnecting = "tcp";

} // namespace

void TunnelSteps::begin(std::string_view step) {
    m_step = step;
    if (step == kConnecting) {
        m_held.reset();
    }
    if (!m_held) {
        m_steps.begin(step);
    }
}

void TunnelSteps::passed(std::string found) {
    if (m_step == kConnecting) {
        m_held = std::move(found);
        return;
    }
    // Whoever answers a later step is there.
    release();
    m_steps.passed(std::move(found));
}

void TunnelSteps::release() {
    if (!m_held) {
        return;
    }
    m_steps.passed(*std::exchange(m_held, std::nullopt));
    if (m_step != kConnecting) {
        m_steps.begin(m_step);
    }
}

} // namespace dbv::engine
