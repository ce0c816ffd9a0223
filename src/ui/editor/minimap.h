// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/theme/theme.h"

class QTextBlock;

namespace dbv::ui {

class SqlEditor;

/// The column beside an editor that shows where in its text one is: each line as a stroke, those on the screen as a band, and
/// where statements have failed. A click or a drag goes there.
///
/// Shape: looks at the lines that it shows alone, however long the text is.
class Minimap final : public QWidget {
    Q_OBJECT

public:
    explicit Minimap(SqlEditor& editor, QWidget* parent = nullptr);

    void setColors(const EditorColors& colors);
    [[nodiscard]] QSize sizeHint() const override;

    /// Which lines of the text are shown.
    /// Unit: lines, from 0.
    struct Extent {
        int first = 0;
        int end = 0;
        /// Those on the editor's screen.
        int screenFirst = 0;
        int screenEnd = 0;
    };
    [[nodiscard]] Extent extent() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void paintLine(QPainter& painter, const QTextBlock& block, int top) const;
    void paintFailures(QPainter& painter, const Extent& shown) const;
    /// Brings a line to the middle of the editor's screen.
    void goTo(const QPoint& place);

    SqlEditor& m_editor;
    EditorColors m_colors;
    /// What has changed is painted a little later, so that a key does not wait for it.
    QTimer m_soon;
};

} // namespace dbv::ui
