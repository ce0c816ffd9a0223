// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include <QIcon>
#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace dbv::ui {

/// Paints a line of the explorer: icon, name, the environment of a database in its colours, and what stands beside it in a
/// calmer colour.
class ExplorerDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Icons are made again, in the palette's colours.
    void setTheme(const Theme& theme);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    /// It has an environment.
    [[nodiscard]] static bool isMarked(const QModelIndex& index);
    /// Gives back what is left of the place.
    [[nodiscard]] QRect paintEnvironment(QPainter& painter, const QStyleOptionViewItem& option, const QRect& place,
                                         const QModelIndex& index) const;

    mutable std::map<QString, QIcon> m_icons;
    Theme m_theme = makeTheme(ColorScheme::Light);
};

} // namespace dbv::ui
