// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/script_tabs.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QTabWidget>

#include "ui/scripts/paged_page.h"
#include "ui/scripts/paged_view.h"
#include "ui/scripts/script_page.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "ui/shell/run_confirmation_dialog.h"
#include "viewmodel/run_confirmation.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using RunState = viewmodel::ScriptFileRun::State;

} // namespace

viewmodel::TabLoss lossOf(const QWidget* tab) {
    if (const auto* query = qobject_cast<const QueryPage*>(tab)) {
        return query->query().loss();
    }
    const auto* script = qobject_cast<const ScriptPage*>(tab);
    return script != nullptr ? script->script().loss() : viewmodel::TabLoss();
}

ConnectionId connectionOf(const QWidget* tab) {
    const std::optional<protocol::ConnectionFacts>* facts = nullptr;
    if (const auto* query = qobject_cast<const QueryPage*>(tab)) {
        facts = &query->query().connection();
    } else if (const auto* script = qobject_cast<const ScriptPage*>(tab)) {
        facts = &script->script().connection();
    } else if (qobject_cast<const PagedPage*>(tab) != nullptr) {
        return ConnectionId{tab->property(ScriptTabs::kPagedConnection).toULongLong()};
    }
    return facts != nullptr && *facts ? (*facts)->connection : ConnectionId{};
}

ScriptTabs::ScriptTabs(bus::CommandBus& bus, viewmodel::Workspace& workspace, viewmodel::ActionCatalog& actions,
                       QTabWidget& tabs, QWidget& window)
    : QObject(&window), m_bus(bus), m_workspace(workspace), m_actions(actions), m_tabs(tabs), m_window(window) {
    bindActions();
    connect(&workspace, &viewmodel::Workspace::pageRestored, this, &ScriptTabs::restore);
}

void ScriptTabs::bindActions() {
    m_actions.setHandler("query.pauseFile", [this] {
        if (const ScriptPage* page = current()) {
            page->script().setPaused(!page->script().isPaused());
        }
    });
    m_actions.setHandler("query.runFromHere", [this] {
        if (PagedPage* paged = currentPaged()) {
            paged->requestRun(PagedPage::Run::FromHere);
        }
    });
    m_actions.setHandler("query.continueFile", [this] {
        if (const ScriptPage* page = current()) {
            page->script().continueRun();
        }
    });
}

ScriptPage* ScriptTabs::current() const {
    return qobject_cast<ScriptPage*>(m_tabs.currentWidget());
}

void ScriptTabs::choose(ConnectionId connection) {
    auto* dialog = newFileDialog(tr("Run script file"), &m_window);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Scripts (*.sql *.gz *.zst *.xz)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this,
            [this, connection](const QStringList& files) { open(files, connection); });
    dialog->open();
}

void ScriptTabs::chooseFor(ScriptPage& page) {
    auto* dialog = newFileDialog(tr("Choose scripts"), &m_window);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Scripts (*.sql *.gz *.zst *.xz)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, &page, [&page](const QStringList& files) {
        page.script().setFiles(files);
        page.focusFirst();
    });
    dialog->open();
}

ScriptPage& ScriptTabs::open(const QStringList& files, ConnectionId connection) {
    ScriptPage& page = addScript({});
    page.setConnection(connection);
    page.script().setFiles(files);
    Q_EMIT added();
    page.focusFirst();
    return page;
}

ScriptPage& ScriptTabs::addScript(const std::string& id) {
    auto* page = new ScriptPage(m_bus, m_workspace.connections(), m_workspace.newSession());
    page->setProperty(kKeptId, QString::fromStdString(id));
    connectPage(*page);
    m_tabs.setCurrentIndex(m_tabs.addTab(page, tr("Script")));
    return *page;
}

void ScriptTabs::connectPage(ScriptPage& page) {
    using viewmodel::ScriptFileRun;
    connect(&page, &ScriptPage::chooseRequested, this, [this, &page] { chooseFor(page); });
    connect(&page, &ScriptPage::placeChosen, this,
            [this, &page](const protocol::FilePlace& place) { Q_EMIT placeChosen(place, connectionOf(&page)); });
    const ScriptFileRun& script = page.script();
    connect(&script, &ScriptFileRun::choicesChanged, this, [this, &page] { title(page); });
    const auto keepIt = [this, &page] { keep(page, m_tabs.tabText(m_tabs.indexOf(&page))); };
    for (const auto& signal : {&ScriptFileRun::choicesChanged, &ScriptFileRun::connectionChanged,
                               &ScriptFileRun::stateChanged, &ScriptFileRun::progressed}) {
        connect(&script, signal, this, keepIt);
    }
    connect(&script, &ScriptFileRun::connectionChanged, this, &ScriptTabs::changed);
    connect(&script, &ScriptFileRun::stateChanged, this, &ScriptTabs::changed);
    connect(&script, &ScriptFileRun::confirmationAsked, this, [this, &page] { askToConfirm(page); });
    connect(&script, &ScriptFileRun::schemaMayHaveChanged, this, &ScriptTabs::schemaMayHaveChanged);
}

void ScriptTabs::title(const ScriptPage& page) {
    const QStringList& files = page.script().files();
    const int index = m_tabs.indexOf(&page);
    if (index < 0 || files.isEmpty()) {
        return;
    }
    QString name = tr("Run %1").arg(viewmodel::shownName(QFileInfo(files.front()).fileName()));
    if (files.size() > 1) {
        name += QStringLiteral(" +%1").arg(files.size() - 1);
    }
    // In a tab's text an ampersand marks a key.
    m_tabs.setTabText(index, name.replace(QLatin1Char('&'), QLatin1String("&&")));
    m_tabs.setTabToolTip(index, viewmodel::shownName(files.join(QStringLiteral("; "))));
}

bool ScriptTabs::runCurrent(bool onlyOne) const {
    if (PagedPage* paged = currentPaged()) {
        paged->requestRun(onlyOne ? PagedPage::Run::OneStatement : PagedPage::Run::Whole);
        return true;
    }
    ScriptPage* page = current();
    if (page != nullptr) {
        page->run();
    }
    return page != nullptr;
}

bool ScriptTabs::stopCurrent() const {
    if (const PagedPage* paged = currentPaged()) {
        paged->script().stopScan();
        return true;
    }
    const ScriptPage* page = current();
    if (page != nullptr) {
        page->script().stop();
    }
    return page != nullptr;
}

void ScriptTabs::updateActions() {
    const ScriptPage* page = current();
    const QString noScript = tr("The shown tab does not run a script file.");
    const bool running = page != nullptr && page->script().state() == RunState::Running;
    m_actions.setEnabled("query.pauseFile", running, page != nullptr ? tr("No script is running here.") : noScript);
    m_actions.setEnabled("query.continueFile", page != nullptr && page->script().canContinue(),
                         page != nullptr ? tr("No script has stopped here at a place from which it can continue.")
                                         : noScript);
    if (page == nullptr) {
        updatePagedActions();
        return;
    }
    const bool idle = page->script().state() == RunState::Idle;
    const bool ready = !page->script().files().isEmpty() && page->script().connection();
    const QString why =
        !idle ? tr("A script is running in this tab. Stop it first (Esc).") : tr("Choose files and a database first.");
    m_actions.setEnabled("query.run", idle && ready, why);
    m_actions.setEnabled("query.runScript", idle && ready, why);
    m_actions.setEnabled("query.stop", running, tr("Nothing is running in this tab."));
    m_actions.setEnabled("tab.close", true);
    const bool canEnd = page->script().transactions().canEnd();
    m_actions.setEnabled("query.commit", canEnd, tr("No transaction is open in this tab."));
    m_actions.setEnabled("query.rollBack", canEnd, tr("No transaction is open in this tab."));
    m_actions.setEnabled("query.isolation", !page->script().transactions().isolationLevels().isEmpty(),
                         tr("There is no isolation level to choose in this tab."));
}

void ScriptTabs::updatePagedActions() {
    const PagedPage* paged = currentPaged();
    m_actions.setEnabled("query.runFromHere", paged != nullptr,
                         tr("The shown tab is not a large file. Run the statement at the caret (Ctrl+Enter)."));
    if (paged == nullptr) {
        return;
    }
    for (const char* id : {"query.run", "query.runScript", "tab.close", "edit.find", "edit.goToLine"}) {
        m_actions.setEnabled(id, true);
    }
    m_actions.setEnabled("query.stop", paged->script().scan() != viewmodel::PagedScript::Scan::None,
                         tr("The file is not being searched or counted at the moment."));
}

PagedPage* ScriptTabs::currentPaged() const {
    return qobject_cast<PagedPage*>(m_tabs.currentWidget());
}

void ScriptTabs::setTheme(const Theme& theme) {
    m_theme = theme;
    for (int i = 0; i < m_tabs.count(); ++i) {
        if (auto* paged = qobject_cast<PagedPage*>(m_tabs.widget(i))) {
            paged->setTheme(theme);
        }
    }
}

void ScriptTabs::openFile(const QString& path, bool isPacked, ConnectionId connection) {
    const std::optional<protocol::FilePlace> place = std::exchange(m_expected, std::nullopt);
    const bool isExpected = place && place->file == path.toStdString();
    if (!isPacked) {
        const PagedPage& page = openPaged(path, connection);
        if (isExpected) {
            page.script().goToByte(place->offset);
        }
    } else if (isExpected) {
        Q_EMIT said(tr("The file is packed. Unpack it to look at its line %1.")
                        .arg(m_window.locale().toString(static_cast<qulonglong>(place->line))));
    } else {
        open({path}, connection);
    }
}

PagedPage& ScriptTabs::openPaged(const QString& path, ConnectionId connection) {
    PagedPage* page = nullptr;
    for (int i = 0; i < m_tabs.count() && page == nullptr; ++i) {
        auto* paged = qobject_cast<PagedPage*>(m_tabs.widget(i));
        page = paged != nullptr && paged->script().path() == path ? paged : nullptr;
    }
    if (page == nullptr) {
        page = &addPaged(path, {});
        page->setProperty(kPagedConnection, static_cast<qulonglong>(connection.value));
        keep(*page, path);
    }
    m_tabs.setCurrentWidget(page);
    Q_EMIT added();
    page->view().setFocus();
    return *page;
}

PagedPage& ScriptTabs::addPaged(const QString& path, const std::string& id) {
    auto* page = new PagedPage(m_bus, path);
    page->setTheme(m_theme);
    page->setProperty(kKeptId, QString::fromStdString(id));
    connect(page, &PagedPage::said, this, &ScriptTabs::said);
    connect(page, &PagedPage::runRequested, this,
            [this, page](const QString& file, const std::optional<protocol::ScriptStart>& start, bool onlyOne) {
                runPaged(*page, file, start, onlyOne);
            });
    using viewmodel::PagedScript;
    connect(&page->script(), &PagedScript::scanChanged, this, &ScriptTabs::changed);
    connect(&page->script(), &PagedScript::caretChanged, this, [this, page] { keep(*page, page->script().path()); });
    connect(&page->script(), &PagedScript::factsChanged, this, [this, page] { keep(*page, page->script().path()); });
    QString name = viewmodel::shownName(QFileInfo(path).fileName());
    const int index = m_tabs.addTab(page, name.replace(QLatin1Char('&'), QLatin1String("&&")));
    m_tabs.setTabToolTip(index, viewmodel::shownName(path));
    return *page;
}

void ScriptTabs::connectFile(const QString& path, ConnectionId connection) {
    for (int i = 0; i < m_tabs.count(); ++i) {
        QWidget* tab = m_tabs.widget(i);
        if (connectionOf(tab) != ConnectionId{}) {
            continue;
        }
        if (auto* paged = qobject_cast<PagedPage*>(tab); paged != nullptr && paged->script().path() == path) {
            paged->setProperty(kPagedConnection, static_cast<qulonglong>(connection.value));
            keep(*paged, path);
            Q_EMIT changed();
        } else if (auto* page = qobject_cast<ScriptPage*>(tab);
                   page != nullptr && page->script().files() == QStringList{path}) {
            page->setConnection(connection);
        }
    }
}

void ScriptTabs::runPaged(const PagedPage& page, const QString& path, const std::optional<protocol::ScriptStart>& start,
                          bool onlyOne) {
    const ConnectionId known{page.property(kPagedConnection).toULongLong()};
    const auto& databases = m_workspace.connections().databases();
    const bool isOpen = m_workspace.connections().find(known) != nullptr;
    ScriptPage& run = open({path}, isOpen || databases.empty() ? known : databases.back().facts.connection);
    viewmodel::ScriptChoices choices = run.script().choices();
    choices.encoding = page.script().encoding();
    run.script().setChoices(choices);
    run.script().setStart(start, onlyOne);
}

void ScriptTabs::askToConfirm(ScriptPage& page) {
    const viewmodel::OpenDatabase* database = m_workspace.connections().find(connectionOf(&page));
    if (page.script().asked() == nullptr || database == nullptr) {
        return;
    }
    m_tabs.setCurrentWidget(&page);
    const bool production = database->environment == protocol::Environment::Production;
    const viewmodel::RunConfirmation question = viewmodel::runConfirmation(*page.script().asked(), {}, production);
    auto* dialog = new RunConfirmationDialog(question, MainWindow::placeOf(*database), &page);
    connect(dialog, &QDialog::accepted, &page.script(), &viewmodel::ScriptFileRun::confirm);
    connect(dialog, &QDialog::rejected, &page.script(), &viewmodel::ScriptFileRun::dismiss);
    placeOver(*dialog, m_window);
    dialog->open();
}

} // namespace dbv::ui
