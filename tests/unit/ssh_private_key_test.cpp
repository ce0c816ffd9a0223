// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ssh/key_print.h"
#include "ssh/private_key.h"
#include "support/ssh_folder.h"

namespace dbv::ssh {

using support::SshFolder;

struct KeyForm {
    const char* name;
    std::vector<std::string> arguments;
    const char* passphrase;
    const char* type;
};

std::ostream& operator<<(std::ostream& out, const KeyForm& form) {
    return out << form.name;
}

class SshPrivateKeyForms : public ::testing::TestWithParam<KeyForm> {};

namespace {

std::string blobBeside(const SshFolder& folder, std::string_view name) {
    return decodedBase64(folder.publicWord(name, 1)).value_or("");
}

} // namespace

TEST_P(SshPrivateKeyForms, IsReadWithTheRightPassphraseOnly) {
    const KeyForm& form = GetParam();
    const SshFolder folder;
    const auto file = folder.makeKey("key", form.arguments, form.passphrase);
    const Secret right{std::string(form.passphrase)};
    const bool encrypted = !right.empty();
    const auto key = loadPrivateKey(file, encrypted ? &right : nullptr);
    ASSERT_TRUE(key) << key.error().error.message;
    EXPECT_EQ(key->type(), form.type);
    EXPECT_EQ(key->publicBlob(), blobBeside(folder, "key"));
    EXPECT_EQ(publicBlobOf(file), blobBeside(folder, "key"));
    EXPECT_TRUE(key->sign("rsa-sha2-256", "message"));
    if (encrypted) {
        const auto without = loadPrivateKey(file, nullptr);
        ASSERT_FALSE(without);
        EXPECT_EQ(without.error().trouble, KeyTrouble::NeedsPassphrase);
        const Secret wrong{std::string("wrong one")};
        const auto refused = loadPrivateKey(file, &wrong);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().trouble, KeyTrouble::WrongPassphrase);
        EXPECT_EQ(refused.error().error.kind, ErrorKind::WrongPassphrase);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Forms, SshPrivateKeyForms,
    ::testing::Values(
        KeyForm{"ed25519", {"-t", "ed25519"}, "", "ssh-ed25519"},
        KeyForm{"ed25519_locked", {"-t", "ed25519"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_3_rounds", {"-t", "ed25519", "-a", "3"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_cbc", {"-t", "ed25519", "-Z", "aes256-cbc"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_gcm", {"-t", "ed25519", "-Z", "aes256-gcm@openssh.com"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_128_gcm", {"-t", "ed25519", "-Z", "aes128-gcm@openssh.com"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_192_ctr", {"-t", "ed25519", "-Z", "aes192-ctr"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_3des", {"-t", "ed25519", "-Z", "3des-cbc"}, "sesame", "ssh-ed25519"},
        KeyForm{"ed25519_unicode",
                {"-t", "ed25519"},
                "s\xC3\xA9same \xF0\x9F\x94\x91 with a long tail of words",
                "ssh-ed25519"},
        KeyForm{"ecdsa256", {"-t", "ecdsa", "-b", "256"}, "", "ecdsa-sha2-nistp256"},
        KeyForm{"ecdsa256_locked", {"-t", "ecdsa", "-b", "256"}, "sesame", "ecdsa-sha2-nistp256"},
        KeyForm{"ecdsa256_pem", {"-t", "ecdsa", "-b", "256", "-m", "PEM"}, "", "ecdsa-sha2-nistp256"},
        KeyForm{"ecdsa256_pem_locked", {"-t", "ecdsa", "-b", "256", "-m", "PEM"}, "sesame", "ecdsa-sha2-nistp256"},
        KeyForm{"ecdsa384", {"-t", "ecdsa", "-b", "384"}, "", "ecdsa-sha2-nistp384"},
        KeyForm{"ecdsa384_pkcs8", {"-t", "ecdsa", "-b", "384", "-m", "PKCS8"}, "", "ecdsa-sha2-nistp384"},
        KeyForm{"ecdsa521", {"-t", "ecdsa", "-b", "521"}, "", "ecdsa-sha2-nistp521"},
        KeyForm{"ecdsa521_pkcs8_locked", {"-t", "ecdsa", "-b", "521", "-m", "PKCS8"}, "sesame", "ecdsa-sha2-nistp521"},
        KeyForm{"rsa2048", {"-t", "rsa", "-b", "2048"}, "", "ssh-rsa"},
        KeyForm{"rsa2048_locked", {"-t", "rsa", "-b", "2048"}, "sesame", "ssh-rsa"},
        KeyForm{"rsa4096", {"-t", "rsa", "-b", "4096"}, "", "ssh-rsa"},
        KeyForm{"rsa2048_pem", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, "", "ssh-rsa"},
        KeyForm{"rsa2048_pem_locked", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, "sesame", "ssh-rsa"},
        KeyForm{"rsa2048_pkcs8", {"-t", "rsa", "-b", "2048", "-m", "PKCS8"}, "", "ssh-rsa"},
        KeyForm{"rsa2048_pkcs8_locked", {"-t", "rsa", "-b", "2048", "-m", "PKCS8"}, "sesame", "ssh-rsa"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(SshPrivateKey, IsReadWithoutItsPublicFile) {
    const SshFolder folder;
    const auto open = folder.makeKey("open", {"-t", "ed25519"}, "sesame");
    const auto closed = folder.makeKey("closed", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, "sesame");
    const std::string blob = blobBeside(folder, "open");
    EXPECT_EQ(publicBlobOf(folder.path("open.pub")), blob);
    std::filesystem::remove(folder.path("open.pub"));
    std::filesystem::remove(folder.path("closed.pub"));
    EXPECT_EQ(publicBlobOf(open), blob);
    EXPECT_FALSE(publicBlobOf(closed));
}

TEST(SshPrivateKey, ThatOthersCanReadIsRefusedWithTheWayOut) {
    const SshFolder folder;
    const auto file = folder.makeKey("key", {"-t", "ed25519"});
    std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    const auto key = loadPrivateKey(file, nullptr);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().trouble, KeyTrouble::TooOpen);
    EXPECT_NE(key.error().error.hint.find("chmod 600"), std::string::npos);
}

TEST(SshPrivateKey, ThatIsMissingIsSaid) {
    const auto key = loadPrivateKey("/nowhere/key", nullptr);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().trouble, KeyTrouble::Missing);
}

TEST(SshPrivateKey, ThatIsCutOrChangedAnywhereEndsWithAnErrorAndNeverWithAKey) {
    const SshFolder folder;
    const Secret passphrase{std::string("sesame")};
    for (const auto& [arguments, locked] :
         std::vector<std::pair<std::vector<std::string>, bool>>{{{"-t", "ed25519"}, false},
                                                                {{"-t", "ed25519", "-a", "1"}, true},
                                                                {{"-t", "ecdsa", "-m", "PEM"}, false},
                                                                {{"-t", "ecdsa", "-m", "PEM"}, true}}) {
        const SshFolder own;
        own.makeKey("key", arguments, locked ? "sesame" : "");
        const std::string text = own.read("key");
        for (std::size_t cut = 0; cut + 5 < text.size(); cut += 13) {
            EXPECT_FALSE(parsePrivateKey(text.substr(0, cut), &passphrase, "key")) << cut;
        }
        for (std::size_t at = 40; at + 40 < text.size(); at += 7) {
            std::string changed = text;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            const auto key = parsePrivateKey(changed, &passphrase, "key");
            // Only a comment, and bytes that nothing depends on, may change; the key stays the same then.
            if (key) {
                EXPECT_EQ(key->publicBlob(), blobBeside(own, "key")) << at;
            }
        }
    }
}

TEST(SshPrivateKey, OfAnotherWorldIsNamed) {
    const auto trouble = [](std::string_view text) {
        const auto key = parsePrivateKey(text, nullptr, "key");
        return key ? std::string("read") : key.error().error.message;
    };
    EXPECT_NE(trouble("PuTTY-User-Key-File-3: ssh-ed25519\n").find("puttygen"), std::string::npos);
    EXPECT_NE(trouble("hello").find("no private key"), std::string::npos);
    EXPECT_NE(trouble("").find("no private key"), std::string::npos);
    const SshFolder folder;
    folder.makeKey("key", {"-t", "ed25519"});
    EXPECT_NE(trouble(folder.read("key.pub")).find("public half"), std::string::npos);
}

} // namespace dbv::ssh
