// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/undo_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "viewmodel/undo_words.h"

namespace dbv::ui {

namespace {

using viewmodel::CommittedChanges;
using UndoState = viewmodel::CommittedChanges::State;

constexpr QSize kUndoSize(820, 460);
constexpr int kMostLinesFound = 8;
constexpr int kWidestStatement = 360;

} // namespace

UndoDialog::UndoDialog(bus::CommandBus& bus, ConnectionId connection, const DatabasePlace& place, bool typesName,
                       QWidget* parent)
    : QDialog(parent), m_changes(bus, connection), m_typesName(typesName) {
    setWindowTitle(tr("Undo a committed change"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(place);
    connect(&m_changes, &CommittedChanges::changed, this, &UndoDialog::showState);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { m_changes.choose(current.row()); });
    connect(m_name, &QLineEdit::textChanged, this, &UndoDialog::followTyped);
    connect(m_putBack, &QPushButton::clicked, &m_changes, &CommittedChanges::putBack);
    connect(m_script, &QPushButton::clicked, &m_changes, &CommittedChanges::writeScript);
    orderTabs(*this);
    resizeWithinScreen(*this, kUndoSize);
    m_changes.load();
}

void UndoDialog::build(const DatabasePlace& place) {
    buildTable();
    m_told = new SaidText(tr("What was found"), kMostLinesFound);
    m_told->setObjectName(QStringLiteral("undo.told"));
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("undo.name"));
    m_name->setAccessibleName(tr("Name to confirm"));
    m_nameLabel = new QLabel;
    m_nameLabel->setTextFormat(Qt::PlainText);
    m_nameLabel->setWordWrap(true);
    m_nameLabel->setBuddy(m_name);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    const auto addButton = [buttons](const QString& text, const QString& name) {
        QPushButton* button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        button->setObjectName(name);
        button->setAutoDefault(false);
        return button;
    };
    m_putBack = addButton(tr("&Put back"), QStringLiteral("undo.putBack"));
    m_script = addButton(tr("Open &script"), QStringLiteral("undo.script"));
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(m_table, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_told, m_nameLabel, m_name, buttons}) {
        lines->addWidget(each);
    }
    PlaceBand::putOnto(*this, place);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void UndoDialog::buildTable() {
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("undo.changes"));
    m_table->setAccessibleName(tr("Committed changes"));
    m_table->setModel(&m_changes);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->setMaximumSectionSize(kWidestStatement);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->hide();
}

void UndoDialog::showState() {
    const UndoState state = m_changes.state();
    QStringList told;
    switch (state) {
    case UndoState::Loading: told << tr("Reading what was kept…"); break;
    case UndoState::Idle:
        told << (m_changes.rowCount() == 0
                     ? tr("No change of this database can be undone. Those that are tried first and then committed are "
                          "kept for some days (setting undo.keepDays).")
                     : tr("Choose a change to see how its rows are now."));
        m_table->resizeColumnsToContents();
        break;
    case UndoState::Looking: told << tr("Looking how the rows are now…"); break;
    case UndoState::Looked: told << viewmodel::undoCountSentences(*m_changes.looked()); break;
    case UndoState::Undoing: told << tr("Putting the rows back…"); break;
    case UndoState::Undone:
    case UndoState::Failed: break;
    }
    if (!m_changes.message().isEmpty()) {
        told << m_changes.message();
    }
    if (!m_changes.unread().isEmpty()) {
        told << m_changes.unread();
    }
    m_told->say(told.join(QLatin1Char('\n')));
    m_table->setEnabled(state != UndoState::Undoing && state != UndoState::Loading);
    m_script->setEnabled(m_changes.chosen() != nullptr && state != UndoState::Undoing);
    const bool needsName = m_typesName && m_changes.canPutBack();
    m_nameToType = needsName ? QString::fromStdString(m_changes.chosen()->table) : QString();
    m_nameLabel->setText(tr("&Name of the table, to put rows back: %1").arg(shortText(m_nameToType)));
    m_nameLabel->setVisible(needsName);
    m_name->setVisible(needsName);
    followTyped();
    if (state == UndoState::Idle && m_changes.rowCount() > 0) {
        // The last change is the one that is regretted, most often.
        m_table->setFocus();
        m_table->selectRow(0);
    }
}

void UndoDialog::followTyped() {
    const bool same = m_nameToType.isEmpty() || m_name->text() == m_nameToType;
    m_putBack->setEnabled(m_changes.canPutBack() && same);
    m_putBack->setToolTip(same ? QString() : plainToolTip(tr("Type %1 first.").arg(shortText(m_nameToType))));
}

} // namespace dbv::ui
