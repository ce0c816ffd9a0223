// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/painted_signal.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace dbv::ui {

namespace {

TEST(PaintedSignal, TellsOnceAfterItWasAsked) {
    QWidget window;
    PaintedSignal signal(window);
    QSignalSpy painted(&signal, &PaintedSignal::painted);

    signal.ask();
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    ASSERT_TRUE(QTest::qWaitFor([&] { return painted.count() > 0; }));
    window.repaint();
    QCoreApplication::sendPostedEvents();

    EXPECT_EQ(painted.count(), 1);
}

TEST(PaintedSignal, SaysNothingThatNobodyAskedFor) {
    QWidget window;
    const PaintedSignal signal(window);
    QSignalSpy painted(&signal, &PaintedSignal::painted);

    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    window.repaint();
    QCoreApplication::sendPostedEvents();

    EXPECT_EQ(painted.count(), 0);
}

} // namespace

} // namespace dbv::ui
