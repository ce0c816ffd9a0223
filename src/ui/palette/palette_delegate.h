// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include <QIcon>
#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace dbv::ui {

/// Paints a line of the palette: icon, text with the typed letters bold, what it belongs to with
/// the environment of its database, shortcut.
class PaletteDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// In the colours that the application has by then.
    explicit PaletteDelegate(QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintIcon(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                   const QRect& at) const;

    [[nodiscard]] QRect paintEnvironment(QPainter& painter, const QStyleOptionViewItem& option,
                                         const QModelIndex& index, const QRect& area) const;

    Theme m_theme;
    mutable std::map<QString, QIcon> m_icons;
};

} // namespace dbv::ui
