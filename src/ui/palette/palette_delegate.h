// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include <QIcon>
#include <QStyledItemDelegate>

namespace dbv::ui {

/// Paints a line of the palette: icon, text with the typed letters bold, what it belongs to, shortcut.
class PaletteDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintIcon(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                   const QRect& at) const;

    mutable std::map<QString, QIcon> m_icons;
};

} // namespace dbv::ui
