// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "sqlite_workshop.h"

namespace dbv::sqlite {

class SqliteCatalogs : public workshop::Workshop {
protected:
    void build(const std::string& sql) {
        shell(path("a.db"), sql);
        m_session = open("a.db");
    }
    [[nodiscard]] ObjectDescription describe(const std::string& name, const std::string& schema = "main") const {
        auto described = m_session->catalog().describe({schema, name}, {});
        if (!described) {
            ADD_FAILURE() << described.error().message;
            return {};
        }
        return std::move(*described);
    }
    [[nodiscard]] std::map<std::string, ObjectSummary> objects(const std::string& schema = "main") const {
        std::map<std::string, ObjectSummary> byName;
        auto found = m_session->catalog().objects(schema, ObjectScope::All);
        EXPECT_TRUE(found);
        for (ObjectSummary& each : *found) {
            byName.emplace(each.name, std::move(each));
        }
        return byName;
    }

    std::unique_ptr<Session> m_session;
};

TEST_F(SqliteCatalogs, KnowVirtualTablesAndTheirShadows) {
    build("CREATE VIRTUAL TABLE f USING fts5(words); CREATE TABLE f_mine (a); CREATE VIRTUAL TABLE r USING rtree(id, "
          "x0, x1)");
    const auto all = objects();
    EXPECT_EQ(all.at("f").type, ObjectType::VirtualTable);
    EXPECT_FALSE(all.at("f").internal);
    EXPECT_TRUE(all.at("f_data").internal);
    EXPECT_TRUE(all.at("r_node").internal);
    EXPECT_FALSE(all.at("f_mine").internal);
    const ObjectDescription fts = describe("f");
    ASSERT_EQ(fts.columns.size(), 3U);
    EXPECT_FALSE(fts.columns[0].hidden);
    EXPECT_TRUE(fts.columns[1].hidden);
    EXPECT_EQ(describe("r").columns.size(), 3U);
}

TEST_F(SqliteCatalogs, KnowGeneratedColumnsStrictAndWithoutRowid) {
    build("CREATE TABLE t (a INTEGER, b AS (a + 1), c TEXT GENERATED ALWAYS AS (a || 'x') STORED, PRIMARY KEY (a)) "
          "WITHOUT ROWID;"
          "CREATE TABLE s (a ANY, b INT NOT NULL) STRICT");
    const ObjectDescription table = describe("t");
    ASSERT_EQ(table.columns.size(), 3U);
    EXPECT_FALSE(table.columns[0].generated);
    EXPECT_TRUE(table.columns[1].generated);
    EXPECT_TRUE(table.columns[2].generated);
    EXPECT_FALSE(table.columns[1].hidden);
    ASSERT_EQ(table.keys.size(), 1U);
    EXPECT_NE(table.ddl.find("WITHOUT ROWID"), std::string::npos);
    EXPECT_NE(describe("s").ddl.find("STRICT"), std::string::npos);
    EXPECT_TRUE(table.indexes.empty());
}

TEST_F(SqliteCatalogs, KnowPartialAndExpressionIndexes) {
    build(
        "CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t (lower(a), b) WHERE b IS NOT NULL; CREATE INDEX j ON t (b)");
    const ObjectDescription table = describe("T");
    EXPECT_EQ(table.path.name, "t");
    ASSERT_EQ(table.indexes.size(), 2U);
    EXPECT_EQ(table.indexes[0].name, "i");
    EXPECT_TRUE(table.indexes[0].unique);
    EXPECT_EQ(table.indexes[0].columns, (std::vector<std::string>{"lower(a)", "b"}));
    EXPECT_EQ(table.indexes[0].predicate, "b IS NOT NULL");
    EXPECT_TRUE(table.keys.empty());
    const ObjectDescription index = describe("i");
    EXPECT_EQ(index.type, ObjectType::Index);
    EXPECT_EQ(index.ddl, "CREATE UNIQUE INDEX i ON t (lower(a), b) WHERE b IS NOT NULL;");
    ASSERT_EQ(index.indexes.size(), 1U);
}

TEST_F(SqliteCatalogs, KnowTriggersOfTablesAndViews) {
    build("CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;"
          "CREATE TRIGGER tt AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 1; END;"
          "CREATE TRIGGER vt INSTEAD OF INSERT ON v BEGIN SELECT 1; END;");
    ASSERT_EQ(describe("t").triggers.size(), 1U);
    EXPECT_EQ(describe("t").triggers[0].name, "tt");
    ASSERT_EQ(describe("v").triggers.size(), 1U);
    EXPECT_EQ(describe("v").columns.size(), 1U);
    EXPECT_EQ(describe("tt").type, ObjectType::Trigger);
    EXPECT_EQ(objects().at("vt").parent, "v");
    // The statements of the description make the same database again.
    const auto copy = open(":memory:");
    const std::string ddl = describe("t").ddl;
    const std::size_t end = ddl.find(";\n") + 1;
    EXPECT_TRUE(run(*copy, ddl.substr(0, end)));
    EXPECT_TRUE(run(*copy, ddl.substr(end)));
}

TEST_F(SqliteCatalogs, GoOnBeyondAViewThatCannotBeResolved) {
    build("CREATE TABLE t (a); CREATE VIEW broken AS SELECT b FROM gone; CREATE TABLE u (c)");
    std::vector<ObjectDescription> all;
    ASSERT_TRUE(m_session->catalog().describeAll("main", [&](ObjectDescription each) {
        all.push_back(std::move(each));
        return true;
    }));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1].path.name, "broken");
    EXPECT_TRUE(all[1].columns.empty());
    EXPECT_NE(all[1].comment.find("no such table"), std::string::npos);
    EXPECT_EQ(all[2].columns.size(), 1U);
}

TEST_F(SqliteCatalogs, EstimateRowsAfterAnalyze) {
    build("CREATE TABLE t (a); CREATE TABLE u (a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
          "WHERE i < 500)"
          "INSERT INTO t SELECT i FROM n; CREATE INDEX i ON t (a); ANALYZE");
    EXPECT_EQ(objects().at("t").estimatedRows, 500);
    EXPECT_EQ(objects().at("u").estimatedRows, std::nullopt);
    EXPECT_EQ(describe("t").estimatedRows, 500);
    EXPECT_FALSE(objects().contains("sqlite_stat1"));
}

TEST_F(SqliteCatalogs, GiveTheSizeOfATableWithItsIndexes) {
    build("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(100000)); CREATE INDEX i ON t (a); CREATE TABLE u (a)");
    EXPECT_GE(describe("t").sizeBytes.value_or(0), 200'000);
    EXPECT_EQ(describe("u").sizeBytes, 4096);
}

TEST_F(SqliteCatalogs, KnowTemporaryTablesOfTheirSession) {
    build("CREATE TABLE t (a)");
    EXPECT_TRUE(m_session->catalog().objects("temp", ObjectScope::All));
    ASSERT_TRUE(run(*m_session, "CREATE TEMP TABLE mine (a, b)"));
    EXPECT_TRUE(objects("temp").contains("mine"));
    EXPECT_EQ(describe("mine", "TEMP").columns.size(), 2U);
}

TEST_F(SqliteCatalogs, KnowEmptyAndStrangeNames) {
    build("CREATE TABLE \"\" (\"\" INTEGER); CREATE TABLE 'it''s' (a); CREATE TABLE \"select\" (\"from\"); CREATE "
          "TABLE \"100%_\" (a)");
    EXPECT_EQ(describe("").columns.size(), 1U);
    EXPECT_EQ(describe("it's").columns.size(), 1U);
    EXPECT_EQ(describe("select").columns.at(0).name, "from");
    EXPECT_EQ(describe("100%_").columns.size(), 1U);
    int count = 0;
    ASSERT_TRUE(m_session->catalog().describeAll("main", [&](const ObjectDescription& each) {
        EXPECT_EQ(each.columns.size(), 1U) << each.path.name;
        ++count;
        return true;
    }));
    EXPECT_EQ(count, 4);
}

TEST_F(SqliteCatalogs, TellForeignKeysInTheOrderOfTheText) {
    build("CREATE TABLE p (x, y, PRIMARY KEY (x, y)); CREATE TABLE c (a REFERENCES p (x) ON UPDATE SET NULL, b, d,"
          " CONSTRAINT pair FOREIGN KEY (b, d) REFERENCES p)");
    const ObjectDescription child = describe("c");
    ASSERT_EQ(child.foreignKeys.size(), 2U);
    EXPECT_EQ(child.foreignKeys[0].columns, std::vector<std::string>{"a"});
    EXPECT_EQ(child.foreignKeys[0].onUpdate, "SET NULL");
    EXPECT_EQ(child.foreignKeys[1].name, "pair");
    EXPECT_EQ(child.foreignKeys[1].columns, (std::vector<std::string>{"b", "d"}));
    EXPECT_TRUE(child.foreignKeys[1].referencedColumns.empty());
}

TEST_F(SqliteCatalogs, KnowTheSizeInASchemaWhoseNameHoldsAQuote) {
    shell(path("b.db"), "CREATE TABLE t (a)");
    shell(path("a.db"), "CREATE TABLE t (a)");
    m_session = open("a.db", {{"attach.o'x", "b.db"}});
    EXPECT_EQ(describe("t", "o'x").sizeBytes, describe("t").sizeBytes);
}

TEST_F(SqliteCatalogs, ReadThousandsOfTables) {
    std::string sql = "BEGIN;";
    for (int i = 0; i < 2000; ++i) {
        sql += "CREATE TABLE t" + std::to_string(i) + " (id INTEGER PRIMARY KEY, a, b, c, d UNIQUE);";
    }
    build(sql + "COMMIT");
    EXPECT_EQ(objects().size(), 2000U);
    int count = 0;
    ASSERT_TRUE(m_session->catalog().describeAll("main", [&](const ObjectDescription& each) {
        EXPECT_EQ(each.columns.size(), 5U);
        EXPECT_EQ(each.keys.size(), 2U);
        ++count;
        return true;
    }));
    EXPECT_EQ(count, 2000);
}

} // namespace dbv::sqlite
