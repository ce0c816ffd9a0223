// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QString>
#include <QTextCursor>
#include <QTextEdit>

#include <dbv/core/text_span.h>

#include "ui/editor/document_text.h"
#include "ui/editor/line_states.h"
#include "ui/theme/theme.h"

namespace dbv::ui {

/// The places in a text that are set apart: errors, and the bracket at the caret with its partner.
class TextMarks {
public:
    void setColors(const EditorColors& colors) { m_colors = colors; }

    /// Unit: UTF-16 code units of the document.
    void addError(QTextDocument& document, TextSpan span, const QString& message);
    void clearErrors() { m_errors.clear(); }
    /// Drops those of one statement, which runs anew or has ended otherwise; true when there were any.
    bool dropErrorsOf(TextSpan statement);
    /// Drops errors whose text is another now; true when there were any.
    bool dropEditedErrors();
    /// What is wrong at a position; empty when nothing is.
    [[nodiscard]] QString errorAt(int position) const;

    /// Where they begin, ascending.
    [[nodiscard]] std::vector<int> errorPlaces() const;

    /// Looks for a bracket beside the caret.
    void matchBrackets(const QTextCursor& caret, const DocumentText& text, const LineStates& states);

    /// Shades a part of the text; nothing when it is empty. True when that is another part than before.
    bool shade(QTextDocument& document, TextSpan span);

    [[nodiscard]] QList<QTextEdit::ExtraSelection> selections() const;

private:
    struct ErrorPlace {
        /// What the server told.
        QTextCursor place;
        /// What is underlined: the word at that place, at least.
        QTextCursor shown;
        /// The words that it is in, as they were.
        QString text;
        QString message;
    };
    void addBracket(const QTextCursor& caret, int position, bool matched);

    EditorColors m_colors;
    std::vector<ErrorPlace> m_errors;
    QList<QTextEdit::ExtraSelection> m_brackets;
    QTextCursor m_shaded;
};

} // namespace dbv::ui
