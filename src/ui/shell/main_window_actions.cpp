// SPDX-License-Identifier: Apache-2.0
// What the actions of the catalogue do in the window.
#include <QApplication>
#include <QDataStream>
#include <QDockWidget>
#include <QFileDialog>
#include <QIODevice>
#include <QLabel>
#include <QMessageBox>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>

#include "ui/backup/backup_desk.h"
#include "ui/backup/schedule_desk.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/keys/keys_dialog.h"
#include "ui/palette/command_palette.h"
#include "ui/scripts/paged_page.h"
#include "ui/scripts/script_page.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "ui/shell/script_tabs.h"
#include "ui/shell/start_page.h"
#include "ui/shell/transaction_bar.h"
#include "ui/theme/tinted_icon.h"

namespace dbv::ui {

namespace {

/// A title as the name of a file: without what some file system doesn't take.
QString fileNameFrom(QString title) {
    static constexpr QStringView kRefused = u"/\\:*?\"<>|";
    for (QChar& c : title) {
        if (kRefused.contains(c) || !c.isPrint()) {
            c = QLatin1Char('_');
        }
    }
    return title + QStringLiteral(".csv");
}

QString undecidedText() {
    return MainWindow::tr("A change that was tried waits for your decision. Commit it or roll it back first.");
}

} // namespace

void MainWindow::bindFileActions() {
    m_actions.setHandler("file.open", [this] { openFile(false); });
    m_actions.setHandler("file.new", [this] { openFile(true); });
    m_actions.setHandler("file.sample", [this] {
        say(tr("Making the sample database…"));
        m_workspace.openSample();
    });
    m_actions.setHandler("file.quit", [this] {
        m_backups->schedules().quit();
        close();
    });
}

void MainWindow::bindTabActions() {
    m_actions.setHandler("tab.new", [this] { m_workspace.openTab(usualConnection(), {}, {}, false); });
    m_actions.setHandler("tab.close", [this] { closeTab(m_tabs->currentIndex()); });
    m_actions.setHandler("tab.reopen", [this] { m_workspace.reopenTab(); });
    const auto step = [this](int by) {
        if (m_tabs->count() > 1) {
            m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + m_tabs->count()) % m_tabs->count());
        }
    };
    m_actions.setHandler("tab.next", [step] { step(1); });
    m_actions.setHandler("tab.previous", [step] { step(-1); });
    const auto onEditor = [this](std::string_view id, void (SqlEditor::*slot)()) {
        m_actions.setHandler(id, [this, slot] {
            if (const QueryPage* page = currentPage()) {
                (page->editor().*slot)();
            }
        });
    };
    m_actions.setHandler("edit.find", [this] {
        if (PagedPage* paged = m_scripts->currentPaged()) {
            paged->focusFind();
        } else if (const QueryPage* page = currentPage()) {
            page->editor().openFind();
        }
    });
    onEditor("edit.replace", &SqlEditor::openReplace);
    m_actions.setHandler("edit.complete", [this] { currentPage()->completion().complete(); });
    m_actions.setHandler("edit.completeWhileTyping", [this] {
        const bool completes = !m_settings.value(settings::kEditorCompletesWhileTyping);
        m_settings.choose(settings::kEditorCompletesWhileTyping, completes);
        say(completes ? tr("Proposals come while you type.")
                      : tr("Proposals come when you ask for them (Ctrl+Space)."));
    });
    onEditor("edit.comment", &SqlEditor::toggleComment);
    onEditor("edit.duplicate", &SqlEditor::duplicateSelectedLines);
    for (const auto& [id, reach] :
         {std::pair("edit.undo", "undo"), std::pair("edit.redo", "redo"), std::pair("edit.cut", "cut"),
          std::pair("edit.copy", "copy"), std::pair("edit.paste", "paste"), std::pair("edit.selectAll", "selectAll")}) {
        m_actions.setHandler(id, [this, slot = reach] { editFocused(slot); });
    }
    for (const auto& [id, scope] :
         {std::pair("query.run", SqlScope::Marked), std::pair("query.runScript", SqlScope::Script)}) {
        m_actions.setHandler(id, [this, reach = scope] {
            if (!m_scripts->runCurrent(reach == SqlScope::Marked)) {
                currentPage()->run(reach);
            }
        });
    }
    m_actions.setHandler("query.tryChange", [this] { currentPage()->tryChange(); });
    m_actions.setHandler("query.undoCommitted", [this] { showUndo(); });
    m_actions.setHandler("query.stop", [this] {
        if (!m_scripts->stopCurrent()) {
            currentPage()->query().stop();
        }
    });
    m_actions.setHandler("query.fetchAll", [this] { currentPage()->query().fetchAll(); });
    const auto onTransactions = [this](std::string_view id, void (viewmodel::TransactionControl::*end)()) {
        m_actions.setHandler(id, [this, end] {
            const ScriptPage* script = m_scripts->current();
            ((script != nullptr ? script->script().transactions() : currentPage()->query().transactions()).*end)();
        });
    };
    onTransactions("query.commit", &viewmodel::TransactionControl::commit);
    onTransactions("query.rollBack", &viewmodel::TransactionControl::rollBack);
    m_actions.setHandler("query.commitMode", [this] {
        viewmodel::TransactionControl& control = currentPage()->query().transactions();
        control.switchMode();
        say(control.mode() == protocol::TransactionMode::Manual
                ? tr("A transaction begins before the next statement; you commit it.")
                : tr("Each statement is committed by itself."));
    });
    m_actions.setHandler("query.isolation", [this] { m_transactions->offerLevels(); });
}

void MainWindow::bindResultActions() {
    const auto onGrid = [this](std::string_view id, void (ResultGrid::*slot)()) {
        m_actions.setHandler(id, [this, slot] {
            ResultGrid* grid = currentPage() != nullptr ? currentPage()->results().shownGrid() : nullptr;
            if (grid != nullptr) {
                (grid->*slot)();
            } else {
                say(tr("There is no result to do that with. Run a statement that returns rows."));
            }
        });
    };
    onGrid("result.copy", &ResultGrid::copySelection);
    onGrid("result.copyWithNames", &ResultGrid::copyWithNames);
    onGrid("result.goToRow", &ResultGrid::goToRow);
    onGrid("result.inspect", &ResultGrid::inspect);
    m_actions.setHandler("result.pin", [this] { currentPage()->results().togglePin(); });
    m_actions.setHandler("result.close", [this] { currentPage()->results().closeShown(); });
    m_actions.setHandler("result.export", [this] { chooseExport(); });
    m_actions.setHandler("result.stopExport", [this] { m_export.cancel(); });
    const auto showExport = [this](const QString& progress) {
        m_job->setText(progress);
        m_stopJob->setVisible(!progress.isEmpty());
        m_actions.setEnabled("result.stopExport", !progress.isEmpty(), tr("No export is running."));
    };
    connect(&m_export, &viewmodel::ResultExport::progressed, this, showExport);
    showExport({});
}

void MainWindow::connectResults(ResultArea& results) {
    connect(&results, &ResultArea::shownResultChanged, this, &MainWindow::showStatus);
    connect(&results, &ResultArea::shownResultChanged, this, &MainWindow::updateResultActions);
    connect(&results, &ResultArea::cellMenuRequested, this, [this](const QPoint& place) {
        m_binder->popUp({"result.copy", "result.copyWithNames", "edit.selectAll", "", "result.inspect",
                         "result.goToRow", "", "result.pin", "result.export"},
                        place);
    });
    connect(&results, &ResultArea::tabMenuRequested, this, [this](const QPoint& place) {
        m_binder->popUp({"result.pin", "result.close", "", "result.export"}, place);
    });
}

void MainWindow::bindViewActions() {
    m_actions.setHandler("view.palette", [this] { CommandPalette::openActions(m_actions, *this); });
    m_actions.setHandler("view.keys", [this] { (new KeysDialog(m_actions, this))->show(); });
    m_actions.setHandler("view.openAnything", [this] {
        auto* palette = CommandPalette::openObjects(m_explorer->tree(), m_workspace.connections().saved(),
                                                    m_workspace.recent(), *this);
        connect(&m_files, &viewmodel::TabFiles::listed, palette, &CommandPalette::addQueries);
        connect(palette, &CommandPalette::queryChosen, this,
                [this](const QString& path) { openQueryFile(path, usualConnection()); });
        m_files.list();
        connect(palette, &CommandPalette::objectChosen, this, &MainWindow::goTo);
        connect(palette, &CommandPalette::connectionChosen, this, &MainWindow::openSaved);
        connect(palette, &CommandPalette::urlChosen, this, &MainWindow::openUrl);
    });
    m_actions.setHandler("view.explorer", [this] {
        m_explorerDock->show();
        m_explorer->focusFilter();
    });
    m_actions.setHandler("view.editor", [this] {
        if (const QueryPage* page = currentPage()) {
            page->editor().setFocus();
        }
    });
    m_actions.setHandler("view.grid", [this] {
        if (const QueryPage* page = currentPage()) {
            page->results().currentWidget()->setFocus();
        }
    });
    m_actions.setHandler("view.refresh", [this] { m_explorer->refresh(); });
    m_actions.setHandler("help.about", [this] {
        auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About DB Visualizer"),
                                    tr("DB Visualizer %1\n\nA native client for databases that never lies and never "
                                       "waits.\nApache License 2.0.")
                                        .arg(QCoreApplication::applicationVersion()),
                                    QMessageBox::Ok, this);
        QIcon sign(ownPixmap(QStringLiteral(":/icons/app-64.png")));
        sign.addPixmap(ownPixmap(QStringLiteral(":/icons/app-128.png")));
        box->setIconPixmap(sign.pixmap(QSize(64, 64), devicePixelRatioF()));
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
}

void MainWindow::editFocused(const char* slot) {
    QWidget* focused = focusWidget();
    const QueryPage* page = currentPage();
    ResultGrid* grid = page != nullptr ? page->results().shownGrid() : nullptr;
    if (grid != nullptr && focused == static_cast<QWidget*>(&grid->table())) {
        if (qstrcmp(slot, "copy") == 0) {
            grid->copySelection();
        } else if (qstrcmp(slot, "selectAll") == 0) {
            grid->selectAll();
        }
        return;
    }
    const auto knows = [slot](const QWidget* widget) {
        return widget->metaObject()->indexOfSlot((QByteArray(slot) + "()").constData()) >= 0;
    };
    if (focused == nullptr || !knows(focused)) {
        focused = page != nullptr ? &page->editor() : nullptr;
    }
    if (focused != nullptr) {
        QMetaObject::invokeMethod(focused, slot);
    }
}

void MainWindow::updateResultActions() {
    const QueryPage* page = currentPage();
    const bool shown = page != nullptr && page->results().shownGrid() != nullptr;
    const QString why = tr("There is no result to do that with. Run a statement that returns rows.");
    for (const char* id : {"result.copy", "result.copyWithNames", "result.goToRow", "result.inspect", "result.export",
                           "result.pin", "result.close"}) {
        m_actions.setEnabled(id, shown, why);
    }
}

void MainWindow::updateActions() {
    updateResultActions();
    const QueryPage* page = currentPage();
    const bool connected = page != nullptr && page->query().connection();
    const viewmodel::WorkspaceTab* tab = page != nullptr ? m_workspace.tab(page->id()) : nullptr;
    const bool canReconnect = tab != nullptr && viewmodel::Workspace::canReconnect(*tab);
    const bool running = page != nullptr && page->query().state() != viewmodel::QueryTab::State::Idle;
    // A result that waits for its reader gives way to the next statement.
    const bool busy = running && !page->query().parked();
    const QString noTab = tr("There is no query open. Open a database or press Ctrl+T.");
    const QString why = page == nullptr ? noTab
                        : canReconnect  ? tr("This tab is disconnected. Reconnect it (Ctrl+R).")
                        : !connected    ? tr("This tab has no connection. Choose one in the list at the left.")
                                        : tr("A statement is running in this tab. Stop it first (Esc).");
    m_actions.setEnabled("query.run", connected && !busy, why);
    m_actions.setEnabled("query.runScript", connected && !busy, why);
    updateTrialAction(running, why);
    m_actions.setEnabled("query.undoCommitted", connected, why);
    m_actions.setEnabled("query.stop", running, tr("Nothing is running in this tab."));
    m_actions.setEnabled("query.fetchAll", running, tr("No result in this tab waits for more rows."));
    const bool canEnd = page != nullptr && page->query().transactions().canEnd();
    const bool wasLost = page != nullptr && page->query().transactions().hasLostTransaction();
    const bool trying = page != nullptr && page->query().trial().isOpen();
    const QString whyNoEnd = trying ? undecidedText()
                             : busy ? tr("A statement is running in this tab. Stop it first (Esc).")
                             : wasLost
                                 ? tr("The transaction of this tab was lost with its session: nothing of it was kept.")
                                 : tr("No transaction is open in this tab.");
    m_actions.setEnabled("query.commit", canEnd, whyNoEnd);
    m_actions.setEnabled("query.rollBack", canEnd, whyNoEnd);
    m_actions.setEnabled("query.commitMode", connected, why);
    m_actions.setEnabled("query.isolation", connected && !page->query().transactions().isolationLevels().isEmpty(),
                         connected ? tr("This database has one isolation level only.") : why);
    m_actions.setEnabled("tab.reopen", m_workspace.canReopenTab(), tr("No tab with a text was closed in this window."));
    m_actions.setEnabled("file.details", connected, tr("This tab has no connection."));
    m_actions.setEnabled("file.disconnect", connected, tr("This tab has no connection."));
    m_actions.setEnabled("file.reconnect", connected || canReconnect, tr("This tab had no connection."));
    for (const char* id :
         {"tab.close",        "file.saveQuery",      "file.saveQueryAs", "edit.find",        "edit.replace",
          "edit.complete",    "edit.insertSnippet",  "edit.comment",     "edit.duplicate",   "edit.moveUp",
          "edit.moveDown",    "edit.nextOccurrence", "edit.caretAbove",  "edit.caretBelow",  "edit.goToLine",
          "edit.nextError",   "edit.previousError",  "edit.format",      "edit.explainName", "edit.goToName",
          "edit.renameAlias", "edit.fold",           "edit.unfold",      "edit.foldAll",     "edit.unfoldAll",
          "edit.columnLeft",  "edit.columnRight",    "edit.columnUp",    "edit.columnDown"}) {
        m_actions.setEnabled(id, page != nullptr, noTab);
    }
    m_scripts->updateActions();
    m_backups->updateActions();
}

void MainWindow::updateTrialAction(bool running, const QString& why) {
    const QueryPage* page = currentPage();
    if (page == nullptr || !page->query().connection() || running) {
        m_actions.setEnabled("query.tryChange", false, why);
        return;
    }
    const bool readOnly = page->query().connection()->safety == Safety::ReadOnly;
    const bool trying = page->query().trial().isOpen();
    m_actions.setEnabled("query.tryChange", !readOnly && !trying,
                         trying ? undecidedText() : tr("This connection is read-only, so no change can be tried."));
}

void MainWindow::chooseExport() {
    const QueryPage* page = currentPage();
    if (page == nullptr || !page->results().shownResult()) {
        say(tr("There is no result to export. Run a statement that returns rows."));
        return;
    }
    auto* dialog = newFileDialog(tr("Export result"), this);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {tr("CSV (*.csv)"), tr("Tab separated (*.tsv)"), tr("JSON (*.json)"), tr("NDJSON (*.ndjson)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(fileNameFrom(QString::fromStdString(m_workspace.tab(page->id())->draft.title)));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::exportResult);
    dialog->open();
}

void MainWindow::exportResult(const QString& path) {
    const QueryPage* page = currentPage();
    if (const auto shown = page != nullptr ? page->results().shownResult() : std::nullopt) {
        const viewmodel::TabResult& result = page->query().results()[*shown];
        const bool isWhole = result.report && !result.report->error && !result.report->truncated;
        m_export.start(result.id, path, isWhole);
    }
}

void MainWindow::keepLayout() {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << saveGeometry() << saveState() << m_tabs->currentIndex() << m_pageSplit << m_backups->isOpen();
    m_workspace.noteLayout(bytes.toBase64().toStdString());
}

void MainWindow::restoreLayout() {
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(m_workspace.layout()));
    QDataStream in(bytes);
    QByteArray geometry;
    QByteArray state;
    int current = 0;
    in >> geometry >> state >> current;
    // Layouts of earlier versions end here.
    if (in.status() == QDataStream::Ok && !in.atEnd()) {
        in >> m_pageSplit;
    }
    bool hasBackups = false;
    if (in.status() == QDataStream::Ok && !in.atEnd()) {
        in >> hasBackups;
    }
    if (in.status() == QDataStream::Ok) {
        restoreGeometry(geometry);
        fitOntoScreen(*this);
        restoreState(state);
        if (hasBackups) {
            m_backups->show();
        }
        m_tabs->setCurrentIndex(current);
        for (QueryPage* page : m_pageSplit.isEmpty() ? std::vector<QueryPage*>() : pages()) {
            page->setSplit(m_pageSplit);
        }
        if (QWidget* shown = m_tabs->currentWidget(); shown != nullptr && currentPage() == nullptr) {
            shown->setFocus();
        }
    }
    showStack();
    showPageState();
}

} // namespace dbv::ui
