// SPDX-License-Identifier: Apache-2.0
// What goes wrong with backups: nothing that was there before is lost, and none is better than the truth.
#include "archive/archive_writer.h"
#include "backup_workshop.h"

namespace dbv::backup {

class BackupsOnBadDays : public BackupWorkshop {
protected:
    /// A database that is not copied in one step.
    [[nodiscard]] std::string makeLarge(std::string_view name) const {
        const std::string file = makeDatabase(name);
        shell(file, "CREATE TABLE large (x); INSERT INTO large VALUES (randomblob(5000000));");
        return file;
    }
    /// A backup whose manifest says something else than its dump, as a tool might make that lies.
    void makeLying(Session& session, const std::string& file,
                   const std::function<void(archive::Manifest&)>& lie) const {
        std::string dump;
        class NoInventory : public InventorySink {
            Result<void> object(const InventoryObject& /*object*/) override { return {}; }
            void rowsOf(std::size_t /*told*/) override {}
            void row(std::string_view /*bytes*/) override {}
        } unheard;
        ASSERT_TRUE(session.dumper()->dump(
            {folder(), {}}, DumpScope(),
            [&dump](std::string_view bytes) {
                dump += bytes;
                return Result<void>();
            },
            unheard, goOn));
        ASSERT_TRUE(make(session, file + ".true"));
        archive::Manifest manifest = *readManifest(PlacedFile(file + ".true"), nullptr);
        lie(manifest);
        std::string bytes;
        auto writer = *archive::ArchiveWriter::begin(
            [&bytes](std::string_view more) {
                bytes += more;
                return Result<void>();
            },
            {.created = "2026-11-29T12:00:00Z", .writer = "somebody", .packing = {}, .sealing = {}});
        for (const auto& [name, text] : {std::pair<std::string_view, std::string>(kDumpStream, dump),
                                         {archive::kManifestStream, archive::encodeManifest(manifest)}}) {
            ASSERT_TRUE(writer->beginStream(name));
            ASSERT_TRUE(writer->write(text));
            ASSERT_TRUE(writer->endStream());
        }
        ASSERT_TRUE(writer->finish());
        write(file, bytes);
    }
};

TEST_F(BackupsOnBadDays, ADrillFindsWhatTheManifestDoesNotSay) {
    const auto session = open(makeDatabase("a.db"));
    ASSERT_TRUE(run(*session, "CREATE VIEW v AS SELECT 1"));
    makeLying(*session, path("rows"), [](archive::Manifest& manifest) {
        for (archive::ManifestObject& object : manifest.objects) {
            object.rows = object.rows ? std::optional<std::uint64_t>(1999) : std::nullopt;
        }
    });
    const Result<RestoredBackup> rows = drill(path("rows"));
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->differences.size(), 1U);
    EXPECT_EQ(rows->differences[0].here->rows, 1999U);
    EXPECT_EQ(rows->differences[0].there->rows, 2000U);
    makeLying(*session, path("missing"), [](archive::Manifest& manifest) {
        std::erase_if(manifest.objects, [](const archive::ManifestObject& object) { return object.name == "v"; });
    });
    EXPECT_EQ(drill(path("missing"))->differences.size(), 1U);
    makeLying(*session, path("content"), [](archive::Manifest& manifest) {
        for (archive::ManifestObject& object : manifest.objects) {
            object.rowsDigest = object.rows ? std::string(32, '0') : std::string();
        }
    });
    EXPECT_EQ(drill(path("content"))->differences.size(), 1U);
    makeLying(*session, path("stream"), [](archive::Manifest& manifest) { ++manifest.streams[0].bytes; });
    EXPECT_EQ(drill(path("stream")).error().kind, ErrorKind::CorruptBackup);
    EXPECT_EQ(verifyBackup(PlacedFile(path("stream")), nullptr, goOn).error().kind, ErrorKind::CorruptBackup);
    // What is packed has a digest of what it was before.
    makeLying(*session, path("undigested"), [](archive::Manifest& manifest) { manifest.streams[0].digest.clear(); });
    EXPECT_EQ(verifyBackup(PlacedFile(path("undigested")), nullptr, goOn).error().kind, ErrorKind::CorruptBackup);
    EXPECT_EQ(drill(path("undigested")).error().kind, ErrorKind::CorruptBackup);
    EXPECT_EQ(leftovers(), "");
}

TEST_F(BackupsOnBadDays, WhatIsDamagedIsNeverRestored) {
    ASSERT_TRUE(make(*open(makeDatabase("a.db")), path("a.dbvbackup")));
    const std::string good = read(path("a.dbvbackup"));
    const std::string target = path("target.db");
    shell(target, "CREATE TABLE precious (x); INSERT INTO precious VALUES (1);");
    const auto session = open(target);
    const auto tryWith = [&](const std::string& bytes, const std::string& what) {
        write(path("bad"), bytes);
        EXPECT_FALSE(verifyBackup(PlacedFile(path("bad")), nullptr, goOn)) << what;
        // It is at most unpacked into a file beside: nothing is done with the database.
        const Result<RestoredBackup> restored =
            restoreBackup(*session, PlacedFile(path("bad")), nullptr, RestoreWish(), {folder(), {}},
                          [&what](const DumpAdvance& advance) {
                              EXPECT_TRUE(advance.phase == "reading" || advance.phase == "unpacking") << what;
                              return true;
                          });
        ASSERT_FALSE(restored) << what;
        EXPECT_TRUE(restored.error().kind == ErrorKind::CorruptBackup ||
                    restored.error().kind == ErrorKind::VersionMismatch)
            << what << ": " << restored.error().message;
        EXPECT_EQ(valueOf(*session, "SELECT x FROM precious"), "1") << what;
    };
    for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 97) {
        std::string flipped = good;
        flipped[at] = static_cast<char>(flipped[at] ^ 4);
        tryWith(flipped, "a bit flipped at " + std::to_string(at));
        tryWith(good.substr(0, at), "cut at " + std::to_string(at));
    }
    tryWith(good + "x", "something behind the end");
    EXPECT_EQ(leftovers(), "");
}

TEST_F(BackupsOnBadDays, StoppingLeavesNothing) {
    const auto session = open(makeLarge("a.db"));
    ASSERT_TRUE(run(*session, "PRAGMA journal_mode = WAL"));
    const auto reader = open("a.db");
    for (const std::string_view phase : {"writing", "copying"}) {
        if (phase == "copying") {
            // Who reads what was there before keeps the log from being settled, so that a copy is needed.
            ASSERT_TRUE(run(*reader, "BEGIN"));
            ASSERT_EQ(valueOf(*reader, "SELECT count(*) FROM t"), "2000");
            ASSERT_TRUE(run(*session, "CREATE TABLE logged (x)"));
        }
        const Result<MadeBackup> stopped =
            make(*session, path("stopped"), {}, [phase](const DumpAdvance& advance) { return advance.phase != phase; });
        ASSERT_FALSE(stopped) << phase;
        EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
        EXPECT_FALSE(std::filesystem::exists(path("stopped")));
    }
    // By the session's canceller, as a signal does it.
    const Result<MadeBackup> cancelled = make(*session, path("stopped"), {}, [&session](const DumpAdvance&) {
        EXPECT_TRUE(session->canceller()->cancel());
        return true;
    });
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(cancelled.error().kind, ErrorKind::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(path("stopped")));
    EXPECT_EQ(leftovers(), "");
}

TEST_F(BackupsOnBadDays, ARestoreThatIsStoppedChangesNothing) {
    ASSERT_TRUE(make(*open(makeLarge("a.db")), path("a.dbvbackup")));
    const std::string target = path("target.db");
    shell(target, "CREATE TABLE precious (x); INSERT INTO precious VALUES (1);");
    for (const std::string_view phase : {"unpacking", "restoring"}) {
        const auto session = open(target);
        const Result<RestoredBackup> stopped =
            restoreBackup(*session, PlacedFile(path("a.dbvbackup")), nullptr, RestoreWish(), {folder(), {}},
                          [phase](const DumpAdvance& advance) { return advance.phase != phase; });
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
        EXPECT_EQ(valueOf(*session, "SELECT x FROM precious"), "1");
    }
    EXPECT_EQ(leftovers(), "");
}

TEST_F(BackupsOnBadDays, NoFileIsEverReplaced) {
    const auto session = open(makeDatabase("a.db"));
    write(path("there"), "precious");
    const Result<MadeBackup> refused = make(*session, path("there"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::IoError);
    // Not even one that comes while it is made.
    const Result<MadeBackup> late = make(*session, path("late"), {}, [this](const DumpAdvance&) {
        write(path("late"), "precious");
        return true;
    });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::IoError);
    for (const char* const name : {"there", "late"}) {
        EXPECT_EQ(read(path(name)), "precious");
    }
    EXPECT_EQ(make(*session, path("no/folder")).error().kind, ErrorKind::NotFound);
}

TEST_F(BackupsOnBadDays, TooLittleRoomIsSaidBefore) {
    const Result<BackupTarget> target = BackupTarget::file(PlacedFile(path("large")), std::uint64_t{1} << 60U);
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().kind, ErrorKind::IoError);
    EXPECT_NE(target.error().message.find("too little room"), std::string::npos);
}

TEST_F(BackupsOnBadDays, NothingIsRestoredWhereItMayNotBe) {
    ASSERT_TRUE(make(*open(makeDatabase("a.db")), path("a.dbvbackup")));
    const auto restoreInto = [&](Session& session) {
        return restoreBackup(session, PlacedFile(path("a.dbvbackup")), nullptr, RestoreWish(), {folder(), {}}, goOn)
            .error()
            .kind;
    };
    const std::string target = makeDatabase("target.db");
    ConnectParams readOnly = params(target);
    readOnly.safety = Safety::ReadOnly;
    EXPECT_EQ(restoreInto(**tryOpen(readOnly)), ErrorKind::RefusedReadOnly);
    const auto session = open(target);
    ASSERT_TRUE(run(*session, "BEGIN"));
    EXPECT_EQ(restoreInto(*session), ErrorKind::Busy);
    ASSERT_TRUE(run(*session, "COMMIT"));
    const auto other = open(target);
    ASSERT_TRUE(run(*other, "BEGIN EXCLUSIVE"));
    EXPECT_EQ(restoreInto(*session), ErrorKind::Busy);
    ASSERT_TRUE(run(*other, "COMMIT"));
    EXPECT_EQ(valueOf(*session, "SELECT count(*) FROM t"), "2000");
}

TEST_F(BackupsOnBadDays, WhatIsNoBackupIsSaidToBeNone) {
    write(path("text"), "hello");
    EXPECT_EQ(verifyBackup(PlacedFile(path("text")), nullptr, goOn).error().kind, ErrorKind::CorruptBackup);
    EXPECT_EQ(verifyBackup(PlacedFile(folder()), nullptr, goOn).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(verifyBackup(PlacedFile(path("none")), nullptr, goOn).error().kind, ErrorKind::NotFound);
    const auto session = open(makeDatabase("a.db"));
    makeLying(*session, path("other"), [](archive::Manifest& manifest) { manifest.dumpFormat = "pg_dump custom"; });
    EXPECT_EQ(drill(path("other")).error().kind, ErrorKind::Unsupported);
    makeLying(*session, path("newer"), [](archive::Manifest& manifest) { manifest.rowFormat = "sqlite values 2"; });
    EXPECT_EQ(drill(path("newer")).error().kind, ErrorKind::VersionMismatch);
}

} // namespace dbv::backup
