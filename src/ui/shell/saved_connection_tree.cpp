// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/saved_connection_tree.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <QAction>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>

#include "ui/shell/environment_paint.h"
#include "ui/shell/said_text.h"
#include "viewmodel/environment_text.h"

namespace dbv::ui {

namespace {

constexpr int kIndexRole = Qt::UserRole;
constexpr int kPathRole = Qt::UserRole + 1;
/// Folders that lie deeper are shown as one.
constexpr qsizetype kDeepestGroup = 8;
constexpr qsizetype kLongestCell = 300;

/// The folders of a group from the outside in, without empty ones.
QStringList foldersOf(const std::string& group) {
    QStringList folders;
    for (const QString& part : QString::fromStdString(group).split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        if (const QString folder = shortText(part, kLongestCell); !folder.isEmpty()) {
            if (folders.size() == kDeepestGroup) {
                folders.back() = shortText(folders.back() + QLatin1Char('/') + folder, kLongestCell);
            } else {
                folders.append(folder);
            }
        }
    }
    return folders;
}

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
    connect(this, &QTreeWidget::itemCollapsed, this,
            [this](const QTreeWidgetItem* item) { m_closed.insert(item->data(0, kPathRole).toString()); });
    connect(this, &QTreeWidget::itemExpanded, this,
            [this](const QTreeWidgetItem* item) { m_closed.erase(item->data(0, kPathRole).toString()); });
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
    const std::string name = before != nullptr ? before->name : std::string();
    const int place = before != nullptr ? static_cast<int>(before - m_shown.data()) : -1;
    m_shown = std::move(connections);
    fill();
    choose(name, place);
    updateGeometry();
}

void SavedConnectionTree::choose(const std::string& name, int place) {
    QTreeWidgetItem* inItsPlace = nullptr;
    for (QTreeWidgetItemIterator item(this); *item != nullptr; ++item) {
        const QVariant index = (*item)->data(0, kIndexRole);
        if (!index.isValid()) {
            continue;
        }
        if (m_shown[static_cast<std::size_t>(index.toInt())].name == name) {
            setCurrentItem(*item);
            return;
        }
        if (index.toInt() <= place) {
            inItsPlace = *item;
        }
    }
    if (inItsPlace != nullptr) {
        setCurrentItem(inItsPlace);
    }
}

void SavedConnectionTree::setTheme(const Theme& theme) {
    m_theme = theme;
    setConnections(std::vector(m_shown));
}

QTreeWidgetItem* SavedConnectionTree::groupItem(const std::string& group, std::map<QString, QTreeWidgetItem*>& groups) {
    QTreeWidgetItem* parent = invisibleRootItem();
    if (m_shape == Shape::List) {
        return parent;
    }
    QString path;
    for (const QString& folder : foldersOf(group)) {
        path += QLatin1Char('/') + folder;
        QTreeWidgetItem*& item = groups[path];
        if (item == nullptr) {
            item = new QTreeWidgetItem(parent, {folder});
            item->setData(0, kPathRole, path);
            item->setFirstColumnSpanned(true);
            item->setExpanded(!m_closed.contains(path));
        }
        parent = item;
    }
    return parent;
}

void SavedConnectionTree::fill() {
    const QSignalBlocker quiet(this);
    clear();
    std::map<QString, QTreeWidgetItem*> groups;
    if (m_shape == Shape::Groups) {
        // Folders come first, by their names, whatever the order of what is in them.
        std::vector<std::string> paths;
        paths.reserve(m_shown.size());
        std::ranges::transform(m_shown, std::back_inserter(paths), &protocol::SavedConnection::group);
        std::ranges::sort(paths, [](const std::string& one, const std::string& other) {
            return QString::fromStdString(one).compare(QString::fromStdString(other), Qt::CaseInsensitive) < 0;
        });
        for (const std::string& path : paths) {
            static_cast<void>(groupItem(path, groups));
        }
    }
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        auto* item = new QTreeWidgetItem(groupItem(m_shown[i].group, groups));
        item->setData(0, kIndexRole, static_cast<int>(i));
        showConnection(*item, m_shown[i]);
    }
}

void SavedConnectionTree::showConnection(QTreeWidgetItem& item, const protocol::SavedConnection& connection) {
    const QString name = shortText(QString::fromStdString(connection.name), kLongestCell);
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
    item.setText(0, m_shape == Shape::List ? listed : shown);
    item.setToolTip(0, plainToolTip(target));
    // A colour alone tells nothing to who does not see it.
    QStringList spoken{name};
    if (connection.favourite) {
        spoken << tr("favourite");
    }
    item.setData(0, Qt::AccessibleTextRole, (spoken + policy).join(QStringLiteral(", ")));
    if (m_shape == Shape::Groups) {
        item.setText(1, policy.join(QStringLiteral(", ")));
        item.setText(2, shortText(target, kLongestCell));
        item.setToolTip(2, plainToolTip(target));
    }
    // Without an environment there is room for a mark all the same, so that names stand beneath each other.
    const ColorPair none{Qt::transparent, Qt::transparent};
    const bool marked = connection.environment != protocol::Environment::None;
    item.setIcon(0, environmentMark(marked ? m_theme.of(static_cast<Environment>(connection.environment)) : none,
                                    devicePixelRatioF()));
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
        const protocol::SavedConnection kept = *connection;
        Q_EMIT chosen(kept);
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
        m_connections.markFavourite(connection->name, !connection->favourite);
    }
}

void SavedConnectionTree::remove() {
    if (const auto* connection = current()) {
        Q_EMIT removeRequested(QString::fromStdString(connection->name));
    }
}

} // namespace dbv::ui
