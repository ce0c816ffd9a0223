// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/minimap.h"

#include <algorithm>
#include <chrono>
#include <variant>

#include <QCoreApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include "ui/editor/sql_editor.h"

namespace dbv::ui {

namespace {

/// Unit: device-independent pixels.
constexpr int kMapWidth = 96;
constexpr int kLineHeight = 2;
constexpr int kMapMargin = 4;
constexpr int kFailureHeight = 3;
constexpr std::chrono::milliseconds kBehindChange{60};

} // namespace

Minimap::Minimap(SqlEditor& editor, QWidget* parent) : QWidget(parent), m_editor(editor) {
    setAccessibleName(tr("Minimap"));
    setAccessibleDescription(tr("Where in the text the editor is. A click goes there."));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setCursor(Qt::ArrowCursor);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kBehindChange);
    connect(&m_soon, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    // Told of whatever is painted of the editor: keys, scrolling, states of statements.
    connect(&editor, &QPlainTextEdit::updateRequest, this, [this] {
        if (isVisible() && !m_soon.isActive()) {
            m_soon.start();
        }
    });
}

void Minimap::setColors(const EditorColors& colors) {
    m_colors = colors;
    update();
}

QSize Minimap::sizeHint() const {
    return {kMapWidth, kMapWidth};
}

Minimap::Extent Minimap::extent() const {
    const int lines = m_editor.document()->blockCount();
    const int room = std::max(1, height() / kLineHeight);
    const std::vector<VisibleLine> screen = m_editor.visibleLines();
    Extent extent;
    if (!screen.empty()) {
        extent.screenFirst = screen.front().block.blockNumber();
        extent.screenEnd = screen.back().block.blockNumber() + 1;
    }
    // A text that does not fit moves by as much as the screen has moved through it.
    const int most = std::max(1, lines - (extent.screenEnd - extent.screenFirst));
    const double part = std::clamp(static_cast<double>(extent.screenFirst) / most, 0.0, 1.0);
    extent.first = lines <= room ? 0 : static_cast<int>(part * (lines - room));
    extent.end = std::min(lines, extent.first + room);
    return extent;
}

void Minimap::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), m_colors.background);
    const Extent shown = extent();
    const auto topOf = [&shown](int line) { return (line - shown.first) * kLineHeight; };
    QColor band = m_colors.lineNumber;
    band.setAlphaF(0.18F);
    painter.fillRect(0, topOf(shown.screenFirst), width(), topOf(shown.screenEnd) - topOf(shown.screenFirst), band);
    QTextBlock block = m_editor.document()->findBlockByNumber(shown.first);
    for (int line = shown.first; line < shown.end && block.isValid(); ++line, block = block.next()) {
        paintLine(painter, block, topOf(line));
    }
    paintFailures(painter, shown);
    painter.fillRect(0, 0, 1, height(), m_colors.gutter);
}

void Minimap::paintLine(QPainter& painter, const QTextBlock& block, int top) const {
    const QString text = block.text();
    const auto most = std::min<qsizetype>(text.size(), width() - 2 * kMapMargin);
    const qsizetype first = std::find_if(text.begin(), text.end(), [](QChar c) { return !c.isSpace(); }) - text.begin();
    QColor ink = QStringView(text).mid(first).startsWith(u"--") ? m_colors.comment : m_colors.text;
    ink.setAlphaF(0.5F);
    for (qsizetype at = first; at < most;) {
        const qsizetype begin = at;
        while (at < most && !text[at].isSpace()) {
            ++at;
        }
        painter.fillRect(kMapMargin + static_cast<int>(begin), top, static_cast<int>(at - begin), kLineHeight - 1, ink);
        while (at < most && text[at].isSpace()) {
            ++at;
        }
    }
}

void Minimap::paintFailures(QPainter& painter, const Extent& shown) const {
    const QTextDocument& document = *m_editor.document();
    const QTextBlock last = document.findBlockByNumber(shown.end - 1);
    const TextSpan range{static_cast<std::size_t>(document.findBlockByNumber(shown.first).position()),
                         static_cast<std::size_t>(last.position() + last.length())};
    for (const viewmodel::StatementMark& mark : m_editor.statementMarks().within(range)) {
        if (std::holds_alternative<viewmodel::StatementFailed>(mark.state)) {
            const int line = document.findBlock(static_cast<int>(mark.span.begin)).blockNumber();
            painter.fillRect(width() - kMapMargin - 2, (line - shown.first) * kLineHeight - 1, kMapMargin + 2,
                             kFailureHeight, m_colors.failed);
        }
    }
}

void Minimap::goTo(const QPoint& place) {
    const Extent shown = extent();
    const int line =
        std::clamp(shown.first + place.y() / kLineHeight, shown.first, std::max(shown.first, shown.end - 1));
    // The bar counts lines that are not folded away.
    const int row = m_editor.document()->findBlockByNumber(line).firstLineNumber();
    const int onScreen = m_editor.verticalScrollBar()->pageStep();
    m_editor.verticalScrollBar()->setValue(row - onScreen / 2);
}

void Minimap::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        goTo(event->position().toPoint());
    }
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        goTo(event->position().toPoint());
    }
}

void Minimap::wheelEvent(QWheelEvent* event) {
    QCoreApplication::sendEvent(m_editor.viewport(), event);
}

} // namespace dbv::ui
