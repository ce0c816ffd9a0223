// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_panel.h"

#include <utility>

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/explorer/explorer_delegate.h"
#include "ui/keys/own_escape.h"

namespace dbv::ui {

ExplorerPanel::ExplorerPanel(bus::CommandBus& bus, viewmodel::ConnectionList& connections, QWidget* parent)
    : QWidget(parent),
      m_tree(new viewmodel::SchemaTree(bus, connections, this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit),
      m_view(new QTreeView),
      m_empty(new QLabel),
      m_delegate(new ExplorerDelegate(this)) {
    m_filtered->setSourceModel(m_tree);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setAutoAcceptChildRows(true);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter the explorer"));
    m_filter->installEventFilter(this);
    m_view->setModel(m_filtered);
    m_view->setItemDelegate(m_delegate);
    m_view->setHeaderHidden(true);
    // Every line is as high as the first: with thousands of tables nothing is measured.
    m_view->setUniformRowHeights(true);
    m_view->setAccessibleName(tr("Explorer"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setExpandsOnDoubleClick(false);
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(4, 4, 4, 0);
    lines->addWidget(m_filter);
    lines->addWidget(m_view, 1);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_empty->setContentsMargins(4, 8, 4, 0);
    lines->addWidget(m_empty, 1);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_filtered, signal, this, &ExplorerPanel::updateEmptyText);
    }
    // What is filtered goes before the tree itself has let go of it.
    connect(m_tree, &QAbstractItemModel::rowsRemoved, this, &ExplorerPanel::updateEmptyText);
    connect(m_filtered, &QAbstractItemModel::modelReset, this, &ExplorerPanel::updateEmptyText);
    updateEmptyText();
    connect(m_tree, &viewmodel::SchemaTree::loaded, this, &ExplorerPanel::showLoaded);
    connect(m_filter, &QLineEdit::textChanged, this, &ExplorerPanel::filterBy);
    connect(m_view, &QTreeView::activated, this, &ExplorerPanel::activate);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &ExplorerPanel::openMenu);
}

void ExplorerPanel::showLoaded(const QModelIndex& index) {
    const viewmodel::SchemaNodeKind kind = m_tree->place(index).kind;
    if (kind != viewmodel::SchemaNodeKind::Database) {
        return;
    }
    m_view->expand(m_filtered->mapFromSource(index));
    // The first schema is the one that names without a schema mean.
    const QModelIndex first = m_tree->index(0, 0, index);
    if (first.isValid() && m_tree->place(first).kind == viewmodel::SchemaNodeKind::Schema) {
        m_view->expand(m_filtered->mapFromSource(first));
    }
}

void ExplorerPanel::filterBy(const QString& text) {
    const bool isFiltered = !text.isEmpty();
    const bool changes = std::exchange(m_isFiltered, isFiltered) != isFiltered;
    if (changes && isFiltered) {
        m_openUnfiltered.clear();
        keepOpen({});
    }
    m_filtered->setFilterFixedString(text);
    if (changes && !isFiltered) {
        openAgain();
    }
    updateEmptyText();
}

void ExplorerPanel::keepOpen(const QModelIndex& within) {
    for (int row = 0; row < m_filtered->rowCount(within); ++row) {
        const QModelIndex line = m_filtered->index(row, 0, within);
        if (m_view->isExpanded(line)) {
            m_openUnfiltered.append(QPersistentModelIndex(m_filtered->mapToSource(line)));
            keepOpen(line);
        }
    }
}

void ExplorerPanel::openAgain() {
    for (const QPersistentModelIndex& line : std::exchange(m_openUnfiltered, {})) {
        if (line.isValid()) {
            m_view->expand(m_filtered->mapFromSource(line));
        }
    }
    m_view->scrollTo(m_view->currentIndex());
}

void ExplorerPanel::updateEmptyText() {
    const bool none = m_tree->rowCount({}) == 0;
    const bool empty = m_filtered->rowCount() == 0;
    m_empty->setText(none ? tr("No database is open. Open the sample, a file or a connection, or drop a file here.")
                          : tr("Nothing here matches \"%1\".").arg(m_filter->text()));
    m_empty->setVisible(empty);
    m_view->setVisible(!empty);
}

void ExplorerPanel::focusFilter() {
    m_filter->setFocus();
    m_filter->selectAll();
}

bool ExplorerPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_filter && !m_filter->text().isEmpty() && claimEscape(*event)) {
        return true;
    }
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_view->setFocus();
            if (!m_view->currentIndex().isValid()) {
                m_view->setCurrentIndex(m_filtered->index(0, 0));
            }
            return true;
        }
        if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ExplorerPanel::activate(const QModelIndex& index) {
    const viewmodel::SchemaPlace place = m_tree->place(m_filtered->mapToSource(index));
    if (place.kind == viewmodel::SchemaNodeKind::Object) {
        Q_EMIT browseRequested(place.connection, place.path);
    } else {
        m_view->setExpanded(index, !m_view->isExpanded(index));
    }
}

void ExplorerPanel::openMenu(QPoint position) {
    const QModelIndex index = m_view->indexAt(position);
    const viewmodel::SchemaPlace place = m_tree->place(m_filtered->mapToSource(index));
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (place.kind == viewmodel::SchemaNodeKind::Object) {
        menu->addAction(tr("Show rows"), this, [this, place] { Q_EMIT browseRequested(place.connection, place.path); });
    }
    if (index.isValid()) {
        const QString name = index.data().toString();
        menu->addAction(tr("Copy name"), this, [name] { QApplication::clipboard()->setText(name); });
    }
    menu->addAction(tr("Refresh"), this, &ExplorerPanel::refresh);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void ExplorerPanel::updateIcons() {
    m_delegate->forgetIcons();
    m_view->viewport()->update();
}

} // namespace dbv::ui
