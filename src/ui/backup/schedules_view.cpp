// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/schedules_view.h"

#include <array>
#include <utility>

#include <QCheckBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/backup/action_button.h"
#include "ui/shell/said_text.h"
#include "ui/theme/theme.h"
#include "viewmodel/schedule_words.h"

namespace dbv::ui {

namespace {

using viewmodel::ScheduleList;

constexpr int kSchedulePadding = 10;
constexpr int kMostAboutLines = 5;
constexpr int kScheduleButtonsInARow = 4;

/// What went wrong is told in a colour, too.
class LastRunDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.data(ScheduleList::kTroubledRole).toBool()) {
            option->palette.setColor(QPalette::Text, makeTheme(schemeOf(option->palette)).editor.invalid);
        }
    }
};

} // namespace

SchedulesView::SchedulesView(ScheduleList& list, viewmodel::ActionCatalog& actions, QWidget* parent)
    : QWidget(parent), m_list(list) {
    setLayout(new QVBoxLayout);
    buildTable();
    m_about = new SaidText(tr("About the schedule"), kMostAboutLines);
    m_about->setObjectName(QStringLiteral("schedules.about"));
    m_said = new SaidText(tr("About the list of schedules"), kMostAboutLines);
    m_said->setObjectName(QStringLiteral("schedules.said"));
    m_keeps = new QCheckBox;
    m_keeps->setObjectName(QStringLiteral("schedules.keeps"));
    m_keeps->setVisible(false);
    auto* lines = static_cast<QVBoxLayout*>(layout());
    lines->addWidget(m_said);
    lines->addWidget(m_table, 1);
    lines->addWidget(m_empty, 1);
    lines->addWidget(m_about);
    buildButtons(actions);
    lines->addWidget(m_keeps);
    connect(&m_list, &ScheduleList::changed, this, &SchedulesView::showList);
    connect(&m_list, &ScheduleList::said, this, &SchedulesView::say);
    connect(&m_list, &ScheduleList::failed, this, &SchedulesView::say);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid()) {
            m_chosen = m_list.entry(now.row()).id;
            followChosen();
        }
    });
    connect(m_table, &QTableView::doubleClicked, this, &SchedulesView::editRequested);
    connect(m_keeps, &QCheckBox::clicked, this, &SchedulesView::keepingChosen);
    showList();
}

void SchedulesView::buildTable() {
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("schedules.table"));
    m_table->setAccessibleName(tr("Schedules"));
    m_table->setModel(&m_list);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + kSchedulePadding);
    m_table->setItemDelegateForColumn(ScheduleList::LastColumn, new LastRunDelegate(m_table));
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ScheduleList::WhenColumn, QHeaderView::Stretch);
    m_empty = new QLabel;
    m_empty->setObjectName(QStringLiteral("schedules.empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
}

void SchedulesView::buildButtons(viewmodel::ActionCatalog& actions) {
    static constexpr std::array kButtons{
        std::pair{"schedule.new", QT_TR_NOOP("&New schedule…")},
        std::pair{"schedule.edit", QT_TR_NOOP("&Change…")},
        std::pair{"schedule.run", QT_TR_NOOP("&Run now")},
        std::pair{"schedule.stop", QT_TR_NOOP("&Stop the run")},
        std::pair{"schedule.switch", QT_TR_NOOP("Switch on or &off")},
        std::pair{"schedule.remove", QT_TR_NOOP("Re&move…")},
        std::pair{"schedule.export", QT_TR_NOOP("E&xport…")},
        std::pair{"schedule.import", QT_TR_NOOP("&Import…")},
    };
    auto* grid = new QGridLayout;
    int place = 0;
    for (const auto& [id, text] : kButtons) {
        grid->addWidget(new ActionButton(actions, id, tr(text)), place / kScheduleButtonsInARow,
                        place % kScheduleButtonsInARow);
        ++place;
    }
    static_cast<QVBoxLayout*>(layout())->addLayout(grid);
}

void SchedulesView::showList() {
    const bool any = m_list.rowCount() > 0;
    m_empty->setText(m_list.isKnown() ? m_list.emptyText() : tr("Reading the schedules…"));
    m_empty->setVisible(!any);
    m_table->setVisible(any);
    if (!m_list.notices().isEmpty()) {
        say(m_list.notices().join(QLatin1Char('\n')));
    }
    if (m_list.isKnown() && m_list.find(m_chosen) == nullptr) {
        m_chosen = any ? m_list.entry(0).id : std::string();
    }
    choose(m_chosen);
}

void SchedulesView::choose(const std::string& id) {
    m_chosen = id;
    const int row = m_list.rowOf(id);
    if (row >= 0 && row != m_table->currentIndex().row()) {
        m_table->setCurrentIndex(m_list.index(row, 0));
    }
    followChosen();
}

void SchedulesView::followChosen() {
    const protocol::ScheduleEntry* entry = m_list.find(m_chosen);
    QStringList told;
    if (entry != nullptr) {
        told << viewmodel::scheduleSummary(entry->config);
        for (const QString& more : {viewmodel::scheduleTrouble(*entry), viewmodel::scheduleWarnings(*entry)}) {
            if (!more.isEmpty()) {
                told << more;
            }
        }
    }
    m_about->say(told.join(QLatin1Char('\n')));
    Q_EMIT chosenChanged();
}

void SchedulesView::say(const QString& message) {
    m_said->say(message);
}

void SchedulesView::showKeeping(bool keeps, const QString& sentence) {
    m_keeps->setText(sentence);
    m_keeps->setChecked(keeps);
    m_keeps->setVisible(true);
}

} // namespace dbv::ui
