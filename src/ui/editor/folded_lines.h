// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTextBlock>
#include <QTextDocument>

namespace dbv::ui {

// Lines of a document that are hidden. They know it themselves (`QTextBlock::isVisible`), so edits move nothing and no line is
// ever hidden without a line before it that stays and can show it again. A hidden line counts no lines of the layout, so each
// question costs the logarithm of the text's length.

/// Whether any line is hidden.
[[nodiscard]] bool anyHidden(const QTextDocument& document);
/// Whether the lines behind a line that is shown are hidden.
[[nodiscard]] bool isFoldedAt(const QTextBlock& line);
/// How many lines are hidden behind a line that is shown.
[[nodiscard]] int hiddenBehind(const QTextBlock& line);
/// The next line that is shown behind one that is; not valid behind the last.
[[nodiscard]] QTextBlock nextShown(const QTextBlock& line);
/// The last line that is shown at or before a line.
[[nodiscard]] QTextBlock shownBefore(const QTextBlock& line);

/// Hides the lines behind one, up to a last one. What was hidden among them before stays hidden when they are shown again.
void hideLines(const QTextBlock& line, int last);
/// Shows the lines that are hidden behind a line, but for those that were hidden before they were.
void showLines(const QTextBlock& line);

/// Shows a line that is hidden, with all that is hidden beside it.
void showLine(const QTextBlock& line);
void showAllLines(const QTextDocument& document);

/// To be called when lines were hidden or shown: the views of the document lay themselves out and paint anew.
void tellFolds(QTextDocument& document);

} // namespace dbv::ui
