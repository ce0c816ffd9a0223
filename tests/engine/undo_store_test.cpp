// SPDX-License-Identifier: Apache-2.0
// The files of changes that can be undone: their age, their size, their keys, and several programs on one folder.
#include "engine/undo_store.h"

#include <filesystem>
#include <memory>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "secrets/secret_store.h"

namespace dbv::engine {

namespace {

/// A keychain that is not there.
class NoKeychain final : public secrets::KeyHolder {
public:
    Result<void> probe(std::stop_token) override { return none(); }
    Result<std::optional<Secret>> find(const std::string&, std::stop_token) override { return none(); }
    Result<void> keep(const std::string&, const Secret&, std::stop_token) override { return none(); }
    Result<void> forget(const std::string&, std::stop_token) override { return none(); }

private:
    static std::unexpected<Error> none() { return fail(ErrorKind::Unsupported, "There is no keychain."); }
};

constexpr std::int64_t kDay = 24LL * 3'600'000;

class UndoFiles : public ::testing::Test {
protected:
    UndoFiles()
        : m_path(m_folder.path().toStdString()), m_secrets(m_path, m_keychain, {.cost = secrets::kLowestCost}) {}

    [[nodiscard]] UndoStore store(UndoLimits limits = {}) {
        return UndoStore(m_path, m_secrets, limits, [this] { return m_now; });
    }
    [[nodiscard]] static UndoImage image(const std::string& text = "value") {
        UndoImage image;
        image.table = {"main",
                       "t",
                       {{"id", "int", "{}", "{}", sql::KeptKind::Null, 1, false},
                        {"v", "text", "{}", "{}", sql::KeptKind::Null, 0, false}}};
        image.rows = {{sql::KeptRow{{sql::KeptKind::Number, "1"}, {sql::KeptKind::Text, text}}, std::nullopt},
                      {sql::KeptRow{{sql::KeptKind::Number, "2"}, {}}, std::nullopt}};
        return image;
    }
    /// Keeps one more change.
    std::string keep(UndoStore& store, const UndoImage& image, bool confirmed = true) {
        const Result<UndoKey> key = store.key({});
        if (!key) {
            ADD_FAILURE() << key.error().message;
            return {};
        }
        protocol::UndoEntry entry;
        entry.table = "main.t";
        Result<PendingUndo> pending = store.keep(entry, image, *key);
        if (!pending) {
            ADD_FAILURE() << pending.error().message;
            return {};
        }
        if (confirmed) {
            EXPECT_TRUE(pending->confirm());
        }
        return entry.id;
    }
    [[nodiscard]] static std::vector<std::string> idsOf(UndoStore& store) {
        std::vector<std::string> ids;
        const Result<UndoStore::List> list = store.list({});
        EXPECT_TRUE(list.has_value());
        for (const protocol::UndoEntry& entry : list ? list->entries : std::vector<protocol::UndoEntry>()) {
            ids.push_back(entry.id);
        }
        return ids;
    }
    [[nodiscard]] std::size_t fileCount(const std::string& extension) const {
        std::size_t count = 0;
        for (const auto& each : std::filesystem::directory_iterator(m_path / "undo")) {
            count += each.path().extension() == extension ? 1U : 0U;
        }
        return count;
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_path;
    NoKeychain m_keychain;
    secrets::SecretStore m_secrets;
    std::int64_t m_now = 1'796'000'000'000;
};

TEST_F(UndoFiles, GiveBackWhatWasKept) {
    UndoStore first = store();
    // Several parts, and bytes of all kinds.
    std::string large(3'000'000, 'x');
    for (std::size_t i = 0; i < large.size(); ++i) {
        large[i] = static_cast<char>(i * 7);
    }
    const std::string id = keep(first, image(large));
    UndoStore second = store();
    const Result<UndoStore::Opened> opened = second.open(id, {});
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->image, image(large));
    EXPECT_EQ(opened->entry.madeAt, m_now);
    EXPECT_EQ(opened->entry.until, m_now + 7 * kDay);
    const auto rights = std::filesystem::status(m_path / "undo" / "key").permissions();
    EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(UndoFiles, GoWhenTheyAreTooOld) {
    UndoStore kept = store();
    const std::string old = keep(kept, image());
    m_now += 6 * kDay;
    const std::string young = keep(kept, image());
    EXPECT_EQ(idsOf(kept), (std::vector{young, old}));
    m_now += kDay;
    EXPECT_EQ(idsOf(kept), std::vector{young});
    EXPECT_EQ(fileCount(".undo"), 2U);
    kept.tidy();
    EXPECT_EQ(fileCount(".undo"), 1U);
    UndoStore none = store({.days = 0});
    none.tidy();
    EXPECT_EQ(fileCount(".undo"), 0U);
}

TEST_F(UndoFiles, MakeRoomForNewerOnes) {
    UndoStore kept = store({.changeBytes = 100'000, .totalBytes = 100'000, .days = 7});
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        m_now += 1000;
        ids.push_back(keep(kept, image(std::string(40'000, 'x'))));
    }
    kept.tidy();
    EXPECT_EQ(idsOf(kept), (std::vector{ids[3], ids[2]}));
}

TEST_F(UndoFiles, AreSeenByOtherProgramsOnlyWhenTheyAreDecidedOn) {
    UndoStore mine = store();
    UndoStore theirs = store();
    {
        const Result<UndoKey> key = mine.key({});
        protocol::UndoEntry entry;
        Result<PendingUndo> pending = mine.keep(entry, image(), *key);
        ASSERT_TRUE(pending);
        EXPECT_TRUE(idsOf(theirs).empty());
        theirs.tidy();
        EXPECT_EQ(theirs.open(entry.id, {}).error().kind, ErrorKind::NotFound);
        EXPECT_TRUE(pending->confirm());
        EXPECT_EQ(idsOf(theirs), std::vector{entry.id});
    }
    // Nobody decides: the program is gone.
    const std::string left = keep(mine, image(), false);
    const Result<UndoStore::List> list = theirs.list({});
    ASSERT_EQ(list->entries.size(), 2U);
    EXPECT_EQ(theirs.open(left, {})->entry.outcome, protocol::UndoOutcome::Unknown);
    theirs.tidy();
    EXPECT_EQ(fileCount(".pending"), 1U);
    EXPECT_EQ(fileCount(".lock"), 1U) << "that of the key alone";
}

TEST_F(UndoFiles, AreSealedByTheStoreOfSecretsWhereThereIsOne) {
    ASSERT_TRUE(m_secrets.createWithPassword(Secret("master")));
    UndoStore kept = store();
    const std::string id = keep(kept, image());
    EXPECT_FALSE(std::filesystem::exists(m_path / "undo" / "key"));
    EXPECT_TRUE(kept.open(id, {}));
    m_secrets.vault().lock();
    EXPECT_EQ(kept.key({}).error().kind, ErrorKind::VaultLocked);
    EXPECT_EQ(kept.open(id, {}).error().kind, ErrorKind::VaultLocked);
    EXPECT_EQ(kept.list({})->notices.size(), 1U);
    ASSERT_TRUE(m_secrets.unlock(Secret("master")));
    EXPECT_EQ(kept.open(id, {})->image, image());
}

TEST_F(UndoFiles, AreFoundByTheirIdsAlone) {
    UndoStore kept = store();
    static_cast<void>(keep(kept, image()));
    for (const std::string id :
         {"", "..", "key", "../undo/key", "0123456789ab0123456789ag", "0123456789ab0123456789ab"}) {
        EXPECT_EQ(kept.open(id, {}).error().kind, ErrorKind::NotFound) << id;
        EXPECT_EQ(kept.remove(id).error().kind, ErrorKind::NotFound) << id;
    }
}

} // namespace

} // namespace dbv::engine
