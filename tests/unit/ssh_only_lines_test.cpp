// SPDX-License-Identifier: Apache-2.0
// What of a configuration only ssh itself can hold to, or decide.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ssh/ssh_config.h"
#include "support/ssh_folder.h"

namespace dbv::ssh {

namespace {

HostSettings settingsBy(std::string_view text, std::vector<Note>* notes = nullptr) {
    const support::SshFolder folder;
    ConfigPlace place = usualConfigPlace();
    place.userFile = folder.write("config", text);
    place.systemFile.clear();
    place.home = "/home/me";
    ConfigAnswer answer = lookUpHost(place, {"db", {}, 0});
    if (notes != nullptr) {
        *notes = answer.notes;
    }
    return answer.settings;
}

} // namespace

TEST(SshOnlyLines, AConditionThatOnlySshCanTellLeavesItOpenWhatHolds) {
    for (const char* line : {"Match localnetwork 10.0.0.0/8", "Match host db tagged x", "Match !exec false",
                             "CanonicalizeHostname yes", "Match nonsense 1"}) {
        const HostSettings settings = settingsBy(std::string(line) + "\n User wrong\n");
        EXPECT_NE(settings.undecided.find("config, line 1)"), std::string::npos) << line;
    }
    for (const char* line : {"Match host web exec true", "Match exec true host web", "CanonicalizeHostname no",
                             "Host web\nInclude /dev/null\nHost db", "Match canonical", "Match final host web"}) {
        EXPECT_EQ(settingsBy(std::string(line) + "\n User me\n").undecided, "") << line;
    }
}

TEST(SshOnlyLines, LinesThatOnlySshCanHoldToAreKeptWithTheirPlace) {
    std::vector<Note> notes;
    const HostSettings settings = settingsBy("Host web\n Ciphers aes128-ctr\nHost *\n"
                                             "Ciphers aes256-ctr\nKexAlgorithms -diffie*\nMACs hmac-sha2-512\n"
                                             "PubkeyAcceptedKeyTypes +ssh-rsa\nPubkeyAcceptedAlgorithms later\n"
                                             "RequiredRSASize 4096\nCASignatureAlgorithms ssh-ed25519\n"
                                             "KnownHostsCommand /bin/keys \"a b\" %H\nRevokedHostKeys ~/revoked\n",
                                             &notes);
    EXPECT_TRUE(notes.empty());
    std::map<std::string, std::string> lines;
    for (const SshOnlyLine& line : settings.sshOnly) {
        lines[line.keyword] = line.value + line.place.substr(line.place.find(','));
    }
    EXPECT_EQ(lines, (std::map<std::string, std::string>{{"Ciphers", "aes256-ctr, line 4"},
                                                         {"KexAlgorithms", "-diffie*, line 5"},
                                                         {"MACs", "hmac-sha2-512, line 6"},
                                                         {"PubkeyAcceptedAlgorithms", "+ssh-rsa, line 7"},
                                                         {"RequiredRSASize", "4096, line 9"},
                                                         {"CASignatureAlgorithms", "ssh-ed25519, line 10"},
                                                         {"KnownHostsCommand", "/bin/keys \"a b\" %H, line 11"},
                                                         {"RevokedHostKeys", "/home/me/revoked, line 12"}}));
    EXPECT_TRUE(settingsBy("RevokedHostKeys none\nKnownHostsCommand none\nCheckHostIP no\n").sshOnly.empty());
}

TEST(SshOnlyLines, WhereALineComesFromAndWhoAnswersItAreLeftToSshToo) {
    const HostSettings settings =
        settingsBy("BindAddress 192.0.2.7\nBindInterface eth1\nCheckHostIP yes\nAddressFamily inet\n");
    std::string lines;
    for (const SshOnlyLine& line : settings.sshOnly) {
        lines += line.keyword + " " + line.value + "\n";
    }
    EXPECT_EQ(lines, "BindAddress 192.0.2.7\nBindInterface eth1\nCheckHostIP yes\n");
    EXPECT_EQ(settings.addressFamily, AddressFamily::Inet) << "that is held to here";
}

} // namespace dbv::ssh
