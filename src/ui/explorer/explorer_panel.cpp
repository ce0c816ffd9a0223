// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_panel.h"

#include <memory>
#include <utility>

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/explorer/explorer_delegate.h"
#include "ui/explorer/explorer_filter.h"
#include "ui/keys/own_escape.h"

namespace dbv::ui {

namespace {

constexpr int kLeastLetters = 22;

} // namespace

ExplorerPanel::ExplorerPanel(bus::CommandBus& bus, viewmodel::ConnectionList& connections, QWidget* parent)
    : QWidget(parent),
      m_tree(new viewmodel::SchemaTree(bus, connections, this)),
      m_filtered(new ExplorerFilter(*m_tree, this)),
      m_filter(new QLineEdit),
      m_view(new QTreeView),
      m_empty(new QLabel),
      m_delegate(new ExplorerDelegate(this)) {
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter the explorer"));
    m_filter->installEventFilter(this);
    m_view->installEventFilter(this);
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
    // Names and their marks can be told apart, and no window keeps a slit.
    setMinimumWidth(fontMetrics().averageCharWidth() * kLeastLetters);
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
    showModel(*m_tree);
    connect(m_tree, &viewmodel::SchemaTree::foundMore, this, &ExplorerPanel::openMatches);
}

void ExplorerPanel::showModel(QAbstractItemModel& model) {
    if (m_view->model() == &model) {
        return;
    }
    const std::unique_ptr<QItemSelectionModel> before(m_view->selectionModel());
    m_view->setModel(&model);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ExplorerPanel::currentChanged);
}

QModelIndex ExplorerPanel::sourceOf(const QModelIndex& line) const {
    return line.model() == m_filtered ? m_filtered->mapToSource(line) : line;
}

QModelIndex ExplorerPanel::lineOf(const QModelIndex& source) const {
    return m_view->model() == m_filtered ? m_filtered->mapFromSource(source) : source;
}

void ExplorerPanel::showLoaded(const QModelIndex& index) {
    const viewmodel::SchemaNodeKind kind = m_tree->place(index).kind;
    if (kind != viewmodel::SchemaNodeKind::Database) {
        return;
    }
    m_view->expand(lineOf(index));
    // The first schema is the one that names without a schema mean. Of many without such a one none is opened.
    const QModelIndex first = m_tree->index(0, 0, index);
    const QModelIndex second = m_tree->index(1, 0, index);
    const bool isOnly = !second.isValid() || m_tree->kind(second) != viewmodel::SchemaNodeKind::Schema;
    if (first.isValid() && m_tree->kind(first) == viewmodel::SchemaNodeKind::Schema &&
        (isOnly || m_tree->isDefaultSchema(first))) {
        m_view->expand(lineOf(first));
        // The view itself would read it no earlier than it is painted.
        if (m_tree->canFetchMore(first)) {
            m_tree->fetchMore(first);
        }
    }
}

void ExplorerPanel::filterBy(const QString& text) {
    const bool isFiltered = !text.isEmpty();
    const bool changes = std::exchange(m_isFiltered, isFiltered) != isFiltered;
    if (changes && isFiltered) {
        m_openUnfiltered.clear();
        keepOpen({});
    }
    const QPersistentModelIndex current(sourceOf(m_view->currentIndex()));
    m_tree->lookFor(text);
    if (isFiltered) {
        m_filtered->setText(text);
        showModel(*m_filtered);
        openMatches();
    } else {
        // Without a filter nothing stands between the tree and its view: each line costs time there.
        showModel(*m_tree);
        m_filtered->setText(text);
        openAgain();
    }
    if (const QModelIndex shown = lineOf(current); shown.isValid()) {
        m_view->setCurrentIndex(shown);
        m_view->scrollTo(shown);
    }
    // Lines that begin anew say nothing of the one that was chosen.
    Q_EMIT currentChanged();
    updateEmptyText();
}

void ExplorerPanel::openMatches() {
    constexpr int kMostOpened = 300;
    if (m_isFiltered) {
        openMatchesBelow({}, kMostOpened);
        updateEmptyText();
    }
}

int ExplorerPanel::openMatchesBelow(const QModelIndex& within, int most) {
    for (int row = 0; row < m_filtered->rowCount(within) && most > 0; ++row) {
        const QModelIndex line = m_filtered->index(row, 0, within);
        const QModelIndex source = m_filtered->mapToSource(line);
        const viewmodel::SchemaNodeKind kind = m_tree->kind(source);
        // What matches by itself is what was looked for; it is opened by who wants to see more.
        const bool isAbove = kind == viewmodel::SchemaNodeKind::Database || !m_filtered->matches(source);
        if (!isAbove || m_tree->rowCount(source) == 0 || m_filtered->rowCount(line) == 0) {
            continue;
        }
        m_view->expand(line);
        most = openMatchesBelow(line, most - 1);
    }
    return most;
}

void ExplorerPanel::keepOpen(const QModelIndex& within) {
    for (int row = 0; row < m_tree->rowCount(within); ++row) {
        const QModelIndex line = m_tree->index(row, 0, within);
        if (m_view->isExpanded(line)) {
            m_openUnfiltered.append(QPersistentModelIndex(line));
            keepOpen(line);
        }
    }
}

void ExplorerPanel::openAgain() {
    m_view->collapseAll();
    for (const QPersistentModelIndex& line : std::exchange(m_openUnfiltered, {})) {
        if (line.isValid()) {
            m_view->expand(line);
        }
    }
}

void ExplorerPanel::updateEmptyText() {
    const bool none = m_tree->rowCount({}) == 0;
    const bool empty = m_isFiltered ? m_filtered->rowCount() == 0 : none;
    m_empty->setText(none ? tr("No database is open. Open the sample, a file or a connection, or drop a file here.")
                          : tr("Nothing here matches \"%1\".").arg(m_filter->text()));
    m_empty->setVisible(empty);
    m_view->setVisible(!empty);
}

void ExplorerPanel::focusFilter() {
    m_filter->setFocus();
    m_filter->selectAll();
}

bool ExplorerPanel::reveal(ConnectionId connection, const ObjectPath& path, bool isRoutine) {
    if (const QModelIndex found = m_tree->find(connection, path, isRoutine); found.isValid()) {
        revealSource(found);
        return true;
    }
    const QModelIndex schema = m_tree->find(connection, {.schema = path.schema}, false);
    if (!schema.isValid() || !m_tree->canFetchMore(schema)) {
        return false;
    }
    // Told for each part of the schema; the first that has the line ends it.
    auto* once = new QObject(this);
    connect(m_tree, &viewmodel::SchemaTree::loaded, once, [this, once, connection, path, isRoutine] {
        const QModelIndex found = m_tree->find(connection, path, isRoutine);
        if (found.isValid()) {
            once->deleteLater();
            revealSource(found);
        }
    });
    m_tree->fetchMore(schema);
    return true;
}

void ExplorerPanel::revealSource(const QModelIndex& source) {
    const QPersistentModelIndex kept(source);
    // A filter would hide it.
    m_filter->clear();
    for (QModelIndex above = kept.parent(); above.isValid(); above = above.parent()) {
        m_view->expand(lineOf(above));
    }
    m_view->setCurrentIndex(lineOf(kept));
    m_view->scrollTo(lineOf(kept), QAbstractItemView::PositionAtCenter);
    m_view->setFocus();
}

bool ExplorerPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_filter && !m_filter->text().isEmpty() && claimEscape(*event)) {
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (watched == m_filter && useFilterKey(key)) {
            return true;
        }
        if (watched == m_view && key == Qt::Key_F4) {
            Q_EMIT definitionRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool ExplorerPanel::useFilterKey(int key) {
    if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
        m_view->setFocus();
        const QModelIndex match = m_isFiltered ? firstMatch({}) : QModelIndex();
        if (match.isValid()) {
            m_view->setCurrentIndex(match);
            m_view->scrollTo(match);
            if (key != Qt::Key_Down) {
                activate(match);
            }
        } else if (!m_view->currentIndex().isValid()) {
            m_view->setCurrentIndex(m_view->model()->index(0, 0));
        }
        return true;
    }
    if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    return false;
}

QModelIndex ExplorerPanel::firstMatch(const QModelIndex& within) const {
    for (int row = 0; row < m_filtered->rowCount(within); ++row) {
        const QModelIndex line = m_filtered->index(row, 0, within);
        const QModelIndex source = m_filtered->mapToSource(line);
        const viewmodel::SchemaNodeKind kind = m_tree->kind(source);
        const bool isRoom = kind == viewmodel::SchemaNodeKind::Database || kind == viewmodel::SchemaNodeKind::Server ||
                            kind == viewmodel::SchemaNodeKind::Folder;
        if (!isRoom && m_filtered->matches(source)) {
            return line;
        }
        if (const QModelIndex below = m_view->isExpanded(line) ? firstMatch(line) : QModelIndex(); below.isValid()) {
            return below;
        }
    }
    return {};
}

viewmodel::SchemaPlace ExplorerPanel::currentPlace() const {
    return m_tree->place(sourceOf(m_view->currentIndex()));
}

QString ExplorerPanel::currentName() const {
    const QModelIndex source = sourceOf(m_view->currentIndex());
    return source.isValid() ? m_tree->text(source) : QString();
}

void ExplorerPanel::activate(const QModelIndex& index) {
    const viewmodel::SchemaPlace place = m_tree->place(sourceOf(index));
    const bool opens = viewmodel::hasDefinition(place) && place.kind != viewmodel::SchemaNodeKind::Schema;
    if (opens) {
        Q_EMIT openRequested(place);
    } else {
        m_view->setExpanded(index, !m_view->isExpanded(index));
    }
}

void ExplorerPanel::openMenu(QPoint position) {
    Q_EMIT menuRequested(m_view->viewport()->mapToGlobal(position));
}

void ExplorerPanel::setTheme(const Theme& theme) {
    m_delegate->setTheme(theme);
    m_view->viewport()->update();
}

} // namespace dbv::ui
