// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "ssh/ssh_config.h"
#include "support/ssh_folder.h"

namespace dbv::ssh {

namespace {

using support::SshFolder;

ConfigPlace placeOf(const SshFolder& folder) {
    ConfigPlace place = usualConfigPlace();
    place.userFile = folder.path("config");
    place.systemFile.clear();
    return place;
}

HostSettings lookUp(std::string_view text, const ConfigQuestion& question, std::vector<Note>* notes = nullptr) {
    const SshFolder folder;
    folder.write("config", text);
    ConfigPlace place = placeOf(folder);
    place.home = "/home/me";
    place.localUser = "me";
    place.localHost = "desk.example";
    place.userNumber = "1000";
    place.environment = {{"KEYS", "/keys"}, {"SSH_AUTH_SOCK", "/run/agent"}};
    ConfigAnswer answer = lookUpHost(place, question);
    if (notes != nullptr) {
        *notes = answer.notes;
    }
    return answer.settings;
}

/// What `ssh -G` says, and what we say, in the same words.
using Sayings = std::map<std::string, std::vector<std::string>>;

Sayings sayingsOfSsh(const SshFolder& folder, const ConfigQuestion& question) {
    std::vector<std::string> arguments{"-G", "-F", folder.path("config").string()};
    if (!question.user.empty()) {
        arguments.insert(arguments.end(), {"-l", question.user});
    }
    if (question.port != 0) {
        arguments.insert(arguments.end(), {"-p", std::to_string(question.port)});
    }
    arguments.push_back(question.host);
    const auto end = support::runProgram("/usr/bin/ssh", arguments);
    EXPECT_EQ(end.code, 0) << end.errors << folder.read("config");
    Sayings sayings;
    std::istringstream lines(end.output);
    for (std::string line; std::getline(lines, line);) {
        sayings[line.substr(0, line.find(' '))].push_back(line.substr(std::min(line.find(' ') + 1, line.size())));
    }
    return sayings;
}

std::string joined(const std::vector<std::string>& words, char with) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : std::string(1, with)) + word;
    }
    return text;
}

Sayings sayingsOfOurs(const HostSettings& settings) {
    const std::map<HostKeyPolicy, std::string> policies{{HostKeyPolicy::Ask, "ask"},
                                                        {HostKeyPolicy::Strict, "true"},
                                                        {HostKeyPolicy::AcceptNew, "accept-new"},
                                                        {HostKeyPolicy::Off, "false"}};
    Sayings sayings;
    sayings["hostname"] = {settings.hostName};
    sayings["user"] = {settings.user};
    sayings["port"] = {std::to_string(settings.port)};
    sayings["identitiesonly"] = {settings.identitiesOnly ? "yes" : "no"};
    sayings["stricthostkeychecking"] = {policies.at(settings.hostKeyPolicy)};
    sayings["serveraliveinterval"] = {std::to_string(settings.serverAliveIntervalS)};
    sayings["serveralivecountmax"] = {std::to_string(settings.serverAliveCountMax)};
    sayings["hashknownhosts"] = {settings.hashKnownHosts ? "yes" : "no"};
    sayings["addressfamily"] = {settings.addressFamily == AddressFamily::Any    ? "any"
                                : settings.addressFamily == AddressFamily::Inet ? "inet"
                                                                                : "inet6"};
    sayings["connecttimeout"] = {settings.connectTimeoutS == 0 ? "none" : std::to_string(settings.connectTimeoutS)};
    if (settings.identityFilesGiven) {
        sayings["identityfile"] = settings.identityFiles;
    }
    if (!settings.certificateFiles.empty()) {
        sayings["certificatefile"] = settings.certificateFiles;
    }
    if (!settings.hostKeyAlias.empty()) {
        sayings["hostkeyalias"] = {settings.hostKeyAlias};
    }
    if (!settings.proxyJump.empty()) {
        sayings["proxyjump"] = {joined(settings.proxyJump, ',')};
    } else if (!settings.proxyCommand.empty()) {
        sayings["proxycommand"] = {settings.proxyCommand};
    }
    sayings["userknownhostsfile"] = {joined(settings.userKnownHostsFiles, ' ')};
    sayings["globalknownhostsfile"] = {joined(settings.globalKnownHostsFiles, ' ')};
    return sayings;
}

std::string allFiles(const SshFolder& folder) {
    std::string text;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        const std::string name = entry.path().filename().string();
        text += "--- " + name + "\n" + folder.read(name);
    }
    return text;
}

/// Writes configurations without an error that try everything at once.
class ConfigWriter {
public:
    explicit ConfigWriter(unsigned seed) : m_random(seed) {}

    std::string file(int includes, const SshFolder& folder) {
        std::string text;
        const int blocks = 1 + below(5);
        for (int block = 0; block < blocks; ++block) {
            text += head();
            const int lines = below(6);
            for (int line = 0; line < lines; ++line) {
                text += option();
            }
            if (includes > 0 && below(3) == 0) {
                const std::string name = "included" + std::to_string(m_files++) + ".conf";
                folder.write(name, file(includes - 1, folder));
                text += indent() + "Include " + folder.path(below(4) == 0 ? "included*.none" : name).string() + "\n";
            }
        }
        return text;
    }
    std::string pick(const std::vector<std::string>& words) {
        return words[static_cast<std::size_t>(below(static_cast<int>(words.size())))];
    }
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }

private:
    std::string indent() { return pick({"", "  ", "\t", " \t"}); }
    std::string equals() { return pick({" ", "=", " = ", "\t", "  "}); }
    std::string hostPattern() {
        return pick({"*", "db", "db1", "db?", "*.example", "bastion", "!db1", "!*.example", "d*1", "web"});
    }
    std::string head() {
        switch (below(8)) {
        case 0: return "";
        case 1: return "Match all\n";
        case 2: return "Match host " + pick({"db*", "db1,web", "*.example,!db.example", "10.*"}) + "\n";
        case 3: return "Match originalhost " + hostPatternPlain() + " user " + pick({"root", "*", "me,admin"}) + "\n";
        case 4: return "match !host " + hostPatternPlain() + "\n";
        case 5: return pick({"Match final host *.example\n", "Match user admin\n", "Match !user admin host *\n"});
        default: {
            std::string line = pick({"Host", "host", "HOST"}) + equals();
            const int patterns = 1 + below(3);
            for (int i = 0; i < patterns; ++i) {
                line += hostPattern() + (i + 1 < patterns ? " " : "");
            }
            return line + pick({"", " ", " # comment"}) + "\n";
        }
        }
    }
    std::string hostPatternPlain() { return pick({"*", "db", "db1", "db?", "*.example", "d*1", "web"}); }
    std::string option() {
        const std::string number = std::to_string(1 + below(60));
        const std::vector<std::string> lines{
            "HostName" + equals() + pick({"10.0.0.1", "%h.example", "DB.Example", "real-%h", "a%%b"}),
            "User" + equals() + pick({"admin", "me", "\"root\""}),
            "Port" + equals() + std::to_string(2000 + below(10)),
            "IdentityFile" + equals() + pick({"/keys/one", "/keys/two", "\"/keys/with blank\"", "~/.ssh/own"}),
            "IdentitiesOnly" + equals() + pick({"yes", "no", "true"}),
            "ProxyJump" + equals() + pick({"gate", "me@gate:2222,inner", "none"}),
            "ProxyCommand" + equals() + pick({"none", "nc -x 'a b' host 22  # no comment", "connect  \"x\""}),
            "UserKnownHostsFile" + equals() + pick({"/one /two", "/one", "\"/a b\" /c"}),
            "GlobalKnownHostsFile" + equals() + pick({"/global", "/g1 /g2"}),
            "StrictHostKeyChecking" + equals() + pick({"yes", "no", "ask", "accept-new", "off"}),
            "ServerAliveInterval" + equals() + pick({number, number + "s", "1m30s", "2M"}),
            "ServerAliveCountMax" + equals() + number,
            "ConnectTimeout" + equals() + pick({number, number + "m"}),
            "HostKeyAlias" + equals() + pick({"alias1", "alias2"}),
            "CertificateFile" + equals() + pick({"/keys/one-cert.pub", "/keys/two-cert.pub"}),
            "AddressFamily" + equals() + pick({"any", "inet", "inet6"}),
            "HashKnownHosts" + equals() + pick({"yes", "no"}),
            "Compression yes",
            "# comment " + number,
            "",
        };
        return indent() + pick(lines) + pick({"", "", "  "}) + "\n";
    }

    std::mt19937 m_random;
    int m_files = 0;
};

} // namespace

TEST(SshConfig, SaysWhatOpensshSaysOnManyConfigurations) {
    int compared = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        const SshFolder folder;
        ConfigWriter writer(seed);
        folder.write("config", writer.file(2, folder));
        for (int question = 0; question < 3; ++question) {
            ConfigQuestion asked;
            asked.host = writer.pick({"db", "db1", "db2", "db.example", "bastion", "web", "other"});
            asked.user = writer.pick({"", "", "admin", "root"});
            asked.port = static_cast<std::uint16_t>(writer.below(3) == 0 ? 2345 : 0);
            const Sayings theirs = sayingsOfSsh(folder, asked);
            const ConfigAnswer answer = lookUpHost(placeOf(folder), asked);
            for (const Note& note : answer.notes) {
                ADD_FAILURE() << note.file << ":" << note.line << ": " << note.text;
            }
            for (auto [keyword, ours] : sayingsOfOurs(answer.settings)) {
                auto expected = theirs.contains(keyword) ? theirs.at(keyword) : std::vector<std::string>();
                for (std::string& word : expected) {
                    if (word.starts_with("~/")) {
                        word = placeOf(folder).home.string() + word.substr(1);
                    }
                }
                ASSERT_EQ(ours, expected) << keyword << " of " << asked.host << ", seed " << seed << "\n"
                                          << allFiles(folder);
                ++compared;
            }
        }
    }
    RecordProperty("compared", compared);
}

TEST(SshConfig, PathsKnowHomeTokensAndVariables) {
    const HostSettings settings = lookUp("Host db\n"
                                         "HostName %h.example\n"
                                         "User admin\nPort 2200\nHostKeyAlias kept\n"
                                         "IdentityFile ~/.ssh/id_%h_%r\n"
                                         "IdentityFile ${KEYS}/%n-%p-%u-%i-%l-%L-%k-%%\n"
                                         "IdentityAgent ~/agent\n"
                                         "UserKnownHostsFile %d/known /other\n",
                                         {"db", {}, 0});
    EXPECT_EQ(settings.hostName, "db.example");
    EXPECT_EQ(settings.identityFiles, (std::vector<std::string>{"/home/me/.ssh/id_db.example_admin",
                                                                "/keys/db-2200-me-1000-desk.example-desk-kept-%"}));
    EXPECT_EQ(settings.agentSocket, "/home/me/agent");
    EXPECT_EQ(settings.userKnownHostsFiles, (std::vector<std::string>{"/home/me/known", "/other"}));
}

TEST(SshConfig, TheAgentIsThatOfTheEnvironmentUnlessAnotherIsNamed) {
    EXPECT_EQ(lookUp("", {"db", {}, 0}).agentSocket, "/run/agent");
    EXPECT_EQ(lookUp("IdentityAgent SSH_AUTH_SOCK\n", {"db", {}, 0}).agentSocket, "/run/agent");
    EXPECT_EQ(lookUp("IdentityAgent $KEYS\n", {"db", {}, 0}).agentSocket, "/keys");
    EXPECT_EQ(lookUp("IdentityAgent none\n", {"db", {}, 0}).agentSocket, "");
    EXPECT_EQ(lookUp("IdentityAgent \"/a b\"\n", {"db", {}, 0}).agentSocket, "/a b");
}

TEST(SshConfig, MethodsThatAreSwitchedOffAreNotTried) {
    EXPECT_EQ(lookUp("PasswordAuthentication no\nPubkeyAuthentication no\n", {"db", {}, 0}).authentications,
              std::vector<std::string>{"keyboard-interactive"});
    EXPECT_EQ(lookUp("PreferredAuthentications password,publickey\n", {"db", {}, 0}).authentications,
              (std::vector<std::string>{"password", "publickey"}));
}

TEST(SshConfig, GarbageIsReportedWithItsPlaceAndTheRestCounts) {
    std::vector<Note> notes;
    const HostSettings settings = lookUp("Port abc\n"
                                         "Port 99999\n"
                                         "NoSuchThing yes\n"
                                         "User \"open\n"
                                         "User\n"
                                         "IdentitiesOnly maybe\n"
                                         "ServerAliveInterval 5 parsecs\n"
                                         "User one two\n"
                                         "\"Port\n"
                                         "Match nonsense db\n"
                                         "  User wrong\n"
                                         "Match host\n"
                                         "  User wrong\n"
                                         "Host\n"
                                         "  User wrong\n"
                                         "Host *\n"
                                         "IgnoreUnknown Secret*\n"
                                         "SecretOption 1\n"
                                         "User right\n",
                                         {"db", {}, 0}, &notes);
    EXPECT_EQ(settings.user, "right");
    EXPECT_EQ(settings.port, 22);
    std::vector<int> lines;
    for (const Note& note : notes) {
        lines.push_back(note.line);
        EXPECT_TRUE(note.file.ends_with("config"));
        EXPECT_TRUE(note.text.ends_with(".")) << note.text;
    }
    EXPECT_EQ(lines, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14}));
}

TEST(SshConfig, BytesAtRandomNeverBreakIt) {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 400; ++i) {
            const auto kind = random() % 12U;
            text += kind == 0   ? "\nHost "
                    : kind == 1 ? "\nMatch "
                    : kind == 2 ? "\nInclude "
                    : kind == 3 ? "\nIdentityFile \"%"
                                : std::string(1, static_cast<char>(random() % 256U));
        }
        EXPECT_FALSE(lookUp(text, {"db", {}, 0}).hostName.empty());
    }
}

TEST(SshConfig, ACommandOfAMatchIsNeverRun) {
    const SshFolder folder;
    const std::string mark = folder.path("ran").string();
    std::vector<Note> notes;
    const HostSettings settings =
        lookUp("Match exec \"touch " + mark + "\"\n User wrong\nMatch !exec \"touch " + mark + "\"\n User wrong\n",
               {"db", {}, 0}, &notes);
    EXPECT_EQ(settings.user, "me");
    EXPECT_EQ(notes.size(), 2U);
    EXPECT_FALSE(std::filesystem::exists(mark));
    EXPECT_TRUE(settings.undecided.starts_with("'Match exec' (/")) << settings.undecided;
    EXPECT_TRUE(settings.undecided.ends_with("config, line 1)")) << settings.undecided;
}

TEST(SshConfig, FilesThatIncludeEachOtherEnd) {
    const SshFolder folder;
    folder.write("config", "Include " + folder.path("config").string() + "\nUser me2\n");
    const ConfigAnswer answer = lookUpHost(placeOf(folder), {"db", {}, 0});
    EXPECT_EQ(answer.settings.user, "me2");
    ASSERT_EQ(answer.notes.size(), 1U);
    EXPECT_NE(answer.notes[0].text.find("include each other"), std::string::npos);
}

TEST(SshConfig, AFileThatOthersMayWriteIsNotRead) {
    const SshFolder folder;
    const auto file = folder.write("config", "User other\n");
    std::filesystem::permissions(file, std::filesystem::perms::others_write, std::filesystem::perm_options::add);
    const ConfigAnswer answer = lookUpHost(placeOf(folder), {"db", {}, 0});
    EXPECT_NE(answer.settings.user, "other");
    EXPECT_EQ(answer.notes.size(), 1U);
}

TEST(SshConfig, TheSystemsFileComesAfterTheUsers) {
    const SshFolder folder;
    folder.write("config", "User mine\n");
    folder.write("system", "User theirs\nPort 2022\nInclude more.d/*.conf\n");
    folder.write("more.d/b.conf", "HostKeyAlias second\n");
    folder.write("more.d/a.conf", "HostKeyAlias first\n");
    ConfigPlace place = placeOf(folder);
    place.systemFile = folder.path("system");
    const HostSettings settings = lookUpHost(place, {"db", {}, 0}).settings;
    EXPECT_EQ(settings.user, "mine");
    EXPECT_EQ(settings.port, 2022);
    EXPECT_EQ(settings.hostKeyAlias, "first");
}

TEST(SshConfig, HostsWithoutAWildcardAreListed) {
    const SshFolder folder;
    folder.write("config", "Host db web\nHost *.example !x\nMatch final all\nHost web\nInclude " +
                               folder.path("more").string() + "\n");
    folder.write("more", "Host inner\n");
    EXPECT_EQ(namedHosts(placeOf(folder)), (std::vector<std::string>{"db", "web", "inner"}));
}

} // namespace dbv::ssh
