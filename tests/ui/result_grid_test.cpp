// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QSignalSpy>

#include "grid_fixture.h"
#include "ui/grid/cell_inspector.h"
#include "ui/grid/column_header.h"

namespace dbv::ui {

TEST_F(ResultGridTest, CtrlEndShowsTheLastOfAHundredMillionRows) {
    show(20, 100 * kMillion);
    press(Qt::Key_End, Qt::ControlModifier);
    EXPECT_EQ(current().row, 100 * kMillion - 1);
    EXPECT_EQ(bottom(), 100 * kMillion - 1);
    const QAbstractItemModel* model = m_grid.table().model();
    const int last = static_cast<int>(m_grid.table().window().pageRows()) - 1;
    EXPECT_EQ(model->data(model->index(last, 0)).toString(), QStringLiteral("99999999"));
}

TEST_F(ResultGridTest, TheDownKeyReachesEveryRowOneByOne) {
    show(3, 500);
    for (std::uint64_t row = 1; row < 500; ++row) {
        press(Qt::Key_Down);
        ASSERT_EQ(current().row, row);
        ASSERT_GE(current().row, top());
        ASSERT_LE(current().row, bottom());
    }
    press(Qt::Key_Down);
    EXPECT_EQ(current().row, 499U);
}

TEST_F(ResultGridTest, TheUpKeyStepsBackFromTheLastOfThreeBillionRows) {
    show(3, 3000 * kMillion);
    press(Qt::Key_End, Qt::ControlModifier);
    for (std::uint64_t i = 1; i <= 100; ++i) {
        press(Qt::Key_Up);
        ASSERT_EQ(current().row, 3000 * kMillion - 1 - i);
    }
}

TEST_F(ResultGridTest, OneNotchOfTheWheelMovesByThreeRows) {
    show(3, 100 * kMillion);
    turnWheel(-120);
    EXPECT_EQ(top(), 3U);
    turnWheel(-120);
    EXPECT_EQ(top(), 6U);
    turnWheel(120);
    EXPECT_EQ(top(), 3U);
}

TEST_F(ResultGridTest, PartsOfANotchAddUp) {
    show(3, 1000);
    turnWheel(-30);
    turnWheel(-30);
    turnWheel(-30);
    turnWheel(-30);
    EXPECT_EQ(top(), 3U);
}

TEST_F(ResultGridTest, TheEndOfTheScrollBarIsTheLastRow) {
    for (const std::uint64_t rows : {1000 * std::uint64_t{1}, 100 * kMillion, 3000 * kMillion, 9000000 * kMillion}) {
        show(3, rows);
        bar().setValue(bar().maximum());
        EXPECT_EQ(bottom(), rows - 1);
        bar().setValue(0);
        EXPECT_EQ(top(), 0U);
    }
}

TEST_F(ResultGridTest, ScrollBarStepsAreSingleRowsBeyondTwoBillion) {
    show(3, 3000 * kMillion);
    bar().setValue(bar().maximum() / 2);
    const std::uint64_t middle = top();
    EXPECT_NEAR(static_cast<double>(middle), 1.5e9, 2e3);
    for (std::uint64_t i = 1; i <= 10; ++i) {
        bar().triggerAction(QAbstractSlider::SliderSingleStepAdd);
        ASSERT_EQ(top(), middle + i);
    }
    bar().triggerAction(QAbstractSlider::SliderPageStepSub);
    EXPECT_EQ(top(), middle + 10 - m_grid.table().window().pageRows());
}

TEST_F(ResultGridTest, PageKeysMoveByWhatIsSeen) {
    show(3, 100 * kMillion);
    const std::uint64_t page = m_grid.table().window().pageRows();
    press(Qt::Key_PageDown);
    EXPECT_EQ(current().row, page);
    EXPECT_EQ(top(), page);
    press(Qt::Key_PageUp);
    EXPECT_EQ(current().row, 0U);
    EXPECT_EQ(top(), 0U);
}

TEST_F(ResultGridTest, HomeAndEndGoToTheFirstAndLastColumn) {
    show(2000, 10);
    press(Qt::Key_End);
    EXPECT_EQ(current().column, 1999);
    const ColumnHeader& header = m_grid.table().columnHeader();
    EXPECT_LT(header.sectionViewportPosition(1999), m_grid.table().viewport()->width());
    press(Qt::Key_Home);
    EXPECT_EQ(current().column, 0);
    EXPECT_EQ(header.sectionViewportPosition(0), 0);
}

TEST_F(ResultGridTest, AShiftedKeySelectsAcrossPages) {
    show(3, 1000);
    for (int i = 0; i < 100; ++i) {
        press(Qt::Key_Down, Qt::ShiftModifier);
    }
    press(Qt::Key_Right, Qt::ShiftModifier);
    const auto rows = m_grid.table().selection().selectedRows(1000);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows.front(), (viewmodel::RowRange{0, 101}));
    EXPECT_EQ(m_grid.table().selection().selectedColumns(), (std::vector<int>{0, 1}));
}

TEST_F(ResultGridTest, GrowingKeepsTheScrollPositionAndTheFocus) {
    show(3, 1000);
    press(Qt::Key_End, Qt::ControlModifier);
    const std::uint64_t before = top();
    m_source->setRowCount(50 * kMillion);
    QSignalSpy shown(&m_grid.table(), &GridTable::windowChanged);
    m_result->noteRows();
    ASSERT_TRUE(shown.wait());
    EXPECT_EQ(top(), before);
    EXPECT_EQ(current().row, 999U);
    EXPECT_EQ(m_grid.table().window().rowCount(), 50 * kMillion);
}

TEST_F(ResultGridTest, ManyGrowthsMakeOneChangeAFrame) {
    show(3, 1000);
    QSignalSpy shown(&m_grid.table(), &GridTable::windowChanged);
    for (std::uint64_t rows = 1001; rows < 2000; ++rows) {
        m_source->setRowCount(rows);
        m_result->noteRows();
    }
    ASSERT_TRUE(shown.wait());
    EXPECT_EQ(shown.count(), 1);
    EXPECT_EQ(m_grid.table().window().rowCount(), 1999U);
}

TEST_F(ResultGridTest, TheFirstRowsAreShownAtOnce) {
    show(3, 0);
    m_source->setRowCount(5);
    m_result->noteRows();
    EXPECT_EQ(m_grid.table().model()->rowCount(), 5);
}

TEST_F(ResultGridTest, AResultWithoutColumnsTakesKeysInItsStride) {
    show(0, 10);
    press(Qt::Key_Down);
    press(Qt::Key_End, Qt::ControlModifier);
    m_grid.table().selectAll();
    EXPECT_FALSE(m_grid.grab().isNull());
    EXPECT_TRUE(m_grid.table().selection().blocks().size() <= 1);
}

TEST_F(ResultGridTest, AResultWithoutRowsShowsItsColumns) {
    show(4, 0);
    press(Qt::Key_Down);
    EXPECT_EQ(m_grid.table().columnHeader().count(), 4);
    EXPECT_EQ(m_grid.table().model()->rowCount(), 0);
    EXPECT_FALSE(m_grid.grab().isNull());
}

TEST_F(ResultGridTest, ColumnsOfTheSameOrNoNameStayApart) {
    show({{.name = "a"}, {.name = "a"}, {.name = ""}, {.name = "a"}}, 5);
    const QAbstractItemModel* model = m_grid.table().model();
    EXPECT_EQ(model->columnCount(), 4);
    EXPECT_EQ(model->headerData(1, Qt::Horizontal).toString(), QStringLiteral("a"));
    EXPECT_EQ(model->headerData(2, Qt::Horizontal).toString(), QStringLiteral("(no name)"));
    m_grid.table().columnHeader().moveSection(3, 0);
    EXPECT_EQ(m_result->layout().logicalAt(0), 3);
}

TEST_F(ResultGridTest, KeysSkipHiddenColumns) {
    show(4, 5);
    m_grid.table().setColumnShown(1, false);
    press(Qt::Key_Right);
    EXPECT_EQ(current().column, 2);
    press(Qt::Key_Left);
    EXPECT_EQ(current().column, 0);
}

TEST_F(ResultGridTest, APressOnAColumnNameSelectsTheColumnWithRowsStillToCome) {
    show(4, 100 * kMillion);
    const ColumnHeader& header = m_grid.table().columnHeader();
    const QPoint middle(header.sectionViewportPosition(2) + header.sectionSize(2) / 2, header.height() / 2);
    QTest::mouseClick(header.viewport(), Qt::LeftButton, Qt::NoModifier, middle);
    EXPECT_TRUE(m_grid.table().selection().contains({0, 2}));
    EXPECT_TRUE(m_grid.table().selection().contains({200 * kMillion, 2}));
    EXPECT_FALSE(m_grid.table().selection().contains({0, 1}));
}

TEST_F(ResultGridTest, APressOnARowNumberSelectsTheRow) {
    show(4, 100 * kMillion);
    press(Qt::Key_End, Qt::ControlModifier);
    const std::uint64_t first = top();
    auto* gutter = m_grid.table().verticalHeader();
    QTest::mouseClick(gutter->viewport(), Qt::LeftButton, Qt::NoModifier, {5, gutter->defaultSectionSize() * 2 + 3});
    QTest::mouseClick(gutter->viewport(), Qt::LeftButton, Qt::ShiftModifier, {5, gutter->defaultSectionSize() * 5 + 3});
    const auto rows = m_grid.table().selection().selectedRows(100 * kMillion);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows.front(), (viewmodel::RowRange{first + 2, first + 6}));
}

TEST_F(ResultGridTest, AClickWithCtrlAddsAndTakesAwayACell) {
    show(4, 100);
    const ColumnHeader& header = m_grid.table().columnHeader();
    const int height = m_grid.table().verticalHeader()->defaultSectionSize();
    const QPoint place(header.sectionViewportPosition(1) + 5, height * 3 + 2);
    QTest::mouseClick(m_grid.table().viewport(), Qt::LeftButton, Qt::ControlModifier, place);
    EXPECT_TRUE(m_grid.table().selection().contains({3, 1}));
    QTest::mouseClick(m_grid.table().viewport(), Qt::LeftButton, Qt::ControlModifier, place);
    EXPECT_FALSE(m_grid.table().selection().contains({3, 1}));
}

TEST_F(ResultGridTest, RowsThatAreAwayAreLoadedAndThenShown) {
    m_source = std::make_shared<test::FakeRowSource>(test::fakeColumns(3), 100 * kMillion, numbered);
    m_source->sendAway();
    m_result = std::make_unique<viewmodel::ResultModel>(m_source);
    m_grid.resize(900, 600);
    m_grid.setResult(m_result.get());
    m_grid.table().scrollToRow(77 * kMillion);
    EXPECT_EQ(m_result->displayText(77 * kMillion, 1), QString());
    QSignalSpy loaded(m_result.get(), &viewmodel::ResultModel::rowsLoaded);
    while (m_source->answerLoads()) {
    }
    EXPECT_GE(loaded.count(), 1);
    EXPECT_EQ(m_result->displayText(77 * kMillion, 1), QStringLiteral("v77000000"));
}

TEST_F(ResultGridTest, TheWindowModelKeepsQtsRules) {
    show(5, 1000);
    const QAbstractItemModelTester tester(m_grid.table().model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_grid.table().scrollToRow(500);
    m_grid.table().scrollToRow(999);
    m_grid.resize(900, 200);
    m_grid.resize(900, 700);
    m_grid.setResult(nullptr);
    m_grid.setResult(m_result.get());
    EXPECT_GT(m_grid.table().model()->rowCount(), 0);
}

TEST_F(ResultGridTest, AScreenReaderHearsTheValueFirst) {
    show(3, 100);
    press(Qt::Key_Down);
    press(Qt::Key_Right);
    QAccessibleInterface* table = QAccessible::queryAccessibleInterface(&m_grid.table());
    ASSERT_NE(table, nullptr);
    EXPECT_FALSE(table->text(QAccessible::Name).isEmpty());
    QAccessibleInterface* cell = table->tableInterface()->cellAt(1, 1);
    ASSERT_NE(cell, nullptr);
    EXPECT_TRUE(cell->text(QAccessible::Name).startsWith(QStringLiteral("v1")));
}

TEST_F(ResultGridTest, AResultThatGoesAwayLeavesAnEmptyGrid) {
    show(3, 100);
    m_result.reset();
    EXPECT_EQ(m_grid.table().model()->rowCount(), 0);
    press(Qt::Key_Down);
    EXPECT_FALSE(m_grid.grab().isNull());
}

TEST_F(ResultGridTest, TheFocusStaysInSightWhenTheGridShrinks) {
    show(8, 1000);
    m_grid.table().moveTo({m_grid.table().window().pageRows() - 1, 7}, false);
    m_grid.resize(500, 300);
    QCoreApplication::processEvents();
    EXPECT_GE(current().row, top());
    EXPECT_LE(current().row, bottom());
    const ColumnHeader& header = m_grid.table().columnHeader();
    EXPECT_LE(header.sectionViewportPosition(7) + header.sectionSize(7), m_grid.table().viewport()->width());
}

TEST_F(ResultGridTest, ADoubleClickOnTheEdgeOfANameFitsTheColumn) {
    show(3, 100);
    ColumnHeader& header = m_grid.table().columnHeader();
    header.resizeSection(1, 300);
    const QPoint edge(header.sectionViewportPosition(1) + 299, header.height() / 2);
    QTest::mouseMove(header.viewport(), edge);
    QTest::mouseDClick(header.viewport(), Qt::LeftButton, Qt::NoModifier, edge);
    EXPECT_LT(header.sectionSize(1), 200);
    EXPECT_EQ(m_result->layout().width(1), header.sectionSize(1));
}

TEST_F(ResultGridTest, AnotherResultBeginsWithoutWhatWasDoneToTheLast) {
    show(40, 1000);
    GridTable& table = m_grid.table();
    QHeaderView& header = table.columnHeader();
    header.moveSection(0, 3);
    header.resizeSection(2, 300);
    table.setColumnShown(1, false);
    press(Qt::Key_End, Qt::ControlModifier);
    m_grid.inspect();
    const auto next = std::make_shared<test::FakeRowSource>(test::fakeColumns(40), 500, numbered);
    viewmodel::ResultModel result(next);
    m_grid.setResult(&result);
    for (int column = 0; column < 40; ++column) {
        EXPECT_EQ(header.visualIndex(column), column);
        EXPECT_FALSE(header.isSectionHidden(column));
    }
    EXPECT_LT(header.sectionSize(2), 300);
    EXPECT_EQ(header.offset(), 0);
    EXPECT_EQ(top(), 0U);
    EXPECT_EQ(current(), (viewmodel::GridCell{0, 0}));
    EXPECT_FALSE(table.selection().contains({1, 1}));
    EXPECT_TRUE(m_grid.findChild<CellInspector*>()->isHidden());
    m_grid.setResult(nullptr);
}

TEST_F(ResultGridTest, ColumnsGetTheirWidthWhenTheyComeIntoSight) {
    show(2000, 1000);
    const ColumnHeader& header = m_grid.table().columnHeader();
    const int untouched = header.defaultSectionSize();
    EXPECT_NE(header.sectionSize(1), untouched);
    EXPECT_EQ(header.sectionSize(1000), untouched);
    EXPECT_EQ(header.sectionSize(1999), untouched);
    press(Qt::Key_End);
    EXPECT_NE(header.sectionSize(1999), untouched);
    EXPECT_EQ(header.sectionSize(1000), untouched);
    EXPECT_GE(header.sectionViewportPosition(1999), 0);
    EXPECT_LE(header.sectionViewportPosition(1999) + header.sectionSize(1999), m_grid.table().viewport()->width());
    for (int i = 0; i < 30; ++i) {
        press(Qt::Key_Left);
        const int column = current().column;
        ASSERT_NE(header.sectionSize(column), untouched);
        ASSERT_GE(header.sectionViewportPosition(column), 0);
        ASSERT_LE(header.sectionViewportPosition(column) + header.sectionSize(column),
                  m_grid.table().viewport()->width());
    }
}

TEST_F(ResultGridTest, AColumnGrowsWithTheRowsThatFollowTheFirstButNeverShrinks) {
    const auto longer = [](std::uint64_t row, int) { return test::FakeValue(std::string(row == 1 ? 30 : 3, 'w')); };
    m_source = std::make_shared<test::FakeRowSource>(test::fakeColumns(2), 1, longer);
    m_result = std::make_unique<viewmodel::ResultModel>(m_source);
    m_grid.resize(900, 600);
    m_grid.setResult(m_result.get());
    m_grid.show();
    const ColumnHeader& header = m_grid.table().columnHeader();
    const int ofOneRow = header.sectionSize(1);
    m_source->setRowCount(2);
    m_result->noteRows();
    ASSERT_TRUE(QTest::qWaitFor([&] { return header.sectionSize(1) > ofOneRow; }));
    const int grown = header.sectionSize(1);
    m_source->setRowCount(1000);
    m_result->noteRows();
    ASSERT_TRUE(QTest::qWaitFor([this] { return m_grid.table().window().rowCount() == 1000; }));
    EXPECT_EQ(header.sectionSize(1), grown);
}

TEST_F(ResultGridTest, AWidthThatWasChosenBeforeTheFirstRowStays) {
    show(3, 0);
    m_grid.table().columnHeader().resizeSection(1, 222);
    m_source->setRowCount(10);
    m_result->noteRows();
    EXPECT_EQ(m_grid.table().columnHeader().sectionSize(1), 222);
}

} // namespace dbv::ui
