// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/saved_connection_tree.h"

#include <utility>

#include <QAction>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>

#include "ui/shell/environment_paint.h"
#include "viewmodel/environment_text.h"

namespace dbv::ui {

namespace {

constexpr int kIndexRole = Qt::UserRole;

} // namespace

SavedConnectionTree::SavedConnectionTree(viewmodel::ConnectionList& connections, Shape shape, QWidget* parent)
    : QTreeWidget(parent), m_connections(connections), m_shape(shape), m_theme(makeTheme(schemeOf(palette()))) {
    setAccessibleName(tr("Connections that are kept"));
    setHeaderLabels(shape == Shape::Groups ? QStringList{tr("Name"), tr("Environment"), tr("Target")}
                                           : QStringList{tr("Name")});
    setHeaderHidden(shape == Shape::List);
    setRootIsDecorated(shape == Shape::Groups);
    setTextElideMode(Qt::ElideMiddle);
    setUniformRowHeights(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    if (shape == Shape::Groups) {
        header()->setSectionResizeMode(0, QHeaderView::Interactive);
        header()->resizeSection(0, 240);
        header()->resizeSection(1, 170);
    }
    addVerb(tr("Connect"), {QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)}, &SavedConnectionTree::open);
    addVerb(tr("Change…"), {QKeySequence(Qt::Key_F2)}, &SavedConnectionTree::change);
    addVerb(tr("Duplicate…"), {QKeySequence(Qt::CTRL | Qt::Key_D)}, &SavedConnectionTree::duplicate);
    addVerb(tr("Favourite"), {QKeySequence(Qt::Key_Asterisk)}, &SavedConnectionTree::toggleFavourite);
    addVerb(tr("Remove…"), {QKeySequence(Qt::Key_Delete)}, &SavedConnectionTree::remove);
    if (shape == Shape::List) {
        // One click opens, as it does with what stands around this list.
        connect(this, &QTreeWidget::itemClicked, this, &SavedConnectionTree::open);
    } else {
        connect(this, &QTreeWidget::itemDoubleClicked, this, &SavedConnectionTree::open);
    }
}

void SavedConnectionTree::addVerb(const QString& text, const QList<QKeySequence>& keys, Verb verb) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, verb);
    addAction(action);
}

void SavedConnectionTree::setConnections(std::vector<protocol::SavedConnection> connections) {
    const protocol::SavedConnection* before = current();
    const std::string chosen = before != nullptr ? before->name : std::string();
    m_shown = std::move(connections);
    fill();
    for (QTreeWidgetItemIterator item(this); *item != nullptr; ++item) {
        const QVariant index = (*item)->data(0, kIndexRole);
        if (index.isValid() && m_shown[static_cast<std::size_t>(index.toInt())].name == chosen) {
            setCurrentItem(*item);
        }
    }
    updateGeometry();
}

void SavedConnectionTree::setTheme(const Theme& theme) {
    m_theme = theme;
    fill();
}

QTreeWidgetItem* SavedConnectionTree::groupItem(const QString& path, std::map<QString, QTreeWidgetItem*>& groups) {
    if (path.isEmpty() || m_shape == Shape::List) {
        return invisibleRootItem();
    }
    if (const auto known = groups.find(path); known != groups.end()) {
        return known->second;
    }
    QTreeWidgetItem* parent = groupItem(path.section(QLatin1Char('/'), 0, -2), groups);
    auto* item = new QTreeWidgetItem(parent, {path.section(QLatin1Char('/'), -1)});
    item->setFirstColumnSpanned(true);
    item->setExpanded(true);
    groups[path] = item;
    return item;
}

void SavedConnectionTree::fill() {
    clear();
    std::map<QString, QTreeWidgetItem*> groups;
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        const protocol::SavedConnection& connection = m_shown[i];
        const QString name = QString::fromStdString(connection.name);
        const QString target = viewmodel::targetText(connection.config, m_connections.connectors());
        const QString environment = viewmodel::environmentName(connection.environment);
        const bool readOnly = connection.config.safety == Safety::ReadOnly;
        QStringList policy;
        if (!environment.isEmpty()) {
            policy << environment;
        }
        if (readOnly) {
            policy << viewmodel::safetyName(Safety::ReadOnly);
        }
        const QString shown = (connection.favourite ? QStringLiteral("★ ") : QString()) + name;
        const QString listed = readOnly ? tr("%1 (read only)").arg(shown) : shown;
        auto* item = new QTreeWidgetItem(groupItem(QString::fromStdString(connection.group), groups));
        item->setText(0, m_shape == Shape::List ? listed : shown);
        item->setData(0, kIndexRole, static_cast<int>(i));
        item->setToolTip(0, target);
        if (m_shape == Shape::Groups) {
            item->setText(1, policy.join(QStringLiteral(", ")));
            item->setText(2, target);
        }
        if (connection.environment != protocol::Environment::None) {
            item->setIcon(
                0, environmentMark(m_theme.of(static_cast<Environment>(connection.environment)), devicePixelRatioF()));
        }
    }
}

QSize SavedConnectionTree::viewportSizeHint() const {
    const int rows = m_shape == Shape::List ? topLevelItemCount() : 1;
    return {QTreeWidget::viewportSizeHint().width(), rows > 0 ? rows * sizeHintForRow(0) : 0};
}

void SavedConnectionTree::contextMenuEvent(QContextMenuEvent* event) {
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

const protocol::SavedConnection* SavedConnectionTree::current() const {
    const QTreeWidgetItem* item = currentItem();
    const QVariant index = item != nullptr ? item->data(0, kIndexRole) : QVariant();
    return index.isValid() ? &m_shown[static_cast<std::size_t>(index.toInt())] : nullptr;
}

void SavedConnectionTree::chooseFirst() {
    for (QTreeWidgetItemIterator item(this); *item != nullptr; ++item) {
        if ((*item)->data(0, kIndexRole).isValid()) {
            setCurrentItem(*item);
            return;
        }
    }
}

void SavedConnectionTree::open() {
    if (const auto* connection = current()) {
        // What opens it may change the list.
        const protocol::ConnectionConfig config = connection->config;
        Q_EMIT chosen(config);
    }
}

void SavedConnectionTree::change() {
    if (const auto* connection = current()) {
        const protocol::SavedConnection kept = *connection;
        Q_EMIT changeRequested(kept);
    }
}

void SavedConnectionTree::duplicate() {
    if (const auto* connection = current()) {
        const protocol::SavedConnection kept = *connection;
        Q_EMIT duplicateRequested(kept);
    }
}

void SavedConnectionTree::toggleFavourite() {
    if (const auto* connection = current()) {
        protocol::SavedConnection changed = *connection;
        changed.favourite = !changed.favourite;
        m_connections.save(changed);
    }
}

void SavedConnectionTree::remove() {
    if (const auto* connection = current()) {
        Q_EMIT removeRequested(QString::fromStdString(connection->name));
    }
}

} // namespace dbv::ui
