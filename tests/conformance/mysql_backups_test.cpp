// SPDX-License-Identifier: Apache-2.0
// Whole backups of MySQL and MariaDB: what their manifests say, what a drill proves, and what a comparison sees of what is there.
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "backup/backup_target.h"
#include "backup/comparison.h"
#include "backup/drill.h"
#include "backup/make_backup.h"
#include "backup/verify_backup.h"
#include "mysql_dump_compare.h"

namespace dbv::conformance {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MysqlBackups : public MysqlDumpCompare {
protected:
    [[nodiscard]] backup::PlacedFile file() const {
        return backup::PlacedFile(m_archives.path().toStdString() + "/shop.dbvbackup");
    }
    archive::Manifest make() const {
        archive::Manifest manifest;
        const Result<DumpPlan> plan = session().dumper()->plan({});
        EXPECT_TRUE(plan) << plan.error().message;
        backup::BackupOrder order;
        order.engine = "mysql";
        order.writer = "a test";
        order.ground = ground();
        Result<backup::BackupTarget> target = backup::BackupTarget::file(file(), 0);
        EXPECT_TRUE(target) << target.error().message;
        Result<backup::MadeBackup> made = backup::makeBackup(
            session(), *plan, std::move(order), [&target](std::string_view bytes) { return target->write(bytes); },
            goOnDumping);
        EXPECT_TRUE(made) << made.error().message;
        EXPECT_TRUE(made && target->publish());
        return made ? std::move(made->manifest) : archive::Manifest();
    }
    [[nodiscard]] std::vector<std::string> drilled() const {
        const Result<backup::RestoredBackup> restored =
            backup::drillBackup(session(), file(), nullptr, ground(), goOnDumping, [](const auto& /*scratch*/) {});
        EXPECT_TRUE(restored) << restored.error().message;
        return restored ? namesOf(restored->differences) : std::vector<std::string>{"failed"};
    }
    [[nodiscard]] backup::TakenObjects now(const archive::Manifest& manifest) const {
        backup::InventoryTaker taker;
        const Result<void> taken =
            session().dumper()->takeInventory(ground(), backup::comparedScope(manifest), taker, goOnDumping);
        EXPECT_TRUE(taken) << taken.error().message;
        return taker.take();
    }
    static std::vector<std::string> namesOf(const std::vector<archive::ManifestDifference>& differences) {
        std::vector<std::string> names;
        for (const archive::ManifestDifference& each : differences) {
            names.push_back((each.here ? (each.there ? "" : "-") : "+") + (each.here ? each.here : each.there)->name);
        }
        return names;
    }

private:
    QTemporaryDir m_archives;
};

TEST_F(MysqlBackups, AreProvedWithoutBrokenViewsWhichAreNoDifference) {
    run("CREATE TABLE gone (i INT)");
    run("CREATE TABLE t (a INT)");
    run("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
    run("CREATE VIEW broken AS SELECT i FROM gone");
    run("CREATE VIEW above AS SELECT i FROM broken");
    run("CREATE VIEW sound AS SELECT twice(a) AS d FROM t");
    run("DROP TABLE gone");
    const archive::Manifest manifest = make();
    EXPECT_THAT(drilled(), IsEmpty());
    backup::TakenObjects found = now(manifest);
    EXPECT_EQ(found.broken.size(), 2U);
    EXPECT_THAT(namesOf(backup::differencesTo(manifest, {}, std::move(found))), IsEmpty());
    // One that the backup has is told, with the reason, and one that was mended since is more than the backup has.
    run("DROP FUNCTION twice");
    run("CREATE TABLE gone (i INT)");
    found = now(manifest);
    ASSERT_EQ(found.broken.size(), 1U);
    EXPECT_EQ(found.broken[0].object.name, "sound");
    EXPECT_NE(found.broken[0].reason, "");
    EXPECT_THAT(namesOf(backup::differencesTo(manifest, {}, std::move(found))),
                ElementsAre("-FUNCTION twice", "+gone", "+above", "+broken", "sound"));
}

TEST_F(MysqlBackups, KnowTheNumbersOfNextRowsAndAskNoDatabaseForThemThatHasGoneOn) {
    run("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT)");
    run("INSERT INTO t (a) VALUES (1), (2), (3)");
    run("DELETE FROM t WHERE a > 1");
    archive::Manifest manifest = make();
    for (const archive::ManifestObject& object : manifest.objects) {
        EXPECT_EQ(object.value, object.name == "t" ? std::optional<std::int64_t>(4) : std::nullopt) << object.name;
    }
    EXPECT_THAT(drilled(), IsEmpty());
    run("INSERT INTO t (a) VALUES (5)");
    run("DELETE FROM t WHERE a = 5");
    backup::TakenObjects found = now(manifest);
    EXPECT_THAT(namesOf(backup::differencesTo(manifest, {}, found)), ElementsAre("t"));
    backup::forgetNumbers(found.objects);
    EXPECT_THAT(namesOf(backup::differencesTo(manifest, {}, found)), IsEmpty());
    // One that was made before there were numbers misses none.
    backup::forgetNumbers(manifest.objects);
    EXPECT_THAT(namesOf(backup::differencesTo(manifest, {}, now(manifest))), IsEmpty());
}

} // namespace

} // namespace dbv::conformance
