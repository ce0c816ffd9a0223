// SPDX-License-Identifier: Apache-2.0
// What the catalogue of backups says of those whose process was killed.
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>

#include <gmock/gmock.h>

#include "archive/archive_writer.h"
#include "archive/manifest.h"
#include "engine/backup_book.h"
#include "jobs/job_folder.h"

namespace dbv::engine {

namespace {

using protocol::BackupEntry;
using protocol::BackupState;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kNoon = 1'795'953'600'000;
constexpr const char* kNoonText = "2026-11-29T12:00:00Z";

class BackupBooks : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path root() const { return m_root.path().toStdString(); }
    [[nodiscard]] std::string path(const std::string& name) const { return (root() / name).string(); }
    [[nodiscard]] BackupBook book() { return {m_store, m_lane, root() / "jobs"}; }
    [[nodiscard]] BackupEntry entry(const std::string& id, BackupState state, const std::string& name) const {
        BackupEntry made;
        made.id = id;
        made.state = state;
        made.path = path(name);
        made.begunAt = kNoon + 123;
        return made;
    }
    void keep(const BackupEntry& kept) { ASSERT_TRUE(book().keep(kept)); }
    [[nodiscard]] BackupEntry found(const std::string& id) {
        const Result<protocol::BackupsListed> listed = book().all();
        EXPECT_TRUE(listed);
        for (const BackupEntry& each : listed->entries) {
            if (each.id == id) {
                return each;
            }
        }
        ADD_FAILURE() << id << " is not there";
        return {};
    }
    /// A small backup that was begun at noon; its digest.
    [[nodiscard]] std::string write(const std::string& name, const std::string& dump) const {
        std::ofstream file(path(name), std::ios::binary);
        const auto writer = archive::ArchiveWriter::begin(
            [&file](std::string_view more) {
                file << more;
                return Result<void>();
            },
            {.created = kNoonText, .writer = "somebody", .packing = {}, .sealing = {}});
        archive::Manifest manifest;
        manifest.engine = "sqlite";
        for (const auto& [stream, text] : {std::pair<std::string_view, std::string>("dump", dump),
                                           {archive::kManifestStream, archive::encodeManifest(manifest)}}) {
            EXPECT_TRUE((*writer)->beginStream(stream) && (*writer)->write(text) && (*writer)->endStream());
        }
        return (*writer)->finish()->digest;
    }
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& each : std::filesystem::directory_iterator(root())) {
            if (each.path().filename().string().starts_with("a.")) {
                names.push_back(each.path().filename().string());
            }
        }
        std::ranges::sort(names);
        return names;
    }

private:
    QTemporaryDir m_root;
    store::ApplicationStore m_store{root()};
    concurrency::Lane m_lane{1};
};

TEST_F(BackupBooks, SayOfKilledOnesWhatBecameOfThem) {
    const std::string digest = write("a.dbvbackup", "a dump");
    keep(entry("whole", BackupState::Running, "a.dbvbackup"));
    keep(entry("none", BackupState::Running, "b.dbvbackup"));
    const BackupEntry whole = found("whole");
    EXPECT_EQ(whole.state, BackupState::Made);
    EXPECT_EQ(whole.digest, digest);
    EXPECT_THAT(whole.trouble, HasSubstr("before it was checked"));
    EXPECT_EQ(found("none").state, BackupState::Failed);
}

TEST_F(BackupBooks, TakeNobodyElsesFileForThatOfAKilledOne) {
    BackupEntry other = entry("other", BackupState::Verified, "a.dbvbackup");
    other.digest = write("a.dbvbackup", "a dump");
    keep(other);
    // Begun in the same second, to the same path.
    keep(entry("killed", BackupState::Running, "a.dbvbackup"));
    EXPECT_EQ(found("killed").state, BackupState::Failed);
    EXPECT_EQ(found("other").state, BackupState::Verified);
    const Result<BackupEntry> byPath = book().find({{}, path("a.dbvbackup")});
    ASSERT_TRUE(byPath);
    EXPECT_EQ(byPath->id, "other");
    EXPECT_EQ(book().find({"killed", {}}).error().kind, ErrorKind::NotFound);
}

TEST_F(BackupBooks, LeaveThoseThatAreBeingMadeAlone) {
    std::ofstream(path("a.dbvbackup.partial-abcdefgh")) << "half";
    const auto folder = jobs::JobFolder::begin(root() / "jobs", "at work", root());
    ASSERT_TRUE(folder);
    keep(entry("at work", BackupState::Running, "a.dbvbackup"));
    keep(entry("killed", BackupState::Running, "a.dbvbackup"));
    EXPECT_EQ(found("at work").state, BackupState::Running);
    EXPECT_EQ(found("killed").state, BackupState::Failed);
    EXPECT_THAT(files(), ElementsAre("a.dbvbackup.partial-abcdefgh"));
}

TEST_F(BackupBooks, RemoveWhatKilledOnesHaveLeftBesideTheirFiles) {
    // Where no file can be without a name.
    for (const char* name :
         {"a.dbvbackup.partial-abcdefgh", "a.dbvbackup.partial-of-mine", "a.other.partial-abcdefgh"}) {
        std::ofstream(path(name)) << "half";
    }
    keep(entry("killed", BackupState::Running, "a.dbvbackup"));
    EXPECT_EQ(found("killed").state, BackupState::Failed);
    EXPECT_THAT(files(), ElementsAre("a.dbvbackup.partial-of-mine", "a.other.partial-abcdefgh"));
}

TEST_F(BackupBooks, LookAtServersOnlyWhereSomebodyIsThere) {
    BackupEntry killed = entry("k-abcdef", BackupState::Running, "a.dbvbackup");
    killed.path = "sftp://no-such-host.invalid/x/a.dbvbackup";
    keep(killed);
    // A list waits for no server.
    const BackupEntry told = found("k-abcdef");
    EXPECT_EQ(told.state, BackupState::Failed);
    EXPECT_THAT(told.trouble, AllOf(HasSubstr("ended while the backup was made"), EndsWith(kLeftAtServer)));
    // Whoever is there finds that it was written and had no time to say so, or that it was not.
    for (const bool isWritten : {false, true}) {
        BackupEntry left = told;
        const std::string digest = isWritten ? write("a.dbvbackup", "a dump") : std::string();
        ASSERT_TRUE(book().tidyOne(left, backup::PlacedFile(path("a.dbvbackup"))));
        EXPECT_EQ(left.state, isWritten ? BackupState::Made : BackupState::Failed);
        EXPECT_EQ(left.digest, digest);
        EXPECT_THAT(left.trouble, Not(HasSubstr(std::string(kLeftAtServer))));
    }
}

TEST_F(BackupBooks, KnowTheFileOfAnEntry) {
    BackupEntry own = entry("own", BackupState::Verified, "a.dbvbackup");
    own.digest = write("a.dbvbackup", "a dump");
    own.bytes = std::filesystem::file_size(own.path);
    EXPECT_TRUE(BackupBook::isFileOf(own));
    // Damaged at its beginning or cut off it is still that file, and another one is not.
    std::fstream(own.path, std::ios::in | std::ios::out | std::ios::binary) << "damaged";
    EXPECT_TRUE(BackupBook::isFileOf(own));
    EXPECT_NE(write("a.dbvbackup", "another dump"), own.digest);
    EXPECT_FALSE(BackupBook::isFileOf(own));
    std::ofstream(own.path) << "a letter";
    EXPECT_FALSE(BackupBook::isFileOf(own));
}

} // namespace

} // namespace dbv::engine
