// SPDX-License-Identifier: Apache-2.0
// What the window does about connections: opening, describing, keeping and leaving them.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolButton>

#include "ui/shell/action_binder.h"
#include "ui/shell/change_dialog.h"
#include "ui/shell/connection_details.h"
#include "ui/shell/connection_dialog.h"
#include "ui/shell/connections_dialog.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/environment_paint.h"
#include "ui/shell/export_dialog.h"
#include "ui/shell/file_dialog.h"
#include "ui/shell/import_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/shell/question_dialog.h"
#include "ui/shell/run_confirmation_dialog.h"
#include "ui/shell/said_text.h"
#include "ui/shell/saved_connection_tree.h"
#include "ui/shell/script_tabs.h"
#include "ui/shell/secret_field.h"
#include "ui/shell/secrets_dialog.h"
#include "ui/theme/tinted_icon.h"
#include "viewmodel/connection_facts_text.h"
#include "viewmodel/shown_name.h"
#include "viewmodel/tab_loss.h"

namespace dbv::ui {

namespace {

/// Brings the dialog of a kind to the front that the window shows already. False when there is none.
template <class Dialog>
bool showsAgain(const QWidget& window) {
    auto* open = window.findChild<Dialog*>(QString(), Qt::FindDirectChildrenOnly);
    if (open == nullptr || !open->isVisible()) {
        return false;
    }
    open->raise();
    open->activateWindow();
    return true;
}

} // namespace

void MainWindow::bindConnectionActions() {
    m_actions.setHandler("file.memory", [this] { openUrl(QStringLiteral("sqlite::memory:")); });
    m_actions.setHandler("file.connect",
                         [this] { describe(new viewmodel::ConnectionForm(m_bus, m_workspace.connections())); });
    m_actions.setHandler("file.connections", [this] { showConnections(); });
    m_actions.setHandler("file.secrets", [this] { showSecrets(); });
    m_actions.setHandler("file.import", [this] {
        if (showsAgain<ImportDialog>(*this)) {
            return;
        }
        auto* import = new viewmodel::ConnectionImport(m_bus, m_workspace.connections());
        (new ImportDialog(import, this))->show();
    });
    m_actions.setHandler("file.exportConnections", [this] {
        if (!showsAgain<ExportConnectionsDialog>(*this)) {
            (new ExportConnectionsDialog(new viewmodel::ConnectionExport(m_bus, m_workspace.connections().keeper()),
                                         this))
                ->show();
        }
    });
    m_actions.setHandler("file.details", [this] {
        if (const viewmodel::OpenDatabase* database = databaseOf(currentPage())) {
            const auto titleOf = [this](SessionKey session) { return m_workspace.titleOf(session); };
            (new ConnectionDetails(m_bus, *database, titleOf, this))->show();
        }
    });
    m_actions.setHandler("file.reconnect", [this] {
        if (const QueryPage* page = currentPage()) {
            m_workspace.reconnect(page->id());
        }
    });
    m_actions.setHandler("file.disconnect", [this] {
        if (const QueryPage* page = currentPage(); page != nullptr && page->query().connection()) {
            const ConnectionId connection = page->query().connection()->connection;
            std::vector<const QWidget*> users = tabs();
            std::erase_if(users, [connection](const QWidget* each) { return connectionOf(each) != connection; });
            letGo(users, [this, connection] { m_workspace.connections().close(connection); });
        }
    });
}

void MainWindow::chooseConnection(int index) {
    const QueryPage* page = currentPage();
    const ConnectionId chosen{m_connections->itemData(index).toULongLong()};
    const auto& now = page != nullptr ? page->query().connection() : std::nullopt;
    if (page == nullptr || (now && now->connection == chosen)) {
        return;
    }
    letGo({page}, [this, id = page->id(), chosen] {
        if (viewmodel::WorkspaceTab* tab = m_workspace.tab(id)) {
            m_workspace.setTabConnection(*tab, chosen);
        }
    });
    // Until that is answered the old one holds.
    showPageState();
}

std::vector<const QWidget*> MainWindow::tabs() const {
    std::vector<const QWidget*> all;
    all.reserve(static_cast<std::size_t>(m_tabs->count()));
    for (int i = 0; i < m_tabs->count(); ++i) {
        all.push_back(m_tabs->widget(i));
    }
    return all;
}

std::vector<QueryPage*> MainWindow::pages() const {
    std::vector<QueryPage*> all;
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (auto* page = qobject_cast<QueryPage*>(m_tabs->widget(i))) {
            all.push_back(page);
        }
    }
    return all;
}

void MainWindow::letGo(const std::vector<const QWidget*>& tabs, std::function<void()> go) {
    std::vector<std::pair<QString, viewmodel::TabLoss>> losses;
    losses.reserve(tabs.size());
    for (const QWidget* tab : tabs) {
        losses.emplace_back(shortText(m_tabs->tabText(m_tabs->indexOf(tab))), lossOf(tab));
    }
    const std::optional<viewmodel::LeavingQuestion> question = viewmodel::leavingQuestion(losses);
    if (!question) {
        go();
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Warning, question->title, question->text, QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* leave = box->addButton(question->leave, QMessageBox::DestructiveRole);
    connect(leave, &QPushButton::clicked, this, std::move(go));
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

void MainWindow::describe(viewmodel::ConnectionForm* form) {
    connect(form, &viewmodel::ConnectionForm::chosen, this,
            [this](const protocol::ConnectionConfig& config, const std::string& saved) {
                saved.empty() ? open(config) : m_workspace.openSaved(saved);
            });
    auto* dialog = new ConnectionDialog(form, this);
    connect(dialog, &ConnectionDialog::storedSecretWanted, this,
            [this, dialog](SecretField* field) { chooseStored(field, dialog); });
    // It may have been asked for in another dialog, which stays.
    const QWidget* front = QApplication::activeWindow();
    placeOver(*dialog, front != nullptr ? *front : *this);
    dialog->show();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // Who comes back from a terminal may have changed connections there.
    if (event->type() == QEvent::ActivationChange && isActiveWindow()) {
        m_workspace.readSaved();
        m_files.look();
    }
}

void MainWindow::showConnections() {
    m_workspace.readSaved();
    if (showsAgain<ConnectionsDialog>(*this)) {
        return;
    }
    auto* dialog = new ConnectionsDialog(m_workspace.connections(), m_theme, this);
    connectSaved(dialog->tree());
    connect(dialog, &ConnectionsDialog::newRequested, this, [this] { m_actions.trigger("file.connect"); });
    connect(dialog, &ConnectionsDialog::secretsRequested, this, &MainWindow::showSecrets);
    connect(dialog, &ConnectionsDialog::importRequested, this, [this] { m_actions.trigger("file.import"); });
    connect(dialog, &ConnectionsDialog::exportRequested, this, [this] { m_actions.trigger("file.exportConnections"); });
    placeOver(*dialog, *this);
    dialog->show();
}

void MainWindow::showSecrets() {
    if (showsAgain<SecretsDialog>(*this)) {
        return;
    }
    auto* secrets = new viewmodel::StoredSecrets(m_bus, m_workspace.connections().keeper());
    (new SecretsDialog(secrets, SecretsDialog::Purpose::Look, this))->show();
}

void MainWindow::chooseStored(SecretField* field, QWidget* asker) {
    auto* secrets = new viewmodel::StoredSecrets(m_bus, m_workspace.connections().keeper());
    auto* dialog = new SecretsDialog(secrets, SecretsDialog::Purpose::Choose, asker);
    connect(dialog, &SecretsDialog::chosen, field, &SecretField::setStored);
    dialog->show();
}

void MainWindow::connectQuestions() {
    viewmodel::QuestionDesk& desk = m_workspace.connections().desk();
    // Queued: the dialog of the question before is to have gone, and its focus with it.
    connect(&desk, &viewmodel::QuestionDesk::asked, this, &MainWindow::showQuestion, Qt::QueuedConnection);
    connect(&m_workspace.connections(), &viewmodel::ConnectionList::failed, this,
            [this](const QString& message) { m_notices->add(NoticeBar::Kind::Error, message); });
}

void MainWindow::showQuestion(quint64 number) {
    viewmodel::QuestionDesk& desk = m_workspace.connections().desk();
    const viewmodel::WaitingQuestion* question = desk.find(number);
    if (question == nullptr) {
        return;
    }
    // One that was answered may be active still, and takes what belongs to it along when it goes.
    QWidget* front = QApplication::activeWindow();
    while (front != nullptr && (!front->isVisible() || qobject_cast<QuestionDialog*>(front) != nullptr)) {
        front = front->parentWidget() != nullptr ? front->parentWidget()->window() : nullptr;
    }
    auto* dialog = new QuestionDialog(desk, *question, front != nullptr ? front : this);
    placeOver(*dialog, *dialog->parentWidget());
    dialog->open();
    if (QApplication::applicationState() == Qt::ApplicationActive) {
        // A window manager leaves the keyboard where it was when one dialog goes as another comes.
        dialog->raise();
        dialog->activateWindow();
    }
}

const viewmodel::OpenDatabase* MainWindow::databaseOf(const QWidget* tab) const {
    return m_workspace.connections().find(connectionOf(tab));
}

void MainWindow::updateConnections() {
    m_connections->clear();
    m_connections->addItem(tr("No connection"), qulonglong{0});
    for (const viewmodel::OpenDatabase& database : m_workspace.connections().databases()) {
        const bool readOnly = database.facts.safety == Safety::ReadOnly;
        const QString name = viewmodel::shownName(database.name);
        m_connections->addItem(tintedIcon(QLatin1String("database"), m_theme.palette),
                               readOnly ? tr("%1 (read only)").arg(name) : name,
                               static_cast<qulonglong>(database.facts.connection.value));
        m_connections->setItemData(
            m_connections->count() - 1,
            QString::fromStdString(database.facts.database + "\n" + database.facts.serverVersion), Qt::ToolTipRole);
    }
    showPageState();
}

void MainWindow::showEnvironment() {
    const auto environmentOf = [](const viewmodel::OpenDatabase* database) {
        return database == nullptr ? Environment::None : static_cast<Environment>(database->environment);
    };
    for (int i = 0; i < m_tabs->count(); ++i) {
        const Environment environment = environmentOf(databaseOf(m_tabs->widget(i)));
        m_tabs->setTabIcon(i, environment == Environment::None
                                  ? QIcon()
                                  : environmentMark(m_theme.of(environment), devicePixelRatioF()));
    }
    const viewmodel::OpenDatabase* database = databaseOf(m_tabs->currentWidget());
    const Environment environment = environmentOf(database);
    paintEnvironment(*statusBar(), m_theme, environment);
    paintEnvironment(*m_runButton, m_theme, environment);
    paintEnvironment(*m_protection, m_theme, environment);
    showProtection();
}

void MainWindow::showProtection() {
    constexpr int kLargestPart = 3;
    const viewmodel::OpenDatabase* database = databaseOf(m_tabs->currentWidget());
    const QString protection = database != nullptr ? viewmodel::protectionText(*database) : QString();
    const int room = width() / kLargestPart;
    m_protection->setText(m_protection->fontMetrics().elidedText(protection, Qt::ElideRight, room));
    if (database != nullptr) {
        m_protection->setToolTip(
            plainToolTip(protection + QStringLiteral("\n\n") + viewmodel::protectionHelp(*database)));
    }
    m_protectionAction->setVisible(!protection.isEmpty());
}

void MainWindow::connectSaved(SavedConnectionTree& tree) {
    connect(&tree, &SavedConnectionTree::chosen, this, &MainWindow::openSaved);
    connect(&tree, &SavedConnectionTree::changeRequested, this, [this](const protocol::SavedConnection& kept) {
        describe(new viewmodel::ConnectionForm(m_bus, m_workspace.connections(), kept));
    });
    connect(&tree, &SavedConnectionTree::duplicateRequested, this, [this](const protocol::SavedConnection& kept) {
        describe(new viewmodel::ConnectionForm(m_bus, m_workspace.connections(), kept, true));
    });
    connect(&tree, &SavedConnectionTree::removeRequested, this,
            [this, &tree](const QString& name) { askToForget(name, tree.window()); });
}

void MainWindow::askToConfirm(QueryPage& page) {
    viewmodel::QueryTab& query = page.query();
    const viewmodel::OpenDatabase* database = databaseOf(&page);
    if (query.asked() == nullptr || database == nullptr) {
        return;
    }
    m_tabs->setCurrentWidget(&page);
    const bool production = database->environment == protocol::Environment::Production;
    const viewmodel::SqlToRun& sql = query.askedSql();
    viewmodel::RunConfirmation question = viewmodel::runConfirmation(*query.asked(), sql.sql, production, sql.line);
    question.canTry = query.canTryAsked();
    auto* dialog = new RunConfirmationDialog(question, placeOf(*database), &page);
    connect(dialog, &QDialog::accepted, &query, &viewmodel::QueryTab::confirm);
    connect(dialog, &QDialog::rejected, &query, &viewmodel::QueryTab::dismiss);
    connect(dialog, &RunConfirmationDialog::tryChosen, &query, &viewmodel::QueryTab::tryAsked);
    placeOver(*dialog, *this);
    dialog->open();
}

DatabasePlace MainWindow::placeOf(const viewmodel::OpenDatabase& database) {
    return {.name = viewmodel::shownName(database.name), .environment = database.environment};
}

void MainWindow::showTrial(QueryPage& page) {
    viewmodel::ChangeTrial& trial = page.query().trial();
    const viewmodel::OpenDatabase* database = databaseOf(&page);
    if (trial.state() != viewmodel::ChangeTrial::State::Measuring || database == nullptr) {
        return;
    }
    const bool production = database->environment == protocol::Environment::Production;
    // One that still tells how the last trial ended.
    delete page.findChild<ChangeDialog*>(QString(), Qt::FindDirectChildrenOnly);
    auto* dialog = new ChangeDialog(trial, placeOf(*database), production, &page);
    placeOver(*dialog, *this);
    dialog->show();
}

void MainWindow::askToForget(const QString& name, QWidget* asker) {
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Remove connection"),
                        tr("Remove the connection \"%1\"?\n\nThe database itself is not touched.").arg(shortText(name)),
                        QMessageBox::Cancel, asker);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* remove = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    connect(remove, &QPushButton::clicked, this, [this, name] { m_workspace.forgetSaved(name); });
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

void MainWindow::open(const protocol::ConnectionConfig& config) {
    say(tr("Opening %1…").arg(viewmodel::targetText(config, m_workspace.connections().connectors())));
    m_workspace.openDatabase(config);
}

void MainWindow::openSaved(const protocol::SavedConnection& connection) {
    say(tr("Opening %1…").arg(shortText(QString::fromStdString(connection.name))));
    m_workspace.openSaved(connection.name);
}

void MainWindow::openFile(bool create) {
    auto* dialog = newFileDialog(create ? tr("Create database file") : tr("Open database file"), this);
    dialog->setAcceptMode(create ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(create ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    if (create) {
        dialog->setDefaultSuffix(QStringLiteral("db"));
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, create](const QString& path) {
        protocol::ConnectionConfig config;
        config.url = path.toStdString();
        if (create) {
            config.options["mode"] = "rwc";
        }
        open(config);
    });
    dialog->open();
}

} // namespace dbv::ui
