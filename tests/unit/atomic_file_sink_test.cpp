// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "jobs/atomic_file_sink.h"

namespace {

namespace fs = std::filesystem;
using dbv::ErrorKind;
using dbv::jobs::AtomicFileSink;

class AtomicFileSinkTest : public testing::Test {
protected:
    [[nodiscard]] fs::path at(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    static std::string contentOf(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static void put(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
    [[nodiscard]] std::ptrdiff_t entries() const {
        return std::distance(fs::directory_iterator(at("")), fs::directory_iterator());
    }

private:
    QTemporaryDir m_folder;
};

TEST_F(AtomicFileSinkTest, TheTargetAppearsWholeAtCommit) {
    auto sink = AtomicFileSink::open(at("new.csv"));
    ASSERT_TRUE(sink) << sink.error().message;
    ASSERT_TRUE((*sink)->write("one\n"));
    ASSERT_TRUE((*sink)->write("two\n"));
    EXPECT_FALSE(fs::exists(at("new.csv")));
    ASSERT_TRUE((*sink)->commit());
    EXPECT_EQ(contentOf(at("new.csv")), "one\ntwo\n");
    EXPECT_EQ(entries(), 1);
}

TEST_F(AtomicFileSinkTest, AFileInUseIsNotReplacedUnderAnyOfItsNames) {
    put(at("used.db"), "precious");
    fs::create_hard_link(at("used.db"), at("hard.db"));
    fs::create_symlink(at("used.db"), at("soft.db"));
    const std::vector<std::string> inUse{at("used.db"), at("used.db-journal")};
    for (const fs::path& name :
         {at("used.db"), at("hard.db"), at("soft.db"), at("missing") / ".." / "used.db", at("used.db-journal")}) {
        const auto sink = AtomicFileSink::open(name, inUse);
        ASSERT_FALSE(sink) << name;
        EXPECT_EQ(sink.error().kind, ErrorKind::InvalidInput);
        EXPECT_FALSE(sink.error().hint.empty());
    }
    // Nothing of it is there, and it is meant from the working directory.
    const std::vector<std::string> missing{(fs::current_path() / "not-there.db-journal").string()};
    EXPECT_FALSE(AtomicFileSink::open("not-there.db-journal", missing));
    EXPECT_TRUE(AtomicFileSink::open(at("other.db"), inUse));
    EXPECT_EQ(contentOf(at("used.db")), "precious");
}

TEST_F(AtomicFileSinkTest, WithoutCommitTheOldFileStaysAndNothingElseIsLeft) {
    put(at("old.csv"), "old");
    {
        auto sink = AtomicFileSink::open(at("old.csv"));
        ASSERT_TRUE(sink);
        ASSERT_TRUE((*sink)->write("new"));
    }
    EXPECT_EQ(contentOf(at("old.csv")), "old");
    EXPECT_EQ(entries(), 1);
}

TEST_F(AtomicFileSinkTest, AReplacedFileKeepsItsPermissions) {
    put(at("old.csv"), "old");
    const fs::perms perms = fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read;
    fs::permissions(at("old.csv"), perms);
    auto sink = AtomicFileSink::open(at("old.csv"));
    ASSERT_TRUE(sink);
    ASSERT_TRUE((*sink)->write("new"));
    ASSERT_TRUE((*sink)->commit());
    EXPECT_EQ(contentOf(at("old.csv")), "new");
    EXPECT_EQ(fs::status(at("old.csv")).permissions(), perms);
    EXPECT_EQ(entries(), 1);
}

TEST_F(AtomicFileSinkTest, AFileForItsOwnerAloneIsThatWhateverItReplaces) {
    const fs::perms own = fs::perms::owner_read | fs::perms::owner_write;
    put(at("old.json"), "old");
    fs::permissions(at("old.json"), own | fs::perms::group_read | fs::perms::others_read);
    for (const char* const name : {"old.json", "new.json"}) {
        auto sink = AtomicFileSink::open(at(name), {}, dbv::jobs::FileReaders::Owner);
        ASSERT_TRUE(sink);
        ASSERT_TRUE((*sink)->write("secret"));
        ASSERT_TRUE((*sink)->commit());
        EXPECT_EQ(contentOf(at(name)), "secret");
        EXPECT_EQ(fs::status(at(name)).permissions(), own) << name;
    }
}

TEST_F(AtomicFileSinkTest, ALinkStaysALink) {
    put(at("real.csv"), "old");
    fs::create_symlink(at("real.csv"), at("link.csv"));
    auto sink = AtomicFileSink::open(at("link.csv"));
    ASSERT_TRUE(sink);
    ASSERT_TRUE((*sink)->write("new"));
    ASSERT_TRUE((*sink)->commit());
    EXPECT_TRUE(fs::is_symlink(at("link.csv")));
    EXPECT_EQ(contentOf(at("real.csv")), "new");
}

TEST_F(AtomicFileSinkTest, ADirectoryIsRefused) {
    const auto sink = AtomicFileSink::open(at(""));
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::InvalidInput);
}

TEST_F(AtomicFileSinkTest, AMissingFolderIsNotFoundAndTheHintSaysSo) {
    const auto sink = AtomicFileSink::open(at("no/such/folder.csv"));
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::NotFound);
    EXPECT_EQ(sink.error().hint, "Make the folder first, or check the spelling of the path.");
}

TEST_F(AtomicFileSinkTest, AFullDiskIsSaidInPlainWords) {
    if (!fs::exists("/dev/full")) {
        GTEST_SKIP() << "this system has no /dev/full";
    }
    auto sink = AtomicFileSink::open("/dev/full");
    ASSERT_TRUE(sink);
    const auto written = (*sink)->write("x");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::IoError);
    EXPECT_EQ(written.error().message, "Could not write /dev/full: the disk is full.");
}

TEST_F(AtomicFileSinkTest, APipeIsRefusedAndNamed) {
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
    // A reader, so that whoever opens the pipe all the same does not wait here for ever.
    const int reader = ::open(at("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    const auto sink = AtomicFileSink::open(at("pipe"));
    ::close(reader);
    ASSERT_FALSE(sink);
    EXPECT_EQ(sink.error().kind, ErrorKind::InvalidInput);
    EXPECT_TRUE(sink.error().message.contains(at("pipe").string())) << sink.error().message;
    EXPECT_TRUE(sink.error().hint.contains("standard output")) << sink.error().hint;
}

} // namespace
