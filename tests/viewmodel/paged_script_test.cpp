// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/paged_script.h"

#include <algorithm>
#include <string>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::viewmodel {
namespace {

using protocol::CountFileLines;
using protocol::ReadFilePart;
using protocol::SearchFile;
using Qt::Literals::StringLiterals::operator""_s;

/// A file of lines of 100 bytes each, of which the engine knows everything.
class PagedScripts : public ::testing::Test {
protected:
    static constexpr std::uint64_t kLine = 100;
    static constexpr std::uint64_t kSize = 5'000'000'000;

    PagedScripts() {
        engine.on<ReadFilePart>([this](RequestId id, const ReadFilePart& asked) {
            protocol::FilePartRead part{facts(), {}};
            const std::uint64_t first = (asked.offset - std::min<std::uint64_t>(asked.offset, asked.before)) / kLine;
            const std::uint64_t last = asked.behind == 0 ? first : std::min(kSize, asked.offset + asked.behind) / kLine;
            for (std::uint64_t line = first; line < last; ++line) {
                part.rows.push_back({line * kLine, kLine, true, u"  row %1"_s.arg(line)});
            }
            engine.finish(id, std::move(part));
        });
        engine.on<CountFileLines>([this](RequestId id, const CountFileLines&) { scan = id; });
        engine.on<SearchFile>([this](RequestId id, const SearchFile&) { scan = id; });
        QObject::connect(&script, &PagedScript::said, [this](const QString& text) { said << text; });
        // What it has asked before the engine knew an answer.
        script.readAgain();
        deliver();
    }
    static void deliver() {
        for (int i = 0; i < 4; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    [[nodiscard]] protocol::FileFacts facts() const {
        return {.size = kSize, .identity = identity, .encoding = "utf-8", .doubt = {}, .start = 0};
    }
    template <class C>
    [[nodiscard]] C sent() const {
        return engine.commands<C>().back();
    }
    template <class C>
    [[nodiscard]] std::size_t count() const {
        return engine.commands<C>().size();
    }
    void found(std::optional<std::uint64_t> offset) {
        protocol::FileSearched answer{facts(), std::nullopt};
        if (offset) {
            answer.match = protocol::FileMatch{*offset, 3, *offset / kLine * kLine, 2, 3};
        }
        engine.finish(scan, answer);
        deliver();
    }
    void counted(std::uint64_t line, std::uint64_t offset, bool ended = false) {
        engine.finish(scan, protocol::FileLinesCounted{facts(), line, offset, ended});
        deliver();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    std::string identity = "one";
    RequestId scan;
    QStringList said;
    PagedScript script{bus, u"/s/big.sql"_s};
};

TEST_F(PagedScripts, HoldsOnePartAndKnowsItsLines) {
    ASSERT_FALSE(script.rows().empty());
    EXPECT_LT(script.rows().size() * kLine, std::uint64_t{2} << 20U);
    EXPECT_EQ(script.lineOf(0), 1U);
    EXPECT_EQ(script.lineOf(40), 41U);
    EXPECT_EQ(script.placeText(), u"line 1 · byte 0 of 4.7 GB · 0.0 % · utf-8"_s);
    EXPECT_TRUE(script.holdsStart());
    EXPECT_FALSE(script.holdsEnd());
}

TEST_F(PagedScripts, ReadsOnAndNumbersWhatItComesTo) {
    std::uint64_t place = 0;
    // In steps over the borders of parts, there and back: the numbers go along.
    for (int i = 0; i < 60; ++i) {
        place += 50'000;
        script.hold(place);
        deliver();
        const std::size_t row = script.rowAt(place);
        EXPECT_EQ(script.lineOf(row), script.rows()[row].offset / kLine + 1);
    }
    EXPECT_GT(script.rows().front().offset, 0U);
    for (int i = 0; i < 60; ++i) {
        place -= 50'000;
        script.hold(place);
        deliver();
        const std::size_t row = script.rowAt(place);
        EXPECT_EQ(script.lineOf(row), script.rows()[row].offset / kLine + 1);
    }
    EXPECT_EQ(count<CountFileLines>(), 0U) << "nothing was gone through for that";
}

TEST_F(PagedScripts, GoesToASharedPlaceWithoutReadingWhatStandsBefore) {
    EXPECT_TRUE(script.goTo(u"50%"_s));
    deliver();
    EXPECT_EQ(script.caret(), 2'500'000'000U);
    EXPECT_FALSE(script.lineOf(script.rowAt(script.caret())));
    EXPECT_TRUE(script.isUnnumbered()) << "2.5 GB are not read unasked";
    EXPECT_EQ(count<CountFileLines>(), 0U);
    script.numberLines();
    deliver();
    const std::uint64_t first = script.rows().front().offset;
    EXPECT_EQ(sent<CountFileLines>().toOffset, first);
    counted(first / kLine + 1, first);
    EXPECT_EQ(script.lineOf(script.rowAt(script.caret())), 25'000'001U);

    EXPECT_TRUE(script.goTo(u"@300"_s));
    deliver();
    EXPECT_EQ(script.caret(), 300U);
    EXPECT_TRUE(script.goTo(u"byte 512"_s));
    deliver();
    EXPECT_EQ(script.caret(), 500U);
    EXPECT_FALSE(script.goTo(u"there"_s));
    EXPECT_FALSE(script.goTo(u"120%"_s));
}

TEST_F(PagedScripts, GoesToALineFromTheNearestOneThatIsKnown) {
    EXPECT_TRUE(script.goTo(u"2,000,000"_s));
    deliver();
    EXPECT_EQ(sent<CountFileLines>().fromOffset, 0U);
    EXPECT_EQ(sent<CountFileLines>().toLine, 2'000'000U);
    engine.say(scan, protocol::FileScanProgressed{100'000'000, kSize, 1'000'001});
    deliver();
    EXPECT_EQ(script.scan(), PagedScript::Scan::GoingToLine);
    EXPECT_DOUBLE_EQ(script.scanned(), 0.02);
    counted(2'000'000, 199'999'900);
    EXPECT_EQ(script.caret(), 199'999'900U);
    script.goToLine(1'500'000);
    deliver();
    EXPECT_EQ(sent<CountFileLines>().fromLine, 1'000'001U);
    script.goToLine(900'000'000);
    deliver();
    counted(50'000'000, kSize - kLine, true);
    EXPECT_EQ(said, QStringList{u"The file has only 50,000,000 lines."_s});
    EXPECT_EQ(script.caret(), kSize - kLine);
}

TEST_F(PagedScripts, SearchesFromTheCaretAroundTheEnd) {
    script.setCaret(500);
    script.search({u"abc"_s, true, true}, false);
    deliver();
    EXPECT_EQ(sent<SearchFile>().from, 500U);
    EXPECT_TRUE(sent<SearchFile>().regex);
    EXPECT_TRUE(sent<SearchFile>().matchCase);
    found(3'000'000'002);
    ASSERT_TRUE(script.match());
    EXPECT_EQ(script.caret(), 3'000'000'000U);
    script.search({u"abc"_s}, false);
    deliver();
    EXPECT_EQ(sent<SearchFile>().from, 3'000'000'005U) << "behind the match";
    script.stopScan();
    script.search({u"abc"_s}, true);
    deliver();
    EXPECT_EQ(sent<SearchFile>().until, 3'000'000'002U) << "before the match";
    script.search({u"abc"_s}, false);
    deliver();
    found(std::nullopt);
    EXPECT_EQ(sent<SearchFile>().from, 0U) << "once more from the beginning";
    found(702);
    EXPECT_EQ(said.back(), u"Found from the beginning on."_s);
    EXPECT_EQ(script.caret(), 700U);
    script.search({u"none"_s}, false);
    deliver();
    found(std::nullopt);
    found(std::nullopt);
    EXPECT_EQ(said.back(), u"Nothing was found."_s);
    EXPECT_EQ(script.scan(), PagedScript::Scan::None);
}

TEST_F(PagedScripts, NoticesThatTheFileIsAnother) {
    EXPECT_FALSE(script.isChanged());
    identity = "two";
    script.goToByte(1'000'000'000);
    deliver();
    EXPECT_TRUE(script.isChanged());
    script.readAgain();
    deliver();
    EXPECT_FALSE(script.isChanged());
    EXPECT_EQ(script.caret(), 1'000'000'000U) << "the place stays";
}

TEST_F(PagedScripts, TellsWhatItCanNotRead) {
    QString why;
    QObject::connect(&script, &PagedScript::failed, [&why](const QString& text) { why = text; });
    engine.on<ReadFilePart>([this](RequestId id, const ReadFilePart&) {
        engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::IoError, "It is gone."), {}});
    });
    script.readAgain();
    deliver();
    EXPECT_EQ(why, u"It is gone."_s);
    EXPECT_TRUE(script.rows().empty());
    EXPECT_EQ(script.rowAt(7), 0U);
}

TEST_F(PagedScripts, MeansTheStatementInTheLineOfTheCaret) {
    script.setCaret(700);
    EXPECT_EQ(script.statementPlace(), 702U) << "behind the blanks";
}

} // namespace
} // namespace dbv::viewmodel
