// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "postgres_fixture.h"

namespace dbv::conformance {

namespace {

// Something of every kind.
constexpr std::string_view kShop = R"(
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'it''s done');
CREATE DOMAIN shop.price AS numeric(10,2) DEFAULT 0 NOT NULL CONSTRAINT not_negative CHECK (VALUE >= 0);
CREATE TYPE shop.address AS (street text, "house number" integer);
CREATE SEQUENCE shop.numbers AS integer INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 START WITH 20 CACHE 3 CYCLE;
CREATE TABLE shop.customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL DEFAULT 'nobody',
    "E-Mail" character varying(80) UNIQUE,
    address shop.address,
    upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
    CONSTRAINT named CHECK (name <> ''));
COMMENT ON TABLE shop.customer IS 'who buys; it''s "them"';
COMMENT ON COLUMN shop.customer.name IS 'as on the card';
CREATE TABLE shop.sale (
    day date NOT NULL, id integer NOT NULL DEFAULT nextval('shop.numbers'), customer bigint NOT NULL,
    price shop.price, state shop.state DEFAULT 'new', tags text[] DEFAULT '{}',
    CONSTRAINT sale_pk PRIMARY KEY (day, id),
    CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES shop.customer (id)
        ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
) PARTITION BY RANGE (day);
CREATE TABLE shop.sale_2024 PARTITION OF shop.sale FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE shop.sale_rest PARTITION OF shop.sale DEFAULT;
CREATE INDEX sale_by_price ON shop.sale USING btree (price DESC NULLS LAST, abs(id)) INCLUDE (id)
    WHERE price > 10;
CREATE UNLOGGED TABLE shop.cache (k text PRIMARY KEY, v jsonb, EXCLUDE USING hash (k WITH =)) WITH (fillfactor = 70);
CREATE TABLE shop.base (a integer);
CREATE TABLE shop.child (b integer) INHERITS (shop.base);
CREATE VIEW shop.names WITH (security_barrier = true) AS SELECT id, name AS "Name" FROM shop.customer;
CREATE MATERIALIZED VIEW shop.totals AS SELECT customer, sum(price) AS total FROM shop.sale GROUP BY customer;
CREATE UNIQUE INDEX totals_customer ON shop.totals (customer);
CREATE FUNCTION shop.area(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE
    AS $$ SELECT a * b $$;
CREATE FUNCTION shop.area(a text) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN length(a); END $$;
CREATE PROCEDURE shop.clear() LANGUAGE sql BEGIN ATOMIC DELETE FROM shop.cache; END;
CREATE AGGREGATE shop.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE OF name ON shop.customer FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.customer AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (name = current_user) WITH CHECK (true);
DO $$ BEGIN CREATE ROLE shop_reader; EXCEPTION WHEN duplicate_object THEN END $$;
GRANT SELECT, UPDATE ON shop.customer TO shop_reader WITH GRANT OPTION;
GRANT INSERT ON shop.customer TO PUBLIC;
)";

struct Named {
    ObjectType type;
    std::string name;
    std::string parent;
};

const ObjectSummary* find(const std::vector<ObjectSummary>& list, ObjectType type, std::string_view name) {
    const auto found =
        std::ranges::find_if(list, [&](const ObjectSummary& each) { return each.type == type && each.name == name; });
    return found == list.end() ? nullptr : &*found;
}

} // namespace

class PostgresCatalogs : public PostgresTest {
protected:
    void SetUp() override {
        PostgresTest::SetUp();
        server().run(std::string(kShop), database());
    }
    [[nodiscard]] ObjectDescription describe(const std::string& name, std::optional<ObjectType> type = {},
                                             const std::string& parent = {}) const {
        auto described = session().catalog().describe({"shop", name, parent}, type);
        if (!described) {
            ADD_FAILURE() << name << ": " << described.error().message;
            return {};
        }
        return std::move(*described);
    }
};

TEST_F(PostgresCatalogs, ListEverythingWithItsParent) {
    const auto list = session().catalog().objects("shop", ObjectScope::All);
    ASSERT_TRUE(list) << list.error().message;
    for (const Named& row :
         {Named{ObjectType::Table, "customer", ""}, Named{ObjectType::Table, "sale", ""},
          Named{ObjectType::Table, "sale_2024", "sale"}, Named{ObjectType::View, "names", ""},
          Named{ObjectType::MaterializedView, "totals", ""}, Named{ObjectType::Index, "totals_customer", "totals"},
          Named{ObjectType::Trigger, "touched", "customer"}, Named{ObjectType::Sequence, "numbers", ""},
          Named{ObjectType::Routine, "area(a integer, b integer)", ""}, Named{ObjectType::Routine, "area(a text)", ""},
          Named{ObjectType::Routine, "clear()", ""}, Named{ObjectType::Type, "state", ""},
          Named{ObjectType::Type, "price", ""}, Named{ObjectType::Type, "address", ""},
          Named{ObjectType::Policy, "own", "customer"}}) {
        const ObjectSummary* object = find(*list, row.type, row.name);
        ASSERT_NE(object, nullptr) << row.name;
        EXPECT_EQ(object->parent, row.parent) << row.name;
        EXPECT_FALSE(object->internal) << row.name;
    }
    EXPECT_EQ(find(*list, ObjectType::Table, "customer")->comment, "who buys; it's \"them\"");
}

TEST_F(PostgresCatalogs, DescribeWhatATableHas) {
    const ObjectDescription customer = describe("customer");
    EXPECT_EQ(customer.owner, "postgres");
    ASSERT_EQ(customer.columns.size(), 5U);
    EXPECT_TRUE(customer.columns[0].generated);
    EXPECT_EQ(customer.columns[1].comment, "as on the card");
    EXPECT_EQ(customer.columns[2].type, "character varying(80)");
    EXPECT_EQ(customer.columns[3].type, "shop.address");
    ASSERT_EQ(customer.policies.size(), 1U);
    ASSERT_EQ(customer.triggers.size(), 1U);
    ASSERT_EQ(customer.grants.size(), 2U);
    EXPECT_EQ(customer.grants[0], (GrantInfo{"PUBLIC", {"INSERT"}, {}}));
    EXPECT_EQ(customer.grants[1], (GrantInfo{"shop_reader", {"SELECT", "UPDATE"}, {"SELECT", "UPDATE"}}));
    const ObjectDescription sale = describe("sale");
    EXPECT_EQ(sale.partitionKey, "RANGE (day)");
    EXPECT_EQ(sale.foreignKeys.at(0).onUpdate, "CASCADE");
    EXPECT_EQ(sale.foreignKeys.at(0).onDelete, "SET NULL");
    EXPECT_EQ(sale.indexes.at(0).columns, (std::vector<std::string>{"price", "abs(id)"}));
    EXPECT_EQ(sale.sizeBytes,
              describe("sale_2024").sizeBytes.value_or(0) + describe("sale_rest").sizeBytes.value_or(0));
    EXPECT_GT(sale.sizeBytes.value_or(0), 0);
    EXPECT_EQ(describe("sale_2024").partitionBound, "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
}

TEST_F(PostgresCatalogs, TellATypesCommentAndThatItIsNoTable) {
    run("COMMENT ON TYPE shop.address IS 'where to'");
    run("COMMENT ON TYPE shop.state IS 'how far'");
    const auto list = session().catalog().objects("shop", ObjectScope::Others);
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ(find(*list, ObjectType::Type, "address")->comment, "where to");
    EXPECT_EQ(find(*list, ObjectType::Type, "state")->comment, "how far");
    const auto tables = session().catalog().objects("shop", ObjectScope::Relations);
    ASSERT_TRUE(tables) << tables.error().message;
    EXPECT_EQ(find(*tables, ObjectType::Table, "address"), nullptr);
    EXPECT_EQ(std::ranges::count(*list, "address", &ObjectSummary::name), 1);
}

TEST_F(PostgresCatalogs, DescribeAllTablesAtOnceAsEachByItself) {
    run("CREATE SCHEMA other");
    run("CREATE TABLE other.place (gone int, b int, a int, PRIMARY KEY (a, b))");
    run("ALTER TABLE other.place DROP COLUMN gone");
    run("CREATE TABLE shop.visit (y int, x int, extra text, FOREIGN KEY (x, y) REFERENCES other.place (a, b))");
    run("ALTER TABLE shop.visit DROP COLUMN extra");
    run("ALTER TABLE shop.visit ADD COLUMN again int DEFAULT 7");
    std::size_t count = 0;
    const auto done = session().catalog().describeAll("shop", [&](const ObjectDescription& each) {
        ObjectDescription single = describe(each.path.name, each.type);
        // Both are left out where all are described.
        single.ddl.clear();
        single.sizeBytes.reset();
        for (IndexInfo& index : single.indexes) {
            index.ddl.clear();
        }
        for (TriggerInfo& trigger : single.triggers) {
            trigger.ddl.clear();
        }
        for (PolicyInfo& policy : single.policies) {
            policy.ddl.clear();
        }
        EXPECT_TRUE(each == single) << each.path.name;
        ++count;
        return true;
    });
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(count, 10U);
    const ForeignKeyInfo key = describe("visit").foreignKeys.at(0);
    EXPECT_EQ(key.columns, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(key.references, (ObjectPath{"other", "place", {}}));
    EXPECT_EQ(key.referencedColumns, (std::vector<std::string>{"a", "b"}));
}

TEST_F(PostgresCatalogs, GiveDdlThatMakesEveryObjectAgain) {
    // In the order in which they need each other; taken from one database, run in an empty one, and described there.
    const std::vector<Named> rows{{ObjectType::Type, "state", ""},
                                  {ObjectType::Type, "price", ""},
                                  {ObjectType::Type, "address", ""},
                                  {ObjectType::Sequence, "numbers", ""},
                                  {ObjectType::Routine, "touch()", ""},
                                  {ObjectType::Table, "customer", ""},
                                  {ObjectType::Table, "sale", ""},
                                  {ObjectType::Table, "sale_2024", ""},
                                  {ObjectType::Table, "sale_rest", ""},
                                  {ObjectType::Table, "cache", ""},
                                  {ObjectType::Table, "base", ""},
                                  {ObjectType::Table, "child", ""},
                                  {ObjectType::View, "names", ""},
                                  {ObjectType::MaterializedView, "totals", ""},
                                  {ObjectType::Routine, "area(a integer, b integer)", ""},
                                  {ObjectType::Routine, "area(a text)", ""},
                                  {ObjectType::Routine, "clear()", ""},
                                  {ObjectType::Routine, "total(integer)", ""}};
    const std::string again = server().makeDatabase();
    server().run("CREATE SCHEMA shop", again);
    ConnectParams there = params();
    there.database = again;
    const auto other = open(there);
    ASSERT_NE(other, nullptr);
    for (const Named& row : rows) {
        SCOPED_TRACE(row.name);
        const ObjectDescription original = describe(row.name, row.type, row.parent);
        ASSERT_FALSE(original.ddl.empty());
        server().run(original.ddl, again);
        auto copy = other->catalog().describe({"shop", row.name, row.parent}, row.type);
        ASSERT_TRUE(copy) << copy.error().message;
        // A new table's size and rows are its own.
        copy->sizeBytes = original.sizeBytes;
        copy->estimatedRows = original.estimatedRows;
        EXPECT_EQ(copy->ddl, original.ddl);
        EXPECT_TRUE(*copy == original);
    }
}

TEST_F(PostgresCatalogs, DescribeATriggerAndAPolicyByTheirTable) {
    EXPECT_NE(
        describe("touched", ObjectType::Trigger, "customer").ddl.find("CREATE TRIGGER touched BEFORE UPDATE OF name"),
        std::string::npos);
    EXPECT_NE(describe("own", ObjectType::Policy, "customer").ddl.find("AS RESTRICTIVE FOR UPDATE TO PUBLIC"),
              std::string::npos);
    EXPECT_NE(describe("totals_customer", ObjectType::Index).ddl.find("CREATE UNIQUE INDEX totals_customer"),
              std::string::npos);
    const auto none = session().catalog().describe({"shop", "touched", "sale"}, ObjectType::Trigger);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
}

TEST_F(PostgresCatalogs, GiveDdlOfWhatNewerServersHave) {
    if (std::stoi(textOf("SHOW server_version_num")) < 180000) {
        GTEST_SKIP() << "the server is older than version 18";
    }
    run("CREATE TABLE shop.newer (a int NOT NULL, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, "
        "c int GENERATED ALWAYS AS (a + 2) STORED, CHECK (a > 0) NOT ENFORCED)");
    const std::string ddl = describe("newer", ObjectType::Table).ddl;
    EXPECT_NE(ddl.find("b integer GENERATED ALWAYS AS ((a + 1)) VIRTUAL"), std::string::npos) << ddl;
    EXPECT_NE(ddl.find("c integer GENERATED ALWAYS AS ((a + 2)) STORED"), std::string::npos) << ddl;
    EXPECT_NE(ddl.find("NOT ENFORCED"), std::string::npos) << ddl;
    run("DROP TABLE shop.newer");
    server().run(ddl, database());
    EXPECT_EQ(describe("newer").ddl, ddl);
    run("CREATE DOMAIN shop.sure AS int CONSTRAINT \"never null\" NOT NULL");
    EXPECT_EQ(describe("sure", ObjectType::Type).ddl,
              "CREATE DOMAIN shop.sure AS integer CONSTRAINT \"never null\" NOT NULL;\n"
              "ALTER DOMAIN shop.sure OWNER TO postgres;\n");
}

TEST_F(PostgresCatalogs, TellEveryRoutineOfANameAndOneOfASignature) {
    run("CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2'");
    run("CREATE FUNCTION twice(text) RETURNS text LANGUAGE sql AS 'SELECT $1 || $1'");
    const auto ddlOf = [this](const std::string& name) {
        const auto described = session().catalog().describe({"public", name, {}}, ObjectType::Routine);
        return described ? described->ddl : described.error().message;
    };
    const std::string both = ddlOf("twice");
    EXPECT_NE(both.find("twice(integer)"), std::string::npos) << both;
    EXPECT_NE(both.find("twice(text)"), std::string::npos) << both;
    const std::string one = ddlOf("twice(text)");
    EXPECT_EQ(one.find("twice(integer)"), std::string::npos) << one;
    EXPECT_NE(one.find("twice(text)"), std::string::npos) << one;
}

TEST_F(PostgresCatalogs, ListTheServersDatabasesAndRoles) {
    const auto list = session().catalog().serverObjects();
    ASSERT_TRUE(list);
    EXPECT_NE(find(*list, ObjectType::Database, database()), nullptr);
    ASSERT_NE(find(*list, ObjectType::Role, "postgres"), nullptr);
    EXPECT_FALSE(find(*list, ObjectType::Role, "postgres")->internal);
    ASSERT_NE(find(*list, ObjectType::Role, "pg_monitor"), nullptr);
    EXPECT_TRUE(find(*list, ObjectType::Role, "pg_monitor")->internal);
}

TEST_F(PostgresCatalogs, ShowARoleWithoutRightsWhatItMaySee) {
    server().run("DO $$ BEGIN CREATE ROLE poor LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
    ConnectParams poor = params();
    poor.user = "poor";
    const auto session = open(poor);
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(session->catalog().schemas());
    const auto objects = session->catalog().objects("shop", ObjectScope::All);
    ASSERT_TRUE(objects) << objects.error().message;
    EXPECT_NE(find(*objects, ObjectType::Table, "customer"), nullptr);
    const auto role = session->catalog().describe({{}, "postgres", {}}, ObjectType::Role);
    ASSERT_TRUE(role) << role.error().message;
    EXPECT_TRUE(session->catalog().describe({{}, database(), {}}, ObjectType::Database));
    const auto customer = session->catalog().describe({"shop", "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_EQ(customer->columns.size(), 5U);
}

} // namespace dbv::conformance
