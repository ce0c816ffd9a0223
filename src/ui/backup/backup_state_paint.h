// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "ui/theme/theme.h"
#include "viewmodel/backup_words.h"

namespace dbv::ui {

/// The colours of a state's word. Green is what was proved, and nothing else.
[[nodiscard]] ColorPair backupStateColors(ColorScheme scheme, protocol::BackupState state);

/// Paints the word of a state upon its colour, at the left of a rectangle.
void paintBackupState(QPainter& painter, const QRect& area, const QFont& font, const QString& word,
                      const ColorPair& colors, bool isSelected = false);

/// Paints states in a list: the role is `viewmodel::BackupList::kStateRole`.
class BackupStateDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setScheme(ColorScheme scheme) { m_scheme = scheme; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    ColorScheme m_scheme = ColorScheme::Light;
};

/// A word of a state by itself.
class BackupStateLabel final : public QWidget {
    Q_OBJECT

public:
    explicit BackupStateLabel(QWidget* parent = nullptr);
    void show(protocol::BackupState state, ColorScheme scheme);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ColorPair m_colors;
    QString m_word;
};

} // namespace dbv::ui
