// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "ssh/key_print.h"
#include "ssh/known_hosts.h"
#include "ssh/wire.h"
#include "support/ssh_folder.h"

namespace dbv::ssh {

namespace {

std::string blobOf(std::string_view type, std::string_view key) {
    WireWriter blob;
    blob.text(type);
    blob.text(key);
    return blob.take();
}

std::string lineOf(std::string_view hosts, std::string_view blob) {
    return std::string(hosts) + " " + keyTypeOf(blob) + " " + encodedBase64(blob) + " somebody\n";
}

const std::string kOne = blobOf("ssh-ed25519", "one");
const std::string kTwo = blobOf("ssh-ed25519", "two");
const std::string kRsa = blobOf("ssh-rsa", "three");

HostKeyVerdict verdict(std::string_view text, std::string_view host, std::uint16_t port, std::string_view blob) {
    KnownHosts hosts;
    hosts.addText(text, "file");
    return hosts.check(host, port, blob).verdict;
}

} // namespace

TEST(SshKnownHosts, AKeyIsKnownByItsHostInAnyCase) {
    EXPECT_EQ(verdict(lineOf("db.example", kOne), "DB.Example", 22, kOne), HostKeyVerdict::Known);
    EXPECT_EQ(verdict(lineOf("DB.example,10.0.0.1", kOne), "10.0.0.1", 22, kOne), HostKeyVerdict::Known);
    EXPECT_EQ(verdict(lineOf("db.example", kOne), "other.example", 22, kOne), HostKeyVerdict::Unknown);
}

TEST(SshKnownHosts, APortHasItsOwnEntryAndFallsBackToTheHost) {
    EXPECT_EQ(verdict(lineOf("[db]:2222", kOne), "db", 2222, kOne), HostKeyVerdict::Known);
    EXPECT_EQ(verdict(lineOf("[db]:2222", kOne), "db", 22, kOne), HostKeyVerdict::Unknown);
    EXPECT_EQ(verdict(lineOf("db", kOne), "db", 2222, kOne), HostKeyVerdict::Known);
    EXPECT_EQ(verdict(lineOf("db", kTwo), "db", 2222, kOne), HostKeyVerdict::Unknown);
    EXPECT_EQ(verdict(lineOf("[db]:2222", kTwo) + lineOf("db", kOne), "db", 2222, kOne), HostKeyVerdict::Changed);
}

TEST(SshKnownHosts, WildcardsAndNegationsDecide) {
    EXPECT_EQ(verdict(lineOf("*.example,!bad.example", kOne), "good.example", 22, kOne), HostKeyVerdict::Known);
    EXPECT_EQ(verdict(lineOf("*.example,!bad.example", kOne), "bad.example", 22, kOne), HostKeyVerdict::Unknown);
    EXPECT_EQ(verdict(lineOf("!bad.example,*.example", kOne), "bad.example", 22, kOne), HostKeyVerdict::Unknown);
    EXPECT_EQ(verdict(lineOf("db?", kOne), "db7", 22, kOne), HostKeyVerdict::Known);
}

TEST(SshKnownHosts, AnotherKeyOfTheSameTypeIsAChangeAndShowsBoth) {
    KnownHosts hosts;
    hosts.addText("\n# comment\n" + lineOf("db", kOne), "known");
    const HostKeyCheck check = hosts.check("db", 22, kTwo);
    EXPECT_EQ(check.verdict, HostKeyVerdict::Changed);
    ASSERT_EQ(check.stored.size(), 1U);
    EXPECT_EQ(check.stored[0].fingerprint, fingerprintOf(kOne));
    EXPECT_EQ(check.stored[0].file, "known");
    EXPECT_EQ(check.stored[0].line, 3);
}

TEST(SshKnownHosts, AKeyOfAnotherTypeIsUnknownAndNamesWhatIsStored) {
    KnownHosts hosts;
    hosts.addText(lineOf("db", kRsa), "known");
    const HostKeyCheck check = hosts.check("db", 22, kOne);
    EXPECT_EQ(check.verdict, HostKeyVerdict::Unknown);
    ASSERT_EQ(check.stored.size(), 1U);
    EXPECT_EQ(check.stored[0].type, "ssh-rsa");
    EXPECT_EQ(hosts.keyTypes("db", 22), std::vector<std::string>{"ssh-rsa"});
}

TEST(SshKnownHosts, ARevokedKeyIsRevokedWhereverItStands) {
    const std::string revoked = "@revoked " + lineOf("*", kOne);
    EXPECT_EQ(verdict(revoked + lineOf("db", kOne), "db", 22, kOne), HostKeyVerdict::Revoked);
    EXPECT_EQ(verdict(lineOf("db", kOne) + revoked, "db", 22, kOne), HostKeyVerdict::Revoked);
    EXPECT_EQ(verdict(lineOf("db", kOne) + revoked, "db", 2222, kOne), HostKeyVerdict::Revoked);
    EXPECT_EQ(verdict(revoked, "db", 22, kTwo), HostKeyVerdict::Unknown);
}

TEST(SshKnownHosts, ACertificateAuthorityIsNoKeyOfTheHost) {
    KnownHosts hosts;
    hosts.addText("@cert-authority " + lineOf("*.example", kOne), "known");
    EXPECT_EQ(hosts.check("db.example", 22, kOne).verdict, HostKeyVerdict::Unknown);
    EXPECT_TRUE(hosts.hasCertificateAuthority("db.example", 22));
    EXPECT_FALSE(hosts.hasCertificateAuthority("elsewhere", 22));
    EXPECT_TRUE(hosts.keyTypes("db.example", 22).empty());
}

TEST(SshKnownHosts, GarbageIsPassedOverAndNoted) {
    std::string garbage = "one\nhost ssh-ed25519\nhost ssh-ed25519 ###\n@nonsense db ssh-ed25519 AAAA\n"
                          "host 1024 37 1234567\n|1|broken ssh-ed25519 " +
                          encodedBase64(kOne) + "\n";
    garbage += std::string("\0\xFF\xFE\x01 \t\n", 7);
    garbage += lineOf("db", kOne) + "host ssh-rsa " + encodedBase64(kOne);
    KnownHosts hosts;
    hosts.addText(garbage, "known");
    EXPECT_EQ(hosts.check("db", 22, kOne).verdict, HostKeyVerdict::Known);
    std::vector<int> lines;
    for (const Note& note : hosts.notes()) {
        EXPECT_EQ(note.file, "known");
        lines.push_back(note.line);
    }
    EXPECT_EQ(lines, (std::vector<int>{1, 2, 3, 4, 5, 7, 9}));
}

TEST(SshKnownHosts, LinesHashedByOpensshAreFound) {
    const support::SshFolder folder;
    folder.write("known", lineOf("db.example", kOne) + lineOf("[db.example]:2222", kTwo));
    // ssh-keygen hashes only lines with real keys.
    folder.makeKey("real", {"-t", "ed25519"});
    const std::string blob = decodedBase64(folder.publicWord("real", 1)).value_or("");
    folder.write("known", lineOf("db.example", blob) + lineOf("[db.example]:2222", blob));
    ASSERT_EQ(support::runProgram("/usr/bin/ssh-keygen", {"-H", "-f", folder.path("known").string()}).code, 0);
    EXPECT_EQ(folder.read("known").find("db.example"), std::string::npos);
    KnownHosts hosts;
    hosts.readFile(folder.path("known"));
    EXPECT_EQ(hosts.check("DB.example", 22, blob).verdict, HostKeyVerdict::Known);
    EXPECT_EQ(hosts.check("db.example", 2222, blob).verdict, HostKeyVerdict::Known);
    EXPECT_EQ(hosts.check("other", 22, blob).verdict, HostKeyVerdict::Unknown);
    EXPECT_EQ(hosts.check("db.example", 22, kOne).verdict, HostKeyVerdict::Changed);
}

TEST(SshKnownHosts, WhatIsAppendedIsFoundByOpensshToo) {
    const support::SshFolder folder;
    folder.makeKey("real", {"-t", "ed25519"});
    const std::string blob = decodedBase64(folder.publicWord("real", 1)).value_or("");
    const auto known = folder.path("new/known_hosts");
    for (const bool hashed : {false, true}) {
        const std::string host = hashed ? "hashed.example" : "Plain.example";
        ASSERT_TRUE(appendKnownHost(known, host, 2200, blob, hashed));
        const auto found =
            support::runProgram("/usr/bin/ssh-keygen", {"-F", knownHostsName(host, 2200), "-f", known.string()});
        EXPECT_EQ(found.code, 0) << found.output << found.errors;
    }
    EXPECT_EQ(folder.read("new/known_hosts").find("hashed.example"), std::string::npos);
    struct stat status = {};
    ASSERT_EQ(::stat(known.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(known.parent_path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(SshKnownHosts, AppendingLeavesOtherLinesAsTheyAre) {
    const support::SshFolder folder;
    const auto known = folder.write("known", "garbage without an end");
    ASSERT_TRUE(appendKnownHost(known, "db", 22, kOne, false));
    EXPECT_EQ(folder.read("known"), "garbage without an end\ndb ssh-ed25519 " + encodedBase64(kOne) + "\n");
}

TEST(SshKnownHosts, AHostNameThatWouldBeAPatternIsNotKept) {
    const support::SshFolder folder;
    for (const std::string_view host : {"*", "a b", "a,b", "!a", "a\nb", ""}) {
        const auto done = appendKnownHost(folder.path("known"), host, 22, kOne, false);
        ASSERT_FALSE(done) << host;
        EXPECT_EQ(done.error().kind, ErrorKind::InvalidInput);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path("known")));
}

TEST(SshKnownHosts, AFolderInPlaceOfAFileIsSaid) {
    const support::SshFolder folder;
    std::filesystem::create_directory(folder.path("known"));
    KnownHosts hosts;
    hosts.readFile(folder.path("known"));
    hosts.readFile(folder.path("missing"));
    ASSERT_EQ(hosts.notes().size(), 1U);
    const auto done = appendKnownHost(folder.path("known"), "db", 22, kOne, false);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::IoError);
}

} // namespace dbv::ssh
