// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace dbv::ui {

/// Paints a statement of the history in two lines: its beginning, and below it when, where and how it went, with a mark at
/// the left for how it ended.
class HistoryDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    HistoryDelegate(const EditorColors& colors, QObject* parent) : QStyledItemDelegate(parent), m_colors(colors) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    EditorColors m_colors;
};

} // namespace dbv::ui
