// SPDX-License-Identifier: Apache-2.0
#include "engine/secrets_watch.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace dbv::engine {

void SecretsWatch::vaultOpened() {
    m_dispatcher.post([this] {
        m_openedMeanwhile = true;
        if (!std::exchange(m_looks, true)) {
            lookAgain(std::chrono::milliseconds(0));
        }
    });
}

void SecretsWatch::lookAgain(std::chrono::milliseconds after) {
    m_dispatcher.postAt(std::chrono::steady_clock::now() + after, [this] { look(); });
}

void SecretsWatch::look() {
    m_openedMeanwhile = false;
    // Whoever reads or writes the file holds the vault for so long.
    m_lane.run([this] {
        m_vault.lockIfIdle();
        const std::optional<std::chrono::milliseconds> left = m_vault.openFor();
        m_dispatcher.post([this, left] {
            m_looks = left || m_openedMeanwhile;
            if (m_looks) {
                lookAgain(std::min(left.value_or(std::chrono::milliseconds(0)), kLongest));
            }
        });
    });
}

} // namespace dbv::engine
