// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backup_view.h"

#include <array>
#include <utility>

#include <QDateTime>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/backup/action_button.h"
#include "ui/backup/backup_state_paint.h"
#include "ui/backup/elided_label.h"
#include "ui/shell/said_text.h"
#include "viewmodel/backup_words.h"

namespace dbv::ui {

namespace {

constexpr int kMostTroubleLines = 3;
constexpr int kMostReportOfView = 6;
constexpr int kButtonsInARow = 3;
constexpr double kTitleScale = 1.3;
constexpr int kObjectsHeight = 160;

/// A value in one line, to be marked and copied.
QLineEdit* factLine(const QString& name, const QString& value) {
    auto* line = new QLineEdit(value);
    line->setReadOnly(true);
    line->setFrame(false);
    line->setFocusPolicy(Qt::ClickFocus);
    line->setAccessibleName(name);
    line->setTextMargins(0, 0, 0, 0);
    line->setMinimumWidth(1);
    QPalette palette = line->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    line->setPalette(palette);
    line->setToolTip(plainToolTip(value));
    line->setCursorPosition(0);
    return line;
}

} // namespace

BackupView::BackupView(viewmodel::BackupContents& contents, viewmodel::ActionCatalog& actions, QWidget* parent)
    : QWidget(parent), m_contents(contents), m_whole(new QWidget), m_none(new QLabel) {
    m_none->setText(tr("Choose a backup to see what is in it and what can be done with it."));
    m_none->setWordWrap(true);
    m_none->setAlignment(Qt::AlignCenter);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_none, 1);
    all->addWidget(m_whole, 1);
    m_whole->setLayout(new QVBoxLayout);
    buildHead();
    buildActions(actions);
    buildFacts();
    buildContents();
    connect(&m_contents, &viewmodel::BackupContents::changed, this, &BackupView::showContents);
    show(nullptr);
}

void BackupView::buildHead() {
    auto* lines = static_cast<QVBoxLayout*>(m_whole->layout());
    m_title = new ElidedLabel(Qt::ElideMiddle);
    m_title->setObjectName(QStringLiteral("backup.title"));
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * kTitleScale);
    font.setBold(true);
    m_title->setFont(font);
    m_stateLabel = new BackupStateLabel;
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_stateLabel);
    m_trouble = new SaidText(tr("State"), kMostTroubleLines);
    m_trouble->setObjectName(QStringLiteral("backup.trouble"));
    m_report = new SaidText(tr("What was done last"), kMostReportOfView);
    m_report->setObjectName(QStringLiteral("backup.report"));
    lines->addLayout(head);
    lines->addWidget(m_trouble);
    lines->addWidget(m_report);
}

void BackupView::buildFacts() {
    m_facts = new QFormLayout;
    m_facts->setContentsMargins(0, 0, 0, 0);
    m_facts->setVerticalSpacing(1);
    m_facts->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    static_cast<QVBoxLayout*>(m_whole->layout())->addLayout(m_facts);
}

void BackupView::buildActions(viewmodel::ActionCatalog& actions) {
    static constexpr std::array kButtons{
        std::pair{"backup.verify", QT_TR_NOOP("&Verify")},    std::pair{"backup.drill", QT_TR_NOOP("&Drill")},
        std::pair{"backup.compare", QT_TR_NOOP("&Compare…")}, std::pair{"backup.restore", QT_TR_NOOP("&Restore…")},
        std::pair{"backup.unpack", QT_TR_NOOP("&Unpack…")},   std::pair{"backup.folder", QT_TR_NOOP("Show in &folder")},
        std::pair{"backup.remove", QT_TR_NOOP("Re&move…")},
    };
    auto* grid = new QGridLayout;
    int place = 0;
    for (const auto& [id, text] : kButtons) {
        auto* button = new ActionButton(actions, id, tr(text));
        grid->addWidget(button, place / kButtonsInARow, place % kButtonsInARow);
        ++place;
    }
    static_cast<QVBoxLayout*>(m_whole->layout())->addLayout(grid);
}

void BackupView::buildContents() {
    auto* lines = static_cast<QVBoxLayout*>(m_whole->layout());
    m_message = new SaidText(tr("About the contents"), kMostTroubleLines);
    m_open = new QPushButton(tr("Give the &passphrase…"));
    m_open->setObjectName(QStringLiteral("backup.open"));
    m_open->setAutoDefault(true);
    m_objects = new QTableView;
    m_objects->setObjectName(QStringLiteral("backup.objects"));
    m_objects->setAccessibleName(tr("What is in it"));
    m_objects->setModel(&m_contents);
    m_objects->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_objects->setTabKeyNavigation(false);
    m_objects->setShowGrid(false);
    m_objects->setWordWrap(false);
    m_objects->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_objects->verticalHeader()->hide();
    m_objects->verticalHeader()->setDefaultSectionSize(m_objects->fontMetrics().height() + 6);
    m_objects->horizontalHeader()->setHighlightSections(false);
    m_objects->horizontalHeader()->setSectionResizeMode(viewmodel::BackupContents::TypeColumn,
                                                        QHeaderView::ResizeToContents);
    m_objects->horizontalHeader()->setSectionResizeMode(viewmodel::BackupContents::NameColumn, QHeaderView::Stretch);
    m_objects->horizontalHeader()->setSectionResizeMode(viewmodel::BackupContents::RowsColumn,
                                                        QHeaderView::ResizeToContents);
    m_logIn = new QPushButton(tr("&Log in to the server…"));
    m_logIn->setObjectName(QStringLiteral("backup.login"));
    m_logIn->setAutoDefault(true);
    connect(m_logIn, &QPushButton::clicked, &m_contents, &viewmodel::BackupContents::openWay);
    for (QWidget* part : std::initializer_list<QWidget*>{m_message, m_open, m_logIn}) {
        lines->addWidget(part);
    }
    m_objects->setMinimumHeight(kObjectsHeight);
    lines->addWidget(m_objects, 1);
    lines->addStretch(0);
    connect(m_open, &QPushButton::clicked, this, &BackupView::passphraseRequested);
}

void BackupView::show(const protocol::BackupEntry* entry) {
    m_whole->setVisible(entry != nullptr);
    m_none->setVisible(entry == nullptr);
    const bool hasFile = entry != nullptr && entry->state != protocol::BackupState::Running && entry->bytes > 0;
    m_contents.show(hasFile ? entry->id : std::string());
    if (entry == nullptr || m_shown == *entry) {
        // Who marks something in it goes on marking it.
        return;
    }
    m_shown = *entry;
    m_state = entry->state;
    m_stateLabel->show(m_state, m_scheme);
    m_title->say(viewmodel::backupNameText(*entry));
    m_trouble->say(entry->trouble.empty() ? viewmodel::backupStateHelp(m_state)
                                          : QString::fromStdString(entry->trouble));
    showFacts(*entry);
    showContents();
}

void BackupView::showFacts(const protocol::BackupEntry& entry) {
    while (m_facts->rowCount() > 0) {
        m_facts->removeRow(0);
    }
    for (const viewmodel::BackupFact& fact : viewmodel::backupFacts(entry, QDateTime::currentMSecsSinceEpoch())) {
        m_facts->addRow(fact.name, factLine(fact.name, fact.value));
    }
}

void BackupView::setReport(const QString& report) {
    m_report->say(report);
}

void BackupView::setScheme(ColorScheme scheme) {
    m_scheme = scheme;
    m_stateLabel->show(m_state, scheme);
}

void BackupView::showContents() {
    const bool any = m_contents.rowCount() > 0;
    m_message->say(any ? QString() : m_contents.message());
    m_open->setVisible(m_contents.wantsPassphrase());
    m_logIn->setVisible(m_contents.wantsWay());
    m_objects->setVisible(any);
}

} // namespace dbv::ui
