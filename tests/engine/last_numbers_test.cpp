// SPDX-License-Identifier: Apache-2.0
#include "engine/last_numbers.h"

#include <gtest/gtest.h>

namespace dbv::engine {
namespace {

TEST(LastNumbers, AreMissedOnceWhereTheSessionThatHadThemIsGone) {
    LastNumbers numbers;
    numbers.sent(true);
    EXPECT_EQ(numbers.missedBy("SELECT last_insert_id()", DialectId::MariaDb), "");
    numbers.sessionOpened();
    EXPECT_EQ(numbers.missedBy("SELECT 'last_insert_id()', last_insert_id", DialectId::MariaDb), "");
    EXPECT_EQ(numbers.missedBy("INSERT INTO child VALUES (LAST_INSERT_ID ())", DialectId::MariaDb), "last_insert_id()");
    EXPECT_EQ(numbers.missedBy("SELECT last_insert_id()", DialectId::MariaDb), "");
}

TEST(LastNumbers, AreMissedByTheirVariablesAndAtOtherEngines) {
    for (const char* sql :
         {"SELECT @@identity", "SELECT @@last_insert_id", "SELECT row_count()", "SELECT FOUND_ROWS()"}) {
        LastNumbers numbers;
        numbers.sent(true);
        numbers.sessionOpened();
        EXPECT_NE(numbers.missedBy(sql, DialectId::MySql), "") << sql;
    }
    LastNumbers numbers;
    numbers.sent(true);
    numbers.sessionOpened();
    EXPECT_EQ(numbers.missedBy("SELECT lastval()", DialectId::PostgreSql), "") << "the server refuses it by itself";
    EXPECT_EQ(numbers.missedBy("SELECT last_insert_rowid()", DialectId::Sqlite), "last_insert_rowid()");
}

TEST(LastNumbers, AreNotMissedWhereNothingWasChangedOrSomethingWasChangedSince) {
    LastNumbers numbers;
    numbers.sent(false);
    numbers.sessionOpened();
    EXPECT_EQ(numbers.missedBy("SELECT last_insert_id()", DialectId::MariaDb), "");
    EXPECT_EQ(numbers.missedBy("SELECT found_rows()", DialectId::MariaDb), "found_rows()");
    numbers.sent(true);
    numbers.sessionOpened();
    numbers.sent(false);
    EXPECT_EQ(numbers.missedBy("SELECT found_rows()", DialectId::MariaDb), "");
    numbers.sent(true);
    EXPECT_EQ(numbers.missedBy("SELECT last_insert_id()", DialectId::MariaDb), "");
}

} // namespace
} // namespace dbv::engine
