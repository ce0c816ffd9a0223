// SPDX-License-Identifier: Apache-2.0
// Dumps of MySQL and MariaDB where views name what is not there any more.
#include <map>
#include <memory>
#include <string>

#include "mysql_dump_compare.h"

namespace dbv::conformance {

/// Hears which objects are broken, too.
class HeardBroken : public HeardInventory {
public:
    Result<void> object(const InventoryObject& object) override {
        if (!object.brokenBecause.empty()) {
            broken[object.name] = object.brokenBecause;
        }
        return HeardInventory::object(object);
    }
    std::map<std::string, std::string> broken;
};

class MysqlBrokenViews : public MysqlDumpCompare {
protected:
    void SetUp() override {
        MysqlDumpCompare::SetUp();
        run("CREATE TABLE gone (i INT)");
        run("CREATE TABLE kept (a INT, b INT)");
        run("INSERT INTO kept VALUES (1, 2)");
        run("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
        run("CREATE VIEW of_table AS SELECT i FROM gone");
        run("CREATE VIEW above AS SELECT o.i, k.a FROM of_table o JOIN kept k");
        run("CREATE VIEW `of ``column` AS SELECT a, b FROM kept");
        run("CREATE DEFINER = ghost@nowhere VIEW of_function AS SELECT twice(a) AS d FROM kept");
        run("CREATE VIEW sound AS SELECT a FROM kept");
        run("CREATE VIEW upper AS SELECT a FROM sound");
    }
    void breakThem() const {
        run("DROP TABLE gone");
        run("ALTER TABLE kept DROP b");
        run("DROP FUNCTION twice");
    }
    /// Its warnings, a line each.
    [[nodiscard]] std::string planned(const DumpScope& scope = {}) const {
        const Result<DumpPlan> plan = session().dumper()->plan(scope);
        EXPECT_TRUE(plan) << plan.error().message << plan.error().hint;
        std::string said;
        for (const Notice& notice : plan ? plan->notices : std::vector<Notice>()) {
            said += notice.severity == "warning" ? notice.message + "\n" : "";
        }
        return said;
    }
    [[nodiscard]] HeardBroken& now(const DumpScope& scope = {}) {
        m_now = std::make_unique<HeardBroken>();
        EXPECT_TRUE(session().dumper()->takeInventory(ground(), scope, *m_now, goOnDumping));
        return *m_now;
    }
    [[nodiscard]] Error failureOfDump() const {
        HeardInventory heard;
        const Result<std::string> done =
            session().dumper()->dump(ground(), {}, [](std::string_view) { return Result<void>(); }, heard, goOnDumping);
        EXPECT_FALSE(done);
        return done ? Error() : done.error();
    }
    static void expectIn(const std::string& text, std::string_view part) {
        EXPECT_NE(text.find(part), std::string::npos) << text << "\nwithout: " << part;
    }
    static DumpScope only(std::vector<std::string> names) {
        DumpScope scope;
        for (std::string& name : names) {
            scope.objects.push_back({"", std::move(name)});
        }
        return scope;
    }

private:
    std::unique_ptr<HeardBroken> m_now;
};

TEST_F(MysqlBrokenViews, AreLeftOutAndNamedWithWhatTheyMiss) {
    EXPECT_EQ(planned(), "");
    breakThem();
    const std::string said = planned();
    for (const std::string_view name : {"of_table", "above", "of `column", "of_function"}) {
        expectIn(said, "The view \"" + std::string(name) + "\" is broken, and not in the backup");
    }
    if (isMariaDb()) {
        expectIn(said, "\"of_table\" is broken, and not in the backup, since nobody could make it again: Table '" +
                           database() + ".gone' doesn't exist. Mend it");
        expectIn(said, "Unknown column '" + database() + ".kept.b'");
    }
    expectIn(said, "SHOW CREATE VIEW `of ``column` still shows its text");
    EXPECT_EQ(said.find("sound"), std::string::npos) << said;
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    EXPECT_EQ(heard.definitions.size(), 4U);
    EXPECT_TRUE(heard.definitions.contains("view .sound"));
    EXPECT_EQ(textIn(*there, "SELECT a FROM upper"), "1");
    // Whoever looks at the database itself is told of them.
    const HeardBroken& found = now();
    EXPECT_EQ(found.broken.size(), 4U);
    EXPECT_EQ(found.definitions.size(), heard.definitions.size() + 4);
    EXPECT_NE(found.broken.at("above"), "");
    // Once they are mended they are in it as before.
    run("CREATE TABLE gone (i INT)");
    EXPECT_EQ(planned().find("of_table"), std::string::npos);
    HeardInventory again;
    EXPECT_NE(dumped(again).find("CREATE VIEW `above`"), std::string::npos);
    EXPECT_TRUE(again.definitions.contains("view .of_table"));
    EXPECT_EQ(now().broken.size(), 2U);
}

TEST_F(MysqlBrokenViews, AreLeftOutOfTheStructureAndNoMatterOfRows) {
    breakThem();
    DumpScope scope;
    scope.content = DumpContent::Rows;
    EXPECT_EQ(planned(scope), "");
    EXPECT_TRUE(now(scope).broken.empty());
    HeardInventory rows;
    expectIn(dumped(rows, scope), "INSERT INTO `kept`");
    scope.content = DumpContent::Structure;
    expectIn(planned(scope), "\"above\" is broken");
    HeardInventory structure;
    EXPECT_EQ(dumped(structure, scope).find("of_table"), std::string::npos);
    scope = {};
    scope.schemas = {database()};
    expectIn(planned(scope), "\"above\" is broken");
}

TEST_F(MysqlBrokenViews, AreRefusedWhereTheyAreChosen) {
    breakThem();
    const Result<DumpPlan> plan = session().dumper()->plan(only({"above", "kept", "of_function"}));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::Unsupported);
    expectIn(plan.error().message, "\"above\": ");
    expectIn(plan.error().message, "\"of_function\": ");
    EXPECT_EQ(plan.error().message.find("of_table:"), std::string::npos) << plan.error().message;
    EXPECT_EQ(planned(only({"kept", "sound"})), "");
    EXPECT_EQ(now(only({"above", "sound"})).broken.size(), 1U);
}

TEST_F(MysqlBrokenViews, ThatBreakBehindThePlanEndTheDump) {
    EXPECT_EQ(planned(), "");
    run("DROP FUNCTION twice");
    const Error error = failureOfDump();
    EXPECT_EQ(error.kind, ErrorKind::SqlError);
    expectIn(error.message, "View `of_function` can't be read: ");
    expectIn(error.hint, "Make the backup again");
    expectIn(planned(), "\"of_function\" is broken");
    HeardInventory heard;
    EXPECT_EQ(dumped(heard).find("of_function"), std::string::npos);
    // What was told to be left out is not in it, though somebody has mended it since.
    run("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
    HeardInventory mended;
    EXPECT_EQ(dumped(mended).find("of_function"), std::string::npos);
}

TEST_F(MysqlBrokenViews, AreNotThoseWhoseDefinerHasLostARight) {
    const std::string user = database() + "_u";
    run("CREATE USER " + user + "@localhost");
    run("GRANT SELECT ON " + database() + ".* TO " + user + "@localhost");
    run("CREATE DEFINER = " + user + "@localhost VIEW lost AS SELECT a FROM kept");
    run("CREATE VIEW above_lost AS SELECT a FROM lost");
    run("DROP USER " + user + "@localhost");
    EXPECT_EQ(planned(), "");
    run("CREATE USER " + user + "@localhost");
    EXPECT_EQ(planned(), "");
    HeardDetails heard;
    EXPECT_TRUE(compared(heard));
    EXPECT_TRUE(heard.definitions.contains("view .lost"));
    EXPECT_TRUE(heard.definitions.contains("view .above_lost"));
    run("DROP USER " + user + "@localhost");
}

} // namespace dbv::conformance
