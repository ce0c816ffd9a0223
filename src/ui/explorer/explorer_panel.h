// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "viewmodel/schema_tree.h"

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace dbv::ui {

class ExplorerDelegate;

/// The tree of open databases, with a line to filter it.
class ExplorerPanel final : public QWidget {
    Q_OBJECT

public:
    ExplorerPanel(bus::CommandBus& bus, viewmodel::ConnectionList& connections, QWidget* parent = nullptr);

    [[nodiscard]] const viewmodel::SchemaTree& tree() const { return *m_tree; }
    [[nodiscard]] QTreeView& view() const { return *m_view; }
    void focusFilter();
    void refresh() { m_tree->refresh(); }
    void updateIcons();

Q_SIGNALS:
    /// The user wants to see the rows of a table or view.
    void browseRequested(dbv::ConnectionId connection, const dbv::ObjectPath& path);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showLoaded(const QModelIndex& index);
    void filterBy(const QString& text);
    void activate(const QModelIndex& index);
    void openMenu(QPoint position);
    /// Remembers what is open before a filter closes it, and opens it again when the filter has gone.
    void keepOpen(const QModelIndex& within);
    void openAgain();
    /// Says what to do while there is nothing to show.
    void updateEmptyText();

    viewmodel::SchemaTree* m_tree;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_filter;
    QTreeView* m_view;
    QLabel* m_empty;
    ExplorerDelegate* m_delegate;
    bool m_isFiltered = false;
    QList<QPersistentModelIndex> m_openUnfiltered;
};

} // namespace dbv::ui
