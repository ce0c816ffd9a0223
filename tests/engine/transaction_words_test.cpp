// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/transaction_words.h"

namespace dbv::engine {

namespace {

using Words = TransactionWords;

struct Said {
    const char* sql;
    Words words;
};

void expectAll(DialectId dialect, std::initializer_list<Said> all) {
    for (const Said& each : all) {
        EXPECT_EQ(transactionWords(each.sql, dialect), each.words) << each.sql;
    }
}

TEST(TransactionWordsOf, PostgresAreTold) {
    expectAll(DialectId::PostgreSql, {{"begin", Words::Begin},
                                      {"/* a */ BEGIN -- b\n WORK;", Words::Begin},
                                      {"START TRANSACTION ISOLATION LEVEL REPEATABLE READ", Words::Begin},
                                      {"BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE", Words::Begin},
                                      {"BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE", Words::Other},
                                      {"BEGIN READ ONLY", Words::Other},
                                      {"BEGIN IMMEDIATE", Words::Other},
                                      {"START TRANSACTION DEFERRABLE", Words::Other},
                                      {"COMMIT", Words::Commit},
                                      {"END TRANSACTION", Words::Commit},
                                      {"COMMIT AND NO CHAIN", Words::Commit},
                                      {"COMMIT AND CHAIN", Words::Other},
                                      {"COMMIT PREPARED 'a'", Words::Other},
                                      {"ABORT", Words::RollBack},
                                      {"ROLLBACK WORK", Words::RollBack},
                                      {"ROLLBACK PREPARED 'a'", Words::Other},
                                      {"ROLLBACK AND CHAIN", Words::Other},
                                      {"ROLLBACK TO a", Words::Savepoint},
                                      {"ROLLBACK TO SAVEPOINT \"a b\"", Words::Savepoint},
                                      {"SAVEPOINT a", Words::Savepoint},
                                      {"RELEASE a", Words::Savepoint},
                                      {"SAVEPOINT", Words::Other},
                                      {"PREPARE TRANSACTION 'a'", Words::Other},
                                      {"PREPARE a AS SELECT 1", Words::None},
                                      {"SET TRANSACTION ISOLATION LEVEL READ COMMITTED", Words::Level},
                                      {"SET TRANSACTION READ ONLY", Words::Other},
                                      {"SET TRANSACTION SNAPSHOT '1'", Words::Other},
                                      {"SET a = 1", Words::None},
                                      {"SELECT 1", Words::None},
                                      {"", Words::None}});
}

TEST(TransactionWordsOf, MysqlAndSqliteAreTold) {
    expectAll(DialectId::MariaDb, {{"START TRANSACTION", Words::Begin},
                                   {"START TRANSACTION WITH CONSISTENT SNAPSHOT", Words::Other},
                                   {"START SLAVE", Words::None},
                                   {"COMMIT RELEASE", Words::Other},
                                   {"COMMIT NO RELEASE", Words::Commit},
                                   {"COMMIT /*!50000 AND CHAIN */", Words::Other},
                                   {"END", Words::None},
                                   {"XA START 'a'", Words::Other},
                                   {"SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", Words::Level}});
    expectAll(DialectId::Sqlite, {{"BEGIN IMMEDIATE TRANSACTION", Words::Begin},
                                  {"BEGIN EXCLUSIVE", Words::Begin},
                                  {"END", Words::Commit},
                                  {"ROLLBACK TRANSACTION TO SAVEPOINT a", Words::Savepoint},
                                  {"ABORT", Words::None}});
}

TEST(TransactionModesOf, ServersAreTold) {
    const auto modes = [](const char* sql, DialectId dialect = DialectId::PostgreSql) {
        return transactionModes(sql, dialect).value_or(TransactionModes{.asked = "nothing"});
    };
    EXPECT_EQ(modes("BEGIN WORK").asked, "");
    EXPECT_TRUE(modes("begin").begins);
    const TransactionModes all = modes("START TRANSACTION READ WRITE ISOLATION LEVEL REPEATABLE READ, NOT DEFERRABLE");
    EXPECT_EQ(all.asked, "READ WRITE, ISOLATION LEVEL REPEATABLE READ, NOT DEFERRABLE");
    EXPECT_EQ(all.harmless(), "ISOLATION LEVEL REPEATABLE READ, READ WRITE");
    EXPECT_EQ(modes("BEGIN READ ONLY").harmless(), "");
    EXPECT_FALSE(modes("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").begins);
    EXPECT_EQ(modes("START TRANSACTION WITH CONSISTENT SNAPSHOT", DialectId::MariaDb).asked,
              "WITH CONSISTENT SNAPSHOT");
    for (const char* other : {"SET TRANSACTION SNAPSHOT '1'", "BEGIN\\; SELECT 1", "COMMIT", "SET a = 1", "SELECT 1"}) {
        EXPECT_EQ(modes(other).asked, "nothing") << other;
    }
    EXPECT_EQ(modes("BEGIN NOT ATOMIC SELECT 1; END", DialectId::MariaDb).asked, "nothing");
    EXPECT_EQ(modes("BEGIN IMMEDIATE", DialectId::Sqlite).asked, "nothing");
}

} // namespace

} // namespace dbv::engine
