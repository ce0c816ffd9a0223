// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include <QIcon>
#include <QStyledItemDelegate>

namespace dbv::ui {

/// Paints a line of the explorer: icon, name, and what stands beside it in a calmer colour.
class ExplorerDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Icons are made again, in the palette's colours.
    void forgetIcons() { m_icons.clear(); }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    mutable std::map<QString, QIcon> m_icons;
};

} // namespace dbv::ui
