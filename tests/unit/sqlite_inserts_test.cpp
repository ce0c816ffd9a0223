// SPDX-License-Identifier: Apache-2.0
// INSERTs that are like the one before run by one compiled statement, and do exactly what SQLite's shell would do with their texts.
#include <random>

#include "sqlite/insert_shape.h"
#include "sqlite_workshop.h"

namespace dbv::sqlite {

namespace {

constexpr std::string_view kTables = "CREATE TABLE t (a INTEGER, b TEXT, c REAL, d BLOB, e NUMERIC, f,"
                                     "                g AS (typeof(a) || typeof(f)), CHECK (typeof(f) <> 'none'));"
                                     "CREATE TABLE \"odd (1) VALUES (\" (a, b, c, d, e, f);"
                                     "CREATE TABLE log (id INTEGER PRIMARY KEY, what);"
                                     "CREATE TRIGGER noted AFTER INSERT ON t BEGIN"
                                     "  INSERT INTO log (what) VALUES (quote(new.f) || typeof(new.c)); END;";

/// Every value of every row as SQLite tells it.
std::string contentOf(const std::string& file) {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    std::string all;
    const auto add = [](void* into, int count, char** values, char** /*names*/) {
        for (int i = 0; i < count; ++i) {
            *static_cast<std::string*>(into) += std::string(values[i] == nullptr ? "none" : values[i]) + "|";
        }
        *static_cast<std::string*>(into) += "\n";
        return 0;
    };
    for (const char* table : {"t", "\"odd (1) VALUES (\""}) {
        std::string query = "SELECT rowid";
        for (const char* column : {"a", "b", "c", "d", "e", "f"}) {
            query += ", typeof(" + std::string(column) + "), quote(" + column + "), hex(" + column +
                     "), printf('%.17g', " + column + ")";
        }
        EXPECT_EQ(sqlite3_exec(handle, (query + " FROM " + table).c_str(), add, &all, nullptr), SQLITE_OK);
    }
    EXPECT_EQ(sqlite3_exec(handle, "SELECT * FROM log", add, &all, nullptr), SQLITE_OK);
    sqlite3_close(handle);
    return all;
}

/// Values as people and programs write them.
class Values {
public:
    std::string row(std::size_t count) {
        std::string row;
        for (std::size_t i = 0; i < count; ++i) {
            row += (row.empty() ? "(" : below(2) == 0 ? "," : " , ") + one();
        }
        return row + ")";
    }

private:
    std::size_t below(std::size_t limit) { return m_random() % limit; }
    std::string digits(std::size_t most) {
        std::string digits;
        for (std::size_t i = 0; i <= below(most); ++i) {
            digits += static_cast<char>('0' + below(10));
        }
        return digits;
    }
    std::string one() {
        static const std::vector<std::string> kFixed = {"NULL",
                                                        "null",
                                                        "0",
                                                        "-0",
                                                        "007",
                                                        "-0.0",
                                                        "1.",
                                                        "1e400",
                                                        "-1e400",
                                                        "1e-400",
                                                        "''",
                                                        "''''",
                                                        "'1'",
                                                        "' 1'",
                                                        "'1.0'",
                                                        "x''",
                                                        "X'00fF'",
                                                        "'a\nb'",
                                                        "'\xC3\xA4'",
                                                        "'\xFF'",
                                                        "9223372036854775807",
                                                        "9223372036854775808",
                                                        "-9223372036854775808",
                                                        "0x1F",
                                                        "1e5",
                                                        "1E+5",
                                                        "2.5e-3",
                                                        "999999999999999999",
                                                        "TRUE",
                                                        "'x' || 'y'",
                                                        "(1)",
                                                        "+1",
                                                        "- 1",
                                                        "123456789012345678.0",
                                                        "9007199254740993.0",
                                                        "0.1",
                                                        "'NULL'",
                                                        "abs(-1)",
                                                        ".5",
                                                        "4.35",
                                                        "1.7976931348623157e308"};
        switch (below(5)) {
        case 0: return kFixed[below(kFixed.size())];
        case 1: return (below(2) == 0 ? "-" : "") + digits(20);
        case 2: return digits(12) + "." + digits(18);
        case 3: return digits(3) + "." + digits(20) + "e" + (below(2) == 0 ? "-" : "") + digits(3);
        default: return "'" + digits(30) + "''" + digits(3) + "'";
        }
    }

    std::mt19937 m_random{20'260'101};
};

} // namespace

class SqliteInserts : public workshop::Workshop {};

TEST_F(SqliteInserts, KeepExactlyWhatTheirTextsSay) {
    shell(path("theirs.db"), std::string(kTables));
    shell(path("ours.db"), std::string(kTables));
    const auto session = open(path("ours.db"));
    ASSERT_TRUE(run(*session, "BEGIN"));
    std::string script = "BEGIN;";
    Values values;
    std::size_t taken = 0;
    InsertShape shape;
    for (int i = 0; i < 4000; ++i) {
        const std::string target = i % 2 == 0 ? "t (a, b, c, d, e, f)" : "\"odd (1) VALUES (\"";
        std::string insert = (i % 7 == 0 ? "REPLACE INTO " : "insert into ") + target + " Values " + values.row(6);
        if (i % 5 == 0) {
            insert += ", " + values.row(6);
        }
        taken += shape.read(insert) ? 1U : 0U;
        // Twice, so that the second is one that was compiled before.
        for (int again = 0; again < 2; ++again) {
            const auto cursor = session->execute({insert, {}, {}});
            ASSERT_TRUE(cursor) << insert << "\n" << cursor.error().message;
            EXPECT_EQ((*cursor)->outcome().affectedRows, i % 5 == 0 ? 2 : 1) << insert;
            script += insert + ";\n";
        }
    }
    // Most of them are what this is about.
    EXPECT_GT(taken, 1000U);
    ASSERT_TRUE(run(*session, "COMMIT"));
    shell(path("theirs.db"), script + "COMMIT;");
    EXPECT_EQ(contentOf(path("ours.db")), contentOf(path("theirs.db")));
}

TEST_F(SqliteInserts, FailAsTheyWouldByThemselves) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a INTEGER PRIMARY KEY, b NOT NULL, c CHECK (c > 0))"));
    for (int i = 1; i < 4; ++i) {
        ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (" + std::to_string(i) + ", 'b', 1)"));
    }
    EXPECT_EQ(run(*session, "INSERT INTO t VALUES (3, 'b', 1)").error().message, "UNIQUE constraint failed: t.a");
    for (int i = 5; i < 8; ++i) {
        ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (" + std::to_string(i) + ", 'b', 1)"));
    }
    EXPECT_EQ(run(*session, "INSERT INTO t VALUES (8, NULL, 1)").error().message, "NOT NULL constraint failed: t.b");
    EXPECT_EQ(run(*session, "INSERT INTO t VALUES (8, 'b', -1)").error().message, "CHECK constraint failed: c > 0");
    // A table that is another by then, and none.
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (8, 'b', 1)"));
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (9, 'b', 1)"));
    ASSERT_TRUE(run(*session, "DROP TABLE t"));
    const Error gone = run(*session, "INSERT INTO t VALUES (10, 'b', 1)").error();
    EXPECT_EQ(gone.message, "no such table: t");
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(run(*session, "INSERT INTO t VALUES (10, 'b')").error().message, "no such table: t");
    }
}

TEST_F(SqliteInserts, AreNotKeptAcrossAnythingElse) {
    const auto session = open(makeDatabase("a.db"));
    const auto insert = [&](int key) {
        return run(*session, "INSERT INTO t VALUES (" + std::to_string(key) + ", 'x')");
    };
    ASSERT_TRUE(insert(5001));
    ASSERT_TRUE(insert(5002));
    // What is kept would hold the table's file, or stand for the table of another name.
    ASSERT_TRUE(run(*session, "VACUUM"));
    ASSERT_TRUE(insert(5003));
    ASSERT_TRUE(insert(5004));
    ASSERT_TRUE(run(*session, "ALTER TABLE t RENAME TO other"));
    ASSERT_TRUE(run(*session, "CREATE TEMP TABLE t (a INTEGER PRIMARY KEY, b TEXT)"));
    ASSERT_TRUE(insert(1));
    ASSERT_TRUE(insert(2));
    // Another program changes the table in between.
    ASSERT_TRUE(run(*session, "DROP TABLE t"));
    ASSERT_TRUE(run(*session, "ALTER TABLE other RENAME TO t"));
    ASSERT_TRUE(insert(6001));
    ASSERT_TRUE(insert(6002));
    shell(path("a.db"), "ALTER TABLE t ADD COLUMN c");
    EXPECT_EQ(insert(6003).error().message, "table t has 3 columns but 2 values were supplied");
    EXPECT_EQ(read(path("a.db")).substr(0, 15), "SQLite format 3");
}

TEST(SqliteInsertShape, IsThatOfPlainRowsOnly) {
    InsertShape shape;
    ASSERT_TRUE(shape.read("INSERT INTO t VALUES (1, 'it''s', 2.5, x'0aFF', NULL);"));
    EXPECT_EQ(shape.text(), "INSERT INTO t VALUES(?,?,CAST(? AS REAL),?,?)");
    ASSERT_EQ(shape.values().size(), 5U);
    EXPECT_EQ(shape.values()[0].number, 1);
    EXPECT_EQ(shape.values()[1].bytes, "it's");
    EXPECT_EQ(shape.values()[2].bytes, "2.5");
    EXPECT_EQ(shape.values()[3].bytes, "\x0A\xFF");
    EXPECT_EQ(shape.values()[4].kind, InsertShape::Kind::Null);
    for (const std::string_view other : {"",
                                         "INSERT",
                                         "INSERT INTO t",
                                         "INSERT INTO t DEFAULT VALUES",
                                         "INSERT INTO t VALUES",
                                         "INSERT INTO t VALUES (",
                                         "INSERT INTO t VALUES ()",
                                         "INSERT INTO t VALUES (1",
                                         "INSERT INTO t VALUES (1,)",
                                         "INSERT INTO t VALUES (1) (2)",
                                         "INSERT INTO t VALUES (1), ",
                                         "INSERT INTO t VALUES (1);;",
                                         "INSERT INTO t VALUES (1) RETURNING a",
                                         "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
                                         "INSERT INTO t VALUES (1); DELETE FROM t",
                                         "INSERT INTO t VALUES (1) -- x",
                                         "INSERT /* VALUES (1) */ INTO t VALUES (1)",
                                         "INSERT INTO t SELECT * FROM (VALUES (1))",
                                         "INSERT INTO t VALUES ((1))",
                                         "INSERT INTO t VALUES (f(1))",
                                         "INSERT INTO t VALUES (1 + 1)",
                                         "INSERT INTO t VALUES (\"a\")",
                                         "INSERT INTO t VALUES (?)",
                                         "INSERT INTO t VALUES (:a)",
                                         "INSERT INTO t VALUES (NULLS)",
                                         "INSERT INTO t VALUES (x'0')",
                                         "INSERT INTO t VALUES (x'0g')",
                                         "INSERT INTO t VALUES ('a)",
                                         "INSERT INTO t VALUES (1_0)",
                                         "INSERT INTO t VALUES (1x)",
                                         "INSERT INTO t VALUES (1e)",
                                         "INSERT INTO t VALUES (1.2.3)",
                                         "INSERT INTO t VALUES (-)",
                                         "INSERT INTO t VALUES (--1\n1)",
                                         "INSERT INTO 'x' VALUES (1)",
                                         "DELETE FROM t",
                                         "INSERTS INTO t VALUES (1)",
                                         "INSERT INTO \"t VALUES (1)",
                                         "INSERT INTO t VALUES (1234567890123456789)"}) {
        EXPECT_FALSE(shape.read(other)) << other;
    }
    const std::string many = "INSERT INTO t VALUES (" + std::string(20'000, '1') + ")";
    EXPECT_FALSE(shape.read(many));
}

} // namespace dbv::sqlite
