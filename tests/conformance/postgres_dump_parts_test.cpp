// SPDX-License-Identifier: Apache-2.0
// Dumps of parts of a PostgreSQL database: what is chosen, with what it needs, and nothing else; what can't stand by itself is refused.
#include <algorithm>
#include <filesystem>

#include "postgres_dump_fixture.h"

namespace dbv::conformance {

namespace {

constexpr const char* kOddShop = R"(
CREATE SCHEMA app; CREATE SCHEMA "Odd.*Sch?"; CREATE SCHEMA other;
CREATE TYPE app.mood AS ENUM ('glad', 'sad'); CREATE DOMAIN app.positive AS integer CHECK (value > 0);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;
CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * a';
CREATE TABLE app.customer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m app.mood, p app.positive);
CREATE TABLE app.orders (id serial PRIMARY KEY, customer integer REFERENCES app.customer,
    x integer DEFAULT app.twice(2), mood app.mood);
CREATE INDEX orders_twice ON app.orders (app.twice(x));
CREATE TRIGGER touched BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE VIEW app.seen AS SELECT * FROM app.orders;
CREATE MATERIALIZED VIEW app.kept AS SELECT * FROM app.orders; CREATE INDEX kept_id ON app.kept (id);
CREATE TABLE app.days (day integer, note text, PRIMARY KEY (day)) PARTITION BY RANGE (day);
CREATE TABLE app.days_1 PARTITION OF app.days FOR VALUES FROM (0) TO (10);
CREATE TABLE app.days_2 PARTITION OF app.days FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (day);
CREATE TABLE app.days_2a PARTITION OF app.days_2 FOR VALUES FROM (10) TO (15);
CREATE TABLE app.parent (a integer); CREATE TABLE app.child (b integer) INHERITS (app.parent);
CREATE SEQUENCE app.alone START 5; CREATE TABLE app.numbered (id integer DEFAULT nextval('app.alone'));
CREATE TABLE "Odd.*Sch?"."T.*b?" ("a.b" integer PRIMARY KEY, c integer REFERENCES app.customer);
CREATE TABLE "Odd.*Sch?"."Tx" (a integer); CREATE TABLE other.mine (m app.mood);
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY; CREATE POLICY all_of_them ON app.orders USING (true);
CREATE RULE kept_there AS ON DELETE TO app.customer DO INSTEAD NOTHING;
INSERT INTO app.customer (m, p) VALUES ('glad', 1), ('sad', 2);
INSERT INTO app.orders (customer, mood) VALUES (1, 'glad'), (2, 'sad'), (2, NULL);
INSERT INTO app.days VALUES (1, 'one'), (12, 'twelve'); INSERT INTO app.child VALUES (1, 2);
INSERT INTO "Odd.*Sch?"."T.*b?" VALUES (7, 1); INSERT INTO "Odd.*Sch?"."Tx" VALUES (8);
INSERT INTO app.numbered DEFAULT VALUES; REFRESH MATERIALIZED VIEW app.kept;
)";

DumpScope schemasOf(std::vector<std::string> schemas) {
    DumpScope scope;
    scope.schemas = std::move(schemas);
    return scope;
}

DumpScope objectsOf(std::vector<DumpObject> objects) {
    DumpScope scope;
    scope.objects = std::move(objects);
    return scope;
}

} // namespace

class PostgresDumpParts : public PostgresDumps {
protected:
    void SetUp() override {
        PostgresDumps::SetUp();
        script(kOddShop);
    }
    [[nodiscard]] Error refusalOf(const DumpScope& scope) const {
        const Result<DumpPlan> plan = session().dumper()->plan(scope);
        EXPECT_FALSE(plan) << "it was planned";
        return plan ? Error() : plan.error();
    }
    /// Dumps a scope, restores it into an empty database, and looks whether the same is there.
    HeardThings comeBack(const DumpScope& scope, std::string& other) const {
        const Result<DumpPlan> plan = session().dumper()->plan(scope);
        EXPECT_TRUE(plan) << plan.error().message << " " << plan.error().hint;
        HeardInventory dumped;
        const Result<std::string> bytes = dumpOf(scope, dumped);
        EXPECT_TRUE(bytes) << bytes.error().message;
        other = server().makeDatabase();
        RestoreWish wish;
        wish.objects = scope.objects;
        const Result<void> restored = bytes ? restoreInto(other, *bytes, wish) : Result<void>();
        EXPECT_TRUE(restored) << restored.error().message << " " << restored.error().hint;
        const HeardThings found = inventoryOf(other, scope);
        EXPECT_EQ(found.definitions, dumped.definitions);
        EXPECT_EQ(found.rows, dumped.rows);
        EXPECT_EQ(found.values, dumped.values);
        EXPECT_EQ(found.owners, dumped.owners);
        EXPECT_TRUE(std::filesystem::is_empty(folder()));
        return static_cast<const HeardThings&>(dumped);
    }
};

TEST_F(PostgresDumpParts, AreSchemasWithAllThatIsInThem) {
    std::string other;
    const HeardThings dumped = comeBack(schemasOf({"app"}), other);
    EXPECT_EQ(dumped.rows.at("table app.orders").size(), 3U);
    EXPECT_EQ(dumped.definitions.count("trigger app.orders.touched"), 1U);
    EXPECT_EQ(dumped.definitions.count("trigger app.orders.orders_customer_fkey"), 1U) << "a foreign key within";
    EXPECT_EQ(dumped.definitions.count("type app.mood"), 1U);
    EXPECT_EQ(dumped.definitions.count("table other.mine"), 0U);
    EXPECT_EQ(dumped.definitions.count("table Odd.*Sch?.Tx"), 0U);
    EXPECT_EQ(dumped.owners.at("index app.orders_twice"), "orders");
    EXPECT_EQ(dumped.owners.at("trigger app.orders.touched"), "orders");
    EXPECT_EQ(dumped.owners.at("policy app.orders.all_of_them"), "orders");
    EXPECT_EQ(dumped.owners.at("sequence app.orders_id_seq"), "orders");
    EXPECT_EQ(dumped.owners.at("sequence app.customer_id_seq"), "customer");
    EXPECT_EQ(dumped.owners.at("index app.kept_id"), "kept");
    EXPECT_EQ(dumped.owners.at("table app.days_2a"), "days_2");
    EXPECT_EQ(dumped.owners.count("table app.orders"), 0U);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_namespace WHERE nspname IN ('other', 'Odd.*Sch?')"), "0");
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM app.kept"), "3");
    EXPECT_EQ(textIn(other, "SELECT string_agg(note, ' ' ORDER BY day) FROM app.days"), "one twelve");
}

TEST_F(PostgresDumpParts, OfTablesHaveTheForeignKeysBetweenThem) {
    std::string other;
    const HeardThings both = comeBack(objectsOf({{"app", "orders"}, {"app", "customer"}}), other);
    EXPECT_EQ(both.definitions.count("trigger app.orders.orders_customer_fkey"), 1U);
    const HeardThings one = comeBack(objectsOf({{"app", "orders"}}), other);
    EXPECT_EQ(one.definitions.count("trigger app.orders.orders_customer_fkey"), 0U);
}

TEST_F(PostgresDumpParts, TakeNamesAsTheyAreWritten) {
    script("CREATE SCHEMA \"OddX.YSchZ\"; CREATE TABLE \"OddX.YSchZ\".no (a integer); CREATE SCHEMA \"q\"\"t\"; CREATE "
           "TABLE \"q\"\"t\".\"a\"\"b\" (a integer); INSERT INTO \"q\"\"t\".\"a\"\"b\" VALUES (1)");
    std::string other;
    const HeardThings dumped = comeBack(schemasOf({"q\"t"}), other);
    EXPECT_EQ(dumped.definitions.size(), 2U);
    // By a pattern, the others would come along.
    const Result<DumpPlan> plan = session().dumper()->plan(schemasOf({"Odd.*Sch?"}));
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_NE(plan->notices.front().message.find("\"T.*b?_c_fkey\" of \"Odd.*Sch?\".\"T.*b?\" (to app.customer)"),
              std::string::npos)
        << plan->notices.front().message;
    HeardInventory odd;
    const Result<std::string> bytes = dumpOf(objectsOf({{"Odd.*Sch?", "T.*b?"}}), odd);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(odd.rows.size(), 1U);
    EXPECT_EQ(odd.definitions.count("trigger Odd.*Sch?.T.*b?.T.*b?_c_fkey"), 0U) << "it is left out by a restore";
    other = server().makeDatabase();
    RestoreWish wish;
    wish.objects = {{"Odd.*Sch?", "T.*b?"}};
    const Result<void> restored = restoreInto(other, *bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(inventoryOf(other, objectsOf(wish.objects)).rows, odd.rows);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE "
                            "nspname !~ '^pg_' AND relkind = 'r' AND nspname <> 'information_schema'"),
              "1");
}

TEST_F(PostgresDumpParts, AreObjectsWithWhatTheyNeed) {
    std::string other;
    const HeardThings dumped = comeBack(objectsOf({{"app", "orders"}, {"app", "days"}, {"app", "numbered"}}), other);
    EXPECT_EQ(dumped.rows.at("table app.orders").size(), 3U);
    EXPECT_EQ(dumped.rows.at("table app.days_2a").size(), 1U) << "a partition's rows are the table's";
    EXPECT_EQ(dumped.definitions.count("table app.customer"), 0U);
    EXPECT_EQ(dumped.besides,
              (std::set<std::string>{"routine app.touch()", "routine app.twice(a integer)", "type app.mood"}))
        << "what is needed is not what is meant";
    EXPECT_EQ(dumped.values.at("sequence app.orders_id_seq"), 4);
    // What they need is there all the same.
    EXPECT_EQ(textIn(other, "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = "
                            "'app'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"),
              "alone days days_1 days_2 days_2a numbered orders orders_id_seq");
    EXPECT_EQ(textIn(other, "SELECT app.twice(2)::text || (SELECT count(*) FROM pg_trigger WHERE tgname = 'touched')"),
              "41");
    EXPECT_EQ(textIn(other, "SELECT nextval('app.alone')::text"), "6");
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_constraint WHERE contype = 'f'"), "0");
}

TEST_F(PostgresDumpParts, MayBeSchemasAndObjects) {
    DumpScope scope = schemasOf({"other", "app"});
    scope.objects = {{"Odd.*Sch?", "Tx"}};
    HeardInventory dumped;
    const Result<std::string> bytes = dumpOf(scope, dumped);
    ASSERT_TRUE(bytes) << bytes.error().message;
    RestoreWish wish;
    wish.objects = {{"Odd.*Sch?", "Tx"}, {"other", ""}, {"app", ""}};
    const std::string other = server().makeDatabase();
    const Result<void> restored = restoreInto(other, *bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    const HeardThings found = inventoryOf(other, scope);
    EXPECT_EQ(found.definitions, dumped.definitions);
    EXPECT_EQ(found.rows, dumped.rows);
    EXPECT_EQ(found.definitions.count("table Odd.*Sch?.Tx"), 1U);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_class WHERE relname = 'T.*b?'"), "0");
}

TEST_F(PostgresDumpParts, AreStructureOrRowsAlone) {
    DumpScope scope = schemasOf({"app"});
    scope.content = DumpContent::Structure;
    std::string other;
    const HeardThings structure = comeBack(scope, other);
    EXPECT_TRUE(structure.rows.empty());
    EXPECT_TRUE(structure.values.empty());
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM app.customer"), "0");
    scope.content = DumpContent::Rows;
    HeardInventory rows;
    const Result<std::string> bytes = dumpOf(scope, rows);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(rows.definitions.count("type app.mood"), 0U);
    EXPECT_EQ(rows.definitions.at("table app.orders"), "");
    RestoreWish wish;
    wish.content = DumpContent::Rows;
    const Result<void> awake = restoreInto(other, *bytes, wish);
    ASSERT_FALSE(awake);
    EXPECT_NE(awake.error().message.find("touched of app.orders"), std::string::npos) << awake.error().message;
    server().run("ALTER TABLE app.orders DISABLE TRIGGER touched", other);
    const Result<void> restored = restoreInto(other, *bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    const HeardThings found = inventoryOf(other, scope);
    EXPECT_EQ(found.rows, rows.rows);
    EXPECT_EQ(found.values, rows.values);
    // Where there are rows, none are added.
    const Result<void> again = restoreInto(other, *bytes, wish);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(again.error().message.find("app.customer"), std::string::npos) << again.error().message;
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM app.customer"), "2");
    const Result<void> nowhere = restoreInto(server().makeDatabase(), *bytes, wish);
    ASSERT_FALSE(nowhere);
    EXPECT_NE(nowhere.error().message.find("app.orders"), std::string::npos) << nowhere.error().message;
}

TEST_F(PostgresDumpParts, AreRefusedWithAllNamesThatAreNotThere) {
    DumpScope scope = schemasOf({"app", "nowhere", "App"});
    scope.objects = {{"app", "lost"}, {"", "orders"}, {"app", "orders"}};
    const Error refused = refusalOf(scope);
    EXPECT_EQ(refused.kind, ErrorKind::NotFound);
    for (const char* const name : {"nowhere", "\"App\"", "app.lost", "sequence orders"}) {
        EXPECT_NE(refused.message.find(name), std::string::npos) << name << " in " << refused.message;
    }
    EXPECT_EQ(refused.message.find("app.orders"), std::string::npos);
    EXPECT_NE(refused.hint.find("schema.name"), std::string::npos) << refused.hint;
}

TEST_F(PostgresDumpParts, AreRefusedWhereTheyCannotStandByThemselves) {
    Error refused = refusalOf(schemasOf({"other"}));
    EXPECT_EQ(refused.kind, ErrorKind::Unsupported);
    EXPECT_NE(refused.message.find("the type app.mood"), std::string::npos) << refused.message;
    EXPECT_NE(refused.hint.find("Choose the schema app as well"), std::string::npos) << refused.hint;
    refused = refusalOf(objectsOf({{"app", "seen"}}));
    EXPECT_NE(refused.message.find("the table app.orders"), std::string::npos) << refused.message;
    EXPECT_NE(refused.hint.find("Choose the table app.orders as well"), std::string::npos) << refused.hint;
    refused = refusalOf(objectsOf({{"app", "child"}}));
    EXPECT_NE(refused.message.find("the table app.parent"), std::string::npos) << refused.message;
    refused = refusalOf(objectsOf({{"app", "days_1"}}));
    EXPECT_NE(refused.message.find("the table app.days"), std::string::npos) << refused.message;
    std::string other;
    comeBack(schemasOf({"other", "app"}), other);
    comeBack(objectsOf({{"app", "seen"}, {"app", "orders"}, {"app", "child"}, {"app", "parent"}, {"app", "kept"}}),
             other);
}

TEST_F(PostgresDumpParts, TellWhatIsLockedAndLeftOut) {
    const Result<DumpPlan> plan = session().dumper()->plan(objectsOf({{"app", "orders"}}));
    ASSERT_TRUE(plan) << plan.error().message;
    const Result<DumpPlan> whole = session().dumper()->plan(DumpScope());
    ASSERT_TRUE(whole);
    EXPECT_LT(*plan->bytes, *whole->bytes);
    EXPECT_GT(*plan->bytes, 0U);
    ASSERT_EQ(plan->notices.size(), 2U);
    EXPECT_EQ(plan->notices[0].severity, "warning");
    EXPECT_NE(plan->notices[0].message.find("orders_customer_fkey of app.orders (to app.customer)"), std::string::npos);
    EXPECT_NE(plan->notices[1].message.find("schemas app"), std::string::npos) << plan->notices[1].message;
}

TEST_F(PostgresDumpParts, LeaveOutTheRowsOfManyOtherTables) {
    script("CREATE SCHEMA many; DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE many.%I (a integer)', "
           "'Table of a long name, number ' || i || ' * \" .'); EXECUTE format('INSERT INTO many.%I VALUES (%s)', "
           "'Table of a long name, number ' || i || ' * \" .', i); END LOOP; END $$");
    const std::string chosen = "Table of a long name, number 7 * \" .";
    HeardInventory dumped;
    const Result<std::string> bytes = dumpOf(objectsOf({{"many", chosen}}), dumped);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(dumped.rows.size(), 1U);
    std::size_t copies = 0;
    for (std::size_t at = bytes->find("COPY many."); at != std::string::npos; at = bytes->find("COPY many.", at + 1)) {
        ++copies;
    }
    EXPECT_EQ(copies, 1U);
    std::string other;
    comeBack(objectsOf({{"many", chosen}}), other);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'many'::regnamespace"), "1");
}

TEST_F(PostgresDumpParts, BringTheExtensionsThatTheyNeed) {
    script("CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA public; CREATE EXTENSION citext SCHEMA ext; "
           "CREATE SCHEMA using_one; CREATE TABLE using_one.t (h public.hstore); INSERT INTO using_one.t VALUES "
           "('a=>1'); CREATE SCHEMA using_two; CREATE TABLE using_two.t (c ext.citext)");
    std::string other;
    comeBack(schemasOf({"using_one"}), other);
    EXPECT_EQ(textIn(other, "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"), "hstore plpgsql");
    const Error refused = refusalOf(schemasOf({"using_two"}));
    EXPECT_NE(refused.message.find("the extension citext in the schema ext"), std::string::npos) << refused.message;
    comeBack(schemasOf({"using_two", "ext"}), other);
    comeBack(objectsOf({{"using_one", "t"}}), other);
}

} // namespace dbv::conformance
