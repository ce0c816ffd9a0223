// SPDX-License-Identifier: Apache-2.0
// Tabs that are no texts, as far as they are kept between runs; those that were closed, and those of a window that has just ended.
#include <algorithm>
#include <utility>

#include <QUuid>

#include "viewmodel/workspace.h"

namespace dbv::viewmodel {

namespace {

// A program that was killed holds what is its own for some moments still.
constexpr int kTakeAfterMs = 150;
// Another window holds it until somebody closes that.
constexpr int kTakeSlowlyMs = 2'000;

} // namespace

protocol::DraftTab* Workspace::page(const std::string& id) {
    const auto found = std::ranges::find(m_pages, id, &protocol::DraftTab::id);
    return found == m_pages.end() ? nullptr : &*found;
}

std::string Workspace::keepPage(const QString& title, const std::string& page, ConnectionId connection) {
    protocol::DraftTab draft;
    draft.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    draft.title = title.toStdString();
    draft.position = positionOfNext();
    m_pages.push_back(draft);
    notePage(draft.id, page, connection);
    return draft.id;
}

void Workspace::notePage(const std::string& id, const std::string& page, ConnectionId connection) {
    protocol::DraftTab* kept = this->page(id);
    if (kept == nullptr) {
        return;
    }
    const protocol::DraftTab before = *kept;
    kept->page = page;
    if (const OpenDatabase* database = m_connections.find(connection)) {
        kept->config = database->config;
        kept->saved = database->saved;
    }
    if (*kept != before) {
        noteDirty(id);
    }
}

void Workspace::noteDirty(const std::string& id) {
    if (std::ranges::find(m_dirty, id) == m_dirty.end()) {
        m_dirty.push_back(id);
    }
    if (!m_saveTimer.isActive()) {
        m_saveTimer.start();
    }
}

void Workspace::removePage(const std::string& id) {
    if (std::erase_if(m_pages, [&id](const protocol::DraftTab& each) { return each.id == id; }) > 0) {
        forgetDraft(id);
    }
}

void Workspace::connectPage(const std::string& id,
                            const std::function<void(const Result<protocol::ConnectionFacts>& facts)>& opened) {
    if (const protocol::DraftTab* kept = page(id); kept != nullptr && kept->config != protocol::ConnectionConfig{}) {
        const protocol::DraftTab now = *kept;
        m_connections.open(now.config, opened, now.saved);
    }
}

void Workspace::rememberClosed(const protocol::DraftTab& draft) {
    constexpr std::size_t kMostClosed = 20;
    if (draft.text.isEmpty()) {
        return;
    }
    if (m_closed.size() == kMostClosed) {
        m_closed.erase(m_closed.begin());
    }
    m_closed.push_back(draft);
}

void Workspace::reopenTab() {
    if (m_closed.empty()) {
        return;
    }
    protocol::DraftTab draft = std::move(m_closed.back());
    m_closed.pop_back();
    draft.position = positionOfNext();
    WorkspaceTab& tab = adopt(std::move(draft));
    saveNow(tab);
    Q_EMIT tabAdded(tab, false);
    reconnect(tab.draft.id);
}

void Workspace::waitForTabs(std::uint64_t elsewhere) {
    if (elsewhere > 0 && m_takesLeft > 0) {
        --m_takesLeft;
        m_takeTimer.start(kTakeAfterMs);
    } else if (elsewhere > 0 && m_tabs.empty() && m_pages.empty()) {
        // Whoever closes the other window then has its tabs in this one, as long as it is of no other use.
        if (m_takesLeft-- == 0) {
            Q_EMIT tabsHeldElsewhere(elsewhere);
        }
        m_takeTimer.start(kTakeSlowlyMs);
    } else if (m_takesLeft < 0) {
        Q_EMIT tabsHeldElsewhere(0);
    }
}

void Workspace::takeOver(const protocol::WorkspaceOpened& answer) {
    if (answer.state.tabs.empty()) {
        waitForTabs(answer.state.tabsElsewhere);
        return;
    }
    Q_EMIT takingOver();
    if (!answer.state.layout.empty()) {
        m_layout = answer.state.layout;
    }
    addKept(answer.state.tabs);
    Q_EMIT tookOver();
    Q_EMIT tabsHeldElsewhere(0);
}

} // namespace dbv::viewmodel
