// SPDX-License-Identifier: Apache-2.0
#include "engine/transaction_rules.h"

#include <gtest/gtest.h>

namespace dbv::engine {
namespace {

TEST(TransactionRules, BeginATransactionForWhatReadsAndWrites) {
    for (const DialectId dialect : {DialectId::PostgreSql, DialectId::MariaDb, DialectId::MySql, DialectId::Sqlite}) {
        for (const char* sql :
             {"SELECT 1", "-- c\nINSERT INTO t VALUES (1)", "CREATE TABLE t (a int)", "SAVEPOINT a"}) {
            EXPECT_TRUE(belongsInTransaction(sql, dialect)) << sql;
        }
    }
    EXPECT_TRUE(belongsInTransaction("CLUSTER t", DialectId::PostgreSql));
    EXPECT_TRUE(belongsInTransaction("CREATE INDEX i ON t (a)", DialectId::PostgreSql));
    EXPECT_TRUE(belongsInTransaction("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", DialectId::PostgreSql));
}

TEST(TransactionRules, LeaveTransactionControlAlone) {
    for (const DialectId dialect : {DialectId::PostgreSql, DialectId::MariaDb, DialectId::MySql, DialectId::Sqlite}) {
        for (const char* sql :
             {"BEGIN", "/* c */ begin immediate", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", ""}) {
            EXPECT_FALSE(belongsInTransaction(sql, dialect)) << sql;
        }
    }
    EXPECT_FALSE(belongsInTransaction("PREPARE TRANSACTION 'a'", DialectId::PostgreSql));
    EXPECT_FALSE(belongsInTransaction("XA START 'a'", DialectId::MariaDb));
    EXPECT_FALSE(belongsInTransaction("SET TRANSACTION READ ONLY", DialectId::MySql));
}

TEST(TransactionRules, LeaveAloneWhatAServerRefusesWithinATransaction) {
    for (const char* sql :
         {"VACUUM t", "CREATE DATABASE d", "DROP DATABASE d", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)",
          "REINDEX DATABASE d", "ALTER SYSTEM SET a = 1", "DISCARD ALL", "CLUSTER"}) {
        EXPECT_FALSE(belongsInTransaction(sql, DialectId::PostgreSql)) << sql;
    }
    for (const char* sql : {"PRAGMA foreign_keys = ON", "VACUUM", "ATTACH 'a' AS a", "DETACH a"}) {
        EXPECT_FALSE(belongsInTransaction(sql, DialectId::Sqlite)) << sql;
    }
    for (const char* sql : {"LOCK TABLES t READ", "UNLOCK TABLES"}) {
        EXPECT_FALSE(belongsInTransaction(sql, DialectId::MySql)) << sql;
    }
}

} // namespace
} // namespace dbv::engine
