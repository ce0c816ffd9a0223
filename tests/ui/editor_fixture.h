// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTextLayout>

#include <gtest/gtest.h>

#include "ui/editor/sql_editor.h"

namespace dbv::ui {

/// A shown editor that gets real key events. A `|` in a text stands for the caret, `[` and `]` for a selection.
class EditorTest : public testing::Test {
protected:
    EditorTest() {
        m_editor.resize(800, 400);
        m_editor.show();
        m_editor.setFocus();
        QApplication::processEvents();
    }

    void load(QString text) {
        const auto take = [&text](QChar mark) {
            const qsizetype at = text.indexOf(mark);
            text.remove(mark);
            return static_cast<int>(at);
        };
        const int caret = take(u'|');
        const int begin = take(u'[');
        const int end = take(u']');
        ASSERT_TRUE(m_editor.setText(text));
        QTextCursor cursor = m_editor.textCursor();
        cursor.setPosition(begin >= 0 ? begin : std::max(caret, 0));
        if (begin >= 0) {
            cursor.setPosition(end, QTextCursor::KeepAnchor);
        }
        m_editor.setTextCursor(cursor);
    }
    /// The text with the caret or selection marked.
    [[nodiscard]] QString state() const {
        QString text = m_editor.text();
        const QTextCursor cursor = m_editor.textCursor();
        if (!cursor.hasSelection()) {
            return text.insert(cursor.position(), u'|');
        }
        return text.insert(cursor.selectionEnd(), u']').insert(cursor.selectionStart(), u'[');
    }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier, const QString& text = {}) {
        QWidget* target = QApplication::focusWidget() == nullptr ? &m_editor : QApplication::focusWidget();
        QKeyEvent down(QEvent::KeyPress, key, modifiers, text);
        QApplication::sendEvent(target, &down);
        QKeyEvent up(QEvent::KeyRelease, key, modifiers, text);
        QApplication::sendEvent(target, &up);
    }
    void type(const QString& text) {
        for (const QChar c : text) {
            press(c == u'\n' ? Qt::Key_Return : Qt::Key_unknown, Qt::NoModifier, c == u'\n' ? QStringLiteral("\r") : c);
        }
    }
    /// Handles events until something holds.
    static void runUntil(const std::function<bool()>& done) {
        QElapsedTimer clock;
        clock.start();
        while (!done() && clock.elapsed() < 30'000) {
            QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
        }
        ASSERT_TRUE(done());
    }
    void settle() { QApplication::processEvents(); }

    [[nodiscard]] QColor colorAt(int line, int column) const {
        const QTextBlock block = m_editor.document()->findBlockByNumber(line);
        for (const QTextLayout::FormatRange& range : block.layout()->formats()) {
            if (range.start <= column && column < range.start + range.length) {
                return range.format.foreground().color();
            }
        }
        return {};
    }
    /// What is set apart with a background, or underlined, as text.
    [[nodiscard]] QStringList selectedTexts(bool underlined) const {
        QStringList texts;
        for (const QTextEdit::ExtraSelection& selection : m_editor.extraSelections()) {
            const bool isUnderline = selection.format.underlineStyle() != QTextCharFormat::NoUnderline;
            if (isUnderline == underlined) {
                texts.append(QStringLiteral("%1@%2")
                                 .arg(selection.cursor.selectedText())
                                 .arg(selection.cursor.selectionStart()));
            }
        }
        return texts;
    }
    [[nodiscard]] Result<viewmodel::SqlToRun> sqlToRun(SqlScope scope = SqlScope::Marked) {
        std::optional<Result<viewmodel::SqlToRun>> answer;
        m_editor.requestSql(scope, [&answer](Result<viewmodel::SqlToRun> sql) { answer = std::move(sql); });
        runUntil([&answer] { return answer.has_value(); });
        return answer.value_or(std::unexpected(makeError(ErrorKind::Internal, "no answer")));
    }

    SqlEditor m_editor{nullptr};
    EditorColors m_colors = makeTheme(schemeOf(QApplication::palette())).editor;
};

} // namespace dbv::ui
