// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/result_model.h"

#include <limits>
#include <memory>
#include <string_view>

#include <QSignalSpy>

#include <gtest/gtest.h>

#include "support/fake_row_source.h"
#include "viewmodel/cell_reader.h"
#include "viewmodel/row_number.h"

namespace {

using dbv::Cell;
using dbv::CellKind;
using dbv::test::FakeBytes;
using dbv::test::FakeRowSource;
using dbv::test::FakeValue;
using dbv::viewmodel::CellLook;
using dbv::viewmodel::displayCell;

Cell textCell(std::string_view text) {
    Cell cell;
    cell.kind = CellKind::Text;
    cell.bytes = text;
    return cell;
}

TEST(CellDisplayTest, NumbersAreExact) {
    Cell cell;
    cell.kind = CellKind::Integer;
    cell.integer = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(displayCell(cell).text, QStringLiteral("9223372036854775807"));
    EXPECT_EQ(displayCell(cell).look, CellLook::Number);
    cell.kind = CellKind::Real;
    cell.real = 0.1;
    EXPECT_EQ(displayCell(cell).text, QStringLiteral("0.1"));
}

TEST(CellDisplayTest, NullIsToldApartFromTheTextNull) {
    EXPECT_EQ(displayCell(Cell{}).look, CellLook::Null);
    EXPECT_EQ(displayCell(textCell("NULL")).look, CellLook::Plain);
}

TEST(CellDisplayTest, ABlobShowsItsSize) {
    Cell cell;
    cell.kind = CellKind::Bytes;
    cell.bytes = "ab";
    EXPECT_EQ(displayCell(cell).text, QStringLiteral("‹blob 2 bytes›"));
    cell.kind = CellKind::LargeBytes;
    cell.large.length = std::uint64_t{1} << 30U;
    EXPECT_TRUE(displayCell(cell).text.remove(QLatin1Char(',')).contains(QStringLiteral("1073741824")));
}

TEST(CellDisplayTest, BytesThatAreNotUtf8AreEscapedAndMarked) {
    const auto shown = displayCell(textCell("caf\xe9!"));
    EXPECT_EQ(shown.text, QStringLiteral("caf\\xe9!"));
    EXPECT_EQ(shown.look, CellLook::Damaged);
    EXPECT_EQ(displayCell(textCell("caf\xc3\xa9")).look, CellLook::Plain);
    EXPECT_EQ(displayCell(textCell("\xed\xa0\x80")).look, CellLook::Damaged);
    EXPECT_EQ(displayCell(textCell("\xc0\x80")).look, CellLook::Damaged);
    EXPECT_EQ(displayCell(textCell("\xf4\x90\x80\x80")).look, CellLook::Damaged);
}

TEST(CellDisplayTest, ControlCharactersAreVisibleOnOneLine) {
    EXPECT_EQ(displayCell(textCell(std::string_view("a\0b\nc\td\r", 8))).text, QStringLiteral("a␀b↵c⇥d␍"));
}

TEST(CellDisplayTest, MarksThatTurnTextAroundAreVisible) {
    EXPECT_EQ(displayCell(textCell("a\xe2\x80\xae"
                                   "b"))
                  .text,
              QStringLiteral("a\\u{202e}b"));
}

TEST(CellDisplayTest, LongTextIsCutWithAnEllipsis) {
    const std::string text(1000, 'x');
    EXPECT_EQ(displayCell(textCell(text), 10).text, QStringLiteral("xxxxxxxxxx…"));
    EXPECT_EQ(displayCell(textCell("exactly10!"), 10).text, QStringLiteral("exactly10!"));
}

TEST(CellDisplayTest, TheHeadOfALargeValueIsNotDamagedByItsCut) {
    Cell cell = textCell("ab\xc3");
    cell.kind = CellKind::LargeText;
    cell.large.length = 1000;
    EXPECT_EQ(displayCell(cell).text, QStringLiteral("ab…"));
    EXPECT_EQ(displayCell(cell).look, CellLook::Plain);
}

TEST(CellDisplayTest, CharactersBeyondTheBasicPlaneArrive) {
    EXPECT_EQ(displayCell(textCell("😀")).text, QString::fromUtf8("😀"));
}

TEST(ColumnLayoutTest, MovingTakesAColumnAndShiftsThoseBetween) {
    dbv::viewmodel::ColumnLayout layout(5);
    layout.move(0, 3);
    EXPECT_EQ(layout.logicalAt(3), 0);
    EXPECT_EQ(layout.logicalAt(0), 1);
    layout.move(3, 0);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(layout.logicalAt(i), i);
        EXPECT_EQ(layout.visualOf(i), i);
    }
}

TEST(GridSelectionTest, TakingACellOutOfABlockLeavesTheRest) {
    dbv::viewmodel::GridSelection selection;
    selection.selectCell({0, 0});
    selection.extendTo({9, 4});
    selection.toggleCell({5, 2});
    int selected = 0;
    for (std::uint64_t row = 0; row < 10; ++row) {
        for (int column = 0; column < 5; ++column) {
            selected += selection.contains({row, column}) ? 1 : 0;
        }
    }
    EXPECT_EQ(selected, 49);
    EXPECT_FALSE(selection.contains({5, 2}));
}

TEST(GridSelectionTest, RowsOfOverlappingBlocksAreCountedOnce) {
    dbv::viewmodel::GridSelection selection;
    selection.selectBlock({.rows = {10, 20}, .columnBegin = 0, .columnEnd = 1}, {}, {}, true);
    selection.selectBlock({.rows = {15, 30}, .columnBegin = 2, .columnEnd = 3}, {}, {}, true);
    selection.selectBlock({.rows = {50, 60}, .columnBegin = 0, .columnEnd = 1}, {}, {}, true);
    const auto rows = selection.selectedRows(55);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (dbv::viewmodel::RowRange{10, 30}));
    EXPECT_EQ(rows[1], (dbv::viewmodel::RowRange{50, 55}));
    EXPECT_EQ(selection.selectedColumns(), (std::vector<int>{0, 2}));
}

TEST(RowNumberTest, DigitsMayBeGrouped) {
    EXPECT_EQ(dbv::viewmodel::parseRowNumber(QStringLiteral("77,777,777"), 100'000'000), 77'777'776U);
    EXPECT_EQ(dbv::viewmodel::parseRowNumber(QStringLiteral(" 1 "), 1), 0U);
}

TEST(RowNumberTest, WhatIsNoRowIsExplained) {
    for (const QString& text : {QStringLiteral("0"), QStringLiteral("11"), QStringLiteral("-1"), QStringLiteral("x"),
                                QString(), QStringLiteral("99999999999999999999999")}) {
        const auto row = dbv::viewmodel::parseRowNumber(text, 10);
        ASSERT_FALSE(row.has_value());
        EXPECT_EQ(row.error().kind, dbv::ErrorKind::InvalidInput);
        EXPECT_NE(row.error().message.find("from 1 to 10"), std::string::npos);
    }
    EXPECT_FALSE(dbv::viewmodel::parseRowNumber(QStringLiteral("1"), 0).has_value());
}

FakeValue rowNumber(std::uint64_t row, int /*column*/) {
    return static_cast<std::int64_t>(row);
}

TEST(ResultModelTest, RowsAppearWhenTheyAreNoted) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(2), 5, rowNumber);
    dbv::viewmodel::ResultModel model(source);
    QSignalSpy grown(&model, &dbv::viewmodel::ResultModel::rowCountChanged);
    source->setRowCount(9);
    EXPECT_EQ(model.rowCount(), 5U);
    EXPECT_FALSE(model.displayRow(7).resident());
    model.noteRows();
    model.noteRows();
    EXPECT_EQ(model.rowCount(), 9U);
    EXPECT_EQ(grown.count(), 1);
    EXPECT_EQ(model.displayText(7, 0), QStringLiteral("7"));
}

TEST(ResultModelTest, OneLoadBringsTheWantedRowsOfABlock) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(2), 3'000'000'000, rowNumber);
    source->sendAway();
    dbv::viewmodel::ResultModel model(source);
    QSignalSpy loaded(&model, &dbv::viewmodel::ResultModel::rowsLoaded);
    constexpr std::uint64_t kFirst = FakeRowSource::kBlockRows * 1'000'000;
    model.wantRows({kFirst, kFirst + 40});
    EXPECT_FALSE(model.displayRow(kFirst).resident());
    EXPECT_TRUE(source->answerLoads());
    EXPECT_FALSE(source->answerLoads());
    EXPECT_EQ(source->loadCount(), 1);
    EXPECT_EQ(loaded.count(), 1);
    EXPECT_EQ(model.displayText(kFirst + 39, 0), QString::number(kFirst + 39));
}

TEST(ResultModelTest, ALoadForRowsNobodyLooksAtAnyMoreIsForgotten) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 1'000'000, rowNumber);
    source->sendAway();
    dbv::viewmodel::ResultModel model(source);
    QSignalSpy loaded(&model, &dbv::viewmodel::ResultModel::rowsLoaded);
    model.wantRows({0, 10});
    model.wantRows({500'000, 500'010});
    EXPECT_TRUE(source->answerLoads());
    EXPECT_EQ(loaded.count(), 1);
    EXPECT_FALSE(model.displayRow(0).resident());
    EXPECT_TRUE(model.displayRow(500'000).resident());
}

TEST(ResultModelTest, ARowThatCanNotBeReadIsSaidOnceAndTriedAgainWhenTheUserMoves) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 1'000, rowNumber);
    source->sendAway();
    source->failLoads(dbv::makeError(dbv::ErrorKind::IoError, "The disk is gone."));
    dbv::viewmodel::ResultModel model(source);
    QSignalSpy failed(&model, &dbv::viewmodel::ResultModel::readFailed);
    model.wantRows({0, 10});
    source->answerLoads();
    model.wantRows({0, 10});
    source->answerLoads();
    EXPECT_EQ(failed.count(), 1);
    model.wantRows({1, 11});
    source->answerLoads();
    EXPECT_EQ(failed.count(), 2);
}

TEST(ResultModelTest, NumbersAlignRightAndTextInANumberColumnDoesNot) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1, dbv::ColumnFamily::Number), 1, rowNumber);
    const dbv::viewmodel::ResultModel model(source);
    EXPECT_TRUE(model.alignsRight({QStringLiteral("12.50"), CellLook::Plain}, 0));
    EXPECT_TRUE(model.alignsRight({QStringLiteral("NULL"), CellLook::Null}, 0));
    EXPECT_FALSE(model.alignsRight({QStringLiteral("twelve"), CellLook::Plain}, 0));
}

TEST(CellReaderTest, ALargeValueIsReadAMegabyteAtATime) {
    const std::string large(3 * dbv::viewmodel::CellReader::kPart / 2, 'y');
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 1,
                                                  [&large](std::uint64_t, int) { return FakeValue(large); });
    dbv::viewmodel::CellReader reader;
    reader.open(source, 0, 0);
    source->answerLoads();
    EXPECT_EQ(reader.bytes().size(), dbv::viewmodel::CellReader::kPart);
    EXPECT_FALSE(reader.complete());
    reader.readMore();
    source->answerLoads();
    EXPECT_TRUE(reader.complete());
    EXPECT_EQ(reader.bytes(), large);
}

TEST(CellReaderTest, ARowThatIsAwayIsLoadedFirstAndAFailureIsSaid) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 10, rowNumber);
    source->sendAway();
    dbv::viewmodel::CellReader reader;
    reader.open(source, 7, 0);
    EXPECT_EQ(reader.state(), dbv::viewmodel::CellReader::State::Reading);
    source->answerLoads();
    EXPECT_EQ(reader.bytes(), "7");
    source->sendAway();
    source->failLoads(dbv::makeError(dbv::ErrorKind::IoError, "The disk is gone."));
    auto other = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 10, rowNumber);
    other->sendAway();
    other->failLoads(dbv::makeError(dbv::ErrorKind::IoError, "The disk is gone."));
    reader.open(other, 3, 0);
    other->answerLoads();
    EXPECT_EQ(reader.state(), dbv::viewmodel::CellReader::State::Failed);
    EXPECT_TRUE(reader.headline().contains(QStringLiteral("The disk is gone.")));
}

} // namespace
