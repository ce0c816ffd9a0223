// SPDX-License-Identifier: Apache-2.0
// What the window does about texts: formatting them, and finding what was sent before.
#include <QDockWidget>
#include <QTabWidget>

#include "ui/editor/code_folds.h"
#include "ui/editor/extra_carets.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/history/history_dialog.h"
#include "ui/scripts/paged_page.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "ui/shell/script_tabs.h"

namespace dbv::ui {

void MainWindow::bindEditingActions() {
    const auto onEditor = [this](std::string_view id, void (SqlEditor::*slot)()) {
        m_actions.setHandler(id, [this, slot] {
            if (const QueryPage* page = currentPage()) {
                (page->editor().*slot)();
            }
        });
    };
    onEditor("edit.moveUp", &SqlEditor::moveSelectedLinesUp);
    onEditor("edit.moveDown", &SqlEditor::moveSelectedLinesDown);
    onEditor("edit.nextOccurrence", &SqlEditor::addNextOccurrence);
    onEditor("edit.caretAbove", &SqlEditor::addCaretAbove);
    onEditor("edit.caretBelow", &SqlEditor::addCaretBelow);
    const auto onColumn = [this](std::string_view id, int characters, int lines) {
        m_actions.setHandler(
            id, [this, characters, lines] { currentPage()->editor().carets().extendColumn(characters, lines); });
    };
    onColumn("edit.columnLeft", -1, 0);
    onColumn("edit.columnRight", 1, 0);
    onColumn("edit.columnUp", 0, -1);
    onColumn("edit.columnDown", 0, 1);
    const auto onFolds = [this](std::string_view id, void (CodeFolds::*slot)()) {
        m_actions.setHandler(id, [this, slot] { (currentPage()->editor().folds().*slot)(); });
    };
    onFolds("edit.fold", &CodeFolds::foldAtCaret);
    onFolds("edit.unfold", &CodeFolds::unfoldAtCaret);
    onFolds("edit.foldAll", &CodeFolds::foldAll);
    onFolds("edit.unfoldAll", &CodeFolds::unfoldAll);
    m_actions.setHandler("edit.goToLine", [this] {
        if (PagedPage* paged = m_scripts->currentPaged()) {
            paged->focusGoTo();
        } else if (const QueryPage* page = currentPage()) {
            page->editor().openGoToLine();
        }
    });
    onEditor("edit.nextError", &SqlEditor::goToNextError);
    onEditor("edit.previousError", &SqlEditor::goToPreviousError);
    m_actions.setHandler("edit.format", [this] { m_formatting.format(currentPage()->editor()); });
    m_actions.setHandler("edit.explainName", [this] { currentPage()->nameHelp().explain(); });
    m_actions.setHandler("edit.goToName", [this] { currentPage()->nameHelp().goTo(); });
    m_actions.setHandler("edit.renameAlias", [this] { currentPage()->nameHelp().renameAlias(); });
    m_actions.setHandler("view.history", [this] { showHistory(); });
    connect(&m_formatting, &EditorFormat::refused, this, &MainWindow::say);
}

void MainWindow::revealName(ConnectionId connection, const ObjectPath& object, bool isRoutine) {
    const QString name = QString::fromStdString(object.name);
    if (m_explorer->reveal(connection, object, isRoutine)) {
        m_explorerDock->show();
        say(tr("%1 is in the explorer. Enter opens it, F4 shows its definition.").arg(name));
    } else {
        say(tr("The explorer does not show %1. View, \"System objects\" shows what the server keeps for itself.")
                .arg(name));
    }
}

void MainWindow::showHistory() {
    if (auto* open = findChild<HistoryDialog*>(QString(), Qt::FindDirectChildrenOnly)) {
        open->raise();
        open->activateWindow();
        return;
    }
    const viewmodel::OpenDatabase* database = databaseOf(currentPage());
    const std::string name = database == nullptr       ? std::string()
                             : database->saved.empty() ? database->facts.title
                                                       : database->saved;
    auto* dialog = new HistoryDialog(m_bus, m_theme, QString::fromStdString(name), this);
    connect(dialog, &HistoryDialog::openChosen, this, [this](const QString& sql) {
        const QueryPage* page = currentPage();
        const auto& databases = m_workspace.connections().databases();
        const ConnectionId connection = page != nullptr && page->query().connection()
                                            ? page->query().connection()->connection
                                        : databases.empty() ? ConnectionId{}
                                                            : databases.back().facts.connection;
        m_workspace.openTab(connection, {}, sql, false);
    });
    connect(dialog, &HistoryDialog::insertChosen, this, [this](const QString& sql) {
        if (const QueryPage* page = currentPage()) {
            page->editor().insertAtCaret(sql);
            page->editor().setFocus();
        } else {
            m_workspace.openTab({}, {}, sql, false);
        }
    });
    dialog->show();
    placeOver(*dialog, *this);
}

} // namespace dbv::ui
