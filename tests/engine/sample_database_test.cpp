// SPDX-License-Identifier: Apache-2.0
#include "engine/sample_database.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "settings/file_lock.h"

namespace dbv::engine {
namespace {

/// A data directory in which a program was killed while it made the sample.
class AbandonedSample : public ::testing::Test {
protected:
    AbandonedSample() {
        for (const char* name : {"sample.lock", "sample.db.partial", "sample.db.partial-journal", "dbvis.db"}) {
            std::ofstream(at(name)) << name;
        }
    }
    [[nodiscard]] std::filesystem::path at(const char* name) const {
        return std::filesystem::path(folder.path().toStdString()) / name;
    }
    [[nodiscard]] bool has(const char* name) const { return std::filesystem::exists(at(name)); }

    QTemporaryDir folder;
};

TEST_F(AbandonedSample, GoesAtTheNextStart) {
    removeAbandonedSample(at("sample.db"));
    EXPECT_FALSE(has("sample.lock"));
    EXPECT_FALSE(has("sample.db.partial"));
    EXPECT_FALSE(has("sample.db.partial-journal"));
    EXPECT_TRUE(has("dbvis.db"));
}

TEST_F(AbandonedSample, StaysWhileAnotherProgramIsMakingIt) {
    const auto lock = settings::FileLock::tryAcquire(at("sample.lock"));
    ASSERT_TRUE(lock);
    removeAbandonedSample(at("sample.db"));
    EXPECT_TRUE(has("sample.lock"));
    EXPECT_TRUE(has("sample.db.partial"));
}

} // namespace
} // namespace dbv::engine
