// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace dbv::ui {

/// Paints a proposal: the letter of its kind, its text with the typed letters bold, its detail at the right.
class CompletionDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setColors(const EditorColors& colors) { m_colors = colors; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The width is what all of it takes.
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    [[nodiscard]] QColor colorOf(const QString& letter) const;

    EditorColors m_colors;
};

} // namespace dbv::ui
