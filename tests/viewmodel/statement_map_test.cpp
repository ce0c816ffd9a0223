// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/statement_map.h"

#include <algorithm>
#include <random>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "viewmodel/sql_to_run.h"
#include "viewmodel/utf8_text.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

/// A text in one string.
class PlainText final : public TextSource {
public:
    QString text;

    [[nodiscard]] std::size_t size() const override { return static_cast<std::size_t>(text.size()); }
    [[nodiscard]] QString piece(std::size_t begin, std::size_t end) const override {
        return text.mid(static_cast<qsizetype>(begin), static_cast<qsizetype>(end - begin));
    }
    [[nodiscard]] std::size_t lineStart(std::size_t position) const override {
        return position == 0
                   ? 0
                   : static_cast<std::size_t>(text.lastIndexOf(u'\n', static_cast<qsizetype>(position) - 1) + 1);
    }
    [[nodiscard]] std::size_t lineEnd(std::size_t position) const override {
        const qsizetype found = text.indexOf(u'\n', static_cast<qsizetype>(position));
        return found < 0 ? size() : static_cast<std::size_t>(found);
    }
};

/// An engine that answers only when it is told to.
class SlowSplitter final : public bus::EnginePort {
public:
    void connectSink(EventSink sink) override { m_sink = std::move(sink); }
    void post(protocol::CommandEnvelope command) override {
        if (std::holds_alternative<protocol::SplitScript>(command.command)) {
            m_questions.push_back(std::move(command));
        }
    }
    [[nodiscard]] std::size_t asked() const { return m_questions.size(); }
    void answer(std::size_t question) {
        const auto& script = std::get<protocol::SplitScript>(m_questions[question].command);
        protocol::ScriptSplit split;
        sql::StatementScanner scanner(script.sql, script.dialect, {script.from, 1, script.mode});
        while (const std::optional<sql::Statement> found = scanner.next()) {
            split.statements.push_back({.span = found->span,
                                        .line = found->line,
                                        .kind = static_cast<protocol::StatementKind>(found->kind),
                                        .after = found->after,
                                        .terminated = found->terminated,
                                        .mode = found->mode});
        }
        m_sink({.request = m_questions[question].request, .event = std::move(split), .last = true});
    }
    void fail(std::size_t question) {
        protocol::RequestFailed failure;
        failure.error = makeError(ErrorKind::Internal, "out of memory");
        m_sink({.request = m_questions[question].request, .event = std::move(failure), .last = true});
    }

private:
    EventSink m_sink;
    std::vector<protocol::CommandEnvelope> m_questions;
};

std::u16string_view viewOf(const QString& text) {
    return {reinterpret_cast<const char16_t*>(text.utf16()), static_cast<std::size_t>(text.size())};
}

/// Without what the map does not keep.
std::vector<sql::Statement> asMapped(std::vector<sql::Statement> statements) {
    for (sql::Statement& statement : statements) {
        statement.line = 0;
        statement.unclosed.reset();
    }
    return statements;
}

class StatementMapTest : public testing::Test {
protected:
    void replace(std::size_t position, std::size_t removed, const QString& added) {
        m_text.text.replace(static_cast<qsizetype>(position), static_cast<qsizetype>(removed), added);
        m_map.textEdited(position, removed, static_cast<std::size_t>(added.size()));
    }
    void setText(const QString& text) { replace(0, m_text.size(), text); }
    [[nodiscard]] std::size_t find(const QString& what) const {
        return static_cast<std::size_t>(m_text.text.indexOf(what));
    }
    [[nodiscard]] QString statementTextAt(std::size_t caret) const {
        const std::optional<sql::Statement> found = m_map.statementAt(caret);
        return found ? m_text.piece(found->span.begin, found->span.end) : QString();
    }
    /// All that a fresh map must agree with: the splitter on the whole text.
    void expectAsSplitAtOnce(StatementMap& map) {
        const std::vector<sql::Statement> expected = asMapped(sql::split(viewOf(m_text.text), DialectId::Sqlite));
        std::vector<sql::Statement> known;
        for (std::size_t i = 0; i < map.statements().size(); ++i) {
            known.push_back(map.statements()[i]);
        }
        EXPECT_EQ(asMapped(known), expected) << m_text.text.toStdString();
    }

    PlainText m_text;
    StatementMap m_map{m_text, nullptr};
};

const QString kTriggerScript = QStringLiteral("-- a script\n"
                                              "CREATE TABLE t(a TEXT);  -- with a comment\n"
                                              "\n"
                                              "CREATE TRIGGER r AFTER INSERT ON t BEGIN\n"
                                              "  UPDATE t SET a = 'x;y';\n"
                                              "  DELETE FROM t WHERE a IS NULL;\n"
                                              "END;\n"
                                              ".mode csv\n"
                                              "SELECT '😀;', 1; SELECT 2 ;;\n"
                                              "\n"
                                              "SELECT 3");

TEST_F(StatementMapTest, AnEmptyTextHasNoStatement) {
    EXPECT_TRUE(m_map.refresh());
    EXPECT_FALSE(m_map.statementAt(0));
}

TEST_F(StatementMapTest, AgreesWithTheSplitterForEveryCaretOfAScriptWithTriggers) {
    setText(kTriggerScript);
    ASSERT_TRUE(m_map.refresh());
    expectAsSplitAtOnce(m_map);
    const std::u16string_view script = viewOf(m_text.text);
    const std::vector<sql::Statement> statements = sql::split(script, DialectId::Sqlite);
    for (std::size_t caret = 0; caret <= m_text.size(); ++caret) {
        const std::optional<std::size_t> expected = sql::statementAt(statements, script, caret);
        const std::optional<sql::Statement> found = m_map.statementAt(caret);
        ASSERT_EQ(found.has_value(), expected.has_value()) << caret;
        if (found) {
            EXPECT_EQ(found->span, statements[*expected].span) << caret;
        }
    }
}

TEST_F(StatementMapTest, KnowsWhereThePlacesOfARunAreAfterEdits) {
    setText(QStringLiteral("SELECT 1;\nSELECT 2;\nSELECT 3;"));
    m_map.trail().begin();
    const QString typed = QStringLiteral("-- x\n");
    for (qsizetype at = 0; at < typed.size(); ++at) {
        replace(static_cast<std::size_t>(at), 0, typed.mid(at, 1));
    }
    replace(find(QStringLiteral("2")), 1, QStringLiteral("22"));
    replace(m_text.size(), 0, QStringLiteral(" -- end"));
    EXPECT_EQ(m_map.trail().now({0, 8}), (TextSpan{5, 13}));
    EXPECT_EQ(m_map.trail().now({10, 18}), std::nullopt);
    EXPECT_EQ(m_map.trail().now({20, 28}), (TextSpan{26, 34}));
    m_map.trail().begin();
    EXPECT_EQ(m_map.trail().now({0, 8}), (TextSpan{0, 8}));
}

TEST_F(StatementMapTest, StaysRightThroughRandomEdits) {
    std::mt19937 random(
        7); // NOLINT(cert-msc32-c,cert-msc51-cpp,bugprone-random-generator-seed): the same run each time
    const QStringList pieces = {
        u";"_s,  u"'"_s,     u"\n"_s,    u"SELECT 1"_s,     u"--"_s,
        u"/*"_s, u"*/"_s,    u".mode"_s, u"END"_s,          u" "_s,
        u"\""_s, u"BEGIN"_s, u"😀"_s,    u";\n.read x\n"_s, u"CREATE TRIGGER x BEGIN SELECT 1; END;"_s};
    setText(kTriggerScript);
    for (int round = 0; round < 4000; ++round) {
        const std::size_t position = random() % (m_text.size() + 1);
        const std::size_t removed =
            random() % 3 == 0 ? std::min<std::size_t>(random() % 12, m_text.size() - position) : 0;
        const QString added = random() % 4 == 0 ? QString() : pieces[static_cast<qsizetype>(random()) % pieces.size()];
        replace(position, removed, added);
        if (m_text.size() > 2000) {
            setText(kTriggerScript);
        }
        // Several edits may come before the map is asked.
        if (random() % 3 != 0) {
            ASSERT_TRUE(m_map.refresh());
            expectAsSplitAtOnce(m_map);
            ASSERT_FALSE(HasFailure()) << "round " << round;
        }
    }
}

TEST_F(StatementMapTest, AnEditLengthThatCountsTheInvisibleLastLineEndDoesNoHarm) {
    m_text.text = QStringLiteral("SELECT 1; SELECT 2;");
    m_map.textEdited(0, 1, m_text.size() + 1);
    ASSERT_TRUE(m_map.refresh());
    expectAsSplitAtOnce(m_map);
}

TEST_F(StatementMapTest, AStateFollowsEditsInFrontOfItsStatement) {
    setText(QStringLiteral("SELECT 1; SELECT 2; SELECT 3"));
    ASSERT_TRUE(m_map.refresh());
    m_map.marks().set({10, 18}, StatementSucceeded{.rows = 2});
    replace(0, 0, QStringLiteral("SELECT 0;\n"));
    ASSERT_TRUE(m_map.refresh());
    ASSERT_EQ(m_map.marks().all().size(), 1U);
    EXPECT_EQ(m_map.marks().all()[0].span, (TextSpan{20, 28}));
}

TEST_F(StatementMapTest, AStateGoesWhenTheTextOfItsStatementChanges) {
    setText(QStringLiteral("SELECT 1; SELECT 2; SELECT 3"));
    ASSERT_TRUE(m_map.refresh());
    m_map.marks().set({0, 8}, StatementRunning{});
    m_map.marks().set({10, 18}, StatementFailed{"no such column"});
    m_map.marks().set({20, 28}, StatementSucceeded{});
    replace(12, 1, QStringLiteral("l"));
    ASSERT_TRUE(m_map.refresh());
    ASSERT_EQ(m_map.marks().all().size(), 2U);
    EXPECT_EQ(m_map.marks().all()[0].span.begin, 0U);
    EXPECT_EQ(m_map.marks().all()[1].span.begin, 20U);
}

TEST_F(StatementMapTest, AStateGoesWhenItsStatementGrowsAtItsEndAndStaysWhenWhiteSpaceIsAdded) {
    setText(QStringLiteral("SELECT 1; SELECT 2"));
    ASSERT_TRUE(m_map.refresh());
    m_map.marks().set({10, 18}, StatementSucceeded{});
    replace(18, 0, QStringLiteral("\n\n"));
    ASSERT_TRUE(m_map.refresh());
    EXPECT_EQ(m_map.marks().all().size(), 1U);
    replace(18, 0, QStringLiteral("0"));
    ASSERT_TRUE(m_map.refresh());
    EXPECT_TRUE(m_map.marks().all().empty());
}

TEST_F(StatementMapTest, StatesGoWhenACommentIsOpenedInFrontOfTheirStatements) {
    setText(QStringLiteral("SELECT 1;\nSELECT 2;\nSELECT 3;"));
    ASSERT_TRUE(m_map.refresh());
    m_map.marks().set({0, 8}, StatementSucceeded{});
    m_map.marks().set({10, 18}, StatementSucceeded{});
    replace(9, 0, QStringLiteral("/*"));
    ASSERT_TRUE(m_map.refresh());
    ASSERT_EQ(m_map.marks().all().size(), 1U);
    EXPECT_EQ(m_map.marks().all()[0].span, (TextSpan{0, 8}));
}

TEST_F(StatementMapTest, RunningAgainReplacesTheState) {
    setText(QStringLiteral("SELECT 1; SELECT 2"));
    m_map.marks().set({0, 8}, StatementRunning{});
    m_map.marks().set({0, 8}, StatementSucceeded{.rows = 1});
    ASSERT_EQ(m_map.marks().all().size(), 1U);
    EXPECT_EQ(m_map.marks().at(3)->state, StatementState(StatementSucceeded{.rows = 1}));
    EXPECT_EQ(m_map.marks().at(9), nullptr);
}

/// A text whose first statement is longer than what is split at once.
class LongStatementMapTest : public StatementMapTest {
protected:
    LongStatementMapTest() {
        m_text.text = QStringLiteral("SELECT 1;\nSELECT 'é") + QString(1'500'000, u'x') +
                      QStringLiteral("😀' ; -- tail\nSELECT 3;.x\n.mode csv\nSELECT 4");
        m_long.textEdited(0, 0, m_text.size());
    }
    void runUntil(const std::function<bool()>& done) {
        for (int turn = 0; turn < 1'000'000 && !done(); ++turn) {
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
        }
        ASSERT_TRUE(done());
    }

    SlowSplitter m_engine;
    bus::CommandBus m_bus{m_engine};
    StatementMap m_long{m_text, &m_bus};
};

TEST_F(LongStatementMapTest, TheEngineSplitsWhatIsTooLong) {
    std::optional<bool> fresh;
    m_long.whenFresh([&fresh](bool yes) { fresh = yes; });
    EXPECT_FALSE(fresh) << "not known yet";
    runUntil([this] { return m_engine.asked() == 1; });
    m_engine.answer(0);
    runUntil([&fresh] { return fresh.has_value(); });
    EXPECT_TRUE(*fresh);
    expectAsSplitAtOnce(m_long);
}

TEST_F(LongStatementMapTest, WhatIsBehindALongEditIsNotGuessed) {
    EXPECT_FALSE(m_long.refresh());
    EXPECT_EQ(m_long.statementAt(3)->span, (TextSpan{0, 8}));
    EXPECT_FALSE(m_long.statementAt(30));
    EXPECT_FALSE(m_long.statementAt(m_text.size()));
}

TEST_F(LongStatementMapTest, WhoWaitsHearsOfAnEditAndAnAnswerToAnOlderTextIsDropped) {
    std::vector<bool> heard;
    m_long.whenFresh([&heard](bool fresh) { heard.push_back(fresh); });
    runUntil([this] { return m_engine.asked() == 1; });
    m_text.text.insert(0, u'x');
    m_long.textEdited(0, 0, 1);
    EXPECT_EQ(heard, std::vector<bool>{false});

    m_long.whenFresh([&heard](bool fresh) { heard.push_back(fresh); });
    m_engine.answer(0);
    runUntil([this] { return m_engine.asked() == 2; });
    EXPECT_EQ(heard.size(), 1U) << "the first answer is of another text";
    m_engine.answer(1);
    runUntil([&heard] { return heard.size() == 2; });
    EXPECT_TRUE(heard[1]);
    expectAsSplitAtOnce(m_long);
}

TEST_F(LongStatementMapTest, WithoutAnAnswerOfTheEngineItSplitsByItself) {
    std::optional<bool> fresh;
    m_long.whenFresh([&fresh](bool yes) { fresh = yes; });
    runUntil([this] { return m_engine.asked() == 1; });
    m_engine.fail(0);
    runUntil([&fresh] { return fresh.has_value(); });
    EXPECT_TRUE(*fresh);
    expectAsSplitAtOnce(m_long);
}

TEST(Utf16CursorTest, FindsTheCodeUnitOfEachByte) {
    const QString text = QStringLiteral("aé€😀z");
    const std::string utf8 = toUtf8KeepingLength(text);
    Utf16Cursor cursor(viewOf(text));
    std::vector<std::size_t> units;
    for (std::size_t byte = 0; byte <= utf8.size() + 1; ++byte) {
        units.push_back(cursor.advanceToByte(byte));
    }
    EXPECT_EQ(units, (std::vector<std::size_t>{0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 5, 6, 6}));
}

TEST(Utf16CursorTest, CountsHalfAPairAsTheReplacementItIsSentAs) {
    QString text = QStringLiteral("a?b");
    text[1] = QChar(0xD83D);
    EXPECT_EQ(toUtf8KeepingLength(text), "a\xEF\xBF\xBD"
                                         "b");
    EXPECT_EQ(findLoneSurrogate(text), 1U);
    Utf16Cursor cursor(viewOf(text));
    EXPECT_EQ(cursor.advanceToByte(4), 2U);
}

TEST(SqlToRunTest, TranslatesPlacesOfTheEngine) {
    SqlToRun sql{.sql = "SELECT '\xF0\x9F\x98\x80', x", .position = 100, .line = 3};
    EXPECT_EQ(sql.inText({15, 16}), (TextSpan{113, 114}));
}

} // namespace
} // namespace dbv::viewmodel
