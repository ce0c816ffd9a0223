// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QAbstractScrollArea>

#include "ui/theme/theme.h"
#include "viewmodel/paged_script.h"

namespace dbv::ui {

/// Shows the rows of a file that is read in parts, with their line numbers, and lets a person go through it by keys and mouse.
/// What is on the screen is painted, however long lines are.
class PagedView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit PagedView(viewmodel::PagedScript& script, QWidget* parent = nullptr);
    void setColors(const EditorColors& colors);
    /// Something of the file is to be seen.
    [[nodiscard]] bool showsRows() const { return !m_script.rows().empty(); }
    /// Copies the rows that are marked, as far as they are held.
    void copy();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void followRows();
    void showCaret();
    void moveCaret(qint64 rows, bool marks);
    void goToEnd(bool atStart);
    void scrollRows(qint64 rows);
    void followBar(int value);
    void showBars();
    void paintRow(QPainter& painter, std::size_t row, int y) const;
    [[nodiscard]] std::size_t topRow() const { return m_script.rowAt(m_top); }
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int rowsShown() const;
    [[nodiscard]] int gutterWidth() const;
    [[nodiscard]] QString gutterText(std::size_t row) const;
    [[nodiscard]] int longestShown() const;
    void tellCaret();

    viewmodel::PagedScript& m_script;
    EditorColors m_colors;
    std::uint64_t m_top = 0;
    /// The other end of what is marked.
    std::uint64_t m_anchor = 0;
    bool m_showing = false;
    int m_wheel = 0;
};

/// A row as it is painted: tabs up to the next of each four columns, what can not be seen made visible.
[[nodiscard]] QString shownRow(QStringView text);

} // namespace dbv::ui
