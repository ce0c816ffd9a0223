// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/script_format.h"

#include <optional>

#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/format_place.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;

TEST(PlaceAfterFormat, StaysInFrontOfItsWord) {
    const QString before = u"select a,b  from t"_s;
    const QString after = u"SELECT a, b\nFROM t"_s;
    EXPECT_EQ(placeAfterFormat(before, 0, after), 0U);
    EXPECT_EQ(placeAfterFormat(before, 7, after), 7U);
    EXPECT_EQ(placeAfterFormat(before, 12, after), 12U);
    EXPECT_EQ(placeAfterFormat(before, 17, after), 17U);
}

TEST(PlaceAfterFormat, StaysWithinAndBehindItsWord) {
    const QString before = u"select  abc   ,\n d"_s;
    const QString after = u"SELECT\n    abc,\n    d"_s;
    EXPECT_EQ(placeAfterFormat(before, 3, after), 3U);
    EXPECT_EQ(placeAfterFormat(before, 9, after), 12U);
    // Behind the word and its comma, and in the blanks between them.
    EXPECT_EQ(placeAfterFormat(before, 12, after), 14U);
    EXPECT_EQ(placeAfterFormat(before, 15, after), 15U);
    EXPECT_EQ(placeAfterFormat(before, 18, after), 21U);
    EXPECT_EQ(placeAfterFormat(before, 99, after), 21U);
}

class ScriptFormats : public ::testing::Test {
protected:
    Result<QString> formatted(const QString& text, DialectId dialect = DialectId::Sqlite) {
        std::optional<Result<QString>> answer;
        format.format(text, dialect, [&answer](Result<QString> given) { answer = std::move(given); });
        EXPECT_TRUE(QTest::qWaitFor([&answer] { return answer.has_value(); }));
        return answer.value_or(QString());
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ScriptFormat format{bus};
};

TEST_F(ScriptFormats, AsksWithTheOptionsOfTheUser) {
    engine.on<protocol::FormatScript>([this](RequestId id, const protocol::FormatScript& command) {
        engine.finish(id, protocol::ScriptFormatted{command.sql + "!"});
    });
    format.setOptions(formatOptionsFrom(settings::SettingsSnapshot(QJsonObject{{u"format.style"_s, u"river"_s},
                                                                               {u"format.keywordCase"_s, u"keep"_s},
                                                                               {u"format.commas"_s, u"leading"_s},
                                                                               {u"format.indent"_s, 2},
                                                                               {u"format.width"_s, 60}})));
    EXPECT_EQ(formatted(u"é 1"_s, DialectId::MySql), u"é 1!"_s);
    const auto asked = engine.commands<protocol::FormatScript>();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].grammar, Grammar(DialectId::MySql));
    EXPECT_EQ(asked[0].options, (protocol::FormatOptions{.layout = protocol::FormatLayout::River,
                                                         .keywordCase = protocol::KeywordCase::Keep,
                                                         .commas = protocol::CommaPlace::Leading,
                                                         .indent = 2,
                                                         .width = 60}));
}

TEST_F(ScriptFormats, TakeTheUsualOptionsWhereTheUserHasSetNone) {
    EXPECT_EQ(formatOptionsFrom({}), protocol::FormatOptions{});
    EXPECT_EQ(formatOptionsFrom(settings::SettingsSnapshot(QJsonObject{{u"format.width"_s, 3}})),
              protocol::FormatOptions{});
}

TEST_F(ScriptFormats, TellWhereARefusalIsInUnitsOfTheText) {
    engine.on<protocol::FormatScript>([this](RequestId id, const protocol::FormatScript&) {
        Error error = makeError(ErrorKind::InvalidInput, "never closed");
        error.where = TextSpan{3, 4};
        engine.finish(id, protocol::RequestFailed{error, {}});
    });
    const Result<QString> refused = formatted(u"é 'x"_s);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().where, (TextSpan{2, 3}));
}

TEST_F(ScriptFormats, RefuseHalfACharacterAndAskNobody) {
    const Result<QString> refused = formatted(u"ab"_s + QChar(0xD83D));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(refused.error().where, (TextSpan{2, 3}));
    EXPECT_TRUE(engine.commands<protocol::FormatScript>().empty());
}

} // namespace

} // namespace dbv::viewmodel
