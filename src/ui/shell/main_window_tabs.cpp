// SPDX-License-Identifier: Apache-2.0
// The tabs of the window: how they come, what they are connected with, and how they go.
#include <QApplication>
#include <QLabel>
#include <QPointer>
#include <QStackedWidget>
#include <QTabWidget>

#include "ui/backup/backup_desk.h"
#include "ui/backup/schedule_desk.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/palette/command_palette.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "ui/shell/script_tabs.h"
#include "ui/shell/start_page.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

void MainWindow::addPage(viewmodel::WorkspaceTab& tab, bool runAtOnce) {
    auto* page = new QueryPage(m_bus, tab);
    page->setTheme(m_theme);
    applyTo(*page);
    connectPage(*page);
    if (!m_pageSplit.isEmpty()) {
        page->setSplit(m_pageSplit);
    }
    QString title = viewmodel::shownName(QString::fromStdString(tab.draft.title));
    // In a tab's text an ampersand marks a key.
    const int index = m_tabs->addTab(page, title.replace(QLatin1Char('&'), QLatin1String("&&")));
    m_tabs->setCurrentIndex(index);
    showStack();
    m_said->clear();
    // A tab that arrives late must not take the keys of whoever types into the palette.
    const auto* palette = findChild<CommandPalette*>();
    if (palette == nullptr || !palette->isVisible()) {
        page->editor().setFocus();
    }
    showPageState();
    if (runAtOnce) {
        // Who opens a table wants to look at it.
        page->results().takeFocusFrom(&page->editor());
        page->run(SqlScope::Script, protocol::StatementSource::Explorer);
    }
}

void MainWindow::receiveTakenTabs() {
    // Whoever works already in this window goes on where they are.
    const QPointer<QWidget> shown(m_tabs->currentWidget());
    const QPointer<QWidget> focused(QApplication::focusWidget());
    connect(
        &m_workspace, &viewmodel::Workspace::tookOver, this,
        [this, shown, focused] {
            if (shown == nullptr) {
                restoreLayout();
                return;
            }
            m_tabs->setCurrentWidget(shown);
            if (focused != nullptr) {
                focused->setFocus();
            }
        },
        Qt::SingleShotConnection);
}

void MainWindow::connectPage(QueryPage& page) {
    const std::string& id = page.id();
    connect(&page, &QueryPage::textChanged, this,
            [this, id](const PiecedText& text, int caret) { m_workspace.noteText(id, text, caret); });
    connect(&page, &QueryPage::said, this, &MainWindow::say);
    connect(&page.nameHelp(), &EditorNameHelp::goToChosen, this, &MainWindow::revealName);
    connect(&page, &QueryPage::splitMoved, this, [this, &page] {
        m_pageSplit = page.split();
        m_layoutTimer.start();
    });
    connect(&page.query(), &viewmodel::QueryTab::stateChanged, this, [this, &page] {
        if (page.query().state() == viewmodel::QueryTab::State::Running) {
            // What was said of the run before would be read as said of this one.
            m_said->clear();
        }
        updateActions();
    });
    connect(&page.query().transactions(), &viewmodel::TransactionControl::changed, this, &MainWindow::updateActions);
    connect(&page.query(), &viewmodel::QueryTab::connectionChanged, this, [this] {
        // What was said of the connection before is not true any more.
        m_said->clear();
        showPageState();
    });
    connect(&page.query(), &viewmodel::QueryTab::statusChanged, this, &MainWindow::showStatus);
    connect(&page.query(), &viewmodel::QueryTab::confirmationAsked, this, [this, &page] { askToConfirm(page); });
    connect(&page.query().trial(), &viewmodel::ChangeTrial::changed, this, [this, &page] { showTrial(page); });
    connectResults(page.results());
    connect(&page.query(), &viewmodel::QueryTab::schemaMayHaveChanged, m_explorer, &ExplorerPanel::refresh);
}

void MainWindow::closeTab(int index) {
    QWidget* tab = m_tabs->widget(index);
    const auto* page = qobject_cast<const QueryPage*>(tab);
    if (page != nullptr) {
        page->editor().tellEdits();
        letGo({page}, [this, id = page->id()] { m_workspace.removeTab(id); });
    } else if (tab != nullptr) {
        letGo({tab}, [this, gone = QPointer(tab)] {
            if (gone != nullptr) {
                m_scripts->forget(*gone);
                dropTab(m_tabs->indexOf(gone));
            }
        });
    }
}

void MainWindow::dropTab(int index) {
    QWidget* tab = m_tabs->widget(index);
    const bool hadFocus = tab->isAncestorOf(focusWidget());
    m_tabs->removeTab(index);
    delete tab;
    if (QWidget* next = m_tabs->currentWidget(); next != nullptr && hadFocus) {
        const QueryPage* page = currentPage();
        page != nullptr ? page->editor().setFocus() : next->setFocus();
    }
    showStack();
    showPageState();
}

void MainWindow::removePage(const std::string& id) {
    for (int i = 0; i < m_tabs->count(); ++i) {
        const auto* page = qobject_cast<const QueryPage*>(m_tabs->widget(i));
        if (page != nullptr && page->id() == id) {
            dropTab(i);
            return;
        }
    }
}

void MainWindow::bindScriptTabs() {
    connect(m_scripts, &ScriptTabs::changed, this, &MainWindow::showPageState);
    connect(m_scripts, &ScriptTabs::added, this, [this] {
        showStack();
        showPageState();
    });
    connect(m_scripts, &ScriptTabs::said, this, &MainWindow::say);
    connect(&m_files, &viewmodel::TabFiles::tooLarge, this,
            [this](const QString& path, bool isPacked, ConnectionId connection) {
                m_scripts->openFile(path, isPacked, connection);
            });
    connect(&m_files, &viewmodel::TabFiles::connected, m_scripts, &ScriptTabs::connectFile);
    m_scripts->setTheme(m_theme);
    connect(m_scripts, &ScriptTabs::schemaMayHaveChanged, m_explorer, &ExplorerPanel::refresh);
    connect(m_scripts, &ScriptTabs::placeChosen, this,
            [this](const protocol::FilePlace& place, ConnectionId connection) { openPlace(place, connection); });
    m_actions.setHandler("query.runFile", [this] { m_scripts->choose(usualConnection()); });
    m_actions.setHandler("object.runFile", [this] { m_scripts->choose(m_explorer->currentPlace().connection); });
    m_backups = new BackupDesk(m_bus, m_workspace.connections(), m_actions,
                               {*m_tabs, *this, *m_binder, m_settings, [this] { return usualConnection(); }});
    connect(m_backups, &BackupDesk::added, this, [this] {
        showStack();
        showPageState();
    });
    connect(&m_workspace, &viewmodel::Workspace::restored, &m_backups->schedules(), &ScheduleDesk::start);
    connect(m_backups, &BackupDesk::said, this, &MainWindow::say);
    connect(m_backups, &BackupDesk::failed, this,
            [this](const QString& message) { m_notices->add(NoticeBar::Kind::Error, message); });
    connect(m_backups, &BackupDesk::schemaMayHaveChanged, m_explorer, &ExplorerPanel::refresh);
    m_backups->setTheme(m_theme);
}

ConnectionId MainWindow::usualConnection() const {
    const ConnectionId shown = connectionOf(m_tabs->currentWidget());
    const auto& databases = m_workspace.connections().databases();
    const bool isOpen = m_workspace.connections().find(shown) != nullptr;
    return isOpen || databases.empty() ? shown : databases.back().facts.connection;
}

void MainWindow::showStack() {
    QWidget* shown = m_tabs->count() > 0 ? static_cast<QWidget*>(m_tabs) : m_start;
    if (m_stack->currentWidget() != shown || shown == m_start) {
        m_stack->setCurrentWidget(shown);
        shown->setFocus();
    }
}

} // namespace dbv::ui
