// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backups_page.h"

#include <algorithm>
#include <utility>

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/backup/action_button.h"
#include "ui/backup/backup_state_paint.h"
#include "ui/backup/backup_view.h"
#include "ui/backup/job_strip.h"
#include "ui/shell/said_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using protocol::BackupState;
using viewmodel::BackupList;

constexpr int kAgeingMs = 30'000;
constexpr int kRowPadding = 10;
constexpr int kMostSaidLines = 4;
constexpr int kViewWidth = 420;
constexpr int kListWidth = 620;

} // namespace

BackupsPage::BackupsPage(bus::CommandBus& bus, BackupList& list, viewmodel::BackupJobs& jobs,
                         viewmodel::ActionCatalog& actions, QWidget* parent)
    : QWidget(parent), m_list(list), m_jobs(jobs), m_contents(bus, jobs) {
    m_strip = new JobStrip(jobs);
    m_said = new SaidText(tr("About the list"), kMostSaidLines);
    m_said->setObjectName(QStringLiteral("backups.said"));
    buildTable();
    m_view = new BackupView(m_contents, actions);
    auto* left = new QWidget;
    auto* listLines = new QVBoxLayout(left);
    listLines->setContentsMargins(0, 0, 0, 0);
    listLines->addWidget(m_table, 1);
    listLines->addWidget(m_empty, 1);
    auto* right = new QScrollArea;
    right->setWidget(m_view);
    right->setWidgetResizable(true);
    right->setFrameShape(QFrame::NoFrame);
    right->setFocusPolicy(Qt::NoFocus);
    auto* halves = new QSplitter;
    halves->addWidget(left);
    halves->addWidget(right);
    halves->setStretchFactor(0, 1);
    halves->setSizes({kListWidth, kViewWidth});
    halves->setChildrenCollapsible(false);
    auto* all = new QWidget;
    auto* parts = new QVBoxLayout(all);
    parts->addWidget(buildFilter(actions));
    parts->addWidget(m_said);
    parts->addWidget(halves, 1);
    m_pages = new QTabWidget;
    m_pages->setDocumentMode(true);
    m_pages->setAccessibleName(tr("Backups and schedules"));
    m_pages->addTab(all, tr("Backups"));
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(m_strip);
    lines->addWidget(m_pages, 1);
    connectParts();
    showList();
}

QWidget* BackupsPage::buildFilter(viewmodel::ActionCatalog& actions) {
    auto* whole = new QWidget;
    m_typed = new QLineEdit;
    m_typed->setObjectName(QStringLiteral("backups.filter"));
    m_typed->setPlaceholderText(tr("Filter"));
    m_typed->setAccessibleName(tr("Filter backups"));
    m_typed->setClearButtonEnabled(true);
    m_of = new QComboBox;
    m_of->setObjectName(QStringLiteral("backups.connection"));
    m_of->setAccessibleName(tr("Of which connection"));
    m_of->addItem(tr("All connections"), QString());
    m_state = new QComboBox;
    m_state->setObjectName(QStringLiteral("backups.state"));
    m_state->setAccessibleName(tr("In which state"));
    m_state->addItem(tr("All states"), -1);
    for (const BackupState state :
         {BackupState::Proved, BackupState::Verified, BackupState::Made, BackupState::Failed, BackupState::Running}) {
        m_state->addItem(viewmodel::backupStateText(state), static_cast<int>(state));
    }
    auto* line = new QHBoxLayout(whole);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_typed, 1);
    line->addWidget(m_of);
    line->addWidget(m_state);
    line->addWidget(new ActionButton(actions, "backup.scan", tr("Find in a folder…")));
    line->addWidget(new ActionButton(actions, "backup.make", tr("Back up…")));
    return whole;
}

void BackupsPage::buildTable() {
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("backups.table"));
    m_table->setAccessibleName(tr("Backups"));
    m_table->setModel(&m_list);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + kRowPadding);
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(BackupList::DatabaseColumn, QHeaderView::Stretch);
    header->setSortIndicator(BackupList::AgeColumn, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_states = new BackupStateDelegate(m_table);
    m_table->setItemDelegateForColumn(BackupList::StateColumn, m_states);
    m_empty = new QLabel;
    m_empty->setObjectName(QStringLiteral("backups.empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
}

void BackupsPage::connectParts() {
    connect(m_typed, &QLineEdit::textChanged, this, &BackupsPage::filter);
    connect(m_of, &QComboBox::currentIndexChanged, this, &BackupsPage::filter);
    connect(m_state, &QComboBox::currentIndexChanged, this, &BackupsPage::filter);
    // A list that is arranged anew loses its place, which is found again.
    connect(&m_list, &BackupList::modelAboutToBeReset, this, [this] { m_arranging = true; });
    connect(&m_list, &BackupList::modelReset, this, [this] { m_arranging = false; });
    connect(&m_list, &BackupList::changed, this, &BackupsPage::showList);
    connect(&m_list, &BackupList::failed, this, &BackupsPage::say);
    connect(&m_list, &BackupList::scanned, this, &BackupsPage::say);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (!m_arranging && now.isValid()) {
            m_chosen = m_list.entry(now.row()).id;
            followChosen();
        }
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint& place) {
        if (m_table->indexAt(place).isValid()) {
            Q_EMIT menuRequested(m_table->viewport()->mapToGlobal(place));
        }
    });
    connect(m_strip, &JobStrip::logRequested, this, &BackupsPage::logRequested);
    connect(m_view, &BackupView::passphraseRequested, this, &BackupsPage::passphraseRequested);
    connect(&m_jobs, &viewmodel::BackupJobs::changed, this, [this](const viewmodel::BackupJob& job) {
        if (!m_chosen.empty() && job.backup() == m_chosen) {
            showReport();
        }
    });
    connect(&m_list, &BackupList::dataChanged, this, &BackupsPage::showReport);
    connect(&m_list, &BackupList::dataChanged, this, &BackupsPage::spreadProgress);
    m_ageing.setInterval(kAgeingMs);
    connect(&m_ageing, &QTimer::timeout, &m_list, &BackupList::showAges);
    m_ageing.start();
}

void BackupsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_list.refresh();
}

void BackupsPage::filter() {
    viewmodel::BackupFilter filter;
    filter.text = m_typed->text();
    filter.connection = m_of->currentData().toString();
    if (const int state = m_state->currentData().toInt(); state >= 0) {
        filter.state = static_cast<BackupState>(state);
    }
    m_list.setFilter(filter);
}

void BackupsPage::fillConnections() {
    const QString chosen = m_of->currentData().toString();
    const QSignalBlocker quiet(m_of);
    m_of->clear();
    m_of->addItem(tr("All connections"), QString());
    for (const QString& name : m_list.connections()) {
        m_of->addItem(shortText(name, 40), name);
    }
    m_of->setCurrentIndex(std::max(m_of->findData(chosen), 0));
    if (m_of->currentData().toString() != chosen) {
        // The last backup of that connection is gone.
        QMetaObject::invokeMethod(this, &BackupsPage::filter, Qt::QueuedConnection);
    }
}

void BackupsPage::showList() {
    fillConnections();
    m_empty->setText(m_list.isKnown() ? m_list.emptyText() : tr("Reading the catalogue…"));
    const bool any = m_list.rowCount() > 0;
    m_table->setVisible(any);
    m_empty->setVisible(!any);
    if (!m_list.notices().isEmpty()) {
        say(m_list.notices().join(QLatin1Char('\n')));
    }
    if (m_list.find(m_chosen) == nullptr && m_list.isKnown()) {
        m_chosen.clear();
    }
    spreadProgress();
    choose(m_chosen.empty() && any ? m_list.entry(0).id : m_chosen);
}

void BackupsPage::spreadProgress() {
    constexpr int kOthers = BackupList::Columns - BackupList::DatabaseColumn;
    for (int row = 0; row < m_list.rowCount(); ++row) {
        const bool isTold = !m_list.progressOf(m_list.entry(row).id).isEmpty();
        const int columns = isTold ? kOthers : 1;
        if (m_table->columnSpan(row, BackupList::DatabaseColumn) != columns) {
            m_table->setSpan(row, BackupList::DatabaseColumn, 1, columns);
        }
    }
}

void BackupsPage::choose(const std::string& id) {
    m_chosen = id;
    const QModelIndex place = m_list.index(m_list.rowOf(id), 0);
    if (place.isValid() && place.row() != m_table->currentIndex().row()) {
        m_arranging = true;
        m_table->setCurrentIndex(place);
        m_arranging = false;
    }
    followChosen();
}

void BackupsPage::followChosen() {
    m_view->show(m_list.find(m_chosen));
    showReport();
    Q_EMIT chosenChanged();
}

void BackupsPage::showReport() {
    const viewmodel::BackupJob* job = m_jobs.lastOf(m_chosen);
    const QString progress = m_list.progressOf(m_chosen);
    m_view->setReport(!progress.isEmpty() ? progress : job != nullptr ? job->report() : QString());
}

void BackupsPage::setTheme(const Theme& theme) {
    m_states->setScheme(theme.scheme);
    m_view->setScheme(theme.scheme);
    m_table->viewport()->update();
}

void BackupsPage::say(const QString& message) {
    m_said->say(message);
}

void BackupsPage::addSchedules(QWidget* view) {
    m_pages->addTab(view, tr("Schedules"));
}

void BackupsPage::showSchedules(bool shown) {
    m_pages->setCurrentIndex(shown ? m_pages->count() - 1 : 0);
}

void BackupsPage::focusList() {
    showSchedules(false);
    m_list.rowCount() > 0 ? m_table->setFocus() : m_typed->setFocus();
}

} // namespace dbv::ui
