// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/folded_lines.h"

#include <algorithm>

#include <QPlainTextDocumentLayout>

namespace dbv::ui {
namespace {

/// Of a line that was folded when it was hidden itself: how many lines it hides.
class FoldedInside final : public QTextBlockUserData {
public:
    explicit FoldedInside(int lines) : m_lines(lines) {}
    [[nodiscard]] int lines() const { return m_lines; }

private:
    int m_lines;
};

void setShown(QTextBlock& line, bool shown) {
    line.setVisible(shown);
    // Lines are not wrapped. One without a layout gets none for this.
    line.setLineCount(shown ? 1 : 0);
}

} // namespace

bool anyHidden(const QTextDocument& document) {
    return document.lineCount() < document.blockCount();
}

bool isFoldedAt(const QTextBlock& line) {
    const QTextBlock next = line.next();
    return line.isVisible() && next.isValid() && !next.isVisible();
}

int hiddenBehind(const QTextBlock& line) {
    if (!isFoldedAt(line)) {
        return 0;
    }
    const QTextBlock next = nextShown(line);
    return (next.isValid() ? next.blockNumber() : line.document()->blockCount()) - line.blockNumber() - 1;
}

QTextBlock nextShown(const QTextBlock& line) {
    const QTextBlock next = line.next();
    if (!next.isValid() || next.isVisible()) {
        return next;
    }
    const QTextDocument& document = *line.document();
    const int at = line.firstLineNumber() + line.lineCount();
    return at < document.lineCount() ? document.findBlockByLineNumber(at) : QTextBlock();
}

QTextBlock shownBefore(const QTextBlock& line) {
    if (line.isVisible()) {
        return line;
    }
    return line.document()->findBlockByLineNumber(std::max(0, line.firstLineNumber() - 1));
}

void hideLines(const QTextBlock& line, int last) {
    int number = line.blockNumber() + 1;
    for (QTextBlock block = line.next(); block.isValid() && number <= last; block = block.next(), ++number) {
        if (!block.isVisible()) {
            continue;
        }
        // Those behind the last one that are hidden by a line in here stay hidden with it.
        if (const int inside = hiddenBehind(block); inside > 0) {
            block.setUserData(new FoldedInside(inside));
            last = std::max(last, number + inside);
        }
        setShown(block, false);
    }
}

void showLines(const QTextBlock& line) {
    int keep = 0;
    for (QTextBlock block = line.next(); block.isValid() && !block.isVisible(); block = block.next()) {
        if (keep > 0) {
            --keep;
            continue;
        }
        if (const auto* inside = dynamic_cast<const FoldedInside*>(block.userData())) {
            keep = inside->lines();
            block.setUserData(nullptr);
        }
        setShown(block, true);
    }
}

void showLine(const QTextBlock& line) {
    while (!line.isVisible()) {
        const QTextBlock before = shownBefore(line);
        if (before.blockNumber() > line.blockNumber()) {
            // The line before it was taken away.
            QTextBlock first = line.document()->begin();
            setShown(first, true);
            continue;
        }
        showLines(before);
    }
}

void showAllLines(const QTextDocument& document) {
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!block.isVisible()) {
            block.setUserData(nullptr);
            setShown(block, true);
        }
    }
}

void tellFolds(QTextDocument& document) {
    auto* layout = qobject_cast<QPlainTextDocumentLayout*>(document.documentLayout());
    layout->requestUpdate();
    Q_EMIT layout->documentSizeChanged(layout->documentSize());
}

} // namespace dbv::ui
