// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/login_path.h"
#include "secrets_workshop.h"
#include "support/child_program.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

std::string hexOf(const std::string& bytes) {
    std::string text;
    for (const char byte : bytes) {
        char digits[3] = {};
        std::snprintf(digits, sizeof(digits), "%02x", static_cast<unsigned char>(byte));
        text += digits;
    }
    return text;
}

class LoginPathTest : public VaultTest {
protected:
    [[nodiscard]] std::filesystem::path logins() const { return folder() / ".mylogin.cnf"; }
    /// A file as mysql_config_editor writes it, encrypted line by line by the openssl program.
    [[nodiscard]] std::string obscured(const std::vector<std::string>& lines) const {
        std::string stored(20, '\0');
        for (std::size_t i = 0; i < stored.size(); ++i) {
            stored[i] = static_cast<char>(7 * i + 1);
        }
        std::string key(16, '\0');
        for (std::size_t i = 0; i < stored.size(); ++i) {
            key[i % 16] = static_cast<char>(key[i % 16] ^ stored[i]);
        }
        std::string content = std::string(4, '\0') + stored;
        for (const std::string& line : lines) {
            put(folder() / "plain", line + "\n");
            support::ChildProgram openssl;
            EXPECT_TRUE(openssl.start("/usr/bin/openssl",
                                      {"enc", "-aes-128-ecb", "-e", "-K", hexOf(key), "-in",
                                       (folder() / "plain").string(), "-out", (folder() / "cipher").string()}));
            EXPECT_EQ(openssl.wait(), 0);
            const std::string cipher = contentOf(folder() / "cipher");
            content += std::string({static_cast<char>(cipher.size()), static_cast<char>(cipher.size() >> 8U), 0, 0});
            content += cipher;
        }
        return content;
    }
};

TEST_F(LoginPathTest, GivesThePathsThatWereKept) {
    putPrivate(logins(),
               obscured({"[client]", "user = \"ann\"", R"(password = "p # \"w\\")", "host = \"localhost\"", "[shop]",
                         "host = \"db.example\"", "port = \"3307\"", "socket = \"/run/x.sock\"", "[empty]"}));
    const auto read = readLoginPaths(logins());
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->paths.size(), 2U);
    EXPECT_EQ(read->paths[0].name, "client");
    EXPECT_EQ(read->paths[0].values.at("user"), "ann");
    EXPECT_EQ(read->paths[0].password.reveal(), "p # \"w\\");
    EXPECT_EQ(read->paths[1].name, "shop");
    EXPECT_THAT(read->paths[1].values,
                testing::ElementsAre(testing::Pair("host", "db.example"), testing::Pair("port", "3307"),
                                     testing::Pair("socket", "/run/x.sock")));
    EXPECT_TRUE(read->paths[1].password.empty());
}

TEST_F(LoginPathTest, CutOrChangedItIsDamagedAndNeverCrashes) {
    const std::string whole = obscured({"[client]", "user = \"ann\"", "password = \"secret\""});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        putPrivate(logins(), whole.substr(0, size));
        const auto read = readLoginPaths(logins());
        if (!read) {
            EXPECT_THAT(read.error().message, HasSubstr(logins().string()));
        } else {
            EXPECT_TRUE(read->paths.empty() || read->paths[0].password.empty()) << size;
        }
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ '\x40');
        putPrivate(logins(), changed);
        if (const auto read = readLoginPaths(logins()); !read) {
            EXPECT_EQ(read.error().kind, ErrorKind::IoError);
        }
    }
    putPrivate(logins(), std::string(24, '\0') + std::string("\xff\xff\xff\xff", 4));
    EXPECT_EQ(errorOf(readLoginPaths(logins())).kind, ErrorKind::IoError);
}

TEST_F(LoginPathTest, AFileThatOthersMayReadIsPassedOver) {
    putPrivate(logins(), obscured({"[client]", "password = \"secret\""}));
    std::filesystem::permissions(logins(), std::filesystem::perms(0644));
    const auto read = readLoginPaths(logins());
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->paths.empty());
    ASSERT_EQ(read->warnings.size(), 1U);
    EXPECT_THAT(read->warnings[0], HasSubstr("0600"));
}

TEST_F(LoginPathTest, WithoutAFileThereAreNone) {
    const auto read = readLoginPaths(logins());
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->paths.empty() && read->warnings.empty());
    MadeUpPlaces places{.variables = {}, .home = "/home/ann"};
    EXPECT_EQ(loginPathFile(places.places()), "/home/ann/.mylogin.cnf");
    places.variables["MYSQL_TEST_LOGIN_FILE"] = "/x";
    EXPECT_EQ(loginPathFile(places.places()), "/x");
}

} // namespace
} // namespace dbv::secrets::workshop
