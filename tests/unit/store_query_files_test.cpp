// SPDX-License-Identifier: Apache-2.0
// Saved queries as files, and earlier versions of texts.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "settings/file_paths.h"
#include "store/draft_versions.h"
#include "store/query_files.h"
#include "support/qt_printers.h"

namespace dbv::store {
namespace {

namespace fs = std::filesystem;
using Qt::Literals::StringLiterals::operator""_s;

class QueryFiles : public ::testing::Test {
protected:
    [[nodiscard]] fs::path folder() const { return settings::pathFrom(m_folder.path()); }
    [[nodiscard]] std::string pathOf(const std::string& name) const { return (folder() / name).string(); }
    void write(const std::string& name, const std::string& bytes) const {
        fs::create_directories((folder() / name).parent_path());
        std::ofstream(folder() / name, std::ios::binary) << bytes;
    }
    [[nodiscard]] std::string bytesOf(const std::string& name) const {
        std::ostringstream bytes;
        bytes << std::ifstream(folder() / name, std::ios::binary).rdbuf();
        return bytes.str();
    }

    QTemporaryDir m_folder;
};

TEST_F(QueryFiles, AreListedByName) {
    write("q/b.sql", "SELECT 1");
    write("q/a/deep.sql", "SELECT 2");
    write("q/.git/no.sql", "");
    write("q/no.txt", "");
    const protocol::QueryFilesListed listed = listQueryFiles(folder() / "q");
    EXPECT_EQ(listed.files,
              (std::vector<protocol::QueryFile>{{pathOf("q/a/deep.sql"), "a/deep"}, {pathOf("q/b.sql"), "b"}}));
    EXPECT_TRUE(listed.notices.empty());
    EXPECT_TRUE(listQueryFiles(folder() / "missing").notices.empty());
}

TEST_F(QueryFiles, KeepTheirLineEndsAndMark) {
    write("a.sql", "\xEF\xBB\xBFSELECT 1;\r\nSELECT 2;\r\n");
    const auto read = readQueryFile({pathOf("a.sql"), {}});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->text, u"SELECT 1;\nSELECT 2;\n"_s);
    EXPECT_TRUE(readQueryFile({pathOf("a.sql"), read->stamp})->same);
    const auto written = writeQueryFile({pathOf("a.sql"), u"SELECT 3;\nSELECT 4;"_s, read->stamp});
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_FALSE(written->conflict);
    EXPECT_EQ(bytesOf("a.sql"), "\xEF\xBB\xBFSELECT 3;\r\nSELECT 4;");
    EXPECT_EQ(readQueryFile({pathOf("a.sql"), {}})->stamp, written->stamp);
}

TEST_F(QueryFiles, AreNeverWrittenOverUnseen) {
    write("a.sql", "theirs");
    auto written = writeQueryFile({pathOf("a.sql"), u"mine"_s, {}});
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_TRUE(written->conflict);
    EXPECT_EQ(written->theirs, u"theirs"_s);
    EXPECT_EQ(bytesOf("a.sql"), "theirs");
    // Seen, it is.
    written = writeQueryFile({pathOf("a.sql"), u"mine"_s, written->stamp});
    ASSERT_TRUE(written);
    EXPECT_FALSE(written->conflict);
    EXPECT_EQ(bytesOf("a.sql"), "mine");
    fs::remove(folder() / "a.sql");
    const auto gone = writeQueryFile({pathOf("a.sql"), u"mine"_s, written->stamp});
    ASSERT_TRUE(gone);
    EXPECT_TRUE(gone->conflict);
    EXPECT_TRUE(gone->stamp.empty());
    EXPECT_FALSE(fs::exists(folder() / "a.sql"));
    ASSERT_TRUE(writeQueryFile({pathOf("new/folder/b.sql"), u"mine"_s, {}}));
    EXPECT_EQ(bytesOf("new/folder/b.sql"), "mine");
}

TEST_F(QueryFiles, ThatAreLargeOrPackedAreNotRead) {
    write("large.sql", std::string((20U << 20U) + 1, 'x'));
    const auto large = readQueryFile({.path = pathOf("large.sql"), .stamp = {}});
    ASSERT_TRUE(large);
    EXPECT_TRUE(large->paged);
    EXPECT_FALSE(large->packed);
    EXPECT_TRUE(large->text.isEmpty());
    const auto known = readQueryFile({.path = pathOf("large.sql"), .stamp = {}, .known = true});
    ASSERT_TRUE(known);
    EXPECT_EQ(known->text.size(), (20 << 20) + 1) << "it is a tab's text already";
    write("packed.sql", "\x1F\x8B\x08 and so on");
    const auto packed = readQueryFile({.path = pathOf("packed.sql"), .stamp = {}});
    ASSERT_TRUE(packed);
    EXPECT_TRUE(packed->packed);
    write("largest.sql", std::string(20U << 20U, 'x'));
    EXPECT_FALSE(readQueryFile({.path = pathOf("largest.sql"), .stamp = {}})->paged);
}

TEST_F(QueryFiles, ThatAreNoTextsStayAsTheyAre) {
    write("a.sql", "\xff\xfe\x00x");
    EXPECT_EQ(readQueryFile({pathOf("a.sql"), {}}).error().kind, ErrorKind::InvalidInput);
    EXPECT_FALSE(writeQueryFile({pathOf("a.sql"), u"mine"_s, {}}));
    EXPECT_EQ(bytesOf("a.sql"), "\xff\xfe");
    EXPECT_EQ(readQueryFile({pathOf("none.sql"), {}}).error().kind, ErrorKind::NotFound);
}

class Versions : public QueryFiles {
protected:
    [[nodiscard]] DraftVersions versions(VersionLimits limits = {}) {
        return {folder() / "versions", limits, [this] { return m_now; }};
    }
    void keep(DraftVersions& of, const std::string& draft, const QString& text) {
        m_now += std::chrono::minutes(1);
        const Result<void> kept = of.keep({draft, "Query 1", text, protocol::VersionReason::Run});
        ASSERT_TRUE(kept) << kept.error().message;
    }
    [[nodiscard]] static QString textOf(const DraftVersions& of, const protocol::DraftVersion& version) {
        return of.read(version.id).value_or(u"missing"_s);
    }

    std::chrono::system_clock::time_point m_now{std::chrono::hours(400'000)};
};

TEST_F(Versions, AreKeptOnceEachAndListedFromTheNewest) {
    DraftVersions all = versions();
    keep(all, "one", u"a"_s);
    keep(all, "one", u"b"_s);
    keep(all, "one", u"b"_s);
    keep(all, "../two", u"c"_s);
    keep(all, "one", u""_s);
    const auto one = all.list("one");
    ASSERT_EQ(one.size(), 2U);
    EXPECT_EQ(textOf(all, one[0]), u"b"_s);
    EXPECT_EQ(textOf(all, one[1]), u"a"_s);
    EXPECT_EQ(one[0].title, "Query 1");
    EXPECT_EQ(one[0].reason, protocol::VersionReason::Run);
    EXPECT_EQ(one[0].time - one[1].time, 60'000);
    EXPECT_EQ(versions().list({}).size(), 3U) << "another program finds them too";
    EXPECT_EQ(textOf(all, all.list("../two").at(0)), u"c"_s);
    EXPECT_FALSE(fs::exists(folder() / "two"));
}

TEST_F(Versions, GoAfterAMonth) {
    DraftVersions all = versions();
    keep(all, "one", u"old"_s);
    m_now += std::chrono::days(30);
    keep(all, "two", u"new"_s);
    EXPECT_EQ(all.list({}).size(), 2U);
    m_now += std::chrono::days(2);
    keep(all, "two", u"newer"_s);
    EXPECT_EQ(all.list({}).size(), 2U);
    EXPECT_TRUE(all.list("one").empty());
    EXPECT_FALSE(fs::exists(folder() / "versions/one"));
}

TEST_F(Versions, TakeNoMoreRoomThanTheyMay) {
    DraftVersions all = versions({.longest = std::chrono::days(31), .totalBytes = 4096});
    for (int i = 0; i < 200; ++i) {
        QString text;
        for (int j = 0; j < 100; ++j) {
            text += QString::number((i * 7919 + j * 104729) % 99991);
        }
        keep(all, "one", text);
    }
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder() / "versions")) {
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    }
    EXPECT_LE(bytes, 4096U);
    EXPECT_GT(all.list("one").size(), 2U);
}

TEST_F(Versions, LoseWhatAKilledProcessLeft) {
    DraftVersions all = versions();
    keep(all, "one", u"a"_s);
    const fs::path stray = folder() / "versions/one/000_run_x.version.AbCdEf";
    std::ofstream(stray) << "half";
    keep(all, "one", u"b"_s);
    EXPECT_TRUE(fs::exists(stray)) << "another process may be writing it";
    fs::last_write_time(stray, fs::file_time_type::clock::now() - std::chrono::hours(2));
    keep(all, "one", u"c"_s);
    EXPECT_FALSE(fs::exists(stray));
    EXPECT_EQ(all.list("one").size(), 3U);
}

TEST_F(Versions, ThatAreDamagedOrStrangeAreSaid) {
    DraftVersions all = versions();
    keep(all, "one", u"a"_s);
    const auto version = all.list("one").at(0);
    std::ofstream(folder() / "versions" / version.id, std::ios::binary) << "garbage";
    EXPECT_EQ(all.read(version.id).error().kind, ErrorKind::InvalidInput);
    keep(all, "one", u"b"_s);
    EXPECT_EQ(textOf(all, all.list("one").at(0)), u"b"_s);
    EXPECT_EQ(all.read("../outside").error().kind, ErrorKind::NotFound);
    EXPECT_FALSE(all.keep({{}, "t", u"x"_s, protocol::VersionReason::Run}));
}

} // namespace
} // namespace dbv::store
