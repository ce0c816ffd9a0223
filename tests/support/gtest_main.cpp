// SPDX-License-Identifier: Apache-2.0
// The entry point of every test program: an application object for those who need an event loop, no screen, and
// folders of the user's that are not the real ones.
#include <QtCore/QByteArray>
#include <QtCore/QStandardPaths>

#include <gtest/gtest.h>

#ifdef DBV_TEST_WIDGETS
#include <QtWidgets/QApplication>
using TestApplication = QApplication;
#else
#include <QtCore/QCoreApplication>
using TestApplication = QCoreApplication;
#endif

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    // ctest lists the tests without their environment, perhaps on a machine without a display.
    if (testing::GTEST_FLAG(list_tests))
        return RUN_ALL_TESTS();

    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", QByteArrayLiteral("offscreen"));
    QStandardPaths::setTestModeEnabled(true);
    const TestApplication application(argc, argv);
    return RUN_ALL_TESTS();
}
