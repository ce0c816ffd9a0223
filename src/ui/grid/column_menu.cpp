// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/column_menu.h"

#include <QMenu>

#include "ui/grid/grid_table.h"

namespace dbv::ui {
namespace {

/// More would not fit a screen; "show all" has the rest.
constexpr int kMaxListed = 40;

[[nodiscard]] QString columnTitle(const GridTable& table, int logical) {
    QString title = table.model()->headerData(logical, Qt::Horizontal).toString();
    title.replace(QLatin1Char('&'), QStringLiteral("&&"));
    return title;
}

void addHiddenColumns(QMenu& menu, GridTable& table) {
    const viewmodel::ColumnLayout& layout = table.result()->layout();
    const int hidden = layout.count() - layout.shownCount();
    if (hidden == 0) {
        return;
    }
    menu.addSeparator();
    QMenu* show = menu.addMenu(GridTable::tr("Show column"));
    int listed = 0;
    for (int visual = 0; visual < layout.count() && listed < kMaxListed; ++visual) {
        const int logical = layout.logicalAt(visual);
        if (layout.isHidden(logical)) {
            show->addAction(columnTitle(table, logical), &table,
                            [&table, logical] { table.setColumnShown(logical, true); });
            ++listed;
        }
    }
    menu.addAction(GridTable::tr("Show all columns"), &table, [&table] {
        for (int logical = 0; logical < table.result()->columnCount(); ++logical) {
            if (table.result()->layout().isHidden(logical)) {
                table.setColumnShown(logical, true);
            }
        }
    });
}

} // namespace

QMenu* makeColumnMenu(GridTable& table, int logical) {
    auto* menu = new QMenu(&table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (logical >= 0) {
        const QString title = columnTitle(table, logical);
        menu->addAction(GridTable::tr("Fit width of %1").arg(title), &table,
                        [&table, logical] { table.fitColumn(logical); });
        QAction* hide = menu->addAction(GridTable::tr("Hide %1").arg(title), &table,
                                        [&table, logical] { table.setColumnShown(logical, false); });
        if (table.result()->layout().shownCount() == 1) {
            hide->setEnabled(false);
            hide->setToolTip(GridTable::tr("The last column that is shown stays."));
        }
    }
    addHiddenColumns(*menu, table);
    return menu;
}

} // namespace dbv::ui
