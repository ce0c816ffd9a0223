// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/child_program.h"
#include "support/postgres_server.h"
#include "support/ssh_server.h"
#include "support/tls_authority.h"

namespace dbv::support {

/// The program, with a server behind SSH and TLS.
class RemoteCli : public testing::Test {
protected:
    RemoteCli()
        : m_key(m_folder.makeKey("user", {"-t", "ed25519"})),
          m_files(m_authority.issueForThisMachine()),
          m_ssh({.hostKeyTypes = {"ed25519"},
                 .authorizedKeys = m_folder.publicWord("user", 0) + " " + m_folder.publicWord("user", 1) + "\n",
                 .prompts = {},
                 .config = {}}) {}

    /// The options that lead through SSH, with the authority to trust.
    [[nodiscard]] std::vector<std::string> way() const {
        return {"--ssh",         SshServer::user() + "@127.0.0.1:" + std::to_string(m_ssh.port()),
                "--ssh-key",     m_key.string(),
                "--known-hosts", m_folder.path("known_hosts").string(),
                "--tls",         "verify-full",
                "--tls-ca",      m_authority.certificate().string()};
    }
    [[nodiscard]] std::vector<std::string> words(std::vector<std::string> first,
                                                 const std::vector<std::string>& more = {}) const {
        const std::vector<std::string> between = way();
        first.insert(first.end(), between.begin(), between.end());
        first.insert(first.end(), more.begin(), more.end());
        return first;
    }
    [[nodiscard]] std::vector<std::string> surroundings() const {
        return {"HOME=" + m_folder.path().string(),
                "DBVIS_HOME=" + m_folder.path("data").string(),
                "DBUS_SESSION_BUS_ADDRESS=unix:path=" + m_folder.path("no-bus").string(),
                "PGPASSWORD=",
                "MYSQL_PWD=",
                "SHOP_PASSWORD=s3cret-of-ann"};
    }
    int run(const std::vector<std::string>& arguments) {
        ChildProgram program(surroundings());
        EXPECT_TRUE(program.start(kDbvis, arguments));
        program.closeInput();
        const int exitCode = program.wait();
        m_output = program.output();
        m_errors = program.errors();
        return exitCode;
    }
    void knowTheHost() const { m_folder.write("known_hosts", m_ssh.knownHostLine()); }
    /// The steps of a test as it is told, with + and - for how they went.
    [[nodiscard]] std::string steps() const {
        static const std::regex line("(ok|FAILED) +([a-zA-Z]+) +[0-9.]+ ms  .*");
        std::string all;
        std::istringstream text(m_output);
        for (std::string one; std::getline(text, one);) {
            if (std::smatch match; std::regex_match(one, match, line)) {
                all += (all.empty() ? "" : " ") + match.str(2) + (match.str(1) == "ok" ? "+" : "-");
            }
        }
        return all;
    }

    static constexpr const char* kDbvis = DBV_PROGRAM_DIR "/dbvis";
    SshFolder m_folder;
    std::filesystem::path m_key;
    TlsAuthority m_authority;
    CertificateFiles m_files;
    SshServer m_ssh;
    std::string m_output;
    std::string m_errors;
};

/// The same, with PostgreSQL.
class RemoteCliPostgres : public RemoteCli {
protected:
    RemoteCliPostgres()
        : m_server({.settings = {"ssl = on", "ssl_cert_file = '" + m_files.certificate.string() + "'",
                                 "ssl_key_file = '" + m_files.key.string() + "'"},
                    .hba = {"hostnossl all all all reject", "host all ann all scram-sha-256"}}) {}
    void SetUp() override {
        ASSERT_EQ(m_authority.problem(), "");
        ASSERT_EQ(m_server.problem(), "");
        m_server.run("CREATE ROLE ann LOGIN PASSWORD 's3cret-of-ann'");
        m_url = "postgresql://ann@localhost:" + std::to_string(m_server.port()) + "/postgres";
    }
    PostgresServer m_server;
    std::string m_url;
};

} // namespace dbv::support
