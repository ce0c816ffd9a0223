// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"
#include "viewmodel/schema_tree.h"

class QLabel;
class QLineEdit;
class QTreeView;

namespace dbv::ui {

class ExplorerDelegate;
class ExplorerFilter;

/// The tree of open databases, with a line to filter it.
class ExplorerPanel final : public QWidget {
    Q_OBJECT

public:
    ExplorerPanel(bus::CommandBus& bus, viewmodel::ConnectionList& connections, QWidget* parent = nullptr);

    [[nodiscard]] viewmodel::SchemaTree& tree() { return *m_tree; }
    [[nodiscard]] QTreeView& view() const { return *m_view; }
    void focusFilter();
    /// Goes to the line of an object that holds rows, or of a routine. Where its schema was not read yet, that is begun, and this line
    /// is gone to when it is there. False where the explorer has neither.
    [[nodiscard]] bool reveal(ConnectionId connection, const ObjectPath& path, bool isRoutine);
    void refresh() { m_tree->refresh(); }
    void setTheme(const Theme& theme);
    void setShowsSystem(bool shows) { m_tree->setShowsSystem(shows); }
    /// Where the keyboard is; a notice when it is nowhere.
    [[nodiscard]] viewmodel::SchemaPlace currentPlace() const;
    [[nodiscard]] QString currentName() const;

Q_SIGNALS:
    /// The user has pressed Enter on an object, or double-clicked it.
    void openRequested(const dbv::viewmodel::SchemaPlace& place);
    /// Of the current object.
    void definitionRequested();
    void menuRequested(const QPoint& place);
    void currentChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// Lets the view show all lines, or those that are filtered.
    void showModel(QAbstractItemModel& model);
    void revealSource(const QModelIndex& source);
    [[nodiscard]] QModelIndex sourceOf(const QModelIndex& line) const;
    [[nodiscard]] QModelIndex lineOf(const QModelIndex& source) const;
    void showLoaded(const QModelIndex& index);
    void filterBy(const QString& text);
    void activate(const QModelIndex& index);
    void openMenu(QPoint position);
    [[nodiscard]] bool useFilterKey(int key);
    /// The first line by whose own name the filter lets it through; a folder is only a place to look in.
    [[nodiscard]] QModelIndex firstMatch(const QModelIndex& within) const;
    /// Opens what is above lines that match, as far as it was read.
    void openMatches();
    int openMatchesBelow(const QModelIndex& within, int most);
    /// Remembers what is open before a filter closes it, and opens it again when the filter has gone.
    void keepOpen(const QModelIndex& within);
    void openAgain();
    /// Says what to do while there is nothing to show.
    void updateEmptyText();

    viewmodel::SchemaTree* m_tree;
    ExplorerFilter* m_filtered;
    QLineEdit* m_filter;
    QTreeView* m_view;
    QLabel* m_empty;
    ExplorerDelegate* m_delegate;
    bool m_isFiltered = false;
    QList<QPersistentModelIndex> m_openUnfiltered;
};

} // namespace dbv::ui
