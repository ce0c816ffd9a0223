// SPDX-License-Identifier: Apache-2.0
// Saved queries and earlier versions in the window.
#include <algorithm>
#include <array>

#include <QFileDialog>
#include <QTabWidget>
#include <QTextBlock>

#include "ui/palette/command_palette.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_conflict_dialog.h"
#include "ui/shell/file_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/shell/script_tabs.h"
#include "ui/versions/versions_dialog.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

bool isOfStatements(const QString& url) {
    static constexpr std::array kScriptEndings{".sql", ".gz", ".zst", ".xz"};
    return !url.contains(QLatin1String("://")) && std::ranges::any_of(kScriptEndings, [&url](const char* ending) {
        return url.endsWith(QLatin1String(ending), Qt::CaseInsensitive);
    });
}

} // namespace

void MainWindow::openUrls(const QStringList& urls) {
    QStringList files;
    std::vector<protocol::ConnectionConfig> databases;
    for (const QString& url : urls) {
        if (isOfStatements(url)) {
            files << url;
            continue;
        }
        protocol::ConnectionConfig config;
        config.url = url.toStdString();
        config.safety = m_workspace.connections().usualSafety(protocol::Environment::None);
        databases.push_back(std::move(config));
    }
    // A file that is opened gets a connection that is still being made, but never another one than it would get then.
    const auto given = [this, files](ConnectionId connection) { m_files.connectWaiting(files, connection); };
    const QueryPage* page = currentPage();
    const viewmodel::WorkspaceTab* shown = page != nullptr ? m_workspace.tab(page->id()) : nullptr;
    const bool isBeingMade = shown != nullptr && viewmodel::Workspace::canReconnect(*shown);
    const ConnectionId ready = !databases.empty() || isBeingMade ? ConnectionId{} : usualConnection();
    for (auto config = databases.begin(); config != databases.end(); ++config) {
        if (config == databases.begin() && !files.isEmpty()) {
            m_workspace.openForFiles(*config, given);
        } else {
            open(*config);
        }
    }
    for (const QString& file : files) {
        openQueryFile(file, ready);
    }
    if (databases.empty() && isBeingMade && !files.isEmpty()) {
        m_workspace.connections().open(
            shown->draft.config,
            [given](const Result<protocol::ConnectionFacts>& facts) {
                // Where it can not be made, the tab that was shown says so.
                if (facts) {
                    given(facts->connection);
                }
            },
            shown->draft.saved);
    }
}

void MainWindow::bindTextFileActions() {
    connect(&m_files, &viewmodel::TabFiles::said, this, &MainWindow::say);
    connect(&m_files, &viewmodel::TabFiles::failed, this,
            [this](const QString& why) { m_notices->add(NoticeBar::Kind::Error, why); });
    connect(&m_files, &viewmodel::TabFiles::conflicted, this, &MainWindow::showConflict);
    connect(&m_files, &viewmodel::TabFiles::changed, this, &MainWindow::retitle);
    connect(&m_workspace, &viewmodel::Workspace::textNoted, this, &MainWindow::retitle);
    connect(&m_files, &viewmodel::TabFiles::textTaken, this, [this](const std::string& id, const QString& text) {
        for (const QueryPage* page : pages()) {
            if (page->id() == id) {
                page->editor().replaceWith(text);
            }
        }
    });
    connect(&m_workspace.versions(), &viewmodel::VersionKeeper::failed, this,
            [this](const QString& why) { m_notices->add(NoticeBar::Kind::Error, why); });
    // What is run is kept, as it is at that moment. The page was made just before.
    connect(&m_workspace, &viewmodel::Workspace::tabAdded, this, [this](const viewmodel::WorkspaceTab& tab) {
        connect(currentPage(), &QueryPage::runs, this, [this, id = tab.draft.id] {
            if (const viewmodel::WorkspaceTab* run = m_workspace.tab(id)) {
                m_workspace.versions().keep(run->draft, protocol::VersionReason::Run);
            }
        });
    });
    m_actions.setHandler("file.openQuery", [this] {
        auto* dialog = newFileDialog(tr("Open query file"), this);
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilters({tr("Queries (*.sql *.gz *.zst *.xz)"), tr("All files (*)")});
        connect(dialog, &QFileDialog::fileSelected, this,
                [this](const QString& path) { openQueryFile(path, usualConnection()); });
        dialog->open();
    });
    m_actions.setHandler("file.saveQuery", [this] { saveQuery(false); });
    m_actions.setHandler("file.saveQueryAs", [this] { saveQuery(true); });
    m_actions.setHandler("file.versions", [this] { showVersions(); });
    m_files.list();
}

void MainWindow::openQueryFile(const QString& path, ConnectionId connection) {
    const auto& databases = m_workspace.connections().databases();
    // SQLite loses its locks on a file that is opened and closed beside it.
    for (const viewmodel::OpenDatabase& database : databases) {
        if (QString::fromStdString(database.facts.database) == path) {
            say(tr("%1 is open as a database.").arg(path));
            return;
        }
    }
    m_files.open(path, connection);
}

void MainWindow::openPlace(const protocol::FilePlace& place, ConnectionId connection) {
    m_scripts->expect(place);
    m_files.open(QString::fromStdString(place.file), connection, [this, place](const std::string& id) {
        for (const QueryPage* page : pages()) {
            if (page->id() == id) {
                const QTextBlock line = page->editor().document()->findBlockByNumber(static_cast<int>(place.line) - 1);
                const int column = std::min(static_cast<int>(place.column), line.length()) - 1;
                page->editor().goTo(static_cast<std::size_t>(std::max(0, line.position() + column)));
                page->editor().setFocus();
            }
        }
    });
}

void MainWindow::saveQuery(bool asAnother) {
    const QueryPage* page = currentPage();
    if (page == nullptr) {
        return;
    }
    page->editor().tellEdits();
    const viewmodel::WorkspaceTab* tab = m_workspace.tab(page->id());
    if (!asAnother && !tab->draft.file.empty()) {
        m_files.save(page->id());
        return;
    }
    auto* dialog = newFileDialog(tr("Save query"), this);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    // What is written over is shown, and asked, by the comparison with it.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setNameFilters({tr("Queries (*.sql)"), tr("All files (*)")});
    dialog->setDefaultSuffix(QStringLiteral("sql"));
    if (!m_files.folder().isEmpty()) {
        dialog->setDirectory(m_files.folder());
    }
    QString name = QString::fromStdString(tab->draft.title);
    name.replace(u'/', u'-');
    dialog->selectFile(name.endsWith(QLatin1String(".sql")) ? name : name + QStringLiteral(".sql"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id = page->id()](const QString& path) { m_files.saveAs(id, path); });
    dialog->open();
}

void MainWindow::showConflict(const viewmodel::FileConflict& conflict) {
    auto* dialog = new FileConflictDialog(conflict, m_theme, this);
    connect(dialog, &FileConflictDialog::mineChosen, this, [this, conflict] { m_files.keepMine(conflict); });
    connect(dialog, &FileConflictDialog::theirsChosen, this, [this, conflict] { m_files.takeTheirs(conflict); });
    dialog->show();
    placeOver(*dialog, *this);
}

void MainWindow::retitle(const std::string& id) {
    const viewmodel::WorkspaceTab* tab = m_workspace.tab(id);
    if (tab == nullptr || tab->draft.file.empty()) {
        return;
    }
    for (int i = 0; i < m_tabs->count(); ++i) {
        const auto* page = qobject_cast<const QueryPage*>(m_tabs->widget(i));
        if (page != nullptr && page->id() == id) {
            QString title = viewmodel::shownName(QString::fromStdString(tab->draft.title));
            title.replace(u'&', QLatin1String("&&"));
            const bool isUnsaved = m_files.isUnsaved(*tab);
            m_tabs->setTabText(i, isUnsaved ? title + QStringLiteral(" ●") : title);
            const QString path = viewmodel::shownName(QString::fromStdString(tab->draft.file));
            m_tabs->setTabToolTip(i, isUnsaved ? tr("%1, not saved").arg(path) : path);
        }
    }
}

void MainWindow::showVersions() {
    const QueryPage* page = currentPage();
    const std::string id = page != nullptr ? page->id() : std::string();
    auto* dialog = new VersionsDialog(m_bus, id, m_theme, this);
    connect(dialog, &VersionsDialog::restoreChosen, this, [this, id](const QString& text) {
        for (const QueryPage* each : pages()) {
            if (each->id() == id) {
                each->editor().tellEdits();
                m_workspace.versions().keep(m_workspace.tab(id)->draft, protocol::VersionReason::Replaced);
                each->editor().replaceWith(text);
                each->editor().setFocus();
            }
        }
    });
    connect(dialog, &VersionsDialog::openChosen, this, [this](const QString& text) {
        const QueryPage* shown = currentPage();
        const bool isConnected = shown != nullptr && shown->query().connection();
        m_workspace.openTab(isConnected ? shown->query().connection()->connection : ConnectionId{}, {}, text, false);
    });
    dialog->show();
    placeOver(*dialog, *this);
}

} // namespace dbv::ui
