// SPDX-License-Identifier: Apache-2.0
#include "ui/history/history_dialog.h"

#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/history/history_delegate.h"
#include "ui/shell/dialog_room.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

constexpr QSize kHistorySize(900, 620);

} // namespace

HistoryDialog::HistoryDialog(bus::CommandBus& bus, const Theme& theme, QString connection, QWidget* parent)
    : QDialog(parent), m_list(bus), m_connection(std::move(connection)) {
    setWindowTitle(tr("History"));
    setObjectName(QStringLiteral("history"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(theme);
    connectParts();
    orderTabs(*this);
    resizeWithinScreen(*this, kHistorySize);
    m_typed->setFocus();
    m_list.refresh();
    showFound();
}

void HistoryDialog::build(const Theme& theme) {
    m_typed = new QLineEdit;
    m_typed->setPlaceholderText(tr("Words of a statement, each by its beginning"));
    m_typed->setAccessibleName(tr("Search the history"));
    m_typed->setClearButtonEnabled(true);
    m_of = new QComboBox;
    m_of->setAccessibleName(tr("Connection"));
    m_outcome = new QComboBox;
    m_outcome->setAccessibleName(tr("Outcome"));
    m_outcome->addItem(tr("All outcomes"), -1);
    for (const auto outcome :
         {protocol::HistoryOutcome::Done, protocol::HistoryOutcome::Failed, protocol::HistoryOutcome::Cancelled,
          protocol::HistoryOutcome::Unknown, protocol::HistoryOutcome::Refused, protocol::HistoryOutcome::RolledBack}) {
        m_outcome->addItem(viewmodel::outcomeText(outcome), static_cast<int>(outcome));
    }
    auto* top = new QHBoxLayout;
    top->addWidget(m_typed, 1);
    top->addWidget(m_of);
    top->addWidget(m_outcome);

    m_view = new QListView;
    m_view->setModel(&m_list);
    m_view->setItemDelegate(new HistoryDelegate(theme.editor, this));
    m_view->setUniformItemSizes(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setAccessibleName(tr("Statements"));
    m_empty = new QLabel(m_view->viewport());
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setObjectName(QStringLiteral("history.empty"));
    auto* over = new QVBoxLayout(m_view->viewport());
    over->addWidget(m_empty);
    m_preview = new SqlEditor(nullptr);
    m_preview->setReadOnly(true);
    m_preview->setColors(theme.editor);
    m_preview->setPlaceholderText({});
    m_preview->setAccessibleName(tr("Text of the statement"));
    auto* halves = new QSplitter(Qt::Vertical);
    halves->addWidget(m_view);
    halves->addWidget(m_preview);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    halves->setChildrenCollapsible(false);

    m_notice = new QLabel;
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setObjectName(QStringLiteral("history.notice"));
    m_privateHere = new QCheckBox;
    m_privateHere->setObjectName(QStringLiteral("history.privateHere"));
    m_privateAll = new QCheckBox(tr("Record &nothing at all"));
    m_privateAll->setObjectName(QStringLiteral("history.privateAll"));
    m_open = new QPushButton(tr("&Open in a new tab"));
    m_insert = new QPushButton(tr("&Insert at the caret"));
    m_insert->setAutoDefault(false);
    m_remove = new QPushButton(tr("&Remove"));
    m_remove->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_privateHere);
    buttons->addWidget(m_privateAll);
    buttons->addStretch(1);
    buttons->addWidget(m_remove);
    buttons->addWidget(m_insert);
    buttons->addWidget(m_open);

    auto* lines = new QVBoxLayout(this);
    lines->addLayout(top);
    lines->addWidget(halves, 1);
    lines->addWidget(m_notice);
    lines->addLayout(buttons);
    m_open->setDefault(true);
}

void HistoryDialog::connectParts() {
    m_typed->installEventFilter(this);
    m_view->installEventFilter(this);
    connect(m_typed, &QLineEdit::textChanged, this, &HistoryDialog::search);
    connect(m_of, &QComboBox::currentIndexChanged, this, &HistoryDialog::search);
    connect(m_outcome, &QComboBox::currentIndexChanged, this, &HistoryDialog::search);
    connect(&m_list, &viewmodel::HistoryList::changed, this, &HistoryDialog::showFound);
    connect(&m_list, &viewmodel::HistoryList::failed, this, [this](const QString& why) {
        m_notice->setText(why);
        m_notice->setVisible(true);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryDialog::showChosen);
    connect(m_view, &QListView::doubleClicked, this, [this] { choose(true); });
    connect(m_open, &QPushButton::clicked, this, [this] { choose(true); });
    connect(m_insert, &QPushButton::clicked, this, [this] { choose(false); });
    connect(m_remove, &QPushButton::clicked, this, &HistoryDialog::removeChosen);
    connect(m_privateAll, &QCheckBox::clicked, this, [this](bool on) { m_list.setPrivate({}, on); });
    connect(m_privateHere, &QCheckBox::clicked, this, [this](bool on) { m_list.setPrivate(m_connection, on); });
}

void HistoryDialog::search() {
    viewmodel::HistoryFilter filter;
    filter.text = m_typed->text();
    filter.connection = m_of->currentData().toString();
    if (const int outcome = m_outcome->currentData().toInt(); outcome >= 0) {
        filter.outcome = static_cast<protocol::HistoryOutcome>(outcome);
    }
    m_rowToChoose = 0;
    m_list.setFilter(filter);
}

void HistoryDialog::showFound() {
    fillConnections();
    m_empty->setText(m_list.emptyText());
    m_empty->setVisible(!m_empty->text().isEmpty());
    QStringList told;
    for (const Notice& notice : m_list.notices()) {
        told.append(QString::fromStdString(notice.message));
    }
    m_notice->setText(told.join(u'\n'));
    m_notice->setVisible(!told.isEmpty());
    showPrivacy();
    if (!m_view->currentIndex().isValid() && m_list.rowCount() > 0) {
        m_view->setCurrentIndex(m_list.index(std::min(m_rowToChoose, m_list.rowCount() - 1)));
    }
    showChosen();
}

void HistoryDialog::fillConnections() {
    const QString chosen = m_of->currentData().toString();
    const QSignalBlocker quiet(m_of);
    m_of->clear();
    m_of->addItem(tr("All connections"), QString());
    for (const protocol::HistoryConnection& known : m_list.connections()) {
        const QString name = QString::fromStdString(known.name);
        m_of->addItem(viewmodel::shownName(name), name);
    }
    m_of->setCurrentIndex(std::max(m_of->findData(chosen), 0));
}

void HistoryDialog::showPrivacy() {
    const QString name = viewmodel::shownName(m_connection).replace(u'&', QStringLiteral("&&"));
    m_privateHere->setText(tr("Record nothing of %1").arg(name));
    m_privateHere->setVisible(!m_connection.isEmpty());
    m_privateHere->setChecked(m_list.isPrivate(m_connection));
    m_privateHere->setEnabled(!m_list.allPrivate());
    m_privateHere->setToolTip(m_list.allPrivate() ? tr("Nothing at all is recorded.")
                                                  : tr("What was recorded before stays until you remove it."));
    m_privateAll->setChecked(m_list.allPrivate());
}

void HistoryDialog::showChosen() {
    const int row = chosenRow();
    const bool any = row >= 0;
    for (QPushButton* button : {m_open, m_insert, m_remove}) {
        button->setEnabled(any);
    }
    if (any) {
        m_preview->setDialect(m_list.entry(row).dialect);
    }
    const QString text = any ? QString::fromStdString(m_list.entry(row).sql) : QString();
    if (text != m_preview->text()) {
        // Kept texts are far shorter than what an editor takes.
        if (const Result<void> set = m_preview->setText(text); !set) {
            m_preview->setPlainText({});
        }
    }
}

int HistoryDialog::chosenRow() const {
    const QModelIndex current = m_view->currentIndex();
    return current.isValid() && current.row() < m_list.rowCount() ? current.row() : -1;
}

void HistoryDialog::choose(bool inNewTab) {
    const int row = chosenRow();
    if (row < 0) {
        return;
    }
    const QString sql = QString::fromStdString(m_list.entry(row).sql);
    if (inNewTab) {
        Q_EMIT openChosen(sql);
    } else {
        Q_EMIT insertChosen(sql);
    }
    close();
}

void HistoryDialog::removeChosen() {
    std::vector<int> rows;
    const QModelIndexList selected = m_view->selectionModel()->selectedIndexes();
    rows.reserve(static_cast<std::size_t>(selected.size()));
    for (const QModelIndex& index : selected) {
        rows.push_back(index.row());
    }
    m_rowToChoose = rows.empty() ? 0 : *std::ranges::min_element(rows);
    m_list.remove(rows);
}

bool HistoryDialog::useKey(int key, Qt::KeyboardModifiers modifiers) {
    const Qt::KeyboardModifiers plain = modifiers & ~Qt::KeypadModifier;
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        choose(plain != Qt::ShiftModifier);
        return true;
    }
    return false;
}

bool HistoryDialog::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress) {
        return QDialog::eventFilter(watched, event);
    }
    auto* key = static_cast<QKeyEvent*>(event);
    if (useKey(key->key(), key->modifiers())) {
        return true;
    }
    const bool inView = watched == m_view;
    if (inView && key->key() == Qt::Key_Delete) {
        removeChosen();
        return true;
    }
    const bool moves = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->key() == Qt::Key_PageUp ||
                       key->key() == Qt::Key_PageDown;
    if (!inView && moves) {
        QCoreApplication::sendEvent(m_view, event);
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace dbv::ui
