// SPDX-License-Identifier: Apache-2.0
#include "sql/literal.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

namespace {

using dbv::DialectId;
using dbv::sql::quoteIdentifier;
using dbv::sql::quoteLiteral;
using dbv::sql::Quoting;
using namespace std::string_literals;

TEST(SqlLiteral, QuotesNamesAsEachDialectDoes) {
    EXPECT_EQ(quoteIdentifier("a\"b`c", DialectId::Sqlite), "\"a\"\"b`c\"");
    EXPECT_EQ(quoteIdentifier("a\"b`c", DialectId::PostgreSql), "\"a\"\"b`c\"");
    EXPECT_EQ(quoteIdentifier("a\"b`c", DialectId::MySql), "`a\"b``c`");
    EXPECT_EQ(quoteIdentifier("a", DialectId::MariaDb), "`a`");
    EXPECT_EQ(quoteIdentifier("", DialectId::Sqlite), "\"\"");
}

TEST(SqlLiteral, LeavesPlainNamesBareWhenAsked) {
    EXPECT_EQ(quoteIdentifier("album_Id2", DialectId::Sqlite, Quoting::IfNeeded), "album_Id2");
    for (const std::string name : {"", "2a", "a b", "a$b", "Order", "temp", "\xC3\xA9", "a.b", "rowid;"}) {
        EXPECT_EQ(quoteIdentifier(name, DialectId::Sqlite, Quoting::IfNeeded), "\"" + name + "\"");
    }
    EXPECT_EQ(quoteIdentifier("plain", DialectId::PostgreSql, Quoting::IfNeeded), "plain");
    EXPECT_EQ(quoteIdentifier("Plain", DialectId::PostgreSql, Quoting::IfNeeded), "\"Plain\"");
    EXPECT_EQ(quoteIdentifier("user", DialectId::PostgreSql, Quoting::IfNeeded), "\"user\"");
    // Words of the language that name a column as they are.
    for (const char* word : {"name", "type", "status", "year", "time", "key", "value", "date"}) {
        EXPECT_EQ(quoteIdentifier(word, DialectId::PostgreSql, Quoting::IfNeeded), word);
    }
    EXPECT_EQ(quoteIdentifier("year", DialectId::MariaDb, Quoting::IfNeeded), "year");
    EXPECT_EQ(quoteIdentifier("rank", DialectId::MySql, Quoting::IfNeeded), "`rank`");
    EXPECT_EQ(quoteIdentifier("key", DialectId::Sqlite, Quoting::IfNeeded), "key");
    EXPECT_EQ(quoteIdentifier("current_date", DialectId::Sqlite, Quoting::IfNeeded), "\"current_date\"");
    EXPECT_EQ(quoteIdentifier("Plain", DialectId::MySql, Quoting::IfNeeded), "Plain");
    EXPECT_EQ(quoteIdentifier("key", DialectId::MySql, Quoting::IfNeeded), "`key`");
}

TEST(SqlLiteral, WritesTextThatSqliteReadsBackByteForByte) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
    for (const std::string& text : {""s, "a"s, "it's ''"s, "\\"s, "a\0b"s, "\0"s, "'\0{nul}'\0\0"s,
                                    "{nul}{nul1}\0{nul2"s, std::string(5000, '\0'), "\xFF\x80\xC3\xA9\n;--"s}) {
        const std::string sql = "SELECT " + quoteLiteral(text, DialectId::Sqlite);
        sqlite3_stmt* statement = nullptr;
        ASSERT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
        ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
        EXPECT_EQ(sqlite3_column_type(statement, 0), SQLITE_TEXT);
        const void* value = sqlite3_column_blob(statement, 0);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, 0));
        EXPECT_EQ(size == 0 ? std::string() : std::string(static_cast<const char*>(value), size), text);
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
}

TEST(SqlLiteral, WritesBackslashesAsEachDialectReadsThem) {
    EXPECT_EQ(quoteLiteral("it's", DialectId::PostgreSql), "'it''s'");
    EXPECT_EQ(quoteLiteral("a\\'b", DialectId::PostgreSql), "E'a\\\\''b'");
    EXPECT_EQ(quoteLiteral("a\\'b", DialectId::MySql), "'a\\\\''b'");
    EXPECT_EQ(quoteLiteral("a\\'b", DialectId::MariaDb), "'a\\\\''b'");
    EXPECT_EQ(quoteLiteral("a\\'b", DialectId::Sqlite), "'a\\''b'");
}

} // namespace
