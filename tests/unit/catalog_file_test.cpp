// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <QTemporaryDir>

#include "catalog/use_memory.h"
#include "catalog_workshop.h"

namespace {

using dbv::ErrorKind;
using dbv::catalog::keepIndex;
using dbv::catalog::readIndex;
using dbv::catalog::UseMemory;

class CatalogFile : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path path() const {
        return m_folder.filePath(QStringLiteral("x.names")).toStdString();
    }
    [[nodiscard]] std::string bytes() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void write(const std::string& bytes) const { std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes; }
    void keep() const { ASSERT_TRUE(keepIndex(path(), "shop", *dbv::test::shopIndex())); }

private:
    QTemporaryDir m_folder;
};

TEST_F(CatalogFile, GivesBackWhatWasKept) {
    keep();
    const auto read = readIndex(path(), "shop");
    ASSERT_TRUE(read) << read.error().message;
    const auto kept = dbv::test::shopIndex();
    EXPECT_EQ((*read)->parts().names.letters(), kept->parts().names.letters());
    EXPECT_EQ((*read)->parts().tables, kept->parts().tables);
    EXPECT_EQ((*read)->parts().columns, kept->parts().columns);
    EXPECT_EQ((*read)->parts().keys, kept->parts().keys);
    EXPECT_EQ((*read)->parts().pairs, kept->parts().pairs);
    EXPECT_EQ((*read)->parts().routines, kept->parts().routines);
    EXPECT_EQ((*read)->parts().schemas, kept->parts().schemas);
    ASSERT_NE((*read)->findTable("stock", "items"), nullptr);
}

TEST_F(CatalogFile, CanBeReadByItsUserAlone) {
    keep();
    const auto permissions = std::filesystem::status(path()).permissions();
    EXPECT_EQ(permissions & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
              std::filesystem::perms::none);
}

TEST_F(CatalogFile, IsNoneWhereNothingWasKeptOrAnotherDatabaseWas) {
    EXPECT_EQ(readIndex(path(), "shop").error().kind, ErrorKind::NotFound);
    keep();
    EXPECT_EQ(readIndex(path(), "another").error().kind, ErrorKind::VersionMismatch);
}

TEST_F(CatalogFile, RefusesEveryDamagedByte) {
    keep();
    const std::string whole = bytes();
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
        write(damaged);
        ASSERT_FALSE(readIndex(path(), "shop")) << "byte " << at;
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{60}, whole.size() - 1}) {
        write(whole.substr(0, size));
        ASSERT_FALSE(readIndex(path(), "shop")) << "cut at " << size;
    }
    write(whole + "x");
    EXPECT_FALSE(readIndex(path(), "shop"));
}

TEST_F(CatalogFile, RefusesAnotherVersion) {
    keep();
    std::string other = bytes();
    other[8] = static_cast<char>(other[8] + 1);
    write(other);
    EXPECT_EQ(readIndex(path(), "shop").error().kind, ErrorKind::VersionMismatch);
}

TEST_F(CatalogFile, LeavesTheOldOneWhereANewOneCanNotBeWritten) {
    EXPECT_EQ(keepIndex("/nowhere/at/all", "shop", *dbv::test::shopIndex()).error().kind, ErrorKind::IoError);
}

TEST_F(CatalogFile, DoesNotTrustPlacesThatPointOutside) {
    dbv::catalog::CatalogParts parts = dbv::test::shopIndex()->parts();
    EXPECT_TRUE(dbv::catalog::fit(parts));
    parts.tables[0].firstColumn = 1'000'000;
    EXPECT_FALSE(dbv::catalog::fit(parts));
    parts = dbv::test::shopIndex()->parts();
    parts.columns[0].name = 1'000'000;
    EXPECT_FALSE(dbv::catalog::fit(parts));
    parts = dbv::test::shopIndex()->parts();
    parts.keys[0].pairs = 99;
    EXPECT_FALSE(dbv::catalog::fit(parts));
}

TEST_F(CatalogFile, RemembersUsesTheLatestMost) {
    UseMemory memory;
    memory.note("table orders");
    for (int i = 0; i < 60; ++i) {
        memory.note("table other");
    }
    memory.note("table items");
    EXPECT_EQ(memory.worth("table nothing"), 0);
    EXPECT_GT(memory.worth("table orders"), 0);
    EXPECT_GT(memory.worth("table items"), memory.worth("table orders"));
    EXPECT_GT(memory.worth("table other"), memory.worth("table items"));
    ASSERT_TRUE(memory.keep(path()));
    const UseMemory read = UseMemory::read(path());
    EXPECT_EQ(read.size(), 3U);
    EXPECT_GT(read.worth("table items"), read.worth("table orders"));
    for (std::size_t i = 0; i < UseMemory::kMost + 5; ++i) {
        memory.note("table " + std::to_string(i));
    }
    EXPECT_EQ(memory.size(), UseMemory::kMost);
    EXPECT_EQ(memory.worth("table orders"), 0);
    write("{ no uses");
    EXPECT_EQ(UseMemory::read(path()).size(), 0U);
}

} // namespace
