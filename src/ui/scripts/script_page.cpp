// SPDX-License-Identifier: Apache-2.0
#include "ui/scripts/script_page.h"

#include <cmath>
#include <utility>

#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/scripts/encoding_list.h"
#include "ui/shell/message_list.h"
#include "ui/shell/said_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using protocol::ScriptTransactions;
using RunState = viewmodel::ScriptFileRun::State;

constexpr int kProgressSteps = 1000;
constexpr int kMostTogether = 1'000'000;
constexpr int kFileWidth = 240;
constexpr int kNumberWidth = 80;
constexpr int kErrorWidth = 400;

QPushButton* scriptButton(const QString& text, const char* name) {
    auto* button = new QPushButton(text);
    button->setObjectName(QLatin1String(name));
    // So that Enter presses it, too.
    button->setAutoDefault(true);
    return button;
}

QComboBox* scriptList(const QString& accessibleName, const char* name) {
    auto* list = new QComboBox;
    list->setObjectName(QLatin1String(name));
    list->setAccessibleName(accessibleName);
    return list;
}

} // namespace

ScriptPage::ScriptPage(bus::CommandBus& bus, viewmodel::ConnectionList& connections, SessionKey session,
                       QWidget* parent)
    : QWidget(parent),
      m_connections(connections),
      m_script(std::make_unique<viewmodel::ScriptFileRun>(bus, session, connections.desk())) {
    setLayout(new QVBoxLayout);
    buildChoices();
    buildButtons();
    buildOutcome();
    connectScript();
    showConnections();
    showChoices();
    showState();
    showProgress();
}

ScriptPage::~ScriptPage() {
    // What it shows goes first.
    m_failures->setModel(nullptr);
    disconnect(m_script.get(), nullptr, this, nullptr);
}

void ScriptPage::buildChoices() {
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_files = new QLineEdit;
    m_files->setObjectName(QStringLiteral("script.files"));
    m_files->setReadOnly(true);
    m_files->setAccessibleName(tr("Files"));
    m_files->setPlaceholderText(tr("No file was chosen"));
    m_choose = scriptButton(tr("Choose fi&les…"), "script.choose");
    auto* files = new QHBoxLayout;
    files->addWidget(m_files, 1);
    files->addWidget(m_choose);
    form->addRow(tr("Files"), files);
    m_connection = scriptList(tr("Database"), "script.connection");
    form->addRow(tr("&Database"), m_connection);
    m_encoding = newEncodingList();
    m_encoding->setObjectName(QStringLiteral("script.encoding"));
    form->addRow(tr("E&ncoding"), m_encoding);
    m_encodingHint = new QLabel;
    m_encodingHint->setObjectName(QStringLiteral("script.encodingHint"));
    m_encodingHint->setTextFormat(Qt::PlainText);
    m_encodingHint->setWordWrap(true);
    m_encodingHint->hide();
    form->addRow(QString(), m_encodingHint);
    m_transactions = scriptList(tr("Transactions"), "script.transactions");
    m_transactions->addItem(tr("As the script says"), static_cast<int>(ScriptTransactions::AsWritten));
    m_transactions->addItem(tr("One for each file: all of it or nothing"), static_cast<int>(ScriptTransactions::One));
    m_transactions->addItem(tr("One for each so many statements"), static_cast<int>(ScriptTransactions::Every));
    m_every = new QSpinBox;
    m_every->setObjectName(QStringLiteral("script.every"));
    m_every->setRange(1, kMostTogether);
    m_every->setGroupSeparatorShown(true);
    m_every->setAccessibleName(tr("Statements in one transaction"));
    auto* transactions = new QHBoxLayout;
    transactions->addWidget(m_transactions);
    transactions->addWidget(m_every);
    transactions->addStretch();
    form->addRow(tr("&Transactions"), transactions);
    static_cast<QLabel*>(form->labelForField(transactions))->setBuddy(m_transactions);
    m_onError = scriptList(tr("When a statement fails"), "script.onError");
    m_onError->addItem(tr("Stop"), true);
    m_onError->addItem(tr("Go on with the next one"), false);
    form->addRow(tr("&When one fails"), m_onError);
    m_start = new QLabel;
    m_start->setObjectName(QStringLiteral("script.start"));
    m_start->setTextFormat(Qt::PlainText);
    m_fromBeginning = scriptButton(tr("From the &beginning"), "script.fromBeginning");
    auto* start = new QHBoxLayout;
    start->addWidget(m_start);
    start->addWidget(m_fromBeginning);
    start->addStretch();
    form->addRow(QString(), start);
    static_cast<QVBoxLayout*>(layout())->addLayout(form);

    connect(m_choose, &QPushButton::clicked, this, &ScriptPage::chooseRequested);
    connect(m_fromBeginning, &QPushButton::clicked, this, [this] {
        m_script->setStart(std::nullopt);
        m_run->setFocus();
    });
    connect(m_connection, &QComboBox::currentIndexChanged, this, &ScriptPage::takeConnection);
    for (QComboBox* list : {m_encoding, m_transactions, m_onError}) {
        connect(list, &QComboBox::currentIndexChanged, this, &ScriptPage::takeChoices);
    }
    connect(m_every, &QSpinBox::valueChanged, this, &ScriptPage::takeChoices);
}

void ScriptPage::buildButtons() {
    m_run = scriptButton(tr("R&un"), "script.run");
    m_pause = scriptButton(tr("&Pause"), "script.pause");
    m_stop = scriptButton(tr("&Stop"), "script.stop");
    m_continue = scriptButton(tr("&Continue from here"), "script.continue");
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_run, m_pause, m_stop, m_continue}) {
        buttons->addWidget(button);
    }
    buttons->addStretch();
    static_cast<QVBoxLayout*>(layout())->addLayout(buttons);
    connect(m_run, &QPushButton::clicked, this, &ScriptPage::run);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_script->setPaused(!m_script->isPaused()); });
    connect(m_stop, &QPushButton::clicked, m_script.get(), &viewmodel::ScriptFileRun::stop);
    connect(m_continue, &QPushButton::clicked, m_script.get(), &viewmodel::ScriptFileRun::continueRun);
}

void ScriptPage::buildOutcome() {
    m_bar = new QProgressBar;
    m_bar->setAccessibleName(tr("How much of the file is read"));
    m_bar->setRange(0, kProgressSteps);
    m_status = new QLabel;
    m_status->setObjectName(QStringLiteral("script.status"));
    m_status->setAccessibleName(tr("State of the script"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_failures = new QTreeView;
    m_failures->setObjectName(QStringLiteral("script.failures"));
    m_failures->setAccessibleName(tr("Statements that failed"));
    m_failures->setRootIsDecorated(false);
    m_failures->setUniformRowHeights(true);
    m_failures->setAllColumnsShowFocus(true);
    m_failures->setModel(&m_script->failures());
    m_failures->setToolTip(tr("Enter or a double click opens the place in the file."));
    using viewmodel::ScriptFailures;
    for (const auto& [column, width] :
         {std::pair(ScriptFailures::File, kFileWidth), std::pair(ScriptFailures::Line, kNumberWidth),
          std::pair(ScriptFailures::Position, kNumberWidth), std::pair(ScriptFailures::Message, kErrorWidth)}) {
        m_failures->header()->resizeSection(column, width);
    }
    m_messages = new MessageList;
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_failures);
    splitter->addWidget(m_messages);
    splitter->setChildrenCollapsible(false);
    auto* lines = static_cast<QVBoxLayout*>(layout());
    lines->addWidget(m_bar);
    lines->addWidget(m_status);
    lines->addWidget(splitter, 1);
    connect(m_failures, &QTreeView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT placeChosen(m_script->failures().placeOf(index.row())); });
}

void ScriptPage::connectScript() {
    using viewmodel::ScriptFileRun;
    connect(m_script.get(), &ScriptFileRun::choicesChanged, this, &ScriptPage::showChoices);
    connect(m_script.get(), &ScriptFileRun::stateChanged, this, &ScriptPage::showState);
    connect(m_script.get(), &ScriptFileRun::progressed, this, &ScriptPage::showProgress);
    connect(m_script.get(), &ScriptFileRun::messageAdded, m_messages, &MessageList::add);
    connect(m_script.get(), &ScriptFileRun::encodingAsked, this, [this](const QString& why) {
        m_encodingHint->setText(tr("%1 Choose it here, and run again.").arg(why));
        m_encodingHint->show();
        m_encoding->setFocus();
    });
    connect(&m_connections, &viewmodel::ConnectionList::added, this, &ScriptPage::showConnections);
    connect(&m_connections, &viewmodel::ConnectionList::removed, this, &ScriptPage::showConnections);
    connect(&m_connections, &viewmodel::ConnectionList::savedChanged, this, &ScriptPage::showConnections);
}

void ScriptPage::setConnection(ConnectionId connection) {
    if (const viewmodel::OpenDatabase* database = m_connections.find(connection)) {
        m_script->setConnection(database->facts);
        showConnections();
    }
}

void ScriptPage::run() {
    m_encodingHint->hide();
    m_script->run();
}

void ScriptPage::focusFirst() {
    m_script->files().isEmpty() ? m_choose->setFocus() : m_run->setFocus();
}

void ScriptPage::showConnections() {
    const QScopedValueRollback showing(m_showing, true);
    const auto& chosen = m_script->connection();
    m_connection->clear();
    for (const viewmodel::OpenDatabase& database : m_connections.databases()) {
        const QString name = viewmodel::shownName(database.name);
        const bool readOnly = database.facts.safety == Safety::ReadOnly;
        m_connection->addItem(readOnly ? tr("%1 (read only)").arg(name) : name,
                              static_cast<qulonglong>(database.facts.connection.value));
    }
    const int index = chosen ? m_connection->findData(static_cast<qulonglong>(chosen->connection.value)) : -1;
    m_connection->setCurrentIndex(index);
    if (chosen && index < 0) {
        m_script->setConnection(std::nullopt);
    }
    m_connection->setPlaceholderText(tr("Choose a database"));
}

void ScriptPage::takeConnection() {
    const viewmodel::OpenDatabase* database =
        m_showing ? nullptr : m_connections.find(ConnectionId{m_connection->currentData().toULongLong()});
    if (database != nullptr) {
        m_script->setConnection(database->facts);
    }
}

void ScriptPage::takeChoices() {
    if (m_showing) {
        return;
    }
    m_script->setChoices({.encoding = m_encoding->currentData().toString(),
                          .transactions = static_cast<ScriptTransactions>(m_transactions->currentData().toInt()),
                          .every = static_cast<std::uint64_t>(m_every->value()),
                          .stopOnError = m_onError->currentData().toBool()});
}

void ScriptPage::showChoices() {
    const QScopedValueRollback showing(m_showing, true);
    QStringList names;
    for (const QString& file : m_script->files()) {
        names << viewmodel::shownName(file);
    }
    m_files->setText(names.join(QStringLiteral("; ")));
    m_files->setToolTip(plainToolTip(names.join(QLatin1Char('\n'))));
    const viewmodel::ScriptChoices& choices = m_script->choices();
    m_encoding->setCurrentIndex(std::max(0, m_encoding->findData(choices.encoding)));
    m_transactions->setCurrentIndex(m_transactions->findData(static_cast<int>(choices.transactions)));
    m_every->setValue(static_cast<int>(choices.every));
    m_every->setVisible(choices.transactions == ScriptTransactions::Every);
    m_onError->setCurrentIndex(m_onError->findData(choices.stopOnError));
    const auto& start = m_script->start();
    const QString place = start ? locale().toString(static_cast<qulonglong>(start->value)) : QString();
    m_start->setText(!start                    ? QString()
                     : m_script->runsOnlyOne() ? tr("Only the statement at byte %1 is run.").arg(place)
                     : start->by == protocol::ScriptStart::By::Line
                         ? tr("It begins at line %1. What stands before is passed over.").arg(place)
                         : tr("It begins at byte %1. What stands before is passed over.").arg(place));
    m_start->setVisible(start.has_value());
    m_fromBeginning->setVisible(start.has_value());
    showState();
}

void ScriptPage::showState() {
    const bool idle = m_script->state() == RunState::Idle;
    const bool running = m_script->state() == RunState::Running;
    for (QWidget* choice : std::initializer_list<QWidget*>{m_choose, m_connection, m_encoding, m_transactions, m_every,
                                                           m_onError, m_fromBeginning}) {
        choice->setEnabled(idle);
    }
    const bool ready = !m_script->files().isEmpty() && m_script->connection().has_value();
    // The keyboard goes to what can be done next.
    const bool ran = m_run->hasFocus() || m_continue->hasFocus();
    const bool wasStoppable = m_pause->hasFocus() || m_stop->hasFocus();
    m_run->setEnabled(idle && ready);
    m_run->setToolTip(ready                         ? QString()
                      : m_script->files().isEmpty() ? tr("Choose a file first.")
                                                    : tr("Choose a database first."));
    m_pause->setEnabled(running);
    m_pause->setText(m_script->isPaused() ? tr("&Go on") : tr("&Pause"));
    m_stop->setEnabled(running);
    m_continue->setEnabled(m_script->canContinue());
    if (running && ran) {
        m_pause->setFocus();
    } else if (!idle && !running && wasStoppable) {
        // Until it has stopped, after which it comes back.
        m_failures->setFocus();
        m_returnsFocus = true;
    } else if (idle && (wasStoppable || (std::exchange(m_returnsFocus, false) && m_failures->hasFocus()))) {
        m_script->canContinue() ? m_continue->setFocus() : m_run->setFocus();
    }
    m_continue->setToolTip(
        m_script->canContinue() ? QString() : tr("No script has stopped at a place from which it can continue."));
}

void ScriptPage::showProgress() {
    const std::optional<double> share = m_script->share();
    m_bar->setVisible(share.has_value());
    m_bar->setValue(share ? static_cast<int>(std::lround(*share * kProgressSteps)) : 0);
    const QString name = QFileInfo(m_script->currentFile()).fileName();
    const QString status = m_script->statusText();
    m_status->setText(status.isEmpty() || name.isEmpty() ? status
                                                         : viewmodel::shownName(name) + QStringLiteral(": ") + status);
}

} // namespace dbv::ui
