// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

class QPainter;

namespace dbv::ui {

class SqlEditor;
struct VisibleLine;

/// The column left of an editor's text: how each statement ended, line numbers, where lines can be folded, and a bar along the
/// current statement.
class EditorGutter final : public QWidget {
    Q_OBJECT

public:
    explicit EditorGutter(SqlEditor& editor);

    void setColors(const EditorColors& colors);
    /// The width that the document's line numbers take.
    /// Unit: device-independent pixels.
    [[nodiscard]] int wantedWidth() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void paintMark(QPainter& painter, QRectF line, int position, int end) const;
    void paintFold(QPainter& painter, const VisibleLine& line) const;
    /// Where the marks of what can be folded stand. Unit: device-independent pixels from the left.
    [[nodiscard]] int foldsLeft() const;
    [[nodiscard]] int foldsRight() const;
    /// What a line says when the mouse rests on it.
    [[nodiscard]] QStringList wordsAt(const QPoint& place) const;

    SqlEditor& m_editor;
    EditorColors m_colors;
};

} // namespace dbv::ui
