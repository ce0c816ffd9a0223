// SPDX-License-Identifier: Apache-2.0
// What a restore at PostgreSQL tells: what it has left out, and what hangs on what it would replace.
#include <gmock/gmock.h>

#include "postgres_dump_fixture.h"

namespace dbv::conformance {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr const char* kToldShop = R"(
CREATE SCHEMA app;
CREATE TABLE app.customer (id integer PRIMARY KEY, "who is" text CONSTRAINT named CHECK ("who is" <> ''));
CREATE TABLE app.orders (id integer PRIMARY KEY, customer integer REFERENCES app.customer);
CREATE VIEW app.seen AS SELECT * FROM app.orders;
CREATE RULE kept_there AS ON DELETE TO app.orders DO INSTEAD NOTHING;
INSERT INTO app.customer VALUES (1, 'one'); INSERT INTO app.orders VALUES (1, 1);
)";

RestoreWish wishToldOf(std::vector<DumpObject> objects) {
    RestoreWish wish;
    wish.objects = std::move(objects);
    return wish;
}

} // namespace

class PostgresRestoreNotices : public PostgresDumps {
protected:
    void SetUp() override {
        PostgresDumps::SetUp();
        script(kToldShop);
    }
    [[nodiscard]] std::string whole() const {
        HeardInventory heard;
        const Result<std::string> bytes = dump(session(), heard);
        EXPECT_TRUE(bytes) << bytes.error().message;
        return bytes.value_or("");
    }
};

TEST_F(PostgresRestoreNotices, NameTheForeignKeysThatAreLeftOut) {
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    ASSERT_TRUE(restoreInto(other, bytes, wishToldOf({{"app", "orders"}})));
    EXPECT_THAT(m_told, HasSubstr("orders_customer_fkey of app.orders (to app.customer)."));
    RestoreWish all;
    ASSERT_TRUE(restoreInto(server().makeDatabase(), bytes, all));
    EXPECT_EQ(m_told, "") << "nothing is left out of a whole one";
    const std::string both = server().makeDatabase();
    ASSERT_TRUE(restoreInto(both, bytes, wishToldOf({{"app", "customer"}})));
    ASSERT_TRUE(restoreInto(both, bytes, wishToldOf({{"app", "orders"}})));
    EXPECT_EQ(m_told, "") << "the other table is there";
}

TEST_F(PostgresRestoreNotices, NameTheOwnersAndRightsThatAreLeftOut) {
    script(
        "DROP ROLE IF EXISTS told_owner, told_reader, told_plain; CREATE ROLE told_owner; CREATE ROLE told_reader; "
        "CREATE ROLE told_plain LOGIN; ALTER TABLE app.customer OWNER TO told_owner; GRANT SELECT ON app.orders TO "
        "told_reader; GRANT SELECT ON app.customer TO PUBLIC; ALTER DEFAULT PRIVILEGES FOR ROLE told_owner IN SCHEMA "
        "app GRANT SELECT ON TABLES TO told_reader");
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    server().run("GRANT ALL ON DATABASE \"" + other + "\" TO told_plain; ALTER SCHEMA public OWNER TO told_plain",
                 other);
    ConnectParams login = params();
    login.user = "told_plain";
    login.database = other;
    const auto restoreAs = [&](const RestoreWish& wish) {
        const auto plain = open(login);
        std::string_view left = bytes;
        return heardRestore(plain->dumper()->restore(groundOf(login.clone()), wish, sourceOf(left), goOnDumping),
                            m_told);
    };
    Result<void> restored = restoreAs(RestoreWish());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_THAT(m_told, HasSubstr("since the user told_plain is no superuser"));
    EXPECT_THAT(m_told, HasSubstr("The owners were postgres, told_owner."));
    EXPECT_THAT(m_told, HasSubstr("Rights were granted to everybody (PUBLIC), told_reader."));
    EXPECT_THAT(m_told, HasSubstr("Default privileges (ALTER DEFAULT PRIVILEGES) were those of told_owner."));
    server().run("DROP SCHEMA app CASCADE", other);
    RestoreWish without;
    without.owners = false;
    restored = restoreAs(without);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(m_told, "") << "it was wished so";
    ASSERT_TRUE(restoreInto(server().makeDatabase(), bytes, RestoreWish()));
    EXPECT_EQ(m_told, "") << "a superuser restores them";
    const auto forget = [&](const std::string& in) {
        server().run("REASSIGN OWNED BY told_owner, told_plain TO postgres", in);
        for (const char* const role : {"told_owner", "told_reader", "told_plain"}) {
            server().run(std::string("DROP OWNED BY ") + role, in);
        }
    };
    forget(other);
    forget(database());
}

TEST_F(PostgresRestoreNotices, NameWhatHangsOnWhatWouldBeReplaced) {
    Dumper& dumper = *session().dumper();
    EXPECT_THAT(dumper.hangingOn({{"app", "customer"}}).value_or(std::vector<std::string>()),
                ElementsAre("the foreign key orders_customer_fkey of app.orders"));
    EXPECT_THAT(dumper.hangingOn({{"app", "customer"}, {"app", "orders"}}).value_or(std::vector<std::string>()),
                ElementsAre("the view app.seen"));
    EXPECT_THAT(dumper.hangingOn({}).value_or(std::vector<std::string>{"failed"}), ElementsAre());
}

TEST_F(PostgresRestoreNotices, NameWhatUsesTheRowsOrNumbersOfWhatWouldBeReplaced) {
    script(
        "CREATE TABLE app.held (id serial PRIMARY KEY, v integer); CREATE TABLE app.uses (it app.held, them "
        "app.held[]); CREATE DOMAIN app.narrow AS app.held; CREATE TYPE app.pair AS (one app.held); CREATE TABLE "
        "app.counted (id integer DEFAULT nextval('app.held_id_seq')); CREATE POLICY looks ON app.counted USING (id IN "
        "(SELECT id FROM app.held)); CREATE POLICY own ON app.held USING (id IN (SELECT id FROM app.held)); CREATE "
        "FUNCTION app.of_it(app.held) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE RULE noted AS ON INSERT TO "
        "app.counted DO ALSO SELECT * FROM app.held; CREATE TABLE app.child () INHERITS (app.held)");
    EXPECT_THAT(session().dumper()->hangingOn({{"app", "held"}}).value_or(std::vector<std::string>()),
                UnorderedElementsAre("the column it of table app.uses", "the column them of table app.uses",
                                     "the type app.narrow", "the column one of composite type app.pair",
                                     "the default of app.counted", "the default of app.child",
                                     "the policy looks on table app.counted", "the function app.of_it(app.held)",
                                     "the rule noted of app.counted", "the table app.child"));
}

TEST_F(PostgresRestoreNotices, KnowWhatTablesConsistOf) {
    HeardInventory heard;
    ASSERT_TRUE(session().dumper()->takeInventory(ground(), DumpScope(), heard, goOnDumping));
    EXPECT_THAT(heard.parts.at("table app.customer"),
                ElementsAre("column id", "column who is", "constraint customer_pkey", "constraint named"));
    EXPECT_THAT(heard.parts.at("table app.orders"),
                ElementsAre("column id", "column customer", "foreign key orders_customer_fkey",
                            "constraint orders_pkey", "rule kept_there"));
    EXPECT_EQ(heard.parts.count("view app.seen"), 0U);
}

TEST_F(PostgresRestoreNotices, KnowWhatIsSetOnTablesBesides) {
    script("CREATE TABLE app.base (id integer); CREATE TABLE app.besides (id integer, v integer) INHERITS (app.base); "
           "CREATE PUBLICATION told FOR TABLE app.besides; CREATE STATISTICS app.both_of (dependencies) ON id, v FROM "
           "app.besides; ALTER TABLE app.besides ENABLE ROW LEVEL SECURITY; GRANT SELECT ON app.besides TO PUBLIC");
    HeardInventory heard;
    const Result<void> taken = session().dumper()->takeInventory(ground(), DumpScope(), heard, goOnDumping);
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_THAT(heard.parts.at("table app.besides"),
                ElementsAre("column id", "column v", "parent app.base", "place in the publication told",
                            "statistics both_of", "row level security", "right of everybody to SELECT"));
    script(
        "CREATE TABLE app.ways (id integer, v integer) WITH (fillfactor = 70); ALTER TABLE app.ways REPLICA IDENTITY "
        "FULL; GRANT UPDATE (v) ON app.ways TO PUBLIC; CREATE FUNCTION app.acts() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN new; END'; CREATE TRIGGER off BEFORE INSERT ON app.ways FOR EACH ROW EXECUTE FUNCTION "
        "app.acts(); CREATE TRIGGER held BEFORE INSERT ON app.ways FOR EACH ROW EXECUTE FUNCTION app.acts(); ALTER "
        "TABLE app.ways DISABLE TRIGGER off; ALTER TABLE app.ways ENABLE ALWAYS TRIGGER held");
    HeardInventory ways;
    ASSERT_TRUE(session().dumper()->takeInventory(ground(), DumpScope(), ways, goOnDumping));
    EXPECT_THAT(ways.parts.at("table app.ways"),
                ElementsAre("column id", "column v", "right of everybody to UPDATE in the column v",
                            "setting fillfactor=70", "replica identity", "own way of the trigger held",
                            "switching off of the trigger off"));
}

} // namespace dbv::conformance
