// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/change_dialog.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/grid/grid_inks.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "ui/shell/warning_line.h"
#include "viewmodel/change_words.h"
#include "viewmodel/shown_name.h"
#include "viewmodel/undo_words.h"

namespace dbv::ui {

namespace {

using viewmodel::ChangeSampleModel;
using State = viewmodel::ChangeTrial::State;

constexpr int kChangeWidth = 640;
constexpr int kMostLinesTold = 14;
constexpr int kMostLinesOfStatement = 4;
constexpr int kMostRowsSeen = 8;
constexpr int kWidestColumn = 360;

/// Cells as a result's grid has them, and those that changed in bold.
class ChangedCellDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font.setBold(index.data(ChangeSampleModel::ChangedRole).toBool());
        if (index.data(ChangeSampleModel::LookRole).toInt() == static_cast<int>(viewmodel::CellLook::Null)) {
            option->font.setItalic(true);
            option->palette.setColor(QPalette::Text, GridInks(option->palette).dim);
        }
    }
};

} // namespace

ChangeDialog::ChangeDialog(viewmodel::ChangeTrial& trial, const DatabasePlace& place, bool typesName, QWidget* parent)
    : QDialog(parent), m_trial(trial), m_typesName(typesName) {
    setWindowTitle(tr("Try the change"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(place);
    connect(&m_trial, &viewmodel::ChangeTrial::changed, this, &ChangeDialog::showState);
    connect(&m_trial, &viewmodel::ChangeTrial::ticked, this, &ChangeDialog::showTime);
    connect(m_name, &QLineEdit::textChanged, this, &ChangeDialog::followTyped);
    connect(m_commit, &QPushButton::clicked, &m_trial, &viewmodel::ChangeTrial::commit);
    connect(m_back, &QPushButton::clicked, this, &ChangeDialog::reject);
    orderTabs(*this);
    resizeWithinScreen(*this, {kChangeWidth, 0});
    showState();
}

void ChangeDialog::build(const DatabasePlace& place) {
    auto* content = new QWidget;
    auto* lines = new QVBoxLayout(content);
    lines->setContentsMargins(0, 0, 0, 0);
    auto* statement = new SaidText(tr("Statement"), kMostLinesOfStatement, content);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    statement->setFont(fixed);
    statement->say(QString::fromStdString(m_trial.text()));
    m_told = new SaidText(tr("What it did"), kMostLinesTold, content);
    m_told->setObjectName(QStringLiteral("change.told"));
    m_warning = new WarningLine(tr("Warning"), content);
    m_warning->setObjectName(QStringLiteral("change.warning"));
    buildSample();
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("change.name"));
    m_name->setAccessibleName(tr("Name to confirm"));
    m_nameLabel = new QLabel;
    m_nameLabel->setTextFormat(Qt::PlainText);
    m_nameLabel->setBuddy(m_name);
    m_time = new QLabel;
    m_time->setObjectName(QStringLiteral("change.time"));
    m_time->setTextFormat(Qt::PlainText);
    m_time->setWordWrap(true);
    for (QWidget* each : std::initializer_list<QWidget*>{statement, m_told, m_warning, m_sample, m_nameLabel, m_name}) {
        lines->addWidget(each);
    }
    auto* buttons = new QDialogButtonBox;
    m_commit = buttons->addButton(m_trial.withinTransaction() ? tr("&Keep in the transaction") : tr("&Commit"),
                                  QDialogButtonBox::ActionRole);
    m_commit->setObjectName(QStringLiteral("change.commit"));
    m_commit->setAutoDefault(false);
    m_back = buttons->addButton(tr("&Stop"), QDialogButtonBox::ActionRole);
    m_back->setObjectName(QStringLiteral("change.back"));
    m_room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(m_time);
    all->addWidget(buttons);
    m_back->setDefault(true);
    PlaceBand::putOnto(*this, place);
    m_back->setFocus();
}

void ChangeDialog::buildSample() {
    m_sample = new QTableView;
    m_sample->setObjectName(QStringLiteral("change.sample"));
    m_sample->setAccessibleName(tr("Some of the rows, before and after"));
    m_sample->setModel(&m_trial.sample());
    m_sample->setItemDelegate(new ChangedCellDelegate(m_sample));
    m_sample->setTabKeyNavigation(false);
    m_sample->setWordWrap(false);
    m_sample->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_sample->horizontalHeader()->setMaximumSectionSize(kWidestColumn);
    m_sample->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_sample->horizontalHeader()->setHighlightSections(false);
    m_sample->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void ChangeDialog::showState() {
    const State state = m_trial.state();
    if (m_trial.endedAsAsked()) {
        QDialog::reject();
        return;
    }
    const bool held = state == State::Held;
    const bool needsName = held && m_typesName && m_trial.measured() && !m_trial.measured()->table.empty();
    m_nameToType = needsName ? QString::fromStdString(m_trial.measured()->table) : QString();
    m_nameLabel->setText(tr("&Name of the table, to commit: %1").arg(shortText(m_nameToType)));
    m_nameLabel->setVisible(needsName);
    m_name->setVisible(needsName);
    m_commit->setVisible(held);
    m_back->setEnabled(state != State::Settling);
    if (held) {
        showHeld();
    } else if (state == State::Measuring) {
        m_told->say(tr("It runs in a transaction. What it did is shown here before anything is kept."));
        m_back->setText(tr("&Stop"));
    } else if (!m_trial.isOpen()) {
        showEnded();
    }
    m_sample->setVisible(m_trial.sample().rowCount() > 0);
    followTyped();
    showTime();
    m_room->fitHeight();
}

void ChangeDialog::showHeld() {
    const protocol::MeasuredChange& measured = *m_trial.measured();
    QStringList told = viewmodel::changeSentences(measured);
    // Before the decision, not after it.
    told.insert(1, viewmodel::undoSentence(m_trial.undo()));
    told.removeAll(QString());
    // What the warning says is not said twice.
    told.removeAll(QString::fromStdString(m_trial.undo().whyNot));
    m_warning->say(viewmodel::undoWarning(m_trial.undo()));
    const int rows = m_trial.sample().rowCount();
    if (rows > 0 && measured.affectedRows && *measured.affectedRows > rows) {
        told << tr("%1 of the rows:").arg(QLocale().toString(rows));
    }
    m_told->say(told.join(QLatin1Char('\n')));
    m_back->setText(tr("&Roll back"));
    m_back->setFocus();
    bringChangedForward();
    m_sample->resizeColumnsToContents();
    m_sample->resizeRowsToContents();
    int high = m_sample->horizontalHeader()->sizeHint().height() + 2 * m_sample->frameWidth();
    for (int row = 0; row < std::min(rows, kMostRowsSeen); ++row) {
        high += m_sample->rowHeight(row);
    }
    const bool scrolls = m_sample->horizontalHeader()->length() > width();
    m_sample->setFixedHeight(high + (scrolls ? m_sample->horizontalScrollBar()->sizeHint().height() : 0));
}

void ChangeDialog::bringChangedForward() {
    QHeaderView& header = *m_sample->horizontalHeader();
    // The first column stays: it tells which row it is, most often.
    int next = 1;
    for (int column = 0; column < header.count(); ++column) {
        if (m_trial.sample().isChanged(column) && column > 0) {
            header.moveSection(header.visualIndex(column), next++);
        }
    }
}

void ChangeDialog::showEnded() {
    m_warning->say({});
    QStringList told{m_trial.outcome()};
    if (m_trial.measured()) {
        told << viewmodel::changeSentences(*m_trial.measured()).mid(1);
    }
    m_told->say(told.join(QLatin1Char('\n')));
    m_back->setText(tr("C&lose"));
    m_back->setFocus();
}

void ChangeDialog::showTime() {
    switch (m_trial.state()) {
    case State::Held:
        m_time->setText(m_trial.secondsLeft() > 0
                            ? tr("Rolls back in %1 s.").arg(QLocale().toString(qlonglong{m_trial.secondsLeft()}))
                            : tr("Rolling back: nobody decided in time."));
        break;
    case State::Measuring: m_time->setText(tr("Running…")); break;
    case State::Settling: m_time->setText(tr("Waiting until it is done…")); break;
    default: m_time->clear(); break;
    }
}

void ChangeDialog::followTyped() {
    const bool same = m_nameToType.isEmpty() || m_name->text() == m_nameToType;
    m_commit->setEnabled(same);
    m_commit->setToolTip(same ? QString() : plainToolTip(tr("Type %1 first.").arg(shortText(m_nameToType))));
}

void ChangeDialog::reject() {
    if (m_trial.isOpen()) {
        m_trial.rollBack();
    } else {
        QDialog::reject();
    }
}

} // namespace dbv::ui
