// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTextCursor>

namespace dbv::ui {

inline constexpr int kTabColumns = 4;

// Each of these changes the lines that a cursor's selection touches (or the line of its caret), is undone in one step,
// and leaves the cursor on the same text.

/// Comments lines out with `--`, or undoes that when all of them are.
void toggleLineComments(QTextCursor& cursor);
/// Puts one step of indentation in front of the lines.
void indentLines(QTextCursor& cursor);
/// Takes up to one step of indentation away.
void unindentLines(QTextCursor& cursor);
/// Repeats the lines below themselves and moves the cursor to the copy.
void duplicateLines(QTextCursor& cursor);
/// Swaps the lines with the one above.
void moveLinesUp(QTextCursor& cursor);
/// Swaps the lines with the one below.
void moveLinesDown(QTextCursor& cursor);

/// Breaks the line and indents the new one like it; one step more behind an opening bracket.
void breakLine(QTextCursor& cursor);
/// Inserts spaces up to the next tab stop.
void insertTab(QTextCursor& cursor);

} // namespace dbv::ui
