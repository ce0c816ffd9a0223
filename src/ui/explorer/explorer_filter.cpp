// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_filter.h"

namespace dbv::ui {

using viewmodel::SchemaNodeKind;

ExplorerFilter::ExplorerFilter(viewmodel::SchemaTree& tree, QObject* parent)
    : QSortFilterProxyModel(parent), m_tree(tree) {
    m_matcher.setCaseSensitivity(Qt::CaseInsensitive);
    setRecursiveFilteringEnabled(true);
    setSourceModel(&tree);
}

void ExplorerFilter::setText(const QString& text) {
    setSourceModel(nullptr);
    m_matcher.setPattern(text);
    setSourceModel(&m_tree);
}

bool ExplorerFilter::matches(const QModelIndex& source) const {
    return m_matcher.indexIn(m_tree.text(source)) >= 0;
}

bool ExplorerFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    return m_matcher.pattern().isEmpty() || matches(m_tree.index(row, 0, parent)) || isBelowMatch(parent);
}

bool ExplorerFilter::isBelowMatch(const QModelIndex& parent) const {
    for (QModelIndex above = parent; above.isValid(); above = above.parent()) {
        const SchemaNodeKind kind = m_tree.kind(above);
        // A connection is named like half of what is in it, and "Server" like nothing.
        if (kind != SchemaNodeKind::Database && kind != SchemaNodeKind::Server && matches(above)) {
            return true;
        }
    }
    return false;
}

} // namespace dbv::ui
