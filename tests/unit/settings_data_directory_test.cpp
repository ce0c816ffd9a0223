// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <QTemporaryDir>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/data_directory.h"
#include "sqlite_child_process.h"

namespace {

namespace fs = std::filesystem;
using dbv::ErrorKind;
using dbv::settings::DataDirectory;
using testing::HasSubstr;

class DataDirectoryTest : public testing::Test {
protected:
    DataDirectoryTest() {
        qunsetenv("DBVIS_HOME");
        qunsetenv("XDG_DATA_HOME");
        qputenv("HOME", QByteArray::fromStdString(folder().string()));
    }
    ~DataDirectoryTest() override { qputenv("HOME", m_home); }

    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
    QByteArray m_home = qgetenv("HOME");
};

TEST_F(DataDirectoryTest, IsTheOneThatWasAskedForBeforeThatOfTheEnvironment) {
    qputenv("DBVIS_HOME", QByteArray::fromStdString((folder() / "env").string()));
    const auto asked = DataDirectory::resolve(QString::fromStdString((folder() / "deep/er/asked").string()));
    ASSERT_TRUE(asked) << asked.error().message;
    EXPECT_EQ(asked->path(), folder() / "deep/er/asked");
    EXPECT_EQ(fs::status(asked->path()).permissions(), fs::perms::owner_all);
    EXPECT_FALSE(fs::exists(folder() / "env"));

    const auto fromEnvironment = DataDirectory::resolve(std::nullopt);
    ASSERT_TRUE(fromEnvironment);
    EXPECT_EQ(fromEnvironment->path(), folder() / "env");
    EXPECT_TRUE(fromEnvironment->notices().empty());
}

TEST_F(DataDirectoryTest, IsBelowTheHomeOtherwise) {
    const auto directory = DataDirectory::resolve(std::nullopt);
    ASSERT_TRUE(directory) << directory.error().message;
    EXPECT_TRUE(directory->path().string().starts_with(folder().string())) << directory->path();
    EXPECT_TRUE(fs::is_directory(directory->path()));
    EXPECT_FALSE(directory->isTemporary());
}

TEST_F(DataDirectoryTest, IsAbsolute) {
    const auto directory = DataDirectory::resolve(QStringLiteral("."));
    ASSERT_TRUE(directory);
    EXPECT_EQ(directory->path(), fs::current_path());
}

TEST_F(DataDirectoryTest, WithoutAHomeItIsTemporaryAndSaysSo) {
    for (const char* const home : {"", "relative"}) {
        qputenv("HOME", home);
        fs::path path;
        {
            const auto directory = DataDirectory::resolve(std::nullopt);
            ASSERT_TRUE(directory) << directory.error().message;
            path = directory->path();
            EXPECT_TRUE(directory->isTemporary());
            EXPECT_TRUE(fs::is_directory(path));
            ASSERT_EQ(directory->notices().size(), 1U);
            EXPECT_THAT(directory->notices()[0].message, HasSubstr("HOME"));
            EXPECT_THAT(directory->notices()[0].message, HasSubstr(path.string()));
        }
        EXPECT_FALSE(fs::exists(path));
    }
}

TEST_F(DataDirectoryTest, WithAHomeThatCanNotBeWrittenItIsTemporaryAndSaysSo) {
    fs::permissions(folder(), fs::perms(0555));
    const std::string seen = dbv::sqlite::workshop::asNobody([] {
        const auto directory = DataDirectory::resolve(std::nullopt);
        return directory ? std::to_string(directory->isTemporary()) + directory->notices().at(0).message
                         : directory.error().message;
    });
    fs::permissions(folder(), fs::perms::owner_all);
    EXPECT_THAT(seen, testing::StartsWith("1Could not make the folder " + folder().string()));
    EXPECT_THAT(seen, HasSubstr("only until the program ends"));
}

TEST_F(DataDirectoryTest, OneThatWasAskedForIsNeverReplaced) {
    std::ofstream(folder() / "file") << "x";
    const auto asked = DataDirectory::resolve(QString::fromStdString((folder() / "file").string()));
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().kind, ErrorKind::IoError);
    EXPECT_THAT(asked.error().message, HasSubstr((folder() / "file").string()));
    EXPECT_THAT(asked.error().message, HasSubstr("--data-dir"));

    const auto empty = DataDirectory::resolve(QString());
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().kind, ErrorKind::InvalidInput);

    qputenv("DBVIS_HOME", QByteArray::fromStdString((folder() / "file/below").string()));
    const auto fromEnvironment = DataDirectory::resolve(std::nullopt);
    ASSERT_FALSE(fromEnvironment);
    EXPECT_THAT(fromEnvironment.error().message, HasSubstr("DBVIS_HOME"));
}

} // namespace
