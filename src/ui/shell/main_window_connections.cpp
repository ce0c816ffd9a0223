// SPDX-License-Identifier: Apache-2.0
// What the window does about connections: opening, describing, keeping and leaving them.
#include <utility>

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>

#include "ui/shell/connection_dialog.h"
#include "ui/shell/connections_dialog.h"
#include "ui/shell/file_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "ui/shell/saved_connection_list.h"

namespace dbv::ui {

void MainWindow::bindConnectionActions() {
    m_actions.setHandler("file.memory", [this] { openUrl(QStringLiteral("sqlite::memory:")); });
    m_actions.setHandler("file.connect",
                         [this] { describe(new viewmodel::ConnectionForm(m_bus, m_workspace.connections())); });
    m_actions.setHandler("file.connections", [this] {
        auto* dialog = new ConnectionsDialog(m_workspace.connections(), this);
        connectSaved(dialog->list());
        connect(dialog, &ConnectionsDialog::newRequested, this, [this] { m_actions.trigger("file.connect"); });
        dialog->show();
    });
    m_actions.setHandler("file.reconnect", [this] {
        if (const QueryPage* page = currentPage()) {
            m_workspace.reconnect(page->id());
        }
    });
    m_actions.setHandler("file.disconnect", [this] {
        if (const QueryPage* page = currentPage(); page != nullptr && page->query().connection()) {
            const ConnectionId connection = page->query().connection()->connection;
            std::vector<const QueryPage*> users = pages();
            std::erase_if(users, [connection](const QueryPage* each) {
                return !each->query().connection() || each->query().connection()->connection != connection;
            });
            letGo(users, [this, connection] { m_workspace.connections().close(connection); });
        }
    });
}

std::vector<const QueryPage*> MainWindow::pages() const {
    std::vector<const QueryPage*> all;
    all.reserve(static_cast<std::size_t>(m_tabs->count()));
    for (int i = 0; i < m_tabs->count(); ++i) {
        all.push_back(static_cast<const QueryPage*>(m_tabs->widget(i)));
    }
    return all;
}

void MainWindow::letGo(const std::vector<const QueryPage*>& pages, std::function<void()> go) {
    QStringList open;
    for (const QueryPage* page : pages) {
        if (page->query().transactionOpen()) {
            open << m_tabs->tabText(m_tabs->indexOf(page));
        }
    }
    if (open.isEmpty()) {
        go();
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Transaction open"),
                                tr("A transaction is open in %1. What it has changed is lost unless you COMMIT it.")
                                    .arg(open.join(QStringLiteral(", "))),
                                QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* rollBack = box->addButton(tr("&Roll back and close"), QMessageBox::DestructiveRole);
    connect(rollBack, &QPushButton::clicked, this, std::move(go));
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

void MainWindow::describe(viewmodel::ConnectionForm* form) {
    connect(form, &viewmodel::ConnectionForm::chosen, this, &MainWindow::open);
    (new ConnectionDialog(form, this))->show();
}

void MainWindow::connectSaved(SavedConnectionList& list) {
    connect(&list, &SavedConnectionList::chosen, this, &MainWindow::open);
    connect(&list, &SavedConnectionList::changeRequested, this, [this](const protocol::SavedConnection& kept) {
        describe(new viewmodel::ConnectionForm(m_bus, m_workspace.connections(), kept));
    });
    connect(&list, &SavedConnectionList::removeRequested, this,
            [this, &list](const QString& name) { askToForget(name, list.window()); });
}

void MainWindow::askToForget(const QString& name, QWidget* asker) {
    auto* box = new QMessageBox(QMessageBox::Question, tr("Remove connection"),
                                tr("Remove the connection \"%1\"?\n\nThe database itself is not touched.").arg(name),
                                QMessageBox::Cancel, asker);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* remove = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    connect(remove, &QPushButton::clicked, this, [this, name] { m_workspace.forgetSaved(name); });
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

void MainWindow::openUrl(const QString& url) {
    protocol::ConnectionConfig config;
    config.url = url.toStdString();
    open(config);
}

void MainWindow::open(const protocol::ConnectionConfig& config) {
    say(tr("Opening %1…").arg(QString::fromStdString(config.url)));
    m_workspace.openDatabase(config);
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
