// SPDX-License-Identifier: Apache-2.0
// Parts of SQLite databases, and parts of backups that are put back.
#include "backup_workshop.h"

namespace dbv::backup {

namespace {

constexpr std::string_view kShop =
    "PRAGMA user_version = 5;"
    "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);"
    "INSERT INTO customers VALUES (1, 'a'), (70, 'b'); DELETE FROM customers WHERE id = 70;"
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer REFERENCES customers (id), total REAL,"
    " twice GENERATED ALWAYS AS (total * 2) STORED);"
    "INSERT INTO orders VALUES (10, 1, 1.0), (11, 1, 2.5);"
    "CREATE UNIQUE INDEX by_total ON orders (total); CREATE TABLE told (a);"
    "CREATE TRIGGER tells AFTER INSERT ON orders BEGIN INSERT INTO told VALUES (new.id); END;"
    "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO keyed VALUES ('x', 1), ('y', NULL);"
    // Of these rows the numbers are no values, and some records are shorter than the table is wide.
    "CREATE TABLE loose (a); INSERT INTO loose (rowid, a) VALUES (3, 'three'), (9, 'nine');"
    "CREATE TABLE wide (a); INSERT INTO wide VALUES (1), (2); ALTER TABLE wide ADD COLUMN b DEFAULT 7;"
    "CREATE VIEW cheap AS SELECT id FROM orders WHERE total < 2;"
    "CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('hello');";

DumpScope only(std::vector<std::string> names, DumpContent content = DumpContent::All) {
    DumpScope scope;
    for (std::string& name : names) {
        scope.objects.push_back({"", std::move(name)});
    }
    scope.content = content;
    return scope;
}

RestoreWish wishFor(std::vector<std::string> names, bool replace = false) {
    RestoreWish wish;
    wish.objects = only(std::move(names)).objects;
    wish.replace = replace;
    return wish;
}

std::string namesOf(const archive::Manifest& manifest) {
    std::string names;
    for (const archive::ManifestObject& object : manifest.objects) {
        names += object.name + (object.of.empty() ? "" : " of " + object.of) + ", ";
    }
    return names;
}

} // namespace

class SqliteParts : public BackupWorkshop {
protected:
    void SetUp() override {
        BackupWorkshop::SetUp();
        shell(path("shop.db"), std::string(kShop));
    }
    [[nodiscard]] Result<RestoredBackup> restore(Session& session, const std::string& file,
                                                 const RestoreWish& wish = {}) const {
        return restoreBackup(session, PlacedFile(path(file)), nullptr, wish, {folder(), {}}, goOn);
    }
    static std::string said(const Error& error) { return error.message + " " + error.hint; }
    static std::string told(const RestoredBackup& restored) {
        std::string text;
        for (const Notice& notice : restored.notices) {
            text += notice.message + "\n";
        }
        return text;
    }
    static std::string differences(const RestoredBackup& restored) {
        std::string names;
        for (const archive::ManifestDifference& difference : restored.differences) {
            names += (difference.here ? difference.here->name : "+" + difference.there->name) + " ";
        }
        return names;
    }
};

TEST_F(SqliteParts, HoldWhatIsChosenAndWhatBelongsToIt) {
    for (const bool isOpen : {false, true}) {
        const auto session = open(path("shop.db"));
        if (isOpen) {
            // Its moment is that of its transaction.
            ASSERT_TRUE(run(*session, "PRAGMA journal_mode = WAL"));
            ASSERT_TRUE(run(*session, "BEGIN"));
            EXPECT_EQ(valueOf(*session, "SELECT count(*) FROM loose"), "2");
            ASSERT_TRUE(run(*open(path("shop.db")), "INSERT INTO loose VALUES ('later')"));
        }
        const std::string file = path(isOpen ? "b" : "a");
        const Result<MadeBackup> made =
            make(*session, file, {}, goOn, nullptr, only({"orders", "customers", "keyed", "loose", "wide", "cheap"}));
        ASSERT_TRUE(made) << said(made.error());
        EXPECT_EQ(namesOf(made->manifest),
                  "by_total of orders, customers, keyed, loose, orders, wide, tells of orders, cheap, ");
        const Result<RestoredBackup> drilled = drill(file);
        ASSERT_TRUE(drilled) << said(drilled.error());
        EXPECT_EQ(differences(*drilled), "");
        EXPECT_EQ(drilled->rows, 9U);
    }
    EXPECT_EQ(leftovers(), "");
}

TEST_F(SqliteParts, StandBesideWhatIsThere) {
    ASSERT_TRUE(make(*open(path("shop.db")), path("part"), {}, goOn, nullptr,
                     only({"orders", "customers", "keyed", "loose", "wide"})));
    shell(path("other.db"), "CREATE TABLE mine (x); INSERT INTO mine VALUES (1);");
    const auto target = open(path("other.db"));
    const Result<RestoredBackup> restored = restore(*target, "part");
    ASSERT_TRUE(restored) << said(restored.error());
    EXPECT_EQ(differences(*restored), "");
    EXPECT_EQ(valueOf(*target, "SELECT count(*) FROM mine"), "1");
    EXPECT_EQ(valueOf(*target, "SELECT group_concat(rowid) FROM loose"), "3,9");
    EXPECT_EQ(valueOf(*target, "SELECT seq FROM sqlite_sequence WHERE name = 'customers'"), "70");
    EXPECT_EQ(valueOf(*target, "SELECT group_concat(twice) FROM orders"), "2.0,5.0");
    EXPECT_EQ(valueOf(*target, "SELECT group_concat(b) FROM wide"), "7,7");
    EXPECT_EQ(valueOf(*target, "SELECT count(*) FROM sqlite_schema WHERE name = 'tells'"), "1");
    const Result<RestoredBackup> again = restore(*target, "part");
    ASSERT_FALSE(again);
    for (const char* const name : {"\"orders\"", "\"customers\"", "\"by_total\"", "\"tells\"", "\"wide\""}) {
        EXPECT_NE(again.error().message.find(name), std::string::npos) << again.error().message;
    }
    EXPECT_EQ(valueOf(*target, "PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteParts, OfAWholeBackupArePutBackAlone) {
    ASSERT_TRUE(make(*open(path("shop.db")), path("whole")));
    const auto target = open(path("shop.db"));
    ASSERT_TRUE(run(*target, "PRAGMA foreign_keys = ON"));
    ASSERT_TRUE(run(*target, "DELETE FROM orders"));
    ASSERT_TRUE(run(*target, "UPDATE loose SET a = 'changed'"));
    ASSERT_TRUE(run(*target, "INSERT INTO wide VALUES (3, 3)"));
    ASSERT_TRUE(run(*target, "UPDATE customers SET name = 'kept'"));
    EXPECT_EQ(restore(*target, "whole", wishFor({"orders"})).error().kind, ErrorKind::Unsupported);
    EXPECT_EQ(restore(*target, "whole", wishFor({"gone"})).error().kind, ErrorKind::InvalidInput);
    EXPECT_NE(said(restore(*target, "whole", wishFor({"words"}, true)).error()).find("Virtual tables"),
              std::string::npos);
    const Result<RestoredBackup> restored = restore(*target, "whole", wishFor({"orders", "loose", "wide"}, true));
    ASSERT_TRUE(restored) << said(restored.error());
    EXPECT_EQ(differences(*restored), "");
    EXPECT_EQ(valueOf(*target, "SELECT count(*) FROM orders"), "2");
    EXPECT_EQ(valueOf(*target, "SELECT group_concat(rowid || a) FROM loose"), "3three,9nine");
    EXPECT_EQ(valueOf(*target, "SELECT name FROM customers"), "kept");
    EXPECT_EQ(valueOf(*target, "PRAGMA foreign_keys"), "1");
    // A name that something else has: nothing of all is changed.
    ASSERT_TRUE(run(*target, "DROP INDEX by_total"));
    ASSERT_TRUE(run(*target, "CREATE INDEX by_total ON told (a)"));
    const Result<RestoredBackup> elsewhere = restore(*target, "whole", wishFor({"keyed", "orders"}, true));
    ASSERT_FALSE(elsewhere);
    EXPECT_NE(elsewhere.error().message.find("\"by_total\""), std::string::npos) << elsewhere.error().message;
    EXPECT_EQ(valueOf(*target, "SELECT count(*) FROM orders"), "2");
    EXPECT_EQ(leftovers(), "");
}

TEST_F(SqliteParts, TellWhatWentWithWhatTheyReplace) {
    ASSERT_TRUE(make(*open(path("shop.db")), path("whole")));
    const auto target = open(path("shop.db"));
    for (const char* const change :
         {"CREATE INDEX later ON orders (total)", "ALTER TABLE orders ADD COLUMN note",
          "INSERT INTO customers VALUES (2, 'c')", "INSERT INTO orders (id, customer) VALUES (12, 2), (13, 2)",
          "CREATE TRIGGER also AFTER DELETE ON customers BEGIN SELECT 1; END", "CREATE INDEX kept ON told (a)"}) {
        ASSERT_TRUE(run(*target, change));
    }
    Result<RestoredBackup> restored = restore(*target, "whole", wishFor({"customers"}, true));
    ASSERT_TRUE(restored) << said(restored.error());
    EXPECT_EQ(differences(*restored), "");
    EXPECT_EQ(told(*restored),
              "Rows refer to rows that are not there, by foreign keys: 2 rows of \"orders\" (to "
              "\"customers\").\nWhat the backup does not have went with what was replaced: the trigger also "
              "of customers.\n");
    restored = restore(*target, "whole", wishFor({"orders"}, true));
    ASSERT_TRUE(restored) << said(restored.error());
    EXPECT_EQ(told(*restored),
              "What the backup does not have went with what was replaced: the index later of orders, the "
              "column note of orders.\n");
    restored = restore(*target, "whole", wishFor({"orders", "customers"}, true));
    ASSERT_TRUE(restored) << said(restored.error());
    EXPECT_EQ(told(*restored), "");
    EXPECT_EQ(valueOf(*target, "SELECT count(*) FROM sqlite_schema WHERE name = 'kept'"), "1");
}

TEST_F(SqliteParts, OfBackupsAreTheStructureOrTheRowsAlone) {
    ASSERT_TRUE(make(*open(path("shop.db")), path("whole")));
    const auto target = open(path("new.db"), {{"mode", "rwc"}});
    RestoreWish structure = wishFor({"orders", "wide"});
    structure.content = DumpContent::Structure;
    const Result<RestoredBackup> made = restore(*target, "whole", structure);
    ASSERT_TRUE(made) << said(made.error());
    EXPECT_EQ(differences(*made), "");
    EXPECT_EQ(valueOf(*target, "SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM wide)"), "0");
    RestoreWish rows = wishFor({"orders", "wide"});
    rows.content = DumpContent::Rows;
    EXPECT_NE(
        said(restore(*target, "whole", rows).error()).find("Triggers would act on what is put back into \"orders\""),
        std::string::npos);
    ASSERT_TRUE(run(*target, "DROP TRIGGER tells"));
    const Result<RestoredBackup> filled = restore(*target, "whole", rows);
    ASSERT_TRUE(filled) << said(filled.error());
    EXPECT_EQ(differences(*filled), "");
    EXPECT_EQ(valueOf(*target, "SELECT count(*) FROM orders"), "2");
    EXPECT_NE(said(restore(*target, "whole", rows).error()).find("rows already in \"orders\", \"wide\""),
              std::string::npos);
}

TEST_F(SqliteParts, ThatCanNotBeAreRefusedWithAllNames) {
    const auto session = open(path("shop.db"));
    const auto refused = [&](const DumpScope& scope, ErrorKind kind) {
        const Result<DumpPlan> plan = session->dumper()->plan(scope);
        EXPECT_EQ(plan ? ErrorKind::Internal : plan.error().kind, kind);
        return plan ? std::string() : said(plan.error());
    };
    EXPECT_NE(refused(only({"orders", "gone", "Keyed"}), ErrorKind::NotFound).find("\"gone\", \"Keyed\""),
              std::string::npos);
    EXPECT_NE(refused(only({"words", "orders"}), ErrorKind::Unsupported).find("\"words\""), std::string::npos);
    refused(only({"orders"}, DumpContent::Rows), ErrorKind::Unsupported);
    DumpScope roles;
    roles.roles = true;
    refused(roles, ErrorKind::Unsupported);
    DumpScope schemas;
    schemas.schemas = {"temp"};
    EXPECT_NE(refused(schemas, ErrorKind::Unsupported).find("\"temp\""), std::string::npos);
    schemas.schemas = {"main"};
    EXPECT_TRUE(session->dumper()->plan(schemas));
    const Result<DumpPlan> plan = session->dumper()->plan(only({"orders"}));
    ASSERT_TRUE(plan) << said(plan.error());
    std::string notices;
    for (const Notice& notice : plan->notices) {
        notices += notice.message + "\n";
    }
    EXPECT_NE(notices.find("\"orders\" refers to \"customers\""), std::string::npos) << notices;
    EXPECT_NE(notices.find("\"tells\""), std::string::npos) << notices;
}

TEST_F(SqliteParts, HoldTheStructureOfAllAlone) {
    shell(path("plain.db"), "PRAGMA user_version = 8; CREATE TABLE a (x PRIMARY KEY); INSERT INTO a VALUES (1);"
                            "CREATE TABLE b (y); CREATE INDEX i ON b (y); CREATE VIEW v AS SELECT * FROM a;");
    const Result<MadeBackup> made =
        make(*open(path("plain.db")), path("structure"), {}, goOn, nullptr, only({}, DumpContent::Structure));
    ASSERT_TRUE(made) << said(made.error());
    EXPECT_EQ(namesOf(made->manifest), "main, i of b, a, b, v, ");
    EXPECT_FALSE(made->manifest.objects[2].rows);
    const Result<RestoredBackup> drilled = drill(path("structure"));
    ASSERT_TRUE(drilled) << said(drilled.error());
    EXPECT_EQ(differences(*drilled), "");
}

} // namespace dbv::backup
