// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/saved_connection_list.h"

#include <utility>

#include <QAction>
#include <QContextMenuEvent>
#include <QMenu>

namespace dbv::ui {

SavedConnectionList::SavedConnectionList(QWidget* parent) : QListWidget(parent) {
    setAccessibleName(tr("Connections that are kept"));
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    addVerb(tr("Connect"), {QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)}, &SavedConnectionList::open);
    addVerb(tr("Change…"), {QKeySequence(Qt::Key_F2)}, &SavedConnectionList::change);
    addVerb(tr("Remove…"), {QKeySequence(Qt::Key_Delete)}, &SavedConnectionList::remove);
    // One click opens, as it does with what stands around this list.
    connect(this, &QListWidget::itemClicked, this, &SavedConnectionList::open);
}

void SavedConnectionList::addVerb(const QString& text, const QList<QKeySequence>& keys, Verb verb) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, verb);
    addAction(action);
}

void SavedConnectionList::setConnections(std::vector<protocol::SavedConnection> connections) {
    m_shown = std::move(connections);
    clear();
    for (const protocol::SavedConnection& connection : m_shown) {
        const QString name = QString::fromStdString(connection.name);
        const bool readOnly = connection.config.safety == Safety::ReadOnly;
        auto* item = new QListWidgetItem(readOnly ? tr("%1 (read only)").arg(name) : name, this);
        item->setToolTip(QString::fromStdString(connection.config.url));
    }
}

void SavedConnectionList::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Mouse) {
        setCurrentItem(itemAt(event->pos()));
    }
    if (current() == nullptr) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    menu->popup(event->globalPos());
}

const protocol::SavedConnection* SavedConnectionList::current() const {
    return currentRow() >= 0 ? &m_shown[static_cast<std::size_t>(currentRow())] : nullptr;
}

void SavedConnectionList::open() {
    if (const auto* connection = current()) {
        // What opens it may change the list.
        const protocol::ConnectionConfig config = connection->config;
        Q_EMIT chosen(config);
    }
}

void SavedConnectionList::change() {
    if (const auto* connection = current()) {
        const protocol::SavedConnection kept = *connection;
        Q_EMIT changeRequested(kept);
    }
}

void SavedConnectionList::remove() {
    if (const auto* connection = current()) {
        Q_EMIT removeRequested(QString::fromStdString(connection->name));
    }
}

} // namespace dbv::ui
