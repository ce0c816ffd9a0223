// SPDX-License-Identifier: Apache-2.0
// Backups of SQLite databases, made, read back, tried and put back.
#include <thread>

#include <QtCore/QCryptographicHash>

#include "archive/archive_writer.h"
#include "archive/tar_member.h"
#include "backup_workshop.h"

namespace dbv::backup {

namespace {

/// Something of all that a database may hold.
constexpr std::string_view kRichDatabase =
    "PRAGMA application_id = 77; PRAGMA user_version = 5;"
    "CREATE TABLE \"odd \"\"name\"\"\n\" (id INTEGER PRIMARY KEY AUTOINCREMENT, \"a b\" TEXT, c BLOB, d REAL,"
    " e GENERATED ALWAYS AS (d * 2) VIRTUAL, f GENERATED ALWAYS AS (id + 1) STORED);"
    "INSERT INTO \"odd \"\"name\"\"\n\" (\"a b\", c, d) VALUES ('x', x'00ff', 0.1), (NULL, x'', -0.0), ('a' || char(0) "
    "|| 'b', NULL, 9e999);"
    "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO keyed VALUES ('1', 1), ('2', '1'), ('3', "
    "1.0);"
    "CREATE TABLE strict_one (n INTEGER) STRICT; CREATE TABLE empty_one (n);"
    "CREATE TABLE parent (id INTEGER PRIMARY KEY, child REFERENCES child(id));"
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent(id));"
    "CREATE VIEW broken AS SELECT * FROM gone; CREATE VIEW fine AS SELECT k FROM keyed;"
    "CREATE INDEX by_value ON keyed(v) WHERE v > 1;"
    "CREATE TRIGGER told AFTER INSERT ON keyed BEGIN INSERT INTO empty_one VALUES (1); END;"
    "CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('hello world');";

const archive::ManifestObject* objectNamed(const archive::Manifest& manifest, std::string_view name) {
    const auto found = std::ranges::find(manifest.objects, name, &archive::ManifestObject::name);
    return found == manifest.objects.end() ? nullptr : &*found;
}

/// An archive that is not packed, as it was written when each stream had a digest of its own.
std::string olderArchive(std::string_view dump, const archive::Manifest& manifest) {
    const archive::ArchiveHeader header{.created = "2026-11-29T12:00:00Z",
                                        .writer = "an older one",
                                        .compression = archive::Compression::None,
                                        .sealing = std::nullopt};
    std::string bytes;
    const auto add = [&bytes](const std::string& name, std::string_view content) {
        const auto block = archive::tarBlockOf({name, content.size()});
        bytes.append(block.data(), block.size());
        bytes.append(content);
        bytes.append(archive::tarPadding(content.size()), '\0');
    };
    add(std::string(archive::kHeaderName), archive::encodeHeader(header));
    add(archive::partName(kDumpStream, 1), dump);
    add(archive::partName(archive::kManifestStream, 1), archive::encodeManifest(manifest));
    archive::ArchiveDigest digest;
    digest.add(bytes);
    add(std::string(archive::kDigestName), digest.hexadecimal() + "  " + std::to_string(bytes.size()) + "\n");
    return bytes.append(2 * archive::kTarBlock, '\0');
}

} // namespace

class SqliteBackups : public BackupWorkshop {};

TEST_F(SqliteBackups, AreProvedByADrill) {
    const std::string file = path("rich.db");
    shell(file, std::string(kRichDatabase));
    const auto session = open(file);
    std::string sha256;
    const Result<MadeBackup> made = make(*session, path("a.dbvbackup"), {}, goOn, &sha256);
    ASSERT_TRUE(made) << made.error().message;
    const std::string bytes = read(path("a.dbvbackup"));
    EXPECT_EQ(made->bytes, bytes.size());
    EXPECT_EQ(
        sha256,
        QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256).toHex().toStdString());
    const archive::ManifestObject* const odd = objectNamed(made->manifest, "odd \"name\"\n");
    ASSERT_NE(odd, nullptr);
    EXPECT_EQ(odd->rows, 3U);
    EXPECT_EQ(objectNamed(made->manifest, "words")->type, "virtualTable");
    EXPECT_FALSE(objectNamed(made->manifest, "words")->rows);
    EXPECT_EQ(objectNamed(made->manifest, "words_content")->rows, 1U);
    EXPECT_EQ(objectNamed(made->manifest, "sqlite_sequence")->rows, 1U);
    EXPECT_EQ(objectNamed(made->manifest, "broken")->type, "view");

    const Result<VerifiedBackup> verified = verifyBackup(PlacedFile(path("a.dbvbackup")), nullptr, goOn);
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_EQ(verified->digest, made->digest);
    EXPECT_EQ(verified->manifest, made->manifest);

    const Result<RestoredBackup> drilled = drill(path("a.dbvbackup"));
    ASSERT_TRUE(drilled) << drilled.error().message;
    EXPECT_TRUE(drilled->differences.empty());
    EXPECT_EQ(drilled->rows, std::as_const(*drilled).rows);
    EXPECT_EQ(leftovers(), "");
}

TEST_F(SqliteBackups, ThatAreNotPackedHaveOneDigest) {
    const auto session = open(makeDatabase("a.db"));
    const archive::Packing plain{.compression = archive::Compression::None};
    const Result<MadeBackup> made = make(*session, path("plain"), {}, goOn, nullptr, {}, plain);
    ASSERT_TRUE(made) << made.error().message;
    ASSERT_EQ(made->manifest.streams.size(), 1U);
    EXPECT_EQ(made->manifest.streams[0].digest, "");
    EXPECT_EQ(verifyBackup(PlacedFile(path("plain")), nullptr, goOn)->manifest, made->manifest);
    EXPECT_TRUE(drill(path("plain"))->differences.empty());
    EXPECT_EQ(read(path("plain")).find(R"("sha256")"), std::string::npos);
    // What is packed or encrypted needs one of what it was before.
    EXPECT_NE(make(*session, path("packed"))->manifest.streams[0].digest, "");
    EXPECT_NE(make(*session, path("sealed"), sealedBy("x"), goOn, nullptr, {}, plain)->manifest.streams[0].digest, "");

    std::string dump;
    ASSERT_TRUE(unpackDump(
        PlacedFile(path("plain")), nullptr,
        [&dump](std::string_view bytes) {
            dump += bytes;
            return Result<void>();
        },
        goOn));
    archive::ArchiveDigest digest;
    digest.add(dump);
    archive::Manifest manifest = made->manifest;
    manifest.streams[0].digest = digest.hexadecimal();
    write(path("older"), olderArchive(dump, manifest));
    EXPECT_EQ(verifyBackup(PlacedFile(path("older")), nullptr, goOn)->manifest, manifest);
    EXPECT_TRUE(drill(path("older"))->differences.empty());
    for (const std::string& wrong : {std::string(64, '0'), std::string()}) {
        manifest.streams[0].digest = wrong;
        write(path("wrong"), olderArchive(dump, manifest));
        EXPECT_EQ(verifyBackup(PlacedFile(path("wrong")), nullptr, goOn).error().kind, ErrorKind::CorruptBackup);
        EXPECT_EQ(drill(path("wrong")).error().kind, ErrorKind::CorruptBackup);
    }
    EXPECT_EQ(leftovers(), "");
}

TEST_F(SqliteBackups, ShowOneMomentOfABusyDatabase) {
    const auto session = open(makeDatabase("busy.db", "PRAGMA journal_mode = WAL;"));
    ASSERT_TRUE(run(*session, "CREATE TABLE both (a, b)"));
    ASSERT_TRUE(run(*session, "INSERT INTO both VALUES (0, 0)"));
    std::jthread writer([this](const std::stop_token& stop) {
        const auto other = open("busy.db", {{"busyTimeoutMs", "5000"}});
        for (int i = 1; !stop.stop_requested(); ++i) {
            const std::string n = std::to_string(i);
            EXPECT_TRUE(run(*other, "UPDATE both SET a = " + n + ", b = " + n));
            EXPECT_TRUE(run(*other, "INSERT INTO t (b) VALUES (" + n + ")"));
        }
    });
    for (int i = 0; i < 10; ++i) {
        const std::string file = path("busy" + std::to_string(i));
        const Result<MadeBackup> made = make(*session, file);
        ASSERT_TRUE(made) << made.error().message;
        const Result<RestoredBackup> drilled = drill(file);
        ASSERT_TRUE(drilled) << drilled.error().message;
        EXPECT_TRUE(drilled->differences.empty());
    }
}

TEST_F(SqliteBackups, ArePutInThePlaceOfWhatIsThere) {
    ASSERT_TRUE(make(*open(makeDatabase("old.db")), path("old.dbvbackup")));
    const std::string target = path("target.db");
    shell(target, "PRAGMA page_size = 1024; CREATE TABLE other (x); INSERT INTO other VALUES (1);");
    const auto session = open(target);
    const Result<RestoredBackup> restored =
        restoreBackup(*session, PlacedFile(path("old.dbvbackup")), nullptr, RestoreWish(), {folder(), {}}, goOn);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(restored->differences.empty());
    EXPECT_EQ(restored->rows, 2000U);
    EXPECT_EQ(valueOf(*session, "SELECT count(*) FROM t"), "2000");
    EXPECT_EQ(valueOf(*session, "SELECT count(*) FROM sqlite_schema WHERE name = 'other'"), "0");
    EXPECT_EQ(valueOf(*open(target), "PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteBackups, OfDatabasesInMemoryAreMadeToo) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t AS SELECT 1 AS a"));
    ASSERT_TRUE(make(*session, path("memory.dbvbackup")));
    EXPECT_TRUE(drill(path("memory.dbvbackup"))->differences.empty());
}

TEST_F(SqliteBackups, OpenWithTheirPassphraseAlone) {
    const auto session = open(makeDatabase("a.db"));
    const Result<MadeBackup> made = make(*session, path("sealed"), sealedBy("secret"));
    ASSERT_TRUE(made) << made.error().message;
    // It can be said to be whole without it, but not of what.
    const Result<VerifiedBackup> locked = verifyBackup(PlacedFile(path("sealed")), nullptr, goOn);
    ASSERT_TRUE(locked) << locked.error().message;
    EXPECT_EQ(locked->digest, made->digest);
    EXPECT_FALSE(locked->manifest);
    const Secret wrong("Secret");
    EXPECT_EQ(verifyBackup(PlacedFile(path("sealed")), &wrong, goOn).error().kind, ErrorKind::WrongPassphrase);
    EXPECT_EQ(drill(path("sealed"), &wrong).error().kind, ErrorKind::WrongPassphrase);
    EXPECT_EQ(drill(path("sealed")).error().kind, ErrorKind::WrongPassphrase);
    const Secret right("secret");
    EXPECT_EQ(verifyBackup(PlacedFile(path("sealed")), &right, goOn)->manifest, made->manifest);
    const Result<RestoredBackup> drilled = drill(path("sealed"), &right);
    ASSERT_TRUE(drilled) << drilled.error().message;
    EXPECT_TRUE(drilled->differences.empty());
    EXPECT_EQ(leftovers(), "");
}

TEST_F(SqliteBackups, HaveNamesThatAreNoPaths) {
    EXPECT_EQ(backupName("shop", "20261129T120000Z"), "shop-20261129T120000Z.dbvbackup");
    EXPECT_EQ(backupName("../../etc/passwd", "1"), "_._.._etc_passwd-1.dbvbackup");
    EXPECT_EQ(backupName("", "1"), "backup-1.dbvbackup");
    EXPECT_EQ(momentForName("2026-11-29T12:00:00Z"), "20261129T120000Z");
}

} // namespace dbv::backup
