// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/workspace.h"

#include <algorithm>
#include <utility>

#include <QUuid>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

// Typing is on the disk this long after its first key at the latest.
constexpr int kSaveAfterMs = 300;
// How often it is asked soon for the tabs of a program that may just be ending.
constexpr int kMostTakes = 16;

QString numberedTitle(int number) {
    return Workspace::tr("Query %1").arg(number);
}

/// The number in a title that was given by us; 0 for any other.
int numberIn(const QString& title) {
    const int number = title.section(QLatin1Char(' '), -1).toInt();
    return title == numberedTitle(number) ? number : 0;
}

} // namespace

Workspace::Workspace(bus::CommandBus& bus, results::ResultShelf& shelf, std::uint64_t readAheadRows, QObject* parent)
    : QObject(parent), m_bus(bus), m_shelf(shelf), m_readAheadRows(readAheadRows), m_connections(bus), m_versions(bus) {
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(kSaveAfterMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &Workspace::flush);
    m_takeTimer.setSingleShot(true);
    connect(&m_takeTimer, &QTimer::timeout, this, [this] {
        m_taking = m_bus.ask(
            protocol::OpenWorkspace{.again = true},
            [this](const protocol::WorkspaceOpened& answer) { takeOver(answer); },
            [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
    });
    connect(&m_connections, &ConnectionList::added, this, [this](ConnectionId id) {
        const OpenDatabase* database = m_connections.find(id);
        tellRecovered(*database);
        tell(database->facts.notices);
        connectWaitingTabs(*database);
    });
    connect(&m_connections, &ConnectionList::removed, this, &Workspace::leaveConnection);
    connect(&m_connections, &ConnectionList::renamed, this, &Workspace::renameSaved);
    connect(&m_connections, &ConnectionList::savedChanged, this, &Workspace::applyPolicies);
}

Workspace::~Workspace() {
    flush();
}

template <class C>
void Workspace::save(C command) {
    m_bus
        .send(std::move(command),
              [this](const protocol::Event& event, bool) {
                  const auto* failure = std::get_if<protocol::RequestFailed>(&event);
                  // Told once, not at every key.
                  if (failure != nullptr && !std::exchange(m_saveFailed, true)) {
                      Q_EMIT failed(
                          tr("What you type can not be kept on the disk: %1").arg(errorSentence(failure->error)));
                  }
              })
        .detach();
}

void Workspace::restore() {
    m_hello = m_bus.ask(
        protocol::Hello{},
        [this](const protocol::HelloAnswered& answer) {
            m_connections.setFixedSafety(answer.fixedSafety);
            m_connections.setConnectors(answer.connectors);
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
    m_opening = m_bus.ask(
        protocol::OpenWorkspace{}, [this](const protocol::WorkspaceOpened& answer) { receive(answer); },
        [this](const Error& error) {
            Q_EMIT failed(errorSentence(error));
            Q_EMIT restored();
        });
}

void Workspace::receive(const protocol::WorkspaceOpened& answer) {
    m_layout = answer.state.layout;
    for (const std::string& url : answer.state.recentUrls) {
        m_recent << QString::fromStdString(url);
    }
    m_connections.setSaved(answer.state.savedConnections);
    tell(answer.state.notices);
    addKept(answer.state.tabs);
    Q_EMIT recentChanged();
    Q_EMIT restored();
    m_takesLeft = kMostTakes;
    waitForTabs(answer.state.tabsElsewhere);
}

void Workspace::addKept(const std::vector<protocol::DraftTab>& drafts) {
    for (const protocol::DraftTab& draft : drafts) {
        if (!draft.page.empty()) {
            m_pages.push_back(draft);
            Q_EMIT pageRestored(draft);
            continue;
        }
        m_lastNumber = std::max(m_lastNumber, numberIn(QString::fromStdString(draft.title)));
        WorkspaceTab& tab = adopt(draft);
        Q_EMIT tabAdded(tab, false);
        reconnect(draft.id);
    }
}

void Workspace::tell(const std::vector<Notice>& notices) {
    for (const Notice& said : notices) {
        if (said.severity == "info") {
            Q_EMIT notice(QString::fromStdString(said.message));
        } else {
            Q_EMIT warned(QString::fromStdString(said.message));
        }
    }
}

bool Workspace::canReconnect(const WorkspaceTab& tab) {
    return !tab.query->connection() && tab.draft.config != protocol::ConnectionConfig{};
}

void Workspace::reconnect(const std::string& id) {
    const WorkspaceTab* waiting = tab(id);
    if (waiting != nullptr && waiting->query->connection()) {
        waiting->query->reconnect();
        return;
    }
    if (waiting == nullptr || !canReconnect(*waiting)) {
        return;
    }
    const protocol::ConnectionConfig config = waiting->draft.config;
    const auto opened = [this, id](const Result<protocol::ConnectionFacts>& facts) {
        WorkspaceTab* live = tab(id);
        if (live == nullptr || !canReconnect(*live)) {
            return;
        }
        const OpenDatabase* database = facts ? m_connections.find(facts->connection) : nullptr;
        if (database != nullptr) {
            connectTab(*live, *database);
        } else if (!facts) {
            Q_EMIT live->query->messageAdded({TabMessage::Severity::Error, errorSentence(facts.error()), {}});
        }
    };
    m_connections.open(config, opened, waiting->draft.saved);
}

void Workspace::connectWaitingTabs(const OpenDatabase& database) {
    for (const std::unique_ptr<WorkspaceTab>& tab : m_tabs) {
        if (!canReconnect(*tab)) {
            continue;
        }
        const auto* saved = m_connections.savedFor(tab->draft.config, tab->draft.saved);
        protocol::ConnectionConfig config = tab->draft.config;
        config.safety = saved != nullptr ? saved->config.safety : config.safety;
        if (database.saved == (saved != nullptr ? saved->name : std::string()) && sameTarget(config, database.config)) {
            connectTab(*tab, database);
        }
    }
}

void Workspace::connectTab(WorkspaceTab& tab, const OpenDatabase& database) {
    tab.query->setConnection(database.facts);
    if (tab.draft.config != database.config || tab.draft.saved != database.saved) {
        tab.draft.config = database.config;
        tab.draft.saved = database.saved;
        saveNow(tab);
    }
}

void Workspace::leaveConnection(ConnectionId connection) {
    for (const std::unique_ptr<WorkspaceTab>& tab : m_tabs) {
        if (tab->query->connection() && tab->query->connection()->connection == connection) {
            tab->query->setConnection(std::nullopt);
        }
    }
}

QString Workspace::titleOf(SessionKey session) const {
    const auto at = std::ranges::find_if(m_tabs, [session](const auto& t) { return t->query->session() == session; });
    return at == m_tabs.end() ? QString() : QString::fromStdString((*at)->draft.title);
}

WorkspaceTab* Workspace::tab(const std::string& id) {
    const auto at = std::ranges::find_if(m_tabs, [&id](const auto& t) { return t->draft.id == id; });
    return at == m_tabs.end() ? nullptr : at->get();
}

void Workspace::setReadAhead(std::uint64_t rows) {
    m_readAheadRows = rows;
    for (const std::unique_ptr<WorkspaceTab>& tab : m_tabs) {
        tab->query->setReadAhead(rows);
    }
}

WorkspaceTab& Workspace::adopt(protocol::DraftTab draft) {
    auto tab = std::make_unique<WorkspaceTab>();
    tab->draft = std::move(draft);
    tab->query = std::make_unique<QueryTab>(m_bus, m_shelf, newSession());
    tab->query->setReadAhead(m_readAheadRows);
    tab->query->setDesk(m_connections.desk());
    connect(&tab->query->transactions(), &TransactionControl::transactionLost, this,
            [this, lost = tab.get()](const QString& message) {
                // What is said of a tab takes the place of what was said of it before.
                Q_EMIT failed(QString::fromStdString(lost->draft.title) + QStringLiteral(": ") + message,
                              QString::fromStdString(lost->draft.id));
            });
    connect(&tab->query->transactions(), &TransactionControl::lossPassed, this,
            [this, lost = tab.get()] { Q_EMIT recovered(QString::fromStdString(lost->draft.id)); });
    m_tabs.push_back(std::move(tab));
    return *m_tabs.back();
}

void Workspace::openTab(ConnectionId connection, const QString& title, const QString& text, bool runAtOnce) {
    Q_EMIT tabAdded(addTab(connection, title, text), runAtOnce);
}

WorkspaceTab& Workspace::addTab(ConnectionId connection, const QString& title, const QString& text) {
    protocol::DraftTab draft;
    draft.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    draft.title = (title.isEmpty() ? numberedTitle(++m_lastNumber) : title).toStdString();
    draft.text = text;
    draft.position = positionOfNext();
    WorkspaceTab& tab = adopt(std::move(draft));
    setTabConnection(tab, connection);
    return tab;
}

void Workspace::setTabConnection(WorkspaceTab& tab, ConnectionId connection) {
    const OpenDatabase* database = m_connections.find(connection);
    tab.draft.config = database != nullptr ? database->config : protocol::ConnectionConfig{};
    tab.draft.saved = database != nullptr ? database->saved : std::string();
    tab.query->setConnection(database != nullptr ? std::optional(database->facts) : std::nullopt);
    saveNow(tab);
}

void Workspace::openDatabase(const protocol::ConnectionConfig& config, const QString& sql, bool runAtOnce) {
    const QString about = targetText(config, m_connections.connectors());
    m_connections.open(config, [this, about, sql, runAtOnce](const Result<protocol::ConnectionFacts>& facts) {
        arrive(facts, about, sql, runAtOnce);
    });
}

void Workspace::openBeside(ConnectionId connection, const std::string& database) {
    m_connections.openBeside(connection, database, [this, about = QString::fromStdString(database)](const auto& facts) {
        arrive(facts ? facts : std::unexpected(errorOf(about, facts.error())), {});
    });
}

void Workspace::tellRecovered(const OpenDatabase& database) {
    Q_EMIT recovered(targetText(database.config, m_connections.connectors()));
    Q_EMIT recovered(QString::fromStdString(database.saved));
}

void Workspace::arrive(const Result<protocol::ConnectionFacts>& facts, const QString& about, const QString& sql,
                       bool runAtOnce) {
    if (!facts) {
        Q_EMIT failed(errorSentence(facts.error()), about);
        return;
    }
    noteRecent(*facts);
    const auto unused = std::ranges::find_if(m_tabs, [&facts](const auto& tab) {
        const auto& connection = tab->query->connection();
        return tab->draft.text.isEmpty() && connection && connection->connection == facts->connection;
    });
    if (sql.isEmpty() && unused != m_tabs.end()) {
        Q_EMIT tabChosen((*unused)->draft.id);
    } else {
        openTab(facts->connection, {}, sql, runAtOnce);
    }
}

void Workspace::showTab(ConnectionId connection, const QString& title, const QString& text) {
    const auto same = std::ranges::find_if(m_tabs, [&](const auto& tab) {
        const auto& facts = tab->query->connection();
        return facts && facts->connection == connection && tab->draft.text == text &&
               tab->draft.title == title.toStdString();
    });
    if (same != m_tabs.end()) {
        Q_EMIT tabChosen((*same)->draft.id);
    } else {
        openTab(connection, title, text, false);
    }
}

void Workspace::noteRecent(const protocol::ConnectionFacts& facts) {
    // What a server calls its database opens nothing by itself; its connections are kept under names.
    const auto& known = m_connections.connectors();
    const auto info = std::ranges::find(known, facts.connector, &ConnectorInfo::id);
    const bool isFile = info == known.end() || info->opensFiles();
    if (!isFile || facts.database == ":memory:") {
        return;
    }
    const QString url = QString::fromStdString(facts.database);
    m_recent.removeAll(url);
    m_recent.prepend(url);
    save(protocol::NoteRecent{facts.database});
    Q_EMIT recentChanged();
}

void Workspace::openSample(const QString& sql, bool runAtOnce) {
    m_sample = m_bus.ask(
        protocol::CreateSample{},
        [this, sql, runAtOnce](const protocol::SampleCreated& sample) {
            protocol::ConnectionConfig config;
            config.url = sample.path;
            openDatabase(config, sql, runAtOnce);
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void Workspace::removeTab(const std::string& id) {
    const auto at = std::ranges::find_if(m_tabs, [&id](const auto& t) { return t->draft.id == id; });
    if (at == m_tabs.end()) {
        return;
    }
    const std::unique_ptr<WorkspaceTab> removed = std::move(*at);
    m_tabs.erase(at);
    rememberClosed(removed->draft);
    m_versions.keep(removed->draft, protocol::VersionReason::Closed);
    forgetDraft(id);
    Q_EMIT recovered(QString::fromStdString(id));
    Q_EMIT tabRemoved(id);
}

void Workspace::moveTab(const std::string& id, int position) {
    if (WorkspaceTab* moved = tab(id); moved != nullptr && moved->draft.position != position) {
        moved->draft.position = position;
        saveNow(*moved);
    } else if (protocol::DraftTab* kept = page(id); kept != nullptr && kept->position != position) {
        kept->position = position;
        noteDirty(id);
    }
}

void Workspace::noteText(const std::string& id, const PiecedText& text, int caret) {
    WorkspaceTab* changed = tab(id);
    if (changed == nullptr) {
        return;
    }
    m_versions.noteChange(changed->draft, text);
    changed->draft.text = text;
    changed->draft.caret = static_cast<std::uint64_t>(caret);
    noteDirty(id);
    Q_EMIT textNoted(id);
}

void Workspace::forgetDraft(const std::string& id) {
    std::erase(m_dirty, id);
    save(protocol::RemoveDraft{id});
}

void Workspace::noteLayout(const std::string& layout) {
    if (layout != m_layout) {
        m_layout = layout;
        save(protocol::SaveLayout{layout});
    }
}

void Workspace::flush() {
    m_saveTimer.stop();
    for (const std::string& id : std::exchange(m_dirty, {})) {
        if (const WorkspaceTab* dirty = tab(id)) {
            saveNow(*dirty);
        } else if (const protocol::DraftTab* kept = page(id)) {
            save(protocol::SaveDraft{*kept});
        }
    }
}

void Workspace::saveNow(const WorkspaceTab& tab) {
    save(protocol::SaveDraft{tab.draft});
}

} // namespace dbv::viewmodel
