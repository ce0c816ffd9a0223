// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/editor_format.h"

#include <algorithm>

#include <QTextDocument>

#include "viewmodel/error_text.h"
#include "viewmodel/format_place.h"

namespace dbv::ui {

namespace {

/// What is to be formatted, without the blanks around it where only a part is marked.
TextSpan formattedSpan(const SqlEditor& editor) {
    const QTextCursor caret = editor.textCursor();
    const QTextDocument& document = *editor.document();
    if (!caret.hasSelection()) {
        return {0, static_cast<std::size_t>(document.characterCount() - 1)};
    }
    int begin = caret.selectionStart();
    int end = caret.selectionEnd();
    const auto isBlank = [&document](int at) { return document.characterAt(at).isSpace(); };
    while (begin < end && isBlank(begin)) {
        ++begin;
    }
    while (end > begin && isBlank(end - 1)) {
        --end;
    }
    return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

} // namespace

EditorFormat::EditorFormat(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_format(bus) {}

void EditorFormat::format(SqlEditor& editor) {
    const TextSpan span = formattedSpan(editor);
    if (editor.isReadOnly() || span.empty()) {
        Q_EMIT refused(tr("There is nothing to format here."));
        return;
    }
    m_editor = &editor;
    const QString text = DocumentText(*editor.document()).piece(span.begin, span.end);
    m_format.format(text, editor.dialect(),
                    [this, revision = editor.document()->revision(), span, text](const Result<QString>& formatted) {
                        if (m_editor == nullptr) {
                            return;
                        }
                        if (m_editor->document()->revision() != revision) {
                            Q_EMIT refused(tr("The text was edited before it was formatted. Nothing was changed."));
                            return;
                        }
                        take(*m_editor, span, text, formatted);
                    });
}

void EditorFormat::take(SqlEditor& editor, TextSpan span, const QString& before, const Result<QString>& formatted) {
    if (!formatted) {
        const Error& error = formatted.error();
        if (error.where) {
            editor.markErrorNow({error.where->begin + span.begin, error.where->end + span.begin},
                                QString::fromStdString(error.message));
        }
        Q_EMIT refused(viewmodel::errorSentence(error));
        return;
    }
    QString after = *formatted;
    if (span.size() != static_cast<std::size_t>(editor.document()->characterCount() - 1)) {
        // What follows what is marked stays on its line.
        while (!after.isEmpty() && after.back().isSpace() && !before.back().isSpace()) {
            after.chop(1);
        }
    }
    if (after.size() - before.size() > SqlEditor::kMaxUnits - (editor.document()->characterCount() - 1)) {
        Q_EMIT refused(tr("Formatted, the text would be longer than the editor takes. Nothing was changed."));
        return;
    }
    replaceFormatted(editor, span, before, after);
}

void replaceFormatted(SqlEditor& editor, TextSpan span, const QString& before, const QString& after) {
    if (before == after) {
        return;
    }
    const QTextCursor shown = editor.textCursor();
    const auto placeOf = [&](int position) {
        const auto place = static_cast<std::size_t>(position);
        if (place >= span.end) {
            return static_cast<int>(place - span.size()) + static_cast<int>(after.size());
        }
        return place <= span.begin
                   ? position
                   : static_cast<int>(span.begin + viewmodel::placeAfterFormat(before, place - span.begin, after));
    };
    const bool marked = shown.hasSelection();
    const bool backwards = shown.position() < shown.anchor();
    const int begin = static_cast<int>(span.begin);
    const int first = marked ? begin : placeOf(shown.position());
    const int last = marked ? begin + static_cast<int>(after.size()) : first;

    const auto same = std::ranges::mismatch(before, after);
    const auto front = same.in1 - before.begin();
    const auto most = std::min(before.size(), after.size()) - front;
    qsizetype behind = 0;
    while (behind < most && before[before.size() - 1 - behind] == after[after.size() - 1 - behind]) {
        ++behind;
    }
    QTextCursor change(editor.document());
    change.setPosition(begin + static_cast<int>(front));
    change.setPosition(begin + static_cast<int>(before.size() - behind), QTextCursor::KeepAnchor);
    change.insertText(after.mid(front, after.size() - front - behind));

    QTextCursor caret = editor.textCursor();
    caret.setPosition(backwards ? last : first);
    caret.setPosition(backwards ? first : last, QTextCursor::KeepAnchor);
    editor.setTextCursor(caret);
    editor.ensureCursorVisible();
}

} // namespace dbv::ui
