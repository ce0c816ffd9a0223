// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/line_edits.h"

#include <algorithm>
#include <limits>

#include <QTextBlock>
#include <QTextDocument>

namespace dbv::ui {
namespace {

const QString kCommentMark = QStringLiteral("-- ");

/// Undone in one step from here to the end of the scope.
class EditStep {
public:
    explicit EditStep(QTextCursor& cursor) : m_cursor(cursor) { m_cursor.beginEditBlock(); }
    EditStep(const EditStep&) = delete;
    EditStep& operator=(const EditStep&) = delete;
    ~EditStep() { m_cursor.endEditBlock(); }

private:
    QTextCursor& m_cursor;
};

/// The lines that a selection touches. One that it ends in front of does not count.
struct LineRange {
    QTextBlock first;
    QTextBlock last;

    explicit LineRange(const QTextCursor& cursor)
        : first(cursor.document()->findBlock(cursor.selectionStart())),
          last(cursor.document()->findBlock(cursor.selectionEnd())) {
        if (last != first && last.position() == cursor.selectionEnd()) {
            last = last.previous();
        }
    }

    template <class Visit>
    void each(Visit visit) const {
        const int end = last.blockNumber();
        for (QTextBlock block = first; block.isValid() && block.blockNumber() <= end; block = block.next()) {
            visit(block);
        }
    }
    [[nodiscard]] int begin() const { return first.position(); }
    [[nodiscard]] int end() const { return last.position() + last.length() - 1; }
};

qsizetype indentOf(QStringView line) {
    const auto text = std::ranges::find_if(line, [](QChar c) { return c != u' ' && c != u'\t'; });
    return text - line.begin();
}

bool isBlankLine(QStringView line) {
    return indentOf(line) == line.size();
}

QString textOf(const QTextDocument& document, int begin, int end) {
    QTextCursor reader(const_cast<QTextDocument*>(&document));
    reader.setPosition(begin);
    reader.setPosition(end, QTextCursor::KeepAnchor);
    return reader.selectedText();
}

void removeAt(const QTextCursor& cursor, int position, int length) {
    QTextCursor editor(cursor.document());
    editor.setPosition(position);
    editor.setPosition(position + length, QTextCursor::KeepAnchor);
    editor.removeSelectedText();
}

void insertAt(const QTextCursor& cursor, int position, const QString& text) {
    QTextCursor editor(cursor.document());
    editor.setPosition(position);
    editor.insertText(text);
}

void select(QTextCursor& cursor, int anchor, int position) {
    cursor.setPosition(anchor);
    cursor.setPosition(position, QTextCursor::KeepAnchor);
}

void addCommentMarks(const QTextCursor& cursor, const LineRange& lines) {
    qsizetype column = std::numeric_limits<qsizetype>::max();
    lines.each([&column](const QTextBlock& block) {
        if (const QString line = block.text(); !isBlankLine(line)) {
            column = std::min(column, indentOf(line));
        }
    });
    lines.each([&](const QTextBlock& block) {
        if (!isBlankLine(block.text())) {
            insertAt(cursor, block.position() + static_cast<int>(column), kCommentMark);
        }
    });
}

void removeCommentMarks(const QTextCursor& cursor, const LineRange& lines) {
    lines.each([&](const QTextBlock& block) {
        const QString line = block.text();
        if (!isBlankLine(line)) {
            const qsizetype mark = indentOf(line);
            const int length = QStringView(line).mid(mark).startsWith(kCommentMark) ? 3 : 2;
            removeAt(cursor, block.position() + static_cast<int>(mark), length);
        }
    });
}

/// Columns that a piece of a line takes, with its tabs.
int columnsOf(QStringView text) {
    int columns = 0;
    for (const QChar c : text) {
        columns += c == u'\t' ? kTabColumns - columns % kTabColumns : 1;
    }
    return columns;
}

} // namespace

void toggleLineComments(QTextCursor& cursor) {
    const LineRange lines(cursor);
    bool anyText = false;
    bool allComments = true;
    lines.each([&](const QTextBlock& block) {
        const QString line = block.text();
        if (!isBlankLine(line)) {
            anyText = true;
            allComments = allComments && QStringView(line).mid(indentOf(line)).startsWith(u"--");
        }
    });
    if (!anyText) {
        return;
    }
    const EditStep step(cursor);
    if (allComments) {
        removeCommentMarks(cursor, lines);
    } else {
        addCommentMarks(cursor, lines);
    }
}

void indentLines(QTextCursor& cursor) {
    const EditStep step(cursor);
    LineRange(cursor).each([&](const QTextBlock& block) {
        if (!isBlankLine(block.text())) {
            insertAt(cursor, block.position(), QString(kTabColumns, u' '));
        }
    });
}

void unindentLines(QTextCursor& cursor) {
    const EditStep step(cursor);
    LineRange(cursor).each([&](const QTextBlock& block) {
        const QString line = block.text();
        int length = 0;
        while (length < kTabColumns && length < line.size() && line[length] == u' ') {
            ++length;
        }
        if (length < kTabColumns && length < line.size() && line[length] == u'\t') {
            ++length;
        }
        removeAt(cursor, block.position(), length);
    });
}

void duplicateLines(QTextCursor& cursor) {
    const LineRange lines(cursor);
    const int anchor = cursor.anchor();
    const int position = cursor.position();
    const QString text = textOf(*cursor.document(), lines.begin(), lines.end());
    const int shift = static_cast<int>(text.size()) + 1;
    const EditStep step(cursor);
    insertAt(cursor, lines.end(), u'\n' + text);
    select(cursor, anchor + shift, position + shift);
}

void moveLinesUp(QTextCursor& cursor) {
    const LineRange lines(cursor);
    const QTextBlock above = lines.first.previous();
    if (!above.isValid()) {
        return;
    }
    const int shift = above.length();
    const int anchor = cursor.anchor() - shift;
    const int position = cursor.position() - shift;
    const QString text = above.text();
    const int end = lines.end();
    const EditStep step(cursor);
    insertAt(cursor, end, u'\n' + text);
    removeAt(cursor, above.position(), shift);
    select(cursor, anchor, std::max(position, 0));
}

void moveLinesDown(QTextCursor& cursor) {
    const LineRange lines(cursor);
    const QTextBlock below = lines.last.next();
    if (!below.isValid()) {
        return;
    }
    const int shift = below.length();
    const int anchor = cursor.anchor() + shift;
    const int position = cursor.position() + shift;
    const QString text = below.text();
    const int begin = lines.begin();
    const EditStep step(cursor);
    removeAt(cursor, lines.end(), shift);
    insertAt(cursor, begin, text + u'\n');
    const int last = cursor.document()->characterCount() - 1;
    select(cursor, std::min(anchor, last), std::min(position, last));
}

void breakLine(QTextCursor& cursor) {
    const EditStep step(cursor);
    cursor.removeSelectedText();
    const QString before = cursor.block().text().left(cursor.positionInBlock());
    QString indent = before.left(indentOf(before));
    if (QStringView(before).trimmed().endsWith(u'(')) {
        indent += QString(kTabColumns, u' ');
    }
    cursor.insertText(u'\n' + indent);
}

void insertTab(QTextCursor& cursor) {
    const QString before = cursor.block().text().left(cursor.positionInBlock());
    cursor.insertText(QString(kTabColumns - columnsOf(before) % kTabColumns, u' '));
}

} // namespace dbv::ui
