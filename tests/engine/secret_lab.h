// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/child_program.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"
#include "support/secret_search.h"
#include "support/ssh_server.h"
#include "support/tls_authority.h"

namespace dbv::testing {

using support::ChildProgram;
using support::PlantedSecret;
using support::SecretSearch;
using Findings = SecretSearch::Findings;

/// The servers of the tests: they want the passwords that the tests plant.
class SecretServers {
public:
    static SecretServers& shared() {
        static SecretServers servers;
        return servers;
    }

    [[nodiscard]] std::string problem() const {
        return m_authority.problem() + m_postgres.problem() + m_mariadb.problem();
    }
    [[nodiscard]] support::PostgresServer& postgres() { return m_postgres; }
    [[nodiscard]] support::MariadbServer& mariadb() { return m_mariadb; }
    [[nodiscard]] support::TlsAuthority& authority() { return m_authority; }
    /// A new user of both servers, with a password.
    [[nodiscard]] std::string user(const PlantedSecret& password) {
        const std::string name = "user" + std::to_string(++m_users);
        makeUser(name, password);
        return name;
    }
    void makeUser(const std::string& name, const PlantedSecret& password) {
        m_postgres.run("CREATE ROLE " + name + " LOGIN PASSWORD '" + password.text() + "'");
        m_mariadb.run("CREATE USER " + name + "@'%' IDENTIFIED BY '" + password.text() + "'");
    }

private:
    SecretServers() = default;

    static support::PostgresServer::Options optionsWith(const support::CertificateFiles& files,
                                                        const support::TlsAuthority& authority) {
        return {.settings = {"ssl = on", "ssl_cert_file = '" + files.certificate.string() + "'",
                             "ssl_key_file = '" + files.key.string() + "'",
                             "ssl_ca_file = '" + authority.certificate().string() + "'"},
                .hba = {"hostssl all certified 127.0.0.1/32 cert", "local all postgres trust",
                        "host all postgres all trust", "host all all all scram-sha-256"}};
    }

    static support::MariadbServer::Options mariadbOptionsWith(const support::CertificateFiles& files,
                                                              const support::TlsAuthority& authority) {
        return {.settings = {"--ssl-cert=" + files.certificate.string(), "--ssl-key=" + files.key.string(),
                             "--ssl-ca=" + authority.certificate().string()}};
    }

    support::TlsAuthority m_authority;
    support::PostgresServer m_postgres{optionsWith(m_authority.issueForThisMachine(), m_authority)};
    support::MariadbServer m_mariadb{mariadbOptionsWith(m_authority.issueForThisMachine(), m_authority)};
    int m_users = 0;
};

/// A program of ours with a home of its own, and a search for the secrets that it was given.
class SecretLab : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(servers().problem(), ""); }

    static SecretServers& servers() { return SecretServers::shared(); }
    /// A secret that is looked for from now on.
    const PlantedSecret& plant(const std::string& name) {
        m_secrets.emplace_back(name);
        m_search.add(m_secrets.back());
        return m_secrets.back();
    }
    [[nodiscard]] std::filesystem::path home() const { return m_home.path(); }
    [[nodiscard]] std::filesystem::path data() const { return m_home.path("data"); }

    /// With these variables, and its own places for everything that it writes.
    [[nodiscard]] std::vector<std::string> variables(std::vector<std::string> more) const {
        more.push_back("HOME=" + home().string());
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "TMPDIR"}) {
            more.push_back(std::string(name) + "=" + data().string());
        }
        return more;
    }
    /// Starts the program for JSON-RPC, with more variables.
    void start(std::vector<std::string> more = {}) {
        std::filesystem::create_directories(data());
        m_program = std::make_unique<ChildProgram>(variables(std::move(more)));
        ASSERT_TRUE(
            m_program->start(DBV_PROGRAM_DIR "/dbvis", {"--data-dir", data().string(), "--log-level", "trace", "rpc"}));
    }
    /// Sends a request and gives its answer.
    std::string ask(const std::string& method, const std::string& params) {
        const std::string id = "\"id\":\"" + std::to_string(++m_lastId) + "\"";
        m_program->send(R"({"jsonrpc":"2.0",)" + id + R"(,"method":")" + method + R"(","params":)" + params + "}");
        return heard(m_program->lineWith(id));
    }
    /// Keeps what the program says, which must not hold a secret either.
    std::string heard(std::string text) {
        m_heard += text;
        return text;
    }
    [[nodiscard]] static std::string serverAt(const std::string& connector, std::uint16_t port, const std::string& user,
                                              const std::string& more) {
        const std::string database = connector == "postgres" ? R"(,"database":"postgres")" : "";
        return R"({"config":{"connector":")" + connector + R"(","host":"127.0.0.1","port":)" + std::to_string(port) +
               R"(,"user":")" + user + "\"" + database + more + "}}";
    }
    [[nodiscard]] static std::string postgresAt(const std::string& user, const std::string& more) {
        return serverAt("postgres", servers().postgres().port(), user, more);
    }
    [[nodiscard]] static std::string mariadbAt(const std::string& user, const std::string& more) {
        return serverAt("mysql", servers().mariadb().port(), user, more);
    }
    [[nodiscard]] static std::string member(const char* name, const std::string& value) {
        return std::string(",\"") + name + "\":\"" + value + "\"";
    }
    /// Whether an answer says that a connection is open.
    static ::testing::AssertionResult isOpen(const std::string& answer) {
        return answer.find("\"connectionId\":") != std::string::npos ? ::testing::AssertionSuccess()
                                                                     : ::testing::AssertionFailure() << answer;
    }

    /// All places, but for the guarded pages. Those of the secrets `atPostgres`, which have let in at a server that uses
    /// SCRAM, may stand on the heap once: see `withoutLibpqs`.
    [[nodiscard]] Findings find(const std::vector<std::string>& atPostgres = {}) {
        Findings all;
        if (SecretSearch::kMemoryIsReused) {
            all = withoutLibpqs(m_search.inCoreImage(m_program->id()), m_program->id(), atPostgres);
        }
        all.merge(m_search.inFolder(data()));
        all.merge(m_search.inShownParts(m_program->id()));
        all.merge(m_search.inText(m_heard, "what the program says"));
        return all;
    }
    /// What libpq's own state of SCRAM holds as long as its connection lives, and leaves behind as it is: one copy of each
    /// secret, on the heap. Nobody else can reach it.
    [[nodiscard]] Findings withoutLibpqs(Findings findings, pid_t process,
                                         const std::vector<std::string>& atPostgres) const {
        for (const std::string& secret : atPostgres) {
            for (const char* place : {": memory (UTF-8)", ": memory of [heap] (UTF-8)"}) {
                findings.erase(secret + place);
            }
            EXPECT_LE(m_search.copiesInCoreImage(process, secret), m_scramLogins) << secret;
        }
        return findings;
    }
    /// Ends the input, and looks at what was said to the end and is left on the disk.
    [[nodiscard]] Findings findBehind() {
        m_program->closeInput();
        EXPECT_EQ(m_program->wait(), 0);
        Findings all = m_search.inText(m_program->output(), "the output");
        all.merge(m_search.inText(m_program->errors(), "the error output"));
        all.merge(m_search.inFolder(data()));
        return all;
    }

    support::SshFolder m_home;
    std::deque<PlantedSecret> m_secrets;
    SecretSearch m_search;
    std::unique_ptr<ChildProgram> m_program;
    std::string m_heard;
    /// How often each of the secrets has let in at PostgreSQL, at most.
    int m_scramLogins = 1;
    int m_lastId = 0;
};

inline const Findings kNothing{};

} // namespace dbv::testing
