// SPDX-License-Identifier: Apache-2.0
// What the window does with the objects that its explorer shows.
#include <QApplication>
#include <QClipboard>

#include "sql/literal.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"
#include "viewmodel/browse_statement.h"

namespace dbv::ui {

using viewmodel::SchemaNodeKind;
using viewmodel::SchemaPlace;

void MainWindow::bindObjectActions() {
    const auto onCurrent = [this](std::string_view id, void (MainWindow::*use)(const SchemaPlace&)) {
        m_actions.setHandler(id, [this, use] { (this->*use)(m_explorer->currentPlace()); });
    };
    onCurrent("object.rows", &MainWindow::browse);
    onCurrent("object.openDatabase", &MainWindow::goTo);
    m_actions.setHandler("object.definition", [this] { m_definitions.ask(m_explorer->currentPlace()); });
    m_actions.setHandler("object.query", [this] {
        const SchemaPlace place = m_explorer->currentPlace();
        const viewmodel::OpenDatabase* database = m_workspace.connections().find(place.connection);
        QString use = database != nullptr ? QString::fromStdString(database->facts.useSchema) : QString();
        if (database != nullptr) {
            use.replace(QLatin1String("{}"),
                        QString::fromStdString(sql::quoteIdentifier(place.path.schema, database->facts.dialect)));
        }
        m_workspace.openTab(place.connection, QString::fromStdString(place.path.schema), use + QLatin1String(";\n"),
                            true);
    });
    m_actions.setHandler("object.copyName", [this] { QApplication::clipboard()->setText(m_explorer->currentName()); });
    m_actions.setHandler("view.systemObjects", [this] {
        const bool shows = !m_explorer->tree().showsSystem();
        m_settings.choose(settings::kExplorerShowsSystem, shows);
        say(shows ? tr("The explorer shows system objects, too.") : tr("The explorer hides system objects."));
    });
    connect(m_explorer, &ExplorerPanel::openRequested, this, &MainWindow::goTo);
    connect(m_explorer, &ExplorerPanel::definitionRequested, this, [this] { m_actions.trigger("object.definition"); });
    connect(m_explorer, &ExplorerPanel::currentChanged, this, &MainWindow::updateObjectActions);
    connect(m_explorer, &ExplorerPanel::menuRequested, this, [this](const QPoint& place) {
        m_binder->popUp({"object.rows", "object.definition", "object.openDatabase", "object.query", "object.runFile",
                         "", "object.copyName", "", "view.systemObjects", "view.refresh"},
                        place);
    });
    connect(&m_definitions, &viewmodel::ObjectDefinitions::ready, &m_workspace, &viewmodel::Workspace::showTab);
    connect(&m_definitions, &viewmodel::ObjectDefinitions::failed, this,
            [this](const QString& message) { m_notices->add(NoticeBar::Kind::Error, message); });
    updateObjectActions();
}

void MainWindow::updateObjectActions() {
    const SchemaPlace place = m_explorer->currentPlace();
    const bool isObject = place.kind == SchemaNodeKind::Object;
    const bool isDatabase = isObject && place.type == ObjectType::Database;
    const viewmodel::OpenDatabase* database = m_workspace.connections().find(place.connection);
    const bool isHere = isDatabase && database != nullptr && database->facts.database == place.path.name;
    const bool canUse = database != nullptr && !database->facts.useSchema.empty();
    m_actions.setEnabled("object.rows", isObject && viewmodel::holdsRows(place.type),
                         tr("Only tables and views have rows. Choose one in the explorer (Ctrl+1)."));
    m_actions.setEnabled("object.definition", viewmodel::hasDefinition(place),
                         tr("Choose a table, a routine or another object in the explorer (Ctrl+1)."));
    m_actions.setEnabled("object.openDatabase", isDatabase && !isHere,
                         isHere ? tr("This database is open.")
                                : tr("Choose a database below \"Server\" in the explorer (Ctrl+1)."));
    m_actions.setEnabled("object.query", canUse && !place.path.schema.empty(),
                         database != nullptr && !canUse
                             ? tr("This engine has no statement to choose a schema. Name it in front of the table.")
                             : tr("Choose a schema or something in it in the explorer (Ctrl+1)."));
    m_actions.setEnabled("object.runFile", database != nullptr && (!isDatabase || isHere),
                         isDatabase ? tr("Open this database first.")
                                    : tr("Choose an open database in the explorer (Ctrl+1)."));
    m_actions.setEnabled("object.copyName", !m_explorer->currentName().isEmpty(),
                         tr("Choose something in the explorer (Ctrl+1)."));
}

void MainWindow::goTo(const SchemaPlace& place) {
    if (viewmodel::holdsRows(place.type) && place.kind == SchemaNodeKind::Object) {
        browse(place);
    } else if (place.type == ObjectType::Database) {
        say(tr("Opening %1…").arg(QString::fromStdString(place.path.name)));
        m_workspace.openBeside(place.connection, place.path.name);
    } else {
        m_definitions.ask(place);
    }
}

void MainWindow::browse(const SchemaPlace& place) {
    const viewmodel::OpenDatabase* database = m_workspace.connections().find(place.connection);
    if (database == nullptr) {
        return;
    }
    m_workspace.openTab(place.connection, QString::fromStdString(place.path.name),
                        viewmodel::browseStatement(place.path, database->facts.dialect), true);
}

} // namespace dbv::ui
