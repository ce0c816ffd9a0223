// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <QTreeWidget>

#include "ui/theme/theme.h"
#include "viewmodel/connection_list.h"

namespace dbv::ui {

/// The connections that are kept. Enter opens one, F2 changes it, Ctrl+D makes another like it, Del removes it; the menu
/// says so.
class SavedConnectionTree final : public QTreeWidget {
    Q_OBJECT

public:
    enum class Shape : std::uint8_t {
        List, ///< without groups; a click opens
        Groups
    };

    SavedConnectionTree(viewmodel::ConnectionList& connections, Shape shape, QWidget* parent = nullptr);
    /// Shows them in this order; what was chosen stays chosen.
    void setConnections(std::vector<protocol::SavedConnection> connections);
    void setTheme(const Theme& theme);
    [[nodiscard]] const protocol::SavedConnection* current() const;
    void chooseFirst();
    [[nodiscard]] int connectionCount() const { return static_cast<int>(m_shown.size()); }

Q_SIGNALS:
    void chosen(const dbv::protocol::SavedConnection& connection);
    void changeRequested(const dbv::protocol::SavedConnection& connection);
    void duplicateRequested(const dbv::protocol::SavedConnection& connection);
    void removeRequested(const QString& name);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    [[nodiscard]] QSize viewportSizeHint() const override;

private:
    using Verb = void (SavedConnectionTree::*)();

    /// A key of this list, and the same in its menu.
    void addVerb(const QString& text, const QList<QKeySequence>& keys, Verb verb);
    [[nodiscard]] QTreeWidgetItem* groupItem(const std::string& group, std::map<QString, QTreeWidgetItem*>& groups);
    void fill();
    void showConnection(QTreeWidgetItem& item, const protocol::SavedConnection& connection);
    /// Goes to this connection, or to the one in its place when it has gone.
    void choose(const std::string& name, int place);
    void open();
    void change();
    void duplicate();
    void toggleFavourite();
    void remove();

    viewmodel::ConnectionList& m_connections;
    Shape m_shape;
    Theme m_theme;
    std::vector<protocol::SavedConnection> m_shown;
    /// The paths of the groups that were closed.
    std::set<QString> m_closed;
};

} // namespace dbv::ui
