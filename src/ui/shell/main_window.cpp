// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/main_window.h"

#include <algorithm>

#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/backup/backup_desk.h"
#include "ui/backup/schedule_desk.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/palette/command_palette.h"
#include "ui/scripts/script_page.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "ui/shell/said_text.h"
#include "ui/shell/script_tabs.h"
#include "ui/shell/start_page.h"
#include "ui/shell/transaction_bar.h"
#include "ui/theme/tinted_icon.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

constexpr int kMessageMs = 12'000;
constexpr QSize kFirstSize(1280, 820);
constexpr int kExplorerWidth = 300;

/// What of a message has room in a line: what went wrong stands first, and the rest is left out as long as it is too much.
QString inOneLine(const QString& message, const QFontMetrics& metrics, int room) {
    QStringList lines = message.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    std::ranges::transform(lines, lines.begin(), [](const QString& line) { return line.simplified(); });
    const auto joined = [&lines] { return lines.join(QStringLiteral(" · ")); };
    while (lines.size() > 1 && metrics.horizontalAdvance(joined()) > room) {
        lines.removeLast();
    }
    return metrics.elidedText(joined(), Qt::ElideRight, room);
}

} // namespace

MainWindow::MainWindow(bus::CommandBus& bus, viewmodel::Workspace& workspace, viewmodel::ActionCatalog& actions,
                       viewmodel::UserSettings& chosen)
    : m_bus(bus),
      m_workspace(workspace),
      m_actions(actions),
      m_settings(chosen),
      m_systemPalette(QApplication::palette()),
      m_theme(makeTheme(resolve(schemeNamed(chosen.value(settings::kTheme)), m_systemPalette))),
      m_export(bus),
      m_definitions(bus),
      m_formatting(bus),
      m_snippets(bus),
      m_files(bus, workspace) {
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), m_theme);
    m_binder = new ActionBinder(actions, *this);
    build();
    connectWorkspace();
    bindFileActions();
    bindConnectionActions();
    bindTabActions();
    bindResultActions();
    bindViewActions();
    bindObjectActions();
    bindEditingActions();
    bindSnippetActions();
    bindTextFileActions();
    bindScriptTabs();
    bindSettings();
    updateConnections();
    showPageState();
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
    setWindowTitle(tr("DB Visualizer"));
    setWindowIcon(ownPixmap(QStringLiteral(":/icons/app-64.png")));
    setAcceptDrops(true);
    // Qt's own menu would hide the toolbar, and nothing would bring it back.
    setContextMenuPolicy(Qt::NoContextMenu);
    resizeWithinScreen(*this, kFirstSize);

    m_start = new StartPage(m_actions, m_workspace.connections());
    m_start->setTheme(m_theme);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    m_tabs->setAccessibleName(tr("Tabs"));
    m_scripts = new ScriptTabs(m_bus, m_workspace, m_actions, *m_tabs, *this);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_tabs);
    m_notices = new NoticeBar;
    auto* centre = new QWidget;
    auto* lines = new QVBoxLayout(centre);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(m_notices);
    lines->addWidget(m_stack, 1);
    setCentralWidget(centre);

    m_explorer = new ExplorerPanel(m_bus, m_workspace.connections());
    m_explorer->setTheme(m_theme);
    auto* dock = new QDockWidget(tr("Explorer"), this);
    m_explorerDock = dock;
    m_explorer->installEventFilter(this);
    dock->setObjectName(QStringLiteral("explorer"));
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setWidget(m_explorer);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    resizeDocks({dock}, {kExplorerWidth}, Qt::Horizontal);

    buildToolBar();
    buildStatusBar();
    m_layoutTimer.setSingleShot(true);
    m_layoutTimer.setInterval(500);
    connect(&m_layoutTimer, &QTimer::timeout, this, &MainWindow::keepLayout);
}

void MainWindow::buildToolBar() {
    auto* bar = new QToolBar(tr("Main"), this);
    bar->setObjectName(QStringLiteral("main"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({16, 16});
    m_connections = new QComboBox;
    m_connections->setMinimumContentsLength(28);
    m_connections->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    // On a narrow screen the list gives way before a button does.
    m_connections->setMinimumWidth(fontMetrics().averageCharWidth() * 14);
    m_connections->setAccessibleName(tr("Connection of this tab"));
    m_connections->setToolTip(tr("What this tab is connected to"));
    bar->addWidget(m_connections);
    m_protection = new QToolButton;
    m_protection->setDefaultAction(m_binder->action("file.details"));
    m_protection->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_protectionAction = bar->addWidget(m_protection);
    bar->addSeparator();
    m_runButton = m_binder->addTo(*bar, "query.run");
    m_binder->addTo(*bar, "query.stop");
    m_transactions = new TransactionBar;
    bar->addWidget(m_transactions);
    addToolBar(bar);
    connect(m_connections, &QComboBox::activated, this, &MainWindow::chooseConnection);
}

void MainWindow::buildStatusBar() {
    m_status = new QLabel;
    m_status->setAccessibleName(tr("State of the shown result"));
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_job = new QLabel;
    m_said = new QLabel;
    m_said->setObjectName(QStringLiteral("said"));
    m_said->setAccessibleName(tr("Message"));
    m_said->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_said->setTextFormat(Qt::PlainText);
    // A long message does not keep the window from becoming narrower.
    m_said->setMinimumWidth(1);
    m_saidTimer.setSingleShot(true);
    m_saidTimer.setInterval(kMessageMs);
    connect(&m_saidTimer, &QTimer::timeout, m_said, &QLabel::clear);
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(m_said);
    statusBar()->addPermanentWidget(m_job);
    m_stopJob = new QToolButton;
    m_stopJob->setDefaultAction(m_binder->action("result.stopExport"));
    m_stopJob->setAutoRaise(true);
    statusBar()->addPermanentWidget(m_stopJob);
}

void MainWindow::connectWorkspace() {
    connect(&m_workspace, &viewmodel::Workspace::tabAdded, this, &MainWindow::addPage);
    connect(&m_workspace, &viewmodel::Workspace::tabRemoved, this, &MainWindow::removePage);
    connect(&m_workspace, &viewmodel::Workspace::tabChosen, this, [this](const std::string& id) {
        for (int i = 0; i < m_tabs->count(); ++i) {
            const auto* page = qobject_cast<QueryPage*>(m_tabs->widget(i));
            if (page != nullptr && page->id() == id) {
                m_tabs->setCurrentIndex(i);
                currentPage()->editor().setFocus();
            }
        }
    });
    connect(&m_workspace, &viewmodel::Workspace::failed, this, [this](const QString& message, const QString& about) {
        m_said->clear();
        m_notices->add(NoticeBar::Kind::Error, message, about);
    });
    connect(&m_workspace, &viewmodel::Workspace::recovered, m_notices, &NoticeBar::removeAbout);
    connect(&m_workspace, &viewmodel::Workspace::warned, this,
            [this](const QString& message) { m_notices->add(NoticeBar::Kind::Info, message); });
    connect(&m_workspace, &viewmodel::Workspace::notice, this, &MainWindow::say);
    connect(&m_workspace, &viewmodel::Workspace::restored, this, &MainWindow::restoreLayout);
    connect(&m_workspace, &viewmodel::Workspace::takingOver, this, &MainWindow::receiveTakenTabs);
    connect(&m_workspace, &viewmodel::Workspace::tabsHeldElsewhere, this, [this](std::uint64_t tabs) {
        const QString about = QStringLiteral("tabs elsewhere");
        m_notices->removeAbout(about);
        if (tabs > 0) {
            const QString held = tabs == 1
                                     ? tr("Another window of this program has 1 tab open, so this one began empty. "
                                          "Close that window to have it here.")
                                     : tr("Another window of this program has %1 tabs open, so this one began "
                                          "empty. Close that window to have them here.")
                                           .arg(QLocale().toString(qulonglong{tabs}));
            m_notices->add(NoticeBar::Kind::Info, held, about);
        }
    });
    connect(&m_workspace, &viewmodel::Workspace::recentChanged, this,
            [this] { m_start->setRecent(m_workspace.recent()); });
    connect(&m_workspace.connections(), &viewmodel::ConnectionList::added, this, &MainWindow::updateConnections);
    connect(&m_workspace.connections(), &viewmodel::ConnectionList::savedChanged, this, [this] {
        m_start->updateSaved();
        updateConnections();
    });
    connectQuestions();
    connect(&m_workspace.connections(), &viewmodel::ConnectionList::removed, this, &MainWindow::updateConnections);
    connect(m_start, &StartPage::recentChosen, this, &MainWindow::openUrl);
    connectSaved(m_start->saved());
    connect(&m_actions, &viewmodel::ActionCatalog::refused, this, &MainWindow::say);
    connect(&m_export, &viewmodel::ResultExport::ended, this, [this](const QString& message, bool written) {
        if (written) {
            say(message);
        } else {
            m_notices->add(NoticeBar::Kind::Error, message);
        }
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        showPageState();
        m_layoutTimer.start();
    });
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &MainWindow::closeTab);
    connect(m_tabs->tabBar(), &QTabBar::tabMoved, this, [this] {
        for (int i = 0; i < m_tabs->count(); ++i) {
            const auto* page = qobject_cast<const QueryPage*>(m_tabs->widget(i));
            m_workspace.moveTab(page != nullptr ? page->id() : ScriptTabs::idOf(m_tabs->widget(i)), i);
        }
    });
}

QueryPage* MainWindow::currentPage() const {
    return qobject_cast<QueryPage*>(m_tabs->currentWidget());
}

void MainWindow::showPageState() {
    const QueryPage* page = currentPage();
    const ScriptPage* script = m_scripts->current();
    const viewmodel::OpenDatabase* shown = m_workspace.connections().find(connectionOf(m_tabs->currentWidget()));
    const qulonglong id = shown != nullptr ? shown->facts.connection.value : 0;
    m_connections->setCurrentIndex(m_connections->findData(id));
    m_connections->setEnabled(page != nullptr);
    m_connections->setToolTip(page != nullptr     ? tr("What this tab is connected to")
                              : script != nullptr ? tr("The database of a script is chosen in its tab.")
                                                  : tr("There is no query open. Open a database or press Ctrl+T."));
    const QString database = shown != nullptr
                                 ? viewmodel::shownName(viewmodel::databaseName(shown->facts)) + QStringLiteral(" — ")
                                 : QString();
    setWindowTitle(database + tr("DB Visualizer"));
    m_transactions->setControl(page != nullptr     ? &page->query().transactions()
                               : script != nullptr ? &script->script().transactions()
                                                   : nullptr);
    showEnvironment();
    updateActions();
    showStatus();
}

void MainWindow::showStatus() {
    const QueryPage* page = currentPage();
    m_status->setText(page != nullptr ? page->query().statusLine(page->results().shownResult()) : QString());
}

void MainWindow::say(const QString& message) {
    if (!message.isEmpty()) {
        constexpr int kBetween = 40;
        const int beside = m_status->sizeHint().width() + m_job->sizeHint().width() + kBetween;
        const int room = std::max(statusBar()->width() - beside, statusBar()->width() / 2);
        m_said->setText(inOneLine(message, m_said->fontMetrics(), room));
        m_said->setToolTip(plainToolTip(message));
        m_saidTimer.start();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (std::ranges::any_of(urls, &QUrl::isLocalFile)) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            files << url.toLocalFile();
        }
    }
    openUrls(files);
    event->acceptProposedAction();
}

void MainWindow::closeUnasked() {
    m_closesUnasked = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_closesUnasked && (m_backups->schedules().staysRunning() || m_backups->holdsWindow())) {
        event->ignore();
        return;
    }
    const auto loses = [](const QWidget* tab) { return lossOf(tab).any(); };
    if (!m_closesUnasked && std::ranges::any_of(tabs(), loses)) {
        event->ignore();
        letGo(tabs(), [this] { closeUnasked(); });
        return;
    }
    keepLayout();
    for (const QueryPage* page : pages()) {
        page->editor().tellEdits();
    }
    m_workspace.flush();
    QMainWindow::closeEvent(event);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_explorer && event->type() == QEvent::Resize) {
        m_layoutTimer.start();
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (!m_binder->refuse(event->keyCombination())) {
        QMainWindow::keyPressEvent(event);
    }
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    showProtection();
    m_layoutTimer.start();
}

} // namespace dbv::ui
