// SPDX-License-Identifier: Apache-2.0
// Committed changes that are undone.
#include "ui/shell/main_window.h"

#include "ui/shell/dialog_room.h"
#include "ui/shell/query_page.h"
#include "ui/shell/undo_dialog.h"

namespace dbv::ui {

void MainWindow::showUndo() {
    const QueryPage* page = currentPage();
    const viewmodel::OpenDatabase* database = databaseOf(page);
    if (page == nullptr || database == nullptr) {
        say(tr("This tab has no connection. Choose one in the list above the editor."));
        return;
    }
    const ConnectionId connection = page->query().connection()->connection;
    const bool production = database->environment == protocol::Environment::Production;
    auto* dialog = new UndoDialog(m_bus, connection, placeOf(*database), production, this);
    connect(&dialog->changes(), &viewmodel::CommittedChanges::scriptWritten, this,
            [this, connection](const QString& title, const QString& script) {
                m_workspace.openTab(connection, title, script, false);
            });
    connect(&dialog->changes(), &viewmodel::CommittedChanges::undone, this, &MainWindow::say);
    placeOver(*dialog, *this);
    dialog->show();
}

} // namespace dbv::ui
