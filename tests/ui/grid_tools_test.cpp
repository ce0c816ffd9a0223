// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>

#include "grid_fixture.h"
#include "ui/grid/cell_inspector.h"
#include "ui/grid/column_menu.h"
#include "ui/grid/go_to_row_bar.h"
#include "ui/grid/grid_inks.h"
#include "ui/grid/inspected_text.h"
#include "ui/theme/theme.h"

namespace dbv::ui {

TEST_F(ResultGridTest, GoToRowTakesANumberWithSeparators) {
    show(20, 100 * kMillion);
    m_grid.goToRow();
    auto* line = m_grid.findChild<QLineEdit*>();
    QTest::keyClicks(line, QStringLiteral("77,777,777"));
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_EQ(current().row, 77'777'776U);
    EXPECT_LE(top(), 77'777'776U);
    EXPECT_GE(bottom(), 77'777'776U);
    EXPECT_FALSE(line->isVisible());
    EXPECT_TRUE(m_grid.table().hasFocus());
}

TEST_F(ResultGridTest, GoToRowExplainsANumberThatDoesNotExist) {
    show(2, 10);
    m_grid.goToRow();
    auto* bar = m_grid.findChild<GoToRowBar*>();
    auto* line = bar->findChild<QLineEdit*>();
    QTest::keyClicks(line, QStringLiteral("11"));
    QTest::keyClick(line, Qt::Key_Return);
    EXPECT_TRUE(line->isVisible());
    const auto labels = bar->findChildren<QLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(),
                            [](QLabel* l) { return l->text().startsWith(QStringLiteral("There is no row 11.")); }));
    QTest::keyClick(line, Qt::Key_Escape);
    EXPECT_FALSE(bar->isVisible());
}

TEST_F(ResultGridTest, CopyPutsTheMarkedCellsOnTheClipboardInTheOrderOfTheScreen) {
    show(3, 100);
    m_grid.table().columnHeader().moveSection(0, 1);
    m_grid.table().setColumnShown(2, false);
    m_grid.table().moveTo({5, 0}, false);
    m_grid.table().moveTo({6, 2}, true);
    QSignalSpy said(&m_grid, &ResultGrid::messageRaised);
    press(Qt::Key_C, Qt::ControlModifier);
    ASSERT_TRUE(said.wait());
    EXPECT_EQ(QApplication::clipboard()->text(), QStringLiteral("v5\t5\nv6\t6"));
}

TEST_F(ResultGridTest, SpaceOpensTheInspectorAndItFollowsTheFocus) {
    show(3, 100);
    press(Qt::Key_Right);
    press(Qt::Key_Space);
    auto* inspector = m_grid.findChild<CellInspector*>();
    EXPECT_TRUE(inspector->isVisible());
    const auto pages = inspector->findChildren<QPlainTextEdit*>();
    const auto text = std::find_if(pages.begin(), pages.end(), [](const QPlainTextEdit* p) { return p->isVisible(); });
    ASSERT_NE(text, pages.end());
    EXPECT_EQ((*text)->toPlainText(), QStringLiteral("v0"));
    press(Qt::Key_Down);
    EXPECT_EQ((*text)->toPlainText(), QStringLiteral("v1"));
    press(Qt::Key_Escape);
    EXPECT_FALSE(inspector->isVisible());
}

TEST_F(ResultGridTest, TheMenuOfAColumnHidesItAndBringsItBack) {
    show(3, 100);
    const std::unique_ptr<QMenu> menu(makeColumnMenu(m_grid.table(), 1));
    menu->actions().at(1)->trigger();
    EXPECT_TRUE(m_grid.table().isColumnHidden(1));
    const std::unique_ptr<QMenu> other(makeColumnMenu(m_grid.table(), -1));
    other->actions().last()->trigger();
    EXPECT_FALSE(m_grid.table().isColumnHidden(1));
}

TEST(InspectedTextTest, JsonKeepsEveryDigitAndTheOrderOfItsMembers) {
    EXPECT_EQ(
        laidOutJson(R"({"b":9007199254740993,"a":[1.10, {}],"s":"x: {,}"})"),
        QStringLiteral("{\n  \"b\": 9007199254740993,\n  \"a\": [\n    1.10,\n    {}\n  ],\n  \"s\": \"x: {,}\"\n}"));
    EXPECT_TRUE(laidOutJson("{broken").isEmpty());
    EXPECT_TRUE(laidOutJson("12").isEmpty());
}

TEST(InspectedTextTest, BytesThatAreNotTextAreVisible) {
    EXPECT_EQ(inspectedText(std::string_view("a\nb\0\xff", 5), true), QStringLiteral("a\nb\u2400\\xff"));
    EXPECT_EQ(hexDump("AB\xff", 1024).trimmed(),
              QStringLiteral("00000000  41 42 ff %1 AB.").arg(QString(39, QLatin1Char(' '))));
}

TEST(GridInksTest, InkIsReadableOnEveryGroundInLightAndDark) {
    QPalette dark;
    dark.setColor(QPalette::Base, QColor(0x1e, 0x1e, 0x1e));
    dark.setColor(QPalette::Text, QColor(0xdd, 0xdd, 0xdd));
    dark.setColor(QPalette::Highlight, QColor(0x30, 0x6f, 0xd0));
    QPalette light;
    light.setColor(QPalette::Base, Qt::white);
    light.setColor(QPalette::Text, Qt::black);
    light.setColor(QPalette::Highlight, QColor(0x30, 0x8c, 0xc6));
    for (const QPalette& palette : {dark, light}) {
        const GridInks colors(palette);
        for (const QColor& ink : {colors.text, colors.dim, colors.damaged}) {
            for (const QColor& ground : {colors.ground, colors.stripe, colors.selection, colors.header}) {
                EXPECT_GE(contrastRatio(ink, ground), 4.5);
            }
        }
    }
}

} // namespace dbv::ui
