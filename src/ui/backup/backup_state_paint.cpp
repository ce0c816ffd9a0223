// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backup_state_paint.h"

#include <QApplication>
#include <QPainter>

#include "viewmodel/backup_list.h"

namespace dbv::ui {

namespace {

using protocol::BackupState;

constexpr int kWordPadding = 7;
constexpr int kWordInset = 3;
constexpr int kWordRadius = 4;

} // namespace

ColorPair backupStateColors(ColorScheme scheme, BackupState state) {
    const bool dark = scheme == ColorScheme::Dark;
    switch (state) {
    case BackupState::Running:
        return dark ? ColorPair{QColor(0xE0A93B), QColor(0x1B1F24)} : ColorPair{QColor(0xF2B01E), QColor(0x1B1F24)};
    case BackupState::Failed: return {dark ? QColor(0xC23A38) : QColor(0xB3231F), QColor(0xFFFFFF)};
    case BackupState::Made:
        return dark ? ColorPair{QColor(0x4A515B), QColor(0xFFFFFF)} : ColorPair{QColor(0xDADEE4), QColor(0x1B1F24)};
    case BackupState::Verified: return {dark ? QColor(0x2F6EB5) : QColor(0x1B62B8), QColor(0xFFFFFF)};
    case BackupState::Proved: return {dark ? QColor(0x2B7A4B) : QColor(0x23703F), QColor(0xFFFFFF)};
    }
    return {};
}

void paintBackupState(QPainter& painter, const QRect& area, const QFont& font, const QString& word,
                      const ColorPair& colors, bool isSelected) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    const int height = std::min(area.height(), QFontMetrics(font).height() + 2);
    const int width = std::min(area.width(), QFontMetrics(font).horizontalAdvance(word) + 2 * kWordPadding);
    const QRectF chip(area.x(), area.y() + (area.height() - height) / 2.0, width, height);
    // Upon the colour of a selection it would have no edge.
    painter.setPen(isSelected ? QPen(Qt::white) : QPen(Qt::NoPen));
    painter.setBrush(colors.background);
    painter.drawRoundedRect(chip, kWordRadius, kWordRadius);
    painter.setPen(colors.text);
    painter.drawText(chip, Qt::AlignCenter, word);
    painter.restore();
}

void BackupStateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const auto state = static_cast<BackupState>(index.data(viewmodel::BackupList::kStateRole).toInt());
    paintBackupState(*painter, option.rect.adjusted(kWordInset, 0, -kWordInset, 0), option.font,
                     index.data(Qt::DisplayRole).toString(), backupStateColors(m_scheme, state),
                     option.state.testFlag(QStyle::State_Selected));
}

QSize BackupStateDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QString word = index.data(Qt::DisplayRole).toString();
    return {option.fontMetrics.horizontalAdvance(word) + 2 * (kWordPadding + kWordInset),
            option.fontMetrics.height() + 2 * kWordInset};
}

BackupStateLabel::BackupStateLabel(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void BackupStateLabel::show(BackupState state, ColorScheme scheme) {
    m_colors = backupStateColors(scheme, state);
    m_word = viewmodel::backupStateText(state);
    setAccessibleName(tr("State: %1").arg(m_word));
    setToolTip(viewmodel::backupStateHelp(state));
    setVisible(true);
    updateGeometry();
    update();
}

QSize BackupStateLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_word) + 2 * kWordPadding, fontMetrics().height() + 2};
}

void BackupStateLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paintBackupState(painter, rect(), font(), m_word, m_colors);
}

} // namespace dbv::ui
