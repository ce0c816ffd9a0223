// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "planted.h"
#include "source_tree.h"
#include "support/qt_printers.h"

namespace dbv::arch {
namespace {

QString codeOf(const char* text) {
    return sourceFile(QStringLiteral("src/sql/x.cpp"), QString::fromUtf8(text)).code;
}

TEST(SourceTree, HoldsTheContractAndTheRooms) {
    const auto has = [](const char* path) {
        return std::ranges::any_of(projectTree(), [&](const SourceFile& file) {
            return file.path == QString::fromLatin1(path) && !file.text.isEmpty();
        });
    };
    EXPECT_TRUE(has("include/dbv/core/error.h"));
    EXPECT_TRUE(has("src/cmake/dbv_common.cmake"));
    EXPECT_TRUE(has("CMakeLists.txt"));
    EXPECT_TRUE(has("dev"));
}

TEST(SourceTree, CommentsAreNotCode) {
    EXPECT_EQ(codeOf("a // b\nc"), QStringLiteral("a     \nc"));
    EXPECT_EQ(codeOf("a /* b\n */ c"), QStringLiteral("a     \n    c"));
}

TEST(SourceTree, InsidesOfLiteralsAreNotCode) {
    EXPECT_EQ(codeOf("f(\"a\\\"// b\"); g"), QStringLiteral("f(\"       \"); g"));
    EXPECT_EQ(codeOf("f('\"'); g(\"x\")"), QStringLiteral("f(' '); g(\" \")"));
}

TEST(SourceTree, RawLiteralsEndWhereTheirDelimiterSays) {
    EXPECT_EQ(codeOf("R\"x(a)\" b)x\" c").trimmed().right(1), QStringLiteral("c"));
    EXPECT_FALSE(codeOf("R\"x(a)\" b)x\" c").contains(u'b'));
    EXPECT_FALSE(codeOf("u8R\"(throw)\";").contains(QStringLiteral("throw")));
}

TEST(SourceTree, DigitSeparatorsAreNoLiterals) {
    EXPECT_EQ(codeOf("1'000'000 + x; // y"), QStringLiteral("1'000'000 + x;     "));
}

TEST(SourceTree, IncludesAreFoundWithTheirLines) {
    const std::vector<Include> includes =
        includesOf(planted("src/sql/x.cpp", "\n#include <vector>\n// #include <a>\n#  include \"sql/x.h\"\n").front());
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].target, QStringLiteral("vector"));
    EXPECT_EQ(includes[0].line, 2);
    EXPECT_FALSE(includes[0].quoted);
    EXPECT_EQ(includes[1].target, QStringLiteral("sql/x.h"));
    EXPECT_EQ(includes[1].line, 4);
    EXPECT_TRUE(includes[1].quoted);
}

TEST(SourceTree, ARoomIsTheFolderUnderSrc) {
    EXPECT_EQ(roomOf(QStringLiteral("src/ui/grid/view.cpp")), QStringLiteral("ui"));
    EXPECT_EQ(roomOf(QStringLiteral("include/dbv/core/error.h")), QStringLiteral("contract"));
    EXPECT_EQ(roomOf(QStringLiteral("connectors/sqlite/errors.cpp")), QStringLiteral("connector"));
    EXPECT_EQ(roomOf(QStringLiteral("src/cmake/dbv_common.cmake")), QString());
    EXPECT_EQ(roomOf(QStringLiteral("tests/arch/planted.h")), QString());
}

} // namespace
} // namespace dbv::arch
