// SPDX-License-Identifier: Apache-2.0
#include "form_laws.h"

#include <gtest/gtest.h>

#include <QtCore/QDir>

#include "planted.h"
#include "support/qt_printers.h"

namespace dbv::arch {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(FormLaws, EveryFileNamesItsLicence) {
    expectLawHolds(withoutLicence(projectTree()));
}

TEST(FormLaws, NoFileIsTooLong) {
    expectLawHolds(tooLong(projectTree()));
}

TEST(FormLaws, EveryHeaderIsReadOnce) {
    expectLawHolds(withoutGuard(projectTree()));
}

TEST(FormLaws, FileNamesAreSnakeCase) {
    expectLawHolds(wronglyNamed(projectTree()));
}

TEST(FormLaws, TheTopLevelIsFixed) {
    const QStringList entries =
        QDir(QStringLiteral(DBV_SOURCE_DIR)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    EXPECT_TRUE(entries.contains(QStringLiteral("src")));
    EXPECT_EQ(strangersAtTheTop(entries).join(u' ').toStdString(), "");
}

TEST(FormLawsCheck, FindsAFileWithoutLicence) {
    EXPECT_THAT(withoutLicence(planted("src/sql/x.h", "#pragma once\n// SPDX-License-Identifier: Apache-2.0\n")),
                SizeIs(1));
    EXPECT_THAT(withoutLicence(planted("src/sql/x.h", "// SPDX-License-Identifier: GPL-3.0\n")), SizeIs(1));
    EXPECT_THAT(withoutLicence(planted("src/sql/x.h", "")), SizeIs(1));
    EXPECT_THAT(withoutLicence(planted("src/sql/x.h", "// SPDX-License-Identifier: Apache-2.0\n")), IsEmpty());
    EXPECT_THAT(withoutLicence(planted("dev", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n")), IsEmpty());
}

TEST(FormLawsCheck, FindsTheFirstLineOverTheLimit) {
    const auto file = [](const char* path, qsizetype lines) {
        return std::vector{sourceFile(QString::fromLatin1(path), QString(lines, u'\n'))};
    };
    EXPECT_THAT(tooLong(file("src/sql/x.h", kHeaderLines)), IsEmpty());
    EXPECT_THAT(tooLong(file("src/sql/x.h", kHeaderLines + 1)), SizeIs(1));
    EXPECT_THAT(tooLong(file("src/sql/x.cpp", kSourceLines)), IsEmpty());
    EXPECT_THAT(tooLong(file("src/sql/x.cpp", kSourceLines + 1)), SizeIs(1));
}

TEST(FormLawsCheck, FindsAHeaderWithoutGuardAndAWrongName) {
    EXPECT_THAT(withoutGuard(planted("src/sql/x.h", "// #pragma once\n")), SizeIs(1));
    EXPECT_THAT(withoutGuard(planted("src/sql/x.cpp", "")), IsEmpty());
    EXPECT_THAT(wronglyNamed(planted("src/sql/QueryTab.cpp", "")), SizeIs(1));
    EXPECT_THAT(wronglyNamed(planted("src/sql/query_tab.cpp", "")), IsEmpty());
}

TEST(FormLawsCheck, FindsAStrangerAtTheTop) {
    const QStringList entries = {QStringLiteral("src"), QStringLiteral("tools"), QStringLiteral(".ci"),
                                 QStringLiteral("build"), QStringLiteral("Makefile")};
    EXPECT_EQ(strangersAtTheTop(entries).join(u' '), QStringLiteral("tools Makefile"));
}

} // namespace
} // namespace dbv::arch
