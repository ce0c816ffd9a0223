// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <QPlainTextDocumentLayout>
#include <QTest>
#include <QTextCursor>
#include <QTextDocument>

#include <gtest/gtest.h>

#include "ui/editor/line_states.h"

namespace dbv::ui {
namespace {

/// The states behind all lines, as a reading of the whole text finds them.
std::vector<int> statesOf(const QTextDocument& document) {
    std::vector<int> states;
    sql::LexerState state = sql::LexerState::Plain;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QString line = block.text();
        sql::Lexer<char16_t> lexer(
            {reinterpret_cast<const char16_t*>(line.utf16()), static_cast<std::size_t>(line.size())}, DialectId::Sqlite,
            state);
        while (lexer.next().kind != sql::TokenKind::End) {
        }
        state = lexer.state();
        states.push_back(static_cast<int>(state));
    }
    return states;
}

/// What is known of the lines: all from the first on, up to one.
std::vector<int> known(const LineStates& states, const QTextDocument& document) {
    std::vector<int> found;
    for (QTextBlock block = document.begin().next(); block.isValid(); block = block.next()) {
        const std::optional<sql::LexerState> before = states.before(block);
        if (!before) {
            break;
        }
        found.push_back(static_cast<int>(*before));
    }
    return found;
}

TEST(LineStates, AreThoseOfTheWholeTextWhereverItIsEditedMeanwhile) {
    QTextDocument document;
    // Without a layout a document tells of no edit.
    document.setDocumentLayout(new QPlainTextDocumentLayout(&document));
    QString text;
    for (int line = 0; line < 20'000; ++line) {
        text += line % 7 == 0 ? QStringLiteral("SELECT 'a text' /* and a comment */;\n")
                              : QStringLiteral("  , \"it\" -- '\n");
    }
    document.setPlainText(text);
    LineStates states(document);
    QObject::connect(&document, &QTextDocument::contentsChange, &states,
                     [&](int position, int /*removed*/, int added) { states.textEdited(position, added); });
    states.textEdited(0, document.characterCount() - 1);
    std::mt19937 random(3);
    const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    const QStringList typed = {QStringLiteral("'"),
                               QStringLiteral("/*"),
                               QStringLiteral("*/"),
                               QStringLiteral("\n"),
                               QStringLiteral("x"),
                               QStringLiteral("\"\n'\n"),
                               QString()};
    for (int edit = 0; edit < 600; ++edit) {
        QTextCursor cursor(&document);
        const int place = edit % 3 == 0 ? below(document.characterCount()) : below(3000);
        cursor.setPosition(place);
        cursor.setPosition(std::min(place + below(edit % 10 == 0 ? 4000 : 3), document.characterCount() - 1),
                           QTextCursor::KeepAnchor);
        cursor.insertText(typed[below(static_cast<int>(typed.size()))]);
        // Sometimes what is behind has time, mostly not enough.
        if (below(4) == 0) {
            QTest::qWait(below(30));
        }
        if (edit % 20 == 0) {
            const std::vector<int> all = statesOf(document);
            const std::vector<int> some = known(states, document);
            ASSERT_LE(some.size(), all.size());
            ASSERT_TRUE(std::equal(some.begin(), some.end(), all.begin())) << edit;
        }
    }
    const auto isDone = [&] { return states.before(document.lastBlock()).has_value(); };
    ASSERT_TRUE(QTest::qWaitFor(isDone, 20'000));
    const std::vector<int> all = statesOf(document);
    const std::vector<int> found = known(states, document);
    EXPECT_EQ(found, std::vector<int>(all.begin(), all.end() - 1));
}

TEST(LineStates, AreKnownAtOnceBehindAnEditThatChangesNothingBehindIt) {
    QTextDocument document;
    // Without a layout a document tells of no edit.
    document.setDocumentLayout(new QPlainTextDocumentLayout(&document));
    document.setPlainText(QStringLiteral("SELECT 1;\n").repeated(200'000));
    LineStates states(document);
    QObject::connect(&document, &QTextDocument::contentsChange, &states,
                     [&](int position, int /*removed*/, int added) { states.textEdited(position, added); });
    states.textEdited(0, document.characterCount() - 1);
    const auto isDone = [&] { return states.before(document.lastBlock()).has_value(); };
    ASSERT_TRUE(QTest::qWaitFor(isDone, 20'000));
    QTextCursor(&document).insertText(QStringLiteral("x\n"));
    EXPECT_TRUE(isDone());
    // A quote changes all that is behind it, and what was read so far is not read again for another letter in its line.
    QTextCursor cursor(&document);
    cursor.insertText(QStringLiteral("'"));
    EXPECT_FALSE(isDone());
    cursor.insertText(QStringLiteral("a'"));
    ASSERT_TRUE(QTest::qWaitFor(isDone, 20'000));
    EXPECT_EQ(known(states, document).size(), 200'001U);
}

} // namespace
} // namespace dbv::ui
