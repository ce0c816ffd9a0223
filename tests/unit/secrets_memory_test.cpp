// SPDX-License-Identifier: Apache-2.0
// Where a secret stands in the memory of the process while it is used, and that nothing of it stays.
#include <filesystem>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "secrets/option_files.h"
#include "secrets/password_command.h"
#include "secrets/pgpass.h"
#include "secrets_marker.h"
#include "secrets_workshop.h"

namespace dbv::secrets::workshop {
namespace {

class SecretMemoryTest : public VaultTest {
protected:
    /// A file with the marker in it, which the test itself keeps nowhere.
    [[nodiscard]] std::filesystem::path fileWith(std::string_view before, std::string_view after) const {
        const std::filesystem::path path = folder() / "file";
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        const Secret secret = marker.secret();
        for (const std::string_view part : {before, secret.reveal(), after}) {
            EXPECT_EQ(::write(file, part.data(), part.size()), static_cast<ssize_t>(part.size()));
        }
        ::close(file);
        return path;
    }

    const Marker marker;
};

TEST_F(SecretMemoryTest, AVaultHasASecretInOnePlaceAndOnlyWhileItIsUsed) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("a")));
    ASSERT_TRUE(vault.put("one", "one", marker.secret()));
    EXPECT_EQ(marker.countInMemory(), 0) << "it is open, but nobody asked for the secret";
    {
        const auto secret = vault.get("one");
        ASSERT_TRUE(secret);
        EXPECT_EQ(marker.countInMemory(), 1);
    }
    ASSERT_TRUE(vault.list());
    ASSERT_TRUE(vault.changeKey(password("a"), password("b")));
    EXPECT_EQ(marker.countInMemory(), 0);
}

TEST_F(SecretMemoryTest, AMasterPasswordIsForgotten) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create({KeySource::Password, marker.secret()}));
    vault.lock();
    ASSERT_TRUE(vault.unlock({KeySource::Password, marker.secret()}));
    EXPECT_EQ(marker.countInMemory(), 0);
}

TEST_F(SecretMemoryTest, APasswordFromAFileIsInOnePlace) {
    {
        const PasswordSearch search =
            findInPgpass(fileWith("*:*:*:*:", "\n"), {.host = "h", .port = "1", .database = "d", .user = "u"});
        ASSERT_TRUE(search.found);
        EXPECT_EQ(marker.countInMemory(), 1);
    }
    EXPECT_EQ(marker.countInMemory(), 0);
    {
        const auto read = readOptionFiles({fileWith("[client]\npassword=\"", "\" # mine\n")});
        ASSERT_TRUE(read);
        EXPECT_EQ(marker.countInMemory(), 1);
    }
    EXPECT_EQ(marker.countInMemory(), 0);
}

TEST_F(SecretMemoryTest, APasswordFromACommandIsInOnePlace) {
    {
        const auto secret = passwordFromCommand({.line = "cat " + fileWith("", "\nuser: ann\n").string()}, {});
        ASSERT_TRUE(secret) << secret.error().message;
        EXPECT_EQ(secret->reveal().size(), marker.size());
        EXPECT_EQ(marker.countInMemory(), 1);
    }
    EXPECT_EQ(marker.countInMemory(), 0);
}

} // namespace
} // namespace dbv::secrets::workshop
