// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "store/application_store.h"

namespace dbv::store::workshop {

/// A data directory for each test, and ways to look at and damage what is in it.
class StoreTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path file() const { return folder() / "dbvis.db"; }

    static void put(const std::filesystem::path& path, const std::string& bytes) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }
    [[nodiscard]] static std::string contentOf(const std::filesystem::path& path) {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    /// Files of the data directory whose name has this in it.
    [[nodiscard]] std::ptrdiff_t filesNamed(const std::string& part) const {
        std::ptrdiff_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
            const bool named = entry.path().filename().string().find(part) != std::string::npos;
            count += entry.is_regular_file() && named ? 1 : 0;
        }
        return count;
    }
    /// A start of the program that leaves one tab and one saved connection behind.
    void leaveSomething() const {
        ApplicationStore store(folder());
        const auto state = store.openWorkspace();
        ASSERT_TRUE(state) << state.error().message;
        ASSERT_TRUE(store.saveDraft({.id = "tab", .text = QStringLiteral("select 'kept'")}));
        ASSERT_TRUE(store.saveConnection({.name = "home", .config = {.url = "sqlite:/home.db"}}));
        ASSERT_TRUE(store.noteRecent("sqlite:/recent.db"));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace dbv::store::workshop
