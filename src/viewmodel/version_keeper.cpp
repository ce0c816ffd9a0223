// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/version_keeper.h"

#include <algorithm>
#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

constexpr qsizetype kSmallPart = 200;

} // namespace

bool isLargelyReplaced(const PiecedText& before, const PiecedText& after) {
    const auto [head, tail] = before.sameEnds(after);
    const qsizetype gone = before.size() - head - tail;
    return gone > kSmallPart && gone > before.size() / 2;
}

void VersionKeeper::noteChange(const protocol::DraftTab& before, const PiecedText& text) {
    const auto now = m_now();
    const auto since = m_since.try_emplace(before.id, now).first;
    if (isLargelyReplaced(before.text, text)) {
        send(before, before.text, protocol::VersionReason::Replaced);
        since->second = now;
    } else if (now - since->second >= kEvery) {
        send(before, text, protocol::VersionReason::Typed);
        since->second = now;
    }
}

void VersionKeeper::keep(const protocol::DraftTab& tab, protocol::VersionReason reason) {
    m_since[tab.id] = m_now();
    if (reason == protocol::VersionReason::Closed) {
        m_since.erase(tab.id);
    }
    send(tab, tab.text, reason);
}

void VersionKeeper::send(const protocol::DraftTab& tab, const PiecedText& text, protocol::VersionReason reason) {
    if (text.isEmpty()) {
        return;
    }
    m_bus
        .send(
            protocol::KeepDraftVersion{tab.id, tab.title, text.joined(), reason},
            [this](const protocol::Event& event, bool) {
                const auto* failure = std::get_if<protocol::RequestFailed>(&event);
                if (failure != nullptr && !std::exchange(m_failed, true)) {
                    Q_EMIT failed(
                        tr("Earlier versions of what you type can not be kept: %1").arg(errorSentence(failure->error)));
                }
            })
        .detach();
}

} // namespace dbv::viewmodel
