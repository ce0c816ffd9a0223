// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "session_fixture.h"

namespace dbv::conformance {

class Catalogs : public SessionTest {
protected:
    void makeShop() const {
        run("CREATE TABLE customer (id " + quirks().integerType() + " PRIMARY KEY, name " + quirks().keyTextType() +
            " NOT NULL DEFAULT 'nobody', CONSTRAINT has_name CHECK (name <> ''), UNIQUE (name))");
        run("CREATE TABLE sale (a " + quirks().integerType() + ", b " + quirks().integerType() + ", customer " +
            quirks().integerType() +
            ", PRIMARY KEY (b, a), CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES "
            "customer (id) ON DELETE CASCADE)");
        run("CREATE INDEX sale_customer ON sale (customer)");
        run("CREATE VIEW names AS SELECT name FROM customer");
    }
    [[nodiscard]] ObjectDescription describe(const std::string& name) const {
        auto described = session().catalog().describe({quirks().schema(), name}, {});
        if (!described) {
            ADD_FAILURE() << name << ": " << described.error().message;
            return {};
        }
        return std::move(*described);
    }
};

void forgetDdl(ObjectDescription& description) {
    description.ddl.clear();
    for (IndexInfo& index : description.indexes) {
        index.ddl.clear();
    }
    for (TriggerInfo& trigger : description.triggers) {
        trigger.ddl.clear();
    }
}

TEST_P(Catalogs, ListSchemasWithTheDefaultOne) {
    const auto schemas = session().catalog().schemas();
    ASSERT_TRUE(schemas);
    const auto found = std::ranges::find(*schemas, quirks().schema(), &SchemaInfo::name);
    ASSERT_NE(found, schemas->end());
    EXPECT_TRUE(found->isDefault);
    EXPECT_FALSE(found->system);
}

TEST_P(Catalogs, ListObjectsByTypeAndName) {
    makeShop();
    const auto objects = session().catalog().objects(quirks().schema(), ObjectScope::All);
    ASSERT_TRUE(objects);
    std::vector<std::pair<ObjectType, std::string>> names;
    for (const ObjectSummary& each : *objects) {
        names.emplace_back(each.type, each.name);
    }
    EXPECT_TRUE(std::ranges::is_sorted(names));
    const std::vector<std::pair<ObjectType, std::string>> expected{{ObjectType::Table, "customer"},
                                                                   {ObjectType::Table, "sale"},
                                                                   {ObjectType::View, "names"},
                                                                   {ObjectType::Index, "sale_customer"}};
    EXPECT_TRUE(std::ranges::includes(names, expected));
    EXPECT_EQ(std::ranges::find(*objects, "sale_customer", &ObjectSummary::name)->parent, "sale");
}

TEST_P(Catalogs, ListTheSameScopeByScope) {
    makeShop();
    const auto objects = session().catalog().objects(quirks().schema(), ObjectScope::All);
    ASSERT_TRUE(objects);
    for (const ObjectScope scope : {ObjectScope::Relations, ObjectScope::Others, ObjectScope::Parts}) {
        std::vector<ObjectSummary> expected;
        std::ranges::copy_if(*objects, std::back_inserter(expected),
                             [scope](const ObjectSummary& each) { return scopeOf(each.type) == scope; });
        const auto listed = session().catalog().objects(quirks().schema(), scope);
        ASSERT_TRUE(listed) << listed.error().message;
        EXPECT_EQ(*listed, expected);
        EXPECT_TRUE(scope == ObjectScope::Others || !expected.empty());
    }
}

TEST_P(Catalogs, DescribeColumnsKeysAndChecks) {
    makeShop();
    const ObjectDescription customer = describe("customer");
    ASSERT_EQ(customer.columns.size(), 2U);
    EXPECT_EQ(customer.columns[0].name, "id");
    EXPECT_EQ(customer.columns[0].primaryKeyPosition, 1);
    EXPECT_EQ(customer.columns[1].nullable, false);
    EXPECT_EQ(customer.columns[1].defaultValue, quirks().defaultText("nobody"));
    ASSERT_EQ(customer.keys.size(), 2U);
    EXPECT_TRUE(customer.keys[0].primary);
    EXPECT_EQ(customer.keys[1].columns, std::vector<std::string>{"name"});
    ASSERT_EQ(customer.checks.size(), 1U);
    EXPECT_EQ(customer.checks[0].name, "has_name");
    EXPECT_NE(customer.checks[0].expression.find("<>"), std::string::npos);
}

TEST_P(Catalogs, DescribeForeignKeysAndIndexes) {
    makeShop();
    const ObjectDescription sale = describe("sale");
    ASSERT_EQ(sale.keys.size(), 1U);
    EXPECT_EQ(sale.keys[0].columns, (std::vector<std::string>{"b", "a"}));
    ASSERT_EQ(sale.foreignKeys.size(), 1U);
    EXPECT_EQ(sale.foreignKeys[0].name, "of_customer");
    EXPECT_EQ(sale.foreignKeys[0].columns, std::vector<std::string>{"customer"});
    EXPECT_EQ(sale.foreignKeys[0].references, (ObjectPath{quirks().schema(), "customer"}));
    EXPECT_EQ(sale.foreignKeys[0].referencedColumns, std::vector<std::string>{"id"});
    EXPECT_EQ(sale.foreignKeys[0].onDelete, "CASCADE");
    ASSERT_EQ(sale.indexes.size(), 1U);
    EXPECT_EQ(sale.indexes[0].name, "sale_customer");
    EXPECT_EQ(sale.indexes[0].columns, std::vector<std::string>{"customer"});
}

TEST_P(Catalogs, GiveDdlThatMakesTheObjectAgain) {
    makeShop();
    const std::string ddl = describe("sale").ddl;
    EXPECT_NE(ddl.find("CREATE TABLE " + quirks().ddlName("sale")), std::string::npos);
    EXPECT_NE(ddl.find(quirks().ddlOfIndex("sale_customer")), std::string::npos);
}

TEST_P(Catalogs, DescribeAllAsTheyDescribeOne) {
    makeShop();
    std::map<std::string, ObjectDescription> all;
    ASSERT_TRUE(session().catalog().describeAll(quirks().schema(), [&](ObjectDescription each) {
        all.emplace(each.path.name, std::move(each));
        return true;
    }));
    ASSERT_EQ(all.size(), 3U);
    for (auto& [name, fromAll] : all) {
        ObjectDescription alone = describe(name);
        alone.sizeBytes.reset();
        for (ObjectDescription* each : {&alone, &fromAll}) {
            forgetDdl(*each);
        }
        EXPECT_TRUE(fromAll == alone) << name;
    }
}

TEST_P(Catalogs, StopWhenNobodyWantsMore) {
    makeShop();
    int taken = 0;
    ASSERT_TRUE(session().catalog().describeAll(quirks().schema(), [&](const ObjectDescription&) {
        ++taken;
        return false;
    }));
    EXPECT_EQ(taken, 1);
}

TEST_P(Catalogs, KnowNamesThatNeedQuotes) {
    const std::string name = "a \"quoted\".name; ü";
    run("CREATE TABLE " + quirks().quoted(name) + " (" + quirks().quoted("col umn") + " " + quirks().integerType() +
        ")");
    const ObjectDescription odd = describe(name);
    ASSERT_EQ(odd.columns.size(), 1U);
    EXPECT_EQ(odd.columns[0].name, "col umn");
}

TEST_P(Catalogs, SayWhatIsNotThere) {
    const auto object = session().catalog().describe({quirks().schema(), "nothing"}, {});
    ASSERT_FALSE(object);
    EXPECT_EQ(object.error().kind, ErrorKind::NotFound);
    const auto schema = session().catalog().objects("nowhere", ObjectScope::All);
    ASSERT_FALSE(schema);
    EXPECT_EQ(schema.error().kind, ErrorKind::NotFound);
}

TEST_P(Catalogs, SeeWhatAnotherSessionHasDropped) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    ASSERT_TRUE(session().catalog().objects(quirks().schema(), ObjectScope::All));
    const auto other = openAnother();
    ASSERT_TRUE(runAll(*other, "DROP TABLE t"));
    const auto gone = session().catalog().describe({quirks().schema(), "t"}, {});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, ErrorKind::NotFound);
    EXPECT_EQ(failureOf("SELECT * FROM t").kind, ErrorKind::SqlError);
}

DBV_ON_EVERY_ENGINE(Catalogs);

} // namespace dbv::conformance
