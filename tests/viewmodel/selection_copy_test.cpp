// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/selection_copy.h"

#include <limits>
#include <memory>
#include <optional>

#include <QSignalSpy>

#include <gtest/gtest.h>

#include "support/fake_row_source.h"

namespace {

using dbv::test::FakeBytes;
using dbv::test::FakeRowSource;
using dbv::test::FakeValue;
using dbv::viewmodel::ColumnLayout;
using dbv::viewmodel::GridBlock;
using dbv::viewmodel::GridSelection;
using dbv::viewmodel::SelectionCopy;

std::shared_ptr<FakeRowSource> oneRow(std::vector<FakeValue> values) {
    const int columns = static_cast<int>(values.size());
    return std::make_shared<FakeRowSource>(
        dbv::test::fakeColumns(columns), 1,
        [values = std::move(values)](std::uint64_t, int column) { return values[static_cast<std::size_t>(column)]; });
}

GridSelection block(std::uint64_t rows, int columns) {
    GridSelection selection;
    selection.selectBlock(GridBlock{.rows = {0, rows}, .columnBegin = 0, .columnEnd = columns}, {}, {}, false);
    return selection;
}

struct CopyOutcome {
    std::optional<QString> text;
    QString message;
};

/// Runs a copy to its end.
CopyOutcome copyOf(const std::shared_ptr<FakeRowSource>& source, const GridSelection& selection,
                   std::optional<ColumnLayout> layout = std::nullopt, dbv::viewmodel::CopyLimits limits = {}) {
    if (!layout) {
        layout.emplace(static_cast<int>(source->columns().size()));
    }
    SelectionCopy copy(source, *layout, selection, limits);
    QSignalSpy finished(&copy, &SelectionCopy::finished);
    QSignalSpy failed(&copy, &SelectionCopy::failed);
    copy.start();
    while (finished.isEmpty() && failed.isEmpty()) {
        source->answerLoads();
        QCoreApplication::processEvents();
    }
    EXPECT_EQ(finished.count() + failed.count(), 1);
    if (finished.isEmpty()) {
        return {std::nullopt, failed.first().first().toString()};
    }
    return {finished.first().at(0).toString(), finished.first().at(1).toString()};
}

TEST(SelectionCopyTest, ValuesAreExactAndNullIsNothing) {
    const auto source = oneRow({std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(), 0.1,
                                FakeValue(), std::string("naïve 😀 表"), std::string()});
    EXPECT_EQ(copyOf(source, block(1, 6)).text,
              QString::fromUtf8("9223372036854775807\t-9223372036854775808\t0.1\t\tnaïve 😀 表\t"));
}

TEST(SelectionCopyTest, TabsAndLineBreaksAmongSeveralCellsAreQuoted) {
    const auto source = oneRow({std::string("a\tb"), std::string("x\ny"), std::string("\"q\""), std::string("p\"q")});
    EXPECT_EQ(copyOf(source, block(1, 4)).text, QStringLiteral("\"a\tb\"\t\"x\ny\"\t\"\"\"q\"\"\"\tp\"q"));
}

TEST(SelectionCopyTest, TheNamesOfTheColumnsComeFirstWhenTheyAreWanted) {
    auto columns = dbv::test::fakeColumns(2);
    columns[0].name = "a";
    columns[1].name = "with\ttab";
    const auto source = std::make_shared<FakeRowSource>(
        columns, 2, [](std::uint64_t row, int) { return FakeValue(static_cast<std::int64_t>(row)); });
    SelectionCopy copy(source, ColumnLayout(2), block(2, 2));
    copy.addColumnNames();
    QSignalSpy finished(&copy, &SelectionCopy::finished);
    copy.start();
    ASSERT_TRUE(finished.wait());
    EXPECT_EQ(finished[0][0].toString(), QStringLiteral("a\twith tab\n0\t0\n1\t1"));
}

TEST(SelectionCopyTest, ASingleCellIsItselfWhateverItHolds) {
    const auto source = oneRow({std::string("a\tb\n\"c\"")});
    EXPECT_EQ(copyOf(source, block(1, 1)).text, QStringLiteral("a\tb\n\"c\""));
}

TEST(SelectionCopyTest, NulsInTextArrive) {
    const auto source = oneRow({std::string("a\0b", 3)});
    EXPECT_EQ(copyOf(source, block(1, 1)).text, QString(QStringLiteral("a") + QChar(0) + QStringLiteral("b")));
}

TEST(SelectionCopyTest, WhatIsNotTextBecomesHexadecimalAndIsSaid) {
    const auto source = oneRow({FakeBytes{std::string("\x00\xff", 2)}, std::string("caf\xe9")});
    const CopyOutcome outcome = copyOf(source, block(1, 2));
    EXPECT_EQ(outcome.text, QStringLiteral("X'00FF'\tX'636166E9'"));
    EXPECT_TRUE(outcome.message.contains(QStringLiteral("hexadecimal: 2")));
}

TEST(SelectionCopyTest, ColumnsComeInTheOrderOfTheScreenAndHiddenOnesDoNot) {
    const auto source = oneRow({std::string("a"), std::string("b"), std::string("c")});
    ColumnLayout layout(3);
    layout.move(2, 0);
    layout.setHidden(0, true);
    EXPECT_EQ(copyOf(source, block(1, 3), layout).text, QStringLiteral("c\tb"));
}

TEST(SelectionCopyTest, CellsBetweenSelectedOnesStayEmpty) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(3), 10, [](std::uint64_t row, int column) {
        return FakeValue(static_cast<std::int64_t>(row) * 10 + column);
    });
    GridSelection selection;
    selection.toggleCell({2, 0});
    selection.toggleCell({4, 2});
    EXPECT_EQ(copyOf(source, selection).text, QStringLiteral("20\t\n\t42"));
}

TEST(SelectionCopyTest, WithoutASelectionTheFocusedCellIsCopied) {
    EXPECT_EQ(copyOf(oneRow({std::string("only")}), GridSelection()).text, QStringLiteral("only"));
}

TEST(SelectionCopyTest, RowsThatAreAwayAreRead) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 1000, [](std::uint64_t row, int) {
        return FakeValue(static_cast<std::int64_t>(row));
    });
    source->sendAway();
    const CopyOutcome outcome = copyOf(source, block(GridSelection::kAllRows, 1));
    ASSERT_TRUE(outcome.text.has_value());
    EXPECT_EQ(outcome.text->count(QLatin1Char('\n')), 999);
    EXPECT_TRUE(outcome.text->endsWith(QStringLiteral("\n999")));
}

TEST(SelectionCopyTest, ARowThatCanNotBeReadCopiesNothingAndSaysWhich) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 1000, [](std::uint64_t row, int) {
        return FakeValue(static_cast<std::int64_t>(row));
    });
    source->sendAway();
    source->failLoads(dbv::makeError(dbv::ErrorKind::IoError, "The disk is gone."));
    const CopyOutcome outcome = copyOf(source, block(1000, 1));
    EXPECT_FALSE(outcome.text.has_value());
    EXPECT_TRUE(outcome.message.startsWith(QStringLiteral("Row 1 can not be read")));
    EXPECT_TRUE(outcome.message.endsWith(QStringLiteral("The disk is gone.")));
}

TEST(SelectionCopyTest, ALargeValueIsReadWhole) {
    const std::string large(std::size_t{3} << 20U, 'z');
    const CopyOutcome outcome = copyOf(oneRow({std::string("a"), large, std::string("b")}), block(1, 3));
    ASSERT_TRUE(outcome.text.has_value());
    EXPECT_EQ(outcome.text->size(), static_cast<qsizetype>(large.size()) + 4);
    EXPECT_TRUE(outcome.text->endsWith(QStringLiteral("z\tb")));
}

TEST(SelectionCopyTest, TooManyCellsAreRefusedWithWhatToDo) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(20), 3'000'000'000,
                                                  [](std::uint64_t, int) { return FakeValue(std::int64_t{1}); });
    const CopyOutcome outcome = copyOf(source, block(GridSelection::kAllRows, 20));
    EXPECT_FALSE(outcome.text.has_value());
    EXPECT_TRUE(outcome.message.contains(QStringLiteral("export the result")));
}

TEST(SelectionCopyTest, TooMuchTextIsRefused) {
    const std::string text(1000, 'x');
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(1), 100,
                                                  [&text](std::uint64_t, int) { return FakeValue(text); });
    const CopyOutcome outcome = copyOf(source, block(100, 1), std::nullopt, {.cells = 1000, .bytes = 5000});
    EXPECT_FALSE(outcome.text.has_value());
    EXPECT_TRUE(outcome.message.contains(QStringLiteral("export the result")));
}

TEST(SelectionCopyTest, AnEmptyResultHasNothingToCopy) {
    const auto source =
        std::make_shared<FakeRowSource>(std::vector<dbv::Column>(), 0, [](std::uint64_t, int) { return FakeValue(); });
    EXPECT_FALSE(copyOf(source, block(5, 3)).text.has_value());
}

} // namespace
