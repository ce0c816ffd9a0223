// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/text_marks.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <QTextBlock>
#include <QTextDocument>

#include "sql/bracket_match.h"

namespace dbv::ui {
namespace {

/// How far on either side of the caret a partner is looked for. Unit: code units.
constexpr int kBracketReach = 50'000;
constexpr float kShadeAlpha = 0.18F;
constexpr float kErrorAlpha = 0.28F;
constexpr int kFewLetters = 2;
/// Of a longer word, only so much beside a mark is looked at.
constexpr int kLongestWord = 256;

bool isBracketAt(const QTextDocument& document, int position) {
    const QChar c = document.characterAt(position);
    return c == u'(' || c == u')';
}

/// What is marked, with the letters that go on with it on either side.
QString wordsAround(const QTextCursor& place) {
    const QTextDocument& document = *place.document();
    const auto isWord = [&document](int position) {
        const QChar c = document.characterAt(position);
        return c.isLetterOrNumber() || c == u'_';
    };
    int begin = place.selectionStart();
    int end = place.selectionEnd();
    for (int i = 0; i < kLongestWord && begin > 0 && isWord(begin - 1); ++i) {
        --begin;
    }
    for (int i = 0; i < kLongestWord && isWord(end); ++i) {
        ++end;
    }
    QTextCursor words(place);
    words.setPosition(begin);
    words.setPosition(end, QTextCursor::KeepAnchor);
    return words.selectedText();
}

bool isOfWord(QChar c) {
    return c.isLetterOrNumber() || c == u'_' || c == u'$';
}

bool isOfOperator(QChar c) {
    return QStringView(u"<>=!|&+-*/%^~#@?").contains(c);
}

/// Where a quoted piece of a line ends, or where it begins when its end is not near.
qsizetype endOfQuoted(const QString& line, qsizetype begin) {
    const qsizetype end = line.indexOf(line[begin], begin + 1);
    return end < 0 || end - begin > kLongestWord ? begin + 1 : end + 1;
}

bool isQuote(QChar c) {
    return c == u'"' || c == u'\'' || c == u'`';
}

/// What is underlined of a place. Most servers tell the one letter where a word begins, which nobody would see: it is the
/// whole word then, with the names that a dot joins to it, the quoted piece or the operator.
QTextCursor tokenAt(const QTextCursor& place) {
    const QTextBlock block = place.document()->findBlock(place.selectionStart());
    const QString line = block.text();
    qsizetype begin = place.selectionStart() - block.position();
    if (place.selectionEnd() - place.selectionStart() > 1 || begin >= line.size()) {
        return place;
    }
    qsizetype end = begin + 1;
    const auto grow = [&line, &begin, &end](bool (*belongs)(QChar)) {
        for (int i = 0; i < kLongestWord && begin > 0 && belongs(line[begin - 1]); ++i) {
            --begin;
        }
        for (int i = 0; i < kLongestWord && end < line.size() && belongs(line[end]); ++i) {
            ++end;
        }
    };
    if (isQuote(line[begin])) {
        end = endOfQuoted(line, begin);
    } else if (isOfOperator(line[begin])) {
        grow(isOfOperator);
    } else if (isOfWord(line[begin])) {
        grow(isOfWord);
    } else {
        return place;
    }
    while (end + 1 < line.size() && line[end] == u'.' && (isOfWord(line[end + 1]) || isQuote(line[end + 1])) &&
           end - begin < kLongestWord) {
        ++end;
        if (isQuote(line[end])) {
            end = endOfQuoted(line, end);
        } else {
            grow(isOfWord);
        }
    }
    QTextCursor token(place);
    token.setPosition(block.position() + static_cast<int>(begin));
    token.setPosition(block.position() + static_cast<int>(end), QTextCursor::KeepAnchor);
    return token;
}

} // namespace

void TextMarks::addError(QTextDocument& document, TextSpan span, const QString& message) {
    const int last = document.characterCount() - 1;
    int begin = static_cast<int>(std::min(span.begin, static_cast<std::size_t>(last)));
    int end = static_cast<int>(std::min(std::max(span.end, span.begin + 1), static_cast<std::size_t>(last)));
    if (begin == end && begin > 0) {
        // The text ended too early: its last character shows where.
        --begin;
    }
    QTextCursor place(&document);
    place.setPosition(begin);
    place.setPosition(end, QTextCursor::KeepAnchor);
    const QTextCursor shown = tokenAt(place);
    m_errors.push_back({place, shown, wordsAround(shown), message});
}

bool TextMarks::dropEditedErrors() {
    return std::erase_if(m_errors, [](const ErrorPlace& error) { return wordsAround(error.shown) != error.text; }) > 0;
}

bool TextMarks::dropErrorsOf(TextSpan statement) {
    return std::erase_if(m_errors, [statement](const ErrorPlace& error) {
               // Where a text ended too early the place is the one behind it.
               const auto begin = static_cast<std::size_t>(error.place.selectionStart());
               return statement.begin <= begin && begin <= statement.end;
           }) > 0;
}

QString TextMarks::errorAt(int position) const {
    const auto error = std::ranges::find_if(m_errors, [position](const ErrorPlace& candidate) {
        return candidate.shown.selectionStart() <= position && position < candidate.shown.selectionEnd();
    });
    return error == m_errors.end() ? QString() : error->message;
}

std::vector<int> TextMarks::errorPlaces() const {
    std::vector<int> places;
    places.reserve(m_errors.size());
    for (const ErrorPlace& error : m_errors) {
        places.push_back(error.place.selectionStart());
    }
    std::ranges::sort(places);
    return places;
}

void TextMarks::matchBrackets(const QTextCursor& caret, const DocumentText& text, const LineStates& states) {
    m_brackets.clear();
    const QTextDocument& document = *caret.document();
    const int position = caret.position();
    if (!isBracketAt(document, position) && (position == 0 || !isBracketAt(document, position - 1))) {
        return;
    }
    const QTextBlock first = document.findBlock(std::max(0, position - kBracketReach));
    const std::optional<sql::LexerState> state = states.before(first);
    if (!state) {
        return;
    }
    const auto begin = static_cast<std::size_t>(first.position());
    const auto caretOffset = static_cast<std::size_t>(position);
    const QString window = text.piece(begin, std::min(text.size(), caretOffset + kBracketReach));
    const std::u16string_view view(reinterpret_cast<const char16_t*>(window.utf16()),
                                   static_cast<std::size_t>(window.size()));
    const bool cutInFront = begin > 0;
    const bool cutBehind = begin + view.size() < text.size();
    const std::optional<sql::BracketPair> pair =
        sql::matchBracket(view, caretOffset - begin, states.dialect(), {.start = *state, .maxDistance = kBracketReach});
    if (!pair) {
        return;
    }
    const bool opens = view[pair->bracket] == u'(';
    const bool unknown = pair->cutShort || (opens ? cutBehind : cutInFront);
    if (!pair->partner && unknown) {
        return;
    }
    addBracket(caret, static_cast<int>(pair->bracket + begin), pair->partner.has_value());
    if (pair->partner) {
        addBracket(caret, static_cast<int>(*pair->partner + begin), true);
    }
}

bool TextMarks::shade(QTextDocument& document, TextSpan span) {
    if (span.empty()) {
        return std::exchange(m_shaded, QTextCursor()).hasSelection();
    }
    const int begin = static_cast<int>(span.begin);
    const int end = static_cast<int>(span.end);
    if (m_shaded.selectionStart() == begin && m_shaded.selectionEnd() == end) {
        return false;
    }
    m_shaded = QTextCursor(&document);
    m_shaded.setPosition(begin);
    m_shaded.setPosition(end, QTextCursor::KeepAnchor);
    return true;
}

void TextMarks::addBracket(const QTextCursor& caret, int position, bool matched) {
    QTextEdit::ExtraSelection selection;
    selection.cursor = QTextCursor(caret.document());
    selection.cursor.setPosition(position);
    selection.cursor.setPosition(position + 1, QTextCursor::KeepAnchor);
    selection.format.setBackground(m_colors.bracket);
    selection.format.setForeground(matched ? m_colors.text : m_colors.invalid);
    m_brackets.append(selection);
}

QList<QTextEdit::ExtraSelection> TextMarks::selections() const {
    QList<QTextEdit::ExtraSelection> selections;
    if (m_shaded.hasSelection()) {
        QTextEdit::ExtraSelection shade;
        shade.cursor = m_shaded;
        QColor color = m_colors.statementBar;
        color.setAlphaF(kShadeAlpha);
        shade.format.setBackground(color);
        selections.append(shade);
    }
    selections += m_brackets;
    for (const ErrorPlace& error : m_errors) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = error.shown;
        if (error.shown.selectionEnd() - error.shown.selectionStart() <= kFewLetters) {
            // A wave of so few letters is easily overlooked.
            QColor ground = m_colors.failed;
            ground.setAlphaF(kErrorAlpha);
            selection.format.setBackground(ground);
        }
        selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        selection.format.setUnderlineColor(m_colors.failed);
        selections.append(selection);
    }
    return selections;
}

} // namespace dbv::ui
