// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPersistentModelIndex>
#include <QSortFilterProxyModel>
#include <QStringMatcher>

#include "viewmodel/schema_tree.h"

namespace dbv::ui {

/// The lines of the explorer that have a text in their name, with those that they stand below, and with all that stands
/// below a schema, a folder or a table of that name.
class ExplorerFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit ExplorerFilter(viewmodel::SchemaTree& tree, QObject* parent = nullptr);

    /// Forgets every line and begins anew: hundred thousands of lines that come and go one by one would take minutes.
    void setText(const QString& text);
    /// By its own name.
    [[nodiscard]] bool matches(const QModelIndex& source) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    [[nodiscard]] bool isBelowMatch(const QModelIndex& parent) const;

    viewmodel::SchemaTree& m_tree;
    QStringMatcher m_matcher;
};

} // namespace dbv::ui
