// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/sealing.h"
#include "secrets_workshop.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

/// A vault with two secrets, and a backup of one.
class VaultFileTest : public VaultTest {
protected:
    void SetUp() override {
        Vault vault(file(), cheap());
        ASSERT_TRUE(vault.create(password("a")));
        ASSERT_TRUE(vault.put("one", "one", Secret("first")));
        ASSERT_TRUE(vault.put("two", "two", Secret("second")));
        m_bytes = contentOf(file());
    }
    /// What happens when somebody opens the file as it is now.
    [[nodiscard]] Error openingError() const { return errorOf(Vault(file(), cheap()).unlock(password("a"))); }
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }
    /// With the checksum that belongs to it.
    static std::string withChecksum(std::string bytes) {
        bytes.resize(bytes.size() - kDigestSize);
        return bytes + digest(bytes);
    }

private:
    std::string m_bytes;
};

TEST_F(VaultFileTest, CutAtAnyLengthItIsDamagedAndNotTouched) {
    for (std::size_t size = 0; size < bytes().size(); ++size) {
        put(file(), bytes().substr(0, size));
        const Error error = openingError();
        ASSERT_EQ(error.kind, ErrorKind::IoError) << size << ": " << error.message;
        ASSERT_THAT(error.message, HasSubstr(file().string() + " is damaged"));
        ASSERT_THAT(error.hint, HasSubstr(backup().string()));
        ASSERT_EQ(contentOf(file()), bytes().substr(0, size));
    }
}

TEST_F(VaultFileTest, WithAnyByteChangedItIsDamagedOrNewerButNeverAWrongPassword) {
    for (std::size_t at = 0; at < bytes().size(); ++at) {
        for (const char turned : {'\x01', '\x80'}) {
            std::string changed = bytes();
            changed[at] = static_cast<char>(changed[at] ^ turned);
            put(file(), changed);
            const Error error = openingError();
            const bool told = error.kind == ErrorKind::IoError || error.kind == ErrorKind::VersionMismatch;
            ASSERT_TRUE(told) << at << ": " << error.message;
            ASSERT_THAT(error.message, HasSubstr(file().string()));
            ASSERT_FALSE(error.hint.empty());
        }
    }
}

TEST_F(VaultFileTest, WithAnyByteChangedAndTheChecksumMendedNothingIsGiven) {
    for (std::size_t at = 0; at < bytes().size() - kDigestSize; ++at) {
        std::string changed = bytes();
        changed[at] = static_cast<char>(changed[at] ^ '\x01');
        put(file(), withChecksum(changed));
        ASSERT_NE(openingError().message, "") << at;
    }
}

TEST_F(VaultFileTest, ANewerOneIsNeverWritten) {
    std::string newer = bytes();
    newer[8] = 2;
    newer = withChecksum(newer) + "more than this version knows";
    put(file(), newer);
    Vault vault(file(), cheap());
    EXPECT_EQ(openingError().kind, ErrorKind::VersionMismatch);
    EXPECT_EQ(errorOf(vault.create(password("a"))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(errorOf(vault.changeKey(password("a"), password("b"))).kind, ErrorKind::VersionMismatch);
    EXPECT_EQ(errorOf(vault.restoreBackup()).kind, ErrorKind::VersionMismatch);
    EXPECT_EQ(contentOf(file()), newer);
}

TEST_F(VaultFileTest, OneThatBecomesNewerWhileItIsOpenIsNotWrittenEither) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.unlock(password("a")));
    std::string newer = bytes();
    newer[8] = 2;
    put(file(), newer);
    EXPECT_EQ(errorOf(vault.put({}, "x", Secret("s"))).kind, ErrorKind::VersionMismatch);
    EXPECT_EQ(contentOf(file()), newer);
}

TEST_F(VaultFileTest, OneThatAsksForHoursOfWorkIsRefusedAtOnce) {
    std::string greedy = bytes();
    greedy[28] = '\xff';
    put(file(), withChecksum(greedy));
    EXPECT_THAT(openingError().message, HasSubstr("more work"));
    greedy = bytes();
    greedy[38] = '\x7f';
    put(file(), withChecksum(greedy));
    EXPECT_THAT(openingError().message, HasSubstr("more work"));
}

TEST_F(VaultFileTest, GarbageIsToldAsSuch) {
    for (const std::string& garbage : {std::string(), std::string("hello"), std::string(5000, '\xff')}) {
        put(file(), garbage);
        EXPECT_THAT(openingError().message, HasSubstr("is damaged"));
    }
    std::filesystem::remove(file());
    std::filesystem::create_directory(file());
    EXPECT_THAT(openingError().message, HasSubstr("it is not a file"));
}

TEST_F(VaultFileTest, TheBackupTakesThePlaceOfADamagedFileWhichIsKept) {
    put(file(), "garbage");
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.restoreBackup());
    ASSERT_TRUE(vault.unlock(password("a")));
    EXPECT_EQ(shown(vault.get("one")), "first");
    EXPECT_EQ(errorOf(vault.get("two")).kind, ErrorKind::NotFound);
    int kept = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
        kept += entry.path().string().find(".broken-") != std::string::npos && contentOf(entry.path()) == "garbage";
    }
    EXPECT_EQ(kept, 1);
    EXPECT_EQ(errorOf(vault.restoreBackup()).kind, ErrorKind::InvalidInput) << "it is not damaged any more";
}

TEST_F(VaultFileTest, WithoutTheFileTheBackupIsNotWrittenOver) {
    std::filesystem::remove(file());
    EXPECT_THAT(openingError().hint, HasSubstr(backup().string()));
    Vault vault(file(), cheap());
    const auto made = vault.create(password("b"));
    EXPECT_EQ(errorOf(made).kind, ErrorKind::InvalidInput);
    EXPECT_THAT(errorOf(made).message, HasSubstr(backup().string()));
    ASSERT_TRUE(vault.restoreBackup());
    EXPECT_TRUE(vault.unlock(password("a")));
}

TEST_F(VaultFileTest, ADamagedBackupIsNotRestored) {
    put(file(), "garbage");
    put(backup(), "rubbish");
    const auto restored = Vault(file(), cheap()).restoreBackup();
    EXPECT_THAT(errorOf(restored).message, HasSubstr(backup().string()));
    EXPECT_EQ(contentOf(file()), "garbage");
}

TEST_F(VaultFileTest, AnEntryOfOneVaultMeansNothingInAnother) {
    const Secret key = randomKey();
    VaultEntry entry{.info = {.id = "one"}, .sealedSecret = sealSecret(key, "one", Secret("first"))};
    EXPECT_TRUE(unsealSecret(key, entry));
    EXPECT_FALSE(unsealSecret(randomKey(), entry));
    entry.info.id = "two";
    EXPECT_FALSE(unsealSecret(key, entry));
}

} // namespace
} // namespace dbv::secrets::workshop
