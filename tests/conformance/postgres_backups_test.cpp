// SPDX-License-Identifier: Apache-2.0
// Backups of PostgreSQL, and what a comparison sees of what is there: also of those whose manifests are from an earlier version.
#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>

#include "backup/backup_target.h"
#include "backup/comparison.h"
#include "backup/drill.h"
#include "backup/make_backup.h"
#include "backup/verify_backup.h"
#include "postgres_dump_fixture.h"

namespace dbv::conformance {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSeenShop = R"(
CREATE SCHEMA app; CREATE SCHEMA far;
CREATE TYPE app.mood AS ENUM ('glad', 'sad');
CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * a';
CREATE TYPE app.unused AS ENUM ('no');
CREATE TABLE app.orders (id integer PRIMARY KEY, x integer DEFAULT app.twice(2), m app.mood);
CREATE INDEX by_x ON app.orders (x); ALTER TABLE app.orders CLUSTER ON by_x;
ALTER TABLE app.orders ALTER COLUMN x SET STATISTICS 77;
CREATE MATERIALIZED VIEW app.kept AS SELECT id FROM app.orders;
CREATE MATERIALIZED VIEW app.bare AS SELECT id FROM app.orders WITH NO DATA;
CREATE TABLE app.days (day integer PRIMARY KEY, note text) PARTITION BY RANGE (day);
CREATE TABLE far.days PARTITION OF app.days FOR VALUES FROM (0) TO (10);
CREATE INDEX by_note ON far.days (note);
CREATE TABLE app.days_2 PARTITION OF app.days FOR VALUES FROM (10) TO (20);
CREATE TABLE far.others (a integer);
INSERT INTO app.orders VALUES (1, 2, 'glad'), (2, 4, NULL); REFRESH MATERIALIZED VIEW app.kept;
INSERT INTO app.days VALUES (1, 'one'), (12, 'twelve'); INSERT INTO far.others VALUES (1);
)";

DumpScope scopeOfOnly(std::vector<DumpObject> objects) {
    DumpScope scope;
    scope.objects = std::move(objects);
    return scope;
}

std::vector<std::string> namesOfAll(const std::vector<archive::ManifestObject>& objects) {
    std::vector<std::string> names;
    for (const archive::ManifestObject& object : objects) {
        names.push_back(object.type + " " + object.schema + "." + object.name);
    }
    return names;
}

std::vector<std::string> namesOfAll(const std::vector<archive::ManifestDifference>& differences) {
    std::vector<std::string> names;
    for (const archive::ManifestDifference& difference : differences) {
        const archive::ManifestObject& object = difference.here ? *difference.here : *difference.there;
        names.push_back((difference.here ? (difference.there ? "" : "-") : "+") + object.type + " " + object.schema +
                        "." + object.name);
    }
    return names;
}

} // namespace

class PostgresBackups : public PostgresDumps {
protected:
    void SetUp() override {
        PostgresDumps::SetUp();
        script(kSeenShop);
    }
    [[nodiscard]] backup::PlacedFile file(const std::string& name) const {
        return backup::PlacedFile(m_archives.path().toStdString() + "/" + name);
    }
    static Result<void> write(const backup::PlacedFile& into,
                              const std::function<Result<void>(backup::BackupTarget&)>& fill) {
        Result<backup::BackupTarget> target = backup::BackupTarget::file(into, 0);
        if (!target) {
            return std::unexpected(target.error());
        }
        Result<void> done = fill(*target);
        return done ? target->publish() : done;
    }
    archive::Manifest make(const std::string& name, const DumpScope& scope = {}) const {
        archive::Manifest manifest;
        const Result<DumpPlan> plan = session().dumper()->plan(scope);
        EXPECT_TRUE(plan) << plan.error().message << " " << plan.error().hint;
        backup::BackupOrder order;
        order.engine = "postgres";
        order.writer = "a test";
        order.ground = ground();
        order.scope = scope;
        const Result<void> made = write(file(name), [&](backup::BackupTarget& target) -> Result<void> {
            Result<backup::MadeBackup> backup = backup::makeBackup(
                session(), *plan, std::move(order), [&target](std::string_view bytes) { return target.write(bytes); },
                goOnDumping);
            if (backup) {
                manifest = std::move(backup->manifest);
            }
            return backup ? Result<void>() : std::unexpected(backup.error());
        });
        EXPECT_TRUE(made) << made.error().message;
        return manifest;
    }
    /// The same backup as an earlier version would have made it.
    void makeOlder(const std::string& from, const std::string& to) const {
        std::string dump;
        Result<archive::Manifest> manifest = backup::unpackDump(
            file(from), nullptr,
            [&dump](std::string_view bytes) {
                dump += bytes;
                return Result<void>();
            },
            goOnDumping);
        ASSERT_TRUE(manifest) << manifest.error().message;
        manifest->besides.reset();
        for (archive::ManifestObject& object : manifest->objects) {
            // Of what is in another schema nobody said it.
            object.of = object.ofSchema.empty() ? object.of : std::string();
            object.ofSchema.clear();
            object.parts.clear();
            object.detailsDigest.clear();
            object.isFilled.reset();
        }
        const Result<void> made = write(file(to), [&](backup::BackupTarget& target) -> Result<void> {
            Result<std::unique_ptr<archive::ArchiveWriter>> writer = archive::ArchiveWriter::begin(
                [&target](std::string_view bytes) { return target.write(bytes); },
                {.created = manifest->begun, .writer = "an older test", .packing = {}, .sealing = {}});
            Result<void> done = writer ? (*writer)->beginStream(backup::kDumpStream) : std::unexpected(writer.error());
            done = done ? (*writer)->write(dump) : done;
            done = done ? (*writer)->endStream() : done;
            done = done ? (*writer)->beginStream(archive::kManifestStream) : done;
            done = done ? (*writer)->write(archive::encodeManifest(*manifest)) : done;
            done = done ? (*writer)->endStream() : done;
            return done && !(*writer)->finish() ? fail(ErrorKind::IoError, "not finished") : done;
        });
        ASSERT_TRUE(made) << made.error().message;
    }
    [[nodiscard]] std::vector<std::string> drilled(const std::string& name) const {
        const Result<backup::RestoredBackup> restored =
            backup::drillBackup(session(), file(name), nullptr, ground(), goOnDumping, [](const auto& /*scratch*/) {});
        EXPECT_TRUE(restored) << restored.error().message;
        return restored ? namesOfAll(restored->differences) : std::vector<std::string>{"failed"};
    }
    [[nodiscard]] backup::RestoredBackup restored(const std::string& other, const std::string& name,
                                                  const RestoreWish& wish = {}) const {
        ConnectParams there = params();
        there.database = other;
        const std::unique_ptr<Session> at = open(there);
        Result<backup::RestoredBackup> put =
            backup::restoreBackup(*at, file(name), nullptr, wish, groundOf(std::move(there)), goOnDumping);
        EXPECT_TRUE(put) << put.error().message << " " << put.error().hint;
        return put ? *std::move(put) : backup::RestoredBackup();
    }
    /// What differs between a backup and a database now.
    [[nodiscard]] std::vector<std::string> compared(const std::string& name, const std::string& with) const {
        const Result<archive::Manifest> manifest = backup::readManifest(file(name), nullptr);
        EXPECT_TRUE(manifest) << manifest.error().message;
        ConnectParams there = params();
        there.database = with;
        const std::unique_ptr<Session> at = open(there);
        backup::InventoryTaker found;
        const Result<void> taken =
            at->dumper()->takeInventory(ground(), backup::comparedScope(*manifest), found, goOnDumping);
        EXPECT_TRUE(taken) << taken.error().message;
        return namesOfAll(backup::differencesTo(*manifest, {}, found.take()));
    }
    static std::string toldBy(const backup::RestoredBackup& restored) {
        std::string text;
        for (const Notice& notice : restored.notices) {
            text += notice.message + "\n";
        }
        return text;
    }

    QTemporaryDir m_archives;
};

TEST_F(PostgresBackups, CompareWhatIsSetOnTablesAndWhetherViewsAreFilled) {
    make("whole");
    EXPECT_THAT(drilled("whole"), IsEmpty());
    const std::string other = server().makeDatabase();
    EXPECT_THAT(namesOfAll(restored(other, "whole").differences), IsEmpty());
    EXPECT_EQ(textIn(other, "SELECT attstattarget::text FROM pg_attribute WHERE attrelid = 'app.orders'::regclass AND "
                            "attname = 'x'"),
              "77");
    server().run("ALTER TABLE app.orders SET WITHOUT CLUSTER", other);
    EXPECT_THAT(compared("whole", other), ElementsAre("table app.orders"));
    server().run("ALTER TABLE app.orders CLUSTER ON by_x; ALTER TABLE app.orders ALTER COLUMN x SET STATISTICS 78",
                 other);
    EXPECT_THAT(compared("whole", other), ElementsAre("table app.orders"));
    server().run("ALTER TABLE app.orders ALTER COLUMN x SET STATISTICS 77; ALTER TABLE app.orders ALTER COLUMN id SET "
                 "(n_distinct = 3)",
                 other);
    EXPECT_THAT(compared("whole", other), ElementsAre("table app.orders"));
    server().run(
        "ALTER TABLE app.orders ALTER COLUMN id RESET (n_distinct); REFRESH MATERIALIZED VIEW app.kept WITH NO "
        "DATA; REFRESH MATERIALIZED VIEW app.bare",
        other);
    EXPECT_THAT(compared("whole", other), ElementsAre("materializedView app.bare", "materializedView app.kept"));
    // By the structure alone no view is filled.
    DumpScope structure;
    structure.content = DumpContent::Structure;
    make("structure", structure);
    EXPECT_THAT(drilled("structure"), IsEmpty());
}

TEST_F(PostgresBackups, CompareTheTypesAndFunctionsThatTheyNeed) {
    const archive::Manifest manifest = make("orders", scopeOfOnly({{"app", "orders"}}));
    ASSERT_TRUE(manifest.besides);
    EXPECT_THAT(namesOfAll(*manifest.besides), ElementsAre("routine app.twice(a integer)", "type app.mood"));
    EXPECT_THAT(drilled("orders"), IsEmpty());
    const std::string other = server().makeDatabase();
    EXPECT_THAT(namesOfAll(restored(other, "orders").differences), IsEmpty());
    EXPECT_THAT(compared("orders", other), IsEmpty());
    server().run("ALTER TYPE app.mood ADD VALUE 'so'; CREATE OR REPLACE FUNCTION app.twice(a integer) RETURNS integer "
                 "LANGUAGE sql IMMUTABLE AS 'SELECT 3 * a'",
                 other);
    EXPECT_THAT(compared("orders", other), ElementsAre("routine app.twice(a integer)", "type app.mood"));
    // Where they are not needed any more, they are there all the same.
    server().run("ALTER TABLE app.orders ALTER COLUMN x DROP DEFAULT, ALTER COLUMN m TYPE text", other);
    EXPECT_THAT(compared("orders", other),
                ElementsAre("routine app.twice(a integer)", "table app.orders", "type app.mood"));
}

TEST_F(PostgresBackups, SayWhichNeededOnesWereLeftAsTheyAre) {
    make("orders", scopeOfOnly({{"app", "orders"}}));
    make("whole");
    for (const std::string name : {"orders", "whole"}) {
        RestoreWish wish;
        wish.objects = {{"app", "orders"}};
        const std::string other = server().makeDatabase();
        server().run("CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('glad', 'sad', 'new')", other);
        const backup::RestoredBackup put = restored(other, name, wish);
        EXPECT_THAT(namesOfAll(put.differences), IsEmpty()) << name;
        EXPECT_EQ(toldBy(put),
                  "What is needed was there already, and was left as it is, though it is not as in the backup: the "
                  "type app.mood.\n");
        EXPECT_EQ(textIn(other, "SELECT app.twice(2)::text"), "4");
    }
    // All of a part, as it was backed up.
    const std::string other = server().makeDatabase();
    server().run(
        "CREATE SCHEMA app; CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT "
        "5 * a'",
        other);
    const backup::RestoredBackup put = restored(other, "orders");
    EXPECT_THAT(namesOfAll(put.differences), IsEmpty());
    EXPECT_THAT(toldBy(put), HasSubstr("the routine app.twice(a integer)."));
}

TEST_F(PostgresBackups, HoldPartitionsInOtherSchemas) {
    const archive::Manifest manifest = make("days", scopeOfOnly({{"app", "days"}}));
    EXPECT_THAT(namesOfAll(manifest.objects),
                ElementsAre("index far.by_note", "table app.days", "table app.days_2", "table far.days"));
    EXPECT_THAT(drilled("days"), IsEmpty());
    make("whole");
    RestoreWish wish;
    wish.objects = {{"app", "days"}};
    const std::string other = server().makeDatabase();
    const backup::RestoredBackup put = restored(other, "whole", wish);
    EXPECT_THAT(namesOfAll(put.differences), IsEmpty());
    EXPECT_EQ(put.rows, 2U);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_class WHERE relname = 'others'"), "0");
    EXPECT_THAT(compared("days", other), IsEmpty());
    server().run("UPDATE far.days SET note = 'changed'", other);
    EXPECT_THAT(compared("days", other), ElementsAre("table far.days"));
    server().run("ALTER TABLE app.days DETACH PARTITION far.days; DROP TABLE far.days", other);
    EXPECT_THAT(compared("days", other), ElementsAre("-index far.by_note", "-table far.days"));
}

TEST_F(PostgresBackups, OfEarlierVersionsMissNothingThatTheirManifestsDoNotTell) {
    make("orders", scopeOfOnly({{"app", "orders"}, {"app", "kept"}}));
    make("whole");
    for (const std::string name : {"orders", "whole"}) {
        makeOlder(name, name + ".old");
        const Result<backup::VerifiedBackup> verified = backup::verifyBackup(file(name + ".old"), nullptr, goOnDumping);
        ASSERT_TRUE(verified) << verified.error().message;
        EXPECT_FALSE(verified->manifest->besides);
        EXPECT_THAT(drilled(name + ".old"), IsEmpty()) << name;
        EXPECT_THAT(compared(name + ".old", database()), IsEmpty()) << name;
        EXPECT_THAT(namesOfAll(backup::differencesBetween(*backup::readManifest(file(name + ".old"), nullptr),
                                                          *backup::readManifest(file(name), nullptr))),
                    IsEmpty());
    }
    RestoreWish wish;
    wish.objects = {{"app", "days"}, {"app", "orders"}};
    EXPECT_THAT(namesOfAll(restored(server().makeDatabase(), "whole.old", wish).differences), IsEmpty());
    // What they tell is missed as ever.
    run("DELETE FROM app.orders WHERE id = 2");
    EXPECT_THAT(compared("orders.old", database()), ElementsAre("table app.orders"));
}

} // namespace dbv::conformance
