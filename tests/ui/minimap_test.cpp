// SPDX-License-Identifier: Apache-2.0
#include <QScrollBar>
#include <QTest>

#include <gtest/gtest.h>

#include "ui/editor/minimap.h"
#include "ui/editor/sql_editor.h"

namespace dbv::ui {
namespace {

class MinimapTest : public testing::Test {
protected:
    MinimapTest() {
        m_editor.resize(600, 400);
        m_map.resize(m_map.sizeHint().width(), 400);
        m_editor.show();
        m_map.setColors(makeTheme(ColorScheme::Light).editor);
    }
    void setLines(int lines) { ASSERT_TRUE(m_editor.setText(QStringLiteral("SELECT 1 -- x\n").repeated(lines))); }
    void click(int y) {
        QTest::mouseClick(&m_map, Qt::LeftButton, Qt::NoModifier, QPoint(20, y));
        QCoreApplication::processEvents();
    }

    SqlEditor m_editor{nullptr};
    Minimap m_map{m_editor};
};

TEST_F(MinimapTest, ShowsAShortTextAsAWhole) {
    setLines(50);
    const Minimap::Extent shown = m_map.extent();
    EXPECT_EQ(shown.first, 0);
    EXPECT_EQ(shown.end, 51);
    EXPECT_EQ(shown.screenFirst, 0);
    EXPECT_GT(shown.screenEnd, 5);
}

TEST_F(MinimapTest, MovesThroughALongTextWithTheScreen) {
    setLines(10'000);
    EXPECT_EQ(m_map.extent().first, 0);
    EXPECT_EQ(m_map.extent().end, 200);
    m_editor.verticalScrollBar()->setValue(m_editor.verticalScrollBar()->maximum());
    QCoreApplication::processEvents();
    const Minimap::Extent atEnd = m_map.extent();
    EXPECT_EQ(atEnd.end, 10'001);
    EXPECT_EQ(atEnd.screenEnd, 10'001);
}

TEST_F(MinimapTest, GoesWhereItIsClicked) {
    setLines(10'000);
    click(300);
    const Minimap::Extent shown = m_map.extent();
    EXPECT_LE(shown.screenFirst, 150);
    EXPECT_GT(shown.screenEnd, 150);
    click(0);
    EXPECT_LT(m_map.extent().screenFirst, 150);
}

TEST_F(MinimapTest, PaintsLinesTheScreenAndWhatFailed) {
    setLines(100);
    const QColor background = makeTheme(ColorScheme::Light).editor.background;
    const QImage plain = m_map.grab().toImage();
    int inked = 0;
    for (int y = 0; y < 200; ++y) {
        inked += plain.pixelColor(6, y) == background ? 0 : 1;
    }
    EXPECT_GT(inked, 90);
    // Below the text there is nothing.
    EXPECT_EQ(plain.pixelColor(6, 390), background);
    ASSERT_TRUE(m_editor.setText(QStringLiteral("SELECT 1;\nSELECT 2;\n")));
    QCoreApplication::processEvents();
    m_editor.setStatementState({10, 19}, viewmodel::StatementFailed{});
    const QImage failed = m_map.grab().toImage();
    EXPECT_EQ(failed.pixelColor(m_map.width() - 3, 2), makeTheme(ColorScheme::Light).editor.failed);
}

TEST_F(MinimapTest, HasOneLineWhereTheTextIsEmptyAndAClickStaysThere) {
    EXPECT_EQ(m_map.extent().end, 1);
    EXPECT_FALSE(m_map.grab().isNull());
    click(200);
    EXPECT_EQ(m_map.extent().screenFirst, 0);
}

} // namespace
} // namespace dbv::ui
