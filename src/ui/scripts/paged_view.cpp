// SPDX-License-Identifier: Apache-2.0
#include "ui/scripts/paged_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QWheelEvent>

namespace dbv::ui {

namespace {

constexpr int kBarSteps = 1'000'000;
constexpr int kTextMargin = 6;
constexpr int kTabColumns = 4;
constexpr int kWheelStep = 120;

} // namespace

QString shownRow(QStringView text) {
    QString shown;
    shown.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\t') {
            shown += QString(kTabColumns - shown.size() % kTabColumns, u' ');
        } else {
            // Marks that turn the direction of text would show it as it is not.
            const bool isHidden =
                !c.isSurrogate() && (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format);
            shown += isHidden ? QChar(QChar::ReplacementCharacter) : c;
        }
    }
    return shown;
}

PagedView::PagedView(viewmodel::PagedScript& script, QWidget* parent)
    : QAbstractScrollArea(parent), m_script(script), m_colors(makeTheme(ColorScheme::Light).editor) {
    setObjectName(QStringLiteral("paged.view"));
    setAccessibleName(tr("Text of the file"));
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    verticalScrollBar()->setAccessibleName(tr("Place in the file"));
    horizontalScrollBar()->setAccessibleName(tr("Columns"));
    connect(&m_script, &viewmodel::PagedScript::rowsChanged, this, &PagedView::followRows);
    connect(&m_script, &viewmodel::PagedScript::jumped, this, &PagedView::showCaret);
    connect(&m_script, &viewmodel::PagedScript::caretChanged, this, &PagedView::tellCaret);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &PagedView::followBar);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this](int action) {
        const qint64 page = rowsShown();
        const qint64 rows = action == QAbstractSlider::SliderSingleStepAdd   ? 1
                            : action == QAbstractSlider::SliderSingleStepSub ? -1
                            : action == QAbstractSlider::SliderPageStepAdd   ? page
                            : action == QAbstractSlider::SliderPageStepSub   ? -page
                                                                             : 0;
        if (rows != 0) {
            scrollRows(rows);
            verticalScrollBar()->setSliderPosition(verticalScrollBar()->value());
        }
    });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void PagedView::setColors(const EditorColors& colors) {
    m_colors = colors;
    viewport()->update();
}

int PagedView::rowHeight() const {
    return std::max(1, fontMetrics().lineSpacing());
}

int PagedView::rowsShown() const {
    return std::max(1, viewport()->height() / rowHeight());
}

QString PagedView::gutterText(std::size_t row) const {
    const protocol::FileRow& shown = m_script.rows()[row];
    if (!shown.beginsLine) {
        // The rest of a line that is longer than a row.
        return QString(QChar(0x2026));
    }
    const std::optional<std::uint64_t> line = m_script.lineOf(row);
    return line ? locale().toString(static_cast<qulonglong>(*line))
                : QLatin1Char('@') + locale().toString(static_cast<qulonglong>(shown.offset));
}

int PagedView::gutterWidth() const {
    const std::uint64_t widest =
        m_script.facts() != nullptr ? std::max<std::uint64_t>(m_script.facts()->size, 10'000) : 10'000;
    const QString text = QLatin1Char('@') + locale().toString(static_cast<qulonglong>(widest));
    return fontMetrics().horizontalAdvance(text) + 2 * kTextMargin;
}

int PagedView::longestShown() const {
    qsizetype longest = 0;
    const auto& rows = m_script.rows();
    const std::size_t end = std::min(rows.size(), topRow() + static_cast<std::size_t>(rowsShown()) + 1);
    for (std::size_t row = topRow(); row < end; ++row) {
        longest = std::max(longest, rows[row].text.size());
    }
    return static_cast<int>(longest);
}

void PagedView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_colors.background);
    painter.fillRect(QRect(0, 0, gutterWidth(), viewport()->height()), m_colors.gutter);
    painter.setFont(font());
    const auto& rows = m_script.rows();
    int y = 0;
    for (std::size_t row = topRow(); row < rows.size() && y < viewport()->height(); ++row) {
        paintRow(painter, row, y);
        y += rowHeight();
    }
}

void PagedView::paintRow(QPainter& painter, std::size_t row, int y) const {
    const protocol::FileRow& shown = m_script.rows()[row];
    const int gutter = gutterWidth();
    const int advance = std::max(1, fontMetrics().horizontalAdvance(QLatin1Char('0')));
    const QRect line(gutter, y, viewport()->width() - gutter, rowHeight());
    const std::uint64_t caret = m_script.caret();
    const bool isCaret = shown.offset == caret;
    const auto [low, high] = std::minmax(m_anchor, caret);
    const bool isMarked = low != high && shown.offset >= low && shown.offset <= high;
    if (isMarked || isCaret) {
        painter.fillRect(line, isMarked ? palette().color(QPalette::Highlight) : m_colors.currentLine);
    }
    if (isCaret && hasFocus()) {
        painter.fillRect(QRect(gutter, y, 2, rowHeight()), m_colors.statementBar);
    }
    painter.setPen(isCaret ? m_colors.currentLineNumber : m_colors.lineNumber);
    painter.drawText(QRect(0, y, gutter - kTextMargin, rowHeight()), Qt::AlignRight | Qt::AlignVCenter,
                     gutterText(row));
    // No more of a long row is laid out than can be seen.
    const int first = horizontalScrollBar()->value();
    const QString text = shownRow(shown.text);
    const int left = gutter + kTextMargin;
    painter.save();
    painter.setClipRect(QRect(left, y, viewport()->width() - left, rowHeight()));
    if (const auto& match = m_script.match(); match && match->row == shown.offset) {
        const auto begin = static_cast<int>(shownRow(QStringView(shown.text).left(match->column)).size());
        const auto end = static_cast<int>(shownRow(QStringView(shown.text).left(match->column + match->length)).size());
        painter.fillRect(QRect(left + (begin - first) * advance, y, std::max(1, end - begin) * advance, rowHeight()),
                         m_colors.bracket);
    }
    painter.setPen(isMarked ? palette().color(QPalette::HighlightedText) : m_colors.text);
    qsizetype from = std::min<qsizetype>(first, text.size());
    from += from < text.size() && text[from].isLowSurrogate() ? 1 : 0;
    painter.drawText(QPoint(left, y + fontMetrics().ascent()), text.mid(from, line.width() / advance + 2));
    painter.restore();
}

void PagedView::followRows() {
    const auto& rows = m_script.rows();
    if (!rows.empty()) {
        m_top = rows[topRow()].offset;
    }
    showBars();
    viewport()->update();
}

void PagedView::showCaret() {
    const auto& rows = m_script.rows();
    if (rows.empty()) {
        return;
    }
    m_anchor = m_script.caret();
    const auto caret = static_cast<qint64>(m_script.rowAt(m_script.caret()));
    const auto at = static_cast<qint64>(topRow());
    if (caret < at || caret >= at + rowsShown()) {
        // In the upper part of the screen, with something of what stands before it.
        m_top = rows[static_cast<std::size_t>(std::max<qint64>(0, caret - rowsShown() / 4))].offset;
    }
    if (const auto& match = m_script.match(); match && match->row == m_script.caret()) {
        const int advance = std::max(1, fontMetrics().horizontalAdvance(QLatin1Char('0')));
        const int columns = (viewport()->width() - gutterWidth()) / advance;
        const auto column = static_cast<int>(match->column);
        const int first = horizontalScrollBar()->value();
        showBars();
        if (column < first || column + static_cast<int>(match->length) > first + columns) {
            horizontalScrollBar()->setValue(std::max(0, column - columns / 4));
        }
    }
    showBars();
    m_script.hold(m_top);
    viewport()->update();
}

void PagedView::scrollRows(qint64 rows) {
    const auto& held = m_script.rows();
    if (held.empty()) {
        return;
    }
    const auto last = static_cast<qint64>(held.size()) - (m_script.holdsEnd() ? rowsShown() : 1);
    const qint64 top = std::clamp<qint64>(static_cast<qint64>(topRow()) + rows, 0, std::max<qint64>(0, last));
    m_top = held[static_cast<std::size_t>(top)].offset;
    m_script.hold(m_top);
    showBars();
    viewport()->update();
}

void PagedView::moveCaret(qint64 rows, bool marks) {
    const auto& held = m_script.rows();
    if (held.empty()) {
        return;
    }
    const auto caret = static_cast<qint64>(m_script.rowAt(m_script.caret()));
    const qint64 next = std::clamp<qint64>(caret + rows, 0, static_cast<qint64>(held.size()) - 1);
    m_script.setCaret(held[static_cast<std::size_t>(next)].offset);
    if (!marks) {
        m_anchor = m_script.caret();
    }
    const auto top = static_cast<qint64>(topRow());
    if (next < top) {
        scrollRows(next - top);
    } else if (next >= top + rowsShown()) {
        scrollRows(next - top - rowsShown() + 1);
    }
    m_script.hold(m_script.caret());
    viewport()->update();
}

void PagedView::goToEnd(bool atStart) {
    const protocol::FileFacts* facts = m_script.facts();
    if (facts != nullptr) {
        m_script.goToByte(atStart ? facts->start : facts->size);
    }
}

void PagedView::showBars() {
    const QScopedValueRollback showing(m_showing, true);
    const protocol::FileFacts* facts = m_script.facts();
    const bool fits =
        m_script.holdsStart() && m_script.holdsEnd() && m_script.rows().size() <= static_cast<std::size_t>(rowsShown());
    verticalScrollBar()->setRange(0, fits || facts == nullptr ? 0 : kBarSteps);
    verticalScrollBar()->setPageStep(kBarSteps / 20);
    verticalScrollBar()->setValue(static_cast<int>(std::lround(m_script.shareOf(m_top) * kBarSteps)));
    const int advance = std::max(1, fontMetrics().horizontalAdvance(QLatin1Char('0')));
    const int columns = std::max(1, (viewport()->width() - gutterWidth() - kTextMargin) / advance);
    horizontalScrollBar()->setPageStep(columns);
    horizontalScrollBar()->setRange(0, std::max(0, longestShown() - columns + 1));
}

void PagedView::followBar(int value) {
    const protocol::FileFacts* facts = m_script.facts();
    if (m_showing || facts == nullptr || !verticalScrollBar()->isSliderDown()) {
        return;
    }
    const auto place =
        static_cast<std::uint64_t>(static_cast<double>(value) / kBarSteps * static_cast<double>(facts->size));
    m_script.goToByte(place);
}

void PagedView::keyPressEvent(QKeyEvent* event) {
    const bool marks = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool far = event->modifiers().testFlag(Qt::ControlModifier);
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up: far ? scrollRows(-1) : moveCaret(-1, marks); return;
    case Qt::Key_Down: far ? scrollRows(1) : moveCaret(1, marks); return;
    case Qt::Key_PageUp: moveCaret(-rowsShown(), marks); return;
    case Qt::Key_PageDown: moveCaret(rowsShown(), marks); return;
    case Qt::Key_Left: horizontalScrollBar()->setValue(horizontalScrollBar()->value() - kTabColumns); return;
    case Qt::Key_Right: horizontalScrollBar()->setValue(horizontalScrollBar()->value() + kTabColumns); return;
    case Qt::Key_Home: far ? goToEnd(true) : horizontalScrollBar()->setValue(0); return;
    case Qt::Key_End: far ? goToEnd(false) : horizontalScrollBar()->setValue(horizontalScrollBar()->maximum()); return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void PagedView::mousePressEvent(QMouseEvent* event) {
    const auto row = static_cast<qint64>(topRow()) + event->position().toPoint().y() / rowHeight();
    moveCaret(row - static_cast<qint64>(m_script.rowAt(m_script.caret())),
              event->modifiers().testFlag(Qt::ShiftModifier));
}

void PagedView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        const int y = event->position().toPoint().y();
        const auto row = static_cast<qint64>(topRow()) + (y < 0 ? -1 : y / rowHeight());
        moveCaret(row - static_cast<qint64>(m_script.rowAt(m_script.caret())), true);
    }
}

void PagedView::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().x() != 0 || event->modifiers().testFlag(Qt::ShiftModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    m_wheel += event->angleDelta().y() * QApplication::wheelScrollLines();
    const int rows = m_wheel / kWheelStep;
    m_wheel -= rows * kWheelStep;
    scrollRows(-rows);
    event->accept();
}

void PagedView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    showBars();
}

void PagedView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        showBars();
        viewport()->update();
    }
}

void PagedView::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void PagedView::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void PagedView::copy() {
    const std::uint64_t caret = m_script.caret();
    const auto [low, high] = std::minmax(m_anchor, caret);
    QString text;
    const protocol::FileRow* last = nullptr;
    for (const protocol::FileRow& row : m_script.rows()) {
        if (row.offset < low || row.offset > high) {
            continue;
        }
        text += last != nullptr && row.beginsLine ? QStringLiteral("\n") : QString();
        text += row.text;
        last = &row;
    }
    if (last != nullptr) {
        QApplication::clipboard()->setText(text);
    }
}

void PagedView::tellCaret() {
    const auto& rows = m_script.rows();
    constexpr qsizetype kReadOut = 500;
    if (!rows.empty()) {
        const std::size_t row = m_script.rowAt(m_script.caret());
        setAccessibleDescription(gutterText(row) + QStringLiteral(": ") + rows[row].text.left(kReadOut));
    }
    viewport()->update();
}

} // namespace dbv::ui
