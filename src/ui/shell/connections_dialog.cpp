// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connections_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/saved_connection_tree.h"
#include "viewmodel/connection_order.h"

namespace dbv::ui {

namespace {

constexpr QSize kConnectionsSize(760, 520);

} // namespace

ConnectionsDialog::ConnectionsDialog(viewmodel::ConnectionList& connections, const Theme& theme, QWidget* parent)
    : QDialog(parent),
      m_connections(connections),
      m_filter(new QLineEdit),
      m_order(new QComboBox),
      m_tree(new SavedConnectionTree(connections, SavedConnectionTree::Shape::Groups)),
      m_empty(new QLabel) {
    setWindowTitle(tr("Connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    resizeWithinScreen(*this, kConnectionsSize);
    m_tree->setTheme(theme);
    m_filter->setPlaceholderText(tr("Search by name, group, environment or host"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Search"));
    m_filter->installEventFilter(this);
    m_tree->installEventFilter(this);
    auto* search = new QShortcut(QKeySequence::Find, this);
    connect(search, &QShortcut::activated, this, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });
    m_order->setAccessibleName(tr("Order"));
    m_order->addItem(tr("by name"), static_cast<int>(viewmodel::ConnectionOrder::ByName));
    m_order->addItem(tr("by last use"), static_cast<int>(viewmodel::ConnectionOrder::ByUse));
    m_order->addItem(tr("by environment"), static_cast<int>(viewmodel::ConnectionOrder::ByEnvironment));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    auto* top = new QHBoxLayout;
    top->addWidget(m_filter, 1);
    top->addWidget(m_order);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    const auto addButton = [this, buttons](const QString& text, void (ConnectionsDialog::*wanted)()) {
        QPushButton* button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, wanted);
    };
    addButton(tr("&New…"), &ConnectionsDialog::newRequested);
    addButton(tr("&Import…"), &ConnectionsDialog::importRequested);
    addButton(tr("&Export…"), &ConnectionsDialog::exportRequested);
    addButton(tr("Stored &passwords…"), &ConnectionsDialog::secretsRequested);
    auto* lines = new QVBoxLayout(this);
    lines->addLayout(top);
    lines->addWidget(m_tree, 1);
    lines->addWidget(m_empty, 1);
    auto* keys =
        new QLabel(tr("Type to search. Enter connects, F2 changes, Ctrl+D copies, * marks a favourite, Del removes."));
    keys->setWordWrap(true);
    lines->addWidget(keys);
    lines->addWidget(buttons);
    connect(&connections, &viewmodel::ConnectionList::savedChanged, this, &ConnectionsDialog::update);
    connect(&connections, &viewmodel::ConnectionList::connectorsChanged, this, &ConnectionsDialog::update);
    connect(m_filter, &QLineEdit::textChanged, this, &ConnectionsDialog::update);
    connect(m_order, &QComboBox::activated, this, &ConnectionsDialog::update);
    connect(m_tree, &SavedConnectionTree::chosen, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    orderTabs(*this);
    update();
    m_tree->setFocus();
}

void ConnectionsDialog::update() {
    const auto order = static_cast<viewmodel::ConnectionOrder>(m_order->currentData().toInt());
    m_tree->setConnections(
        viewmodel::arranged(m_connections.saved(), m_connections.connectors(), m_filter->text(), order));
    if (m_tree->current() == nullptr) {
        m_tree->chooseFirst();
    }
    const bool none = m_connections.saved().empty();
    m_empty->setText(none ? tr("No connection is kept yet. A new one that is given a name is kept here; those of "
                               "another program can be imported.")
                          : tr("No connection is called so."));
    // The keyboard is nowhere when what it was on goes.
    const bool hadKeyboard = m_tree->hasFocus();
    m_tree->setVisible(m_tree->connectionCount() > 0);
    if (hadKeyboard && m_tree->isHidden()) {
        m_filter->setFocus();
    }
    m_empty->setVisible(m_tree->connectionCount() == 0);
}

bool ConnectionsDialog::isSearchText(const QKeyEvent& key) {
    const bool alone = !key.modifiers().testAnyFlags(Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    const QString text = key.text();
    return alone && !text.isEmpty() && text.at(0).isPrint() && key.key() != Qt::Key_Space;
}

bool ConnectionsDialog::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (isSearchText(*key)) {
            m_filter->setFocus();
            m_filter->end(false);
            m_filter->insert(key->text());
            return true;
        }
    }
    // From the search line the list is used without leaving it.
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int code = key->key();
        if (code == Qt::Key_Down || code == Qt::Key_Up || code == Qt::Key_PageDown || code == Qt::Key_PageUp) {
            QCoreApplication::sendEvent(m_tree, event);
            return true;
        }
        if (code == Qt::Key_Return || code == Qt::Key_Enter) {
            if (const protocol::SavedConnection* connection = m_tree->current()) {
                const protocol::SavedConnection kept = *connection;
                Q_EMIT m_tree->chosen(kept);
            }
            return true;
        }
        // Those of the list's keys that write nothing and delete nothing here.
        const QKeySequence pressed(key->keyCombination());
        if (pressed == QKeySequence(Qt::Key_F2) || pressed == QKeySequence(Qt::CTRL | Qt::Key_D)) {
            for (QAction* verb : m_tree->actions()) {
                if (verb->shortcuts().contains(pressed)) {
                    verb->trigger();
                    return true;
                }
            }
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace dbv::ui
