// SPDX-License-Identifier: Apache-2.0
#include <dbv/core/first_word.h>

#include <gtest/gtest.h>

namespace {

using dbv::plainFirstWord;

TEST(PlainFirstWord, IsWhatABlankOrTheEndOfItsLineEnds) {
    EXPECT_EQ(plainFirstWord("Select 1"), "Select");
    EXPECT_EQ(plainFirstWord("CREATE\nTABLE t (a int)"), "CREATE");
}

TEST(PlainFirstWord, IsEmptyWhereMoreHasToBeRead) {
    for (const char* statement : {"", "commit", "SELECT", " SELECT 1", "SELECT\t1", "SELECT(1)", "SELECT/**/ 1",
                                  "-- x\nSELECT 1", "pg_sleep (1)", "S\u00c9LECT 1", "SELECT1 a"}) {
        EXPECT_EQ(plainFirstWord(statement), "") << statement;
    }
}

} // namespace
