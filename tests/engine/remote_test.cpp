// SPDX-License-Identifier: Apache-2.0
// `dbvis rpc` against a server behind SSH and TLS.
#include <fstream>
#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "support/child_program.h"
#include "support/postgres_server.h"
#include "support/ssh_server.h"
#include "support/tls_authority.h"

namespace dbv::support {

class Remote : public testing::Test {
protected:
    Remote()
        : m_key(m_folder.makeKey("user", {"-t", "ed25519"})),
          m_server(optionsWith(m_authority.issueForThisMachine())),
          m_ssh({.hostKeyTypes = {"ed25519"},
                 .authorizedKeys = m_folder.publicWord("user", 0) + " " + m_folder.publicWord("user", 1) + "\n",
                 .prompts = {},
                 .config = {}}) {}

    void SetUp() override {
        ASSERT_EQ(m_authority.problem(), "");
        ASSERT_EQ(m_server.problem(), "");
        ASSERT_TRUE(m_program.start(DBV_PROGRAM_DIR "/dbvis", {"--data-dir", m_folder.path("data").string(), "rpc"}));
    }

    /// A request to connect, with more members for its ssh.
    [[nodiscard]] std::string connect(const std::string& id, const std::string& moreSsh = {},
                                      const std::string& method = "connect") const {
        return R"({"jsonrpc":"2.0","id":")" + id + R"(","method":")" + method +
               R"(","params":{"config":{"connector":"postgres",)" + R"("host":"localhost","port":)" +
               std::to_string(m_server.port()) +
               R"(,"user":"postgres","database":"postgres","tls":{"mode":"verify-full","ca":")" +
               m_authority.certificate().string() + R"("},"ssh":{"host":"127.0.0.1","port":)" +
               std::to_string(m_ssh.port()) + R"(,"user":")" + SshServer::user() + R"(","keyFile":")" + m_key.string() +
               R"(","knownHosts":")" + m_folder.path("known_hosts").string() + "\"" + moreSsh + "}}}}";
    }
    [[nodiscard]] std::string answerTo(const std::string& request, const std::string& id) {
        m_program.send(request);
        return m_program.lineWith("\"id\":\"" + id + "\"");
    }

    /// The steps of a diagnosis, with + and - for how they went.
    [[nodiscard]] static std::string stepsIn(const std::string& answer) {
        static const std::regex step(R"re("ok":(true|false),"step":"(\w+)")re");
        std::string all;
        for (std::sregex_iterator at(answer.begin(), answer.end(), step), end; at != end; ++at) {
            all += (all.empty() ? "" : " ") + at->str(2) + (at->str(1) == "true" ? "+" : "-");
        }
        return all;
    }
    [[nodiscard]] static std::size_t timesIn(const std::string& answer) {
        static const std::regex time(R"re("timeMs":\d)re");
        return static_cast<std::size_t>(
            std::distance(std::sregex_iterator(answer.begin(), answer.end(), time), std::sregex_iterator()));
    }

    static PostgresServer::Options optionsWith(const CertificateFiles& files) {
        return {.settings = {"ssl = on", "ssl_cert_file = '" + files.certificate.string() + "'",
                             "ssl_key_file = '" + files.key.string() + "'", "log_statement = all"},
                .hba = {"hostnossl all all all reject"}};
    }

    SshFolder m_folder;
    std::filesystem::path m_key;
    TlsAuthority m_authority;
    PostgresServer m_server;
    SshServer m_ssh;
    ChildProgram m_program;
};

TEST_F(Remote, ADatabaseIsReachedThroughSshAndTls) {
    // An unknown host is refused with its fingerprint, and let in when that is given back.
    const std::string refused = answerTo(connect("a"), "a");
    EXPECT_NE(refused.find("hostKeyUnknown"), std::string::npos) << refused;
    std::smatch fingerprint;
    ASSERT_TRUE(std::regex_search(refused, fingerprint, std::regex("SHA256:[A-Za-z0-9+/]+"))) << refused;
    const std::string opened = answerTo(connect("b", R"(,"acceptFingerprint":")" + fingerprint.str() + "\""), "b");
    ASSERT_NE(opened.find("\"connectionId\":1"), std::string::npos) << opened;
    m_program.send(R"({"jsonrpc":"2.0","id":"q","method":"runQuery","params":{"connectionId":1,"sql":)"
                   R"("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid(); SELECT 42"}})");
    const std::string rows = m_program.lineWith("query.result");
    EXPECT_NE(rows.find(R"(["t","TLSv1.3"])"), std::string::npos) << rows;
    EXPECT_NE(m_program.lineWith(R"([["42"]])").find("query.result"), std::string::npos);
    // Now the host is known.
    EXPECT_NE(answerTo(connect("c"), "c").find("\"connectionId\":2"), std::string::npos);
}

TEST_F(Remote, ATestTellsEveryStepOfTheWayAndItsTime) {
    const std::string refused = answerTo(connect("a", {}, "testConnection"), "a");
    EXPECT_EQ(stepsIn(refused), "ssh+ ssh+ hostKey-") << refused;
    std::smatch fingerprint;
    ASSERT_TRUE(std::regex_search(refused, fingerprint, std::regex("SHA256:[A-Za-z0-9+/]+"))) << refused;
    const std::string accepted =
        answerTo(connect("b", R"(,"acceptFingerprint":")" + fingerprint.str() + "\"", "testConnection"), "b");
    EXPECT_EQ(stepsIn(accepted),
              "ssh+ ssh+ hostKey+ sshAuthenticate+ ssh+ resolve+ tcp+ tls+ authenticate+ database+ privileges+")
        << accepted;
    EXPECT_NE(accepted.find("the host key is ssh-ed25519 " + fingerprint.str() + ", new"), std::string::npos);
    EXPECT_NE(accepted.find("logged in by publickey"), std::string::npos);
    EXPECT_NE(accepted.find("is a superuser"), std::string::npos);
    EXPECT_NE(accepted.find("and is valid until 20"), std::string::npos);
    EXPECT_EQ(timesIn(accepted), 11U);
    const std::string again = answerTo(connect("c", {}, "testConnection"), "c");
    EXPECT_NE(again.find(fingerprint.str() + ", known"), std::string::npos) << again;
}

TEST_F(Remote, ADeadTunnelIsLaidAgainAtTheNextUse) {
    m_folder.write("known_hosts", m_ssh.knownHostLine());
    ASSERT_NE(answerTo(connect("a"), "a").find("\"connectionId\":1"), std::string::npos);
    const std::string select = R"(,"method":"runQuery","params":{"connectionId":1,"sql":"SELECT 'still here'"}})";
    EXPECT_NE(answerTo(R"({"jsonrpc":"2.0","id":"q")" + select, "q").find("columns"), std::string::npos);
    m_ssh.restart();
    // The first statement behind it finds out, and is not sent a second time; the next one has a new session.
    std::string report;
    for (int i = 0; i < 3 && report.find("\"rows\":1") == std::string::npos; ++i) {
        const std::string id = "r" + std::to_string(i);
        m_program.send(R"({"jsonrpc":"2.0","id":")" + id + "\"" + select);
        report = m_program.lineWith("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\"");
    }
    EXPECT_NE(report.find("\"rows\":1"), std::string::npos) << report;
}

TEST_F(Remote, AMachineOnTheWayThatIsFrozenIsToldAsATimeout) {
    m_folder.write("known_hosts", m_ssh.knownHostLine());
    ASSERT_NE(answerTo(connect("a"), "a").find("\"connectionId\":1"), std::string::npos);
    m_ssh.freeze();
    const auto run = [this](const std::string& id) {
        m_program.send(R"~({"jsonrpc":"2.0","id":")~" + id +
                       R"~(","method":"runQuery","params":{"connectionId":1,"timeoutMs":300,"sql":)~"
                       R"~("INSERT INTO frozen VALUES (1)"}})~");
    };
    // The statement is on its way, and nobody confirms that it was stopped.
    run("q");
    const std::string report = m_program.lineWith(R"("id":"q","result")");
    EXPECT_NE(report.find(R"("kind":"timedOut")"), std::string::npos) << report;
    EXPECT_NE(report.find(R"("inDoubt":true)"), std::string::npos) << report;
    EXPECT_NE(report.find("to be stopped after 300 ms, as asked."), std::string::npos) << report;
    // The next one does not come so far.
    run("r");
    const std::string again = m_program.lineWith(R"({"jsonrpc":"2.0","id":"r",)");
    EXPECT_NE(again.find(R"("kind":"timedOut")"), std::string::npos) << again;
    EXPECT_EQ(again.find("inDoubt"), std::string::npos) << again;
}

TEST_F(Remote, AChangedHostKeyStopsEverything) {
    SshServer other({.hostKeyTypes = {"ed25519"}, .authorizedKeys = {}, .prompts = {}, .config = {}});
    std::string line = other.knownHostLine();
    line.replace(0, line.find(' '), "[127.0.0.1]:" + std::to_string(m_ssh.port()));
    m_folder.write("known_hosts", line);
    const std::string refused = answerTo(connect("a"), "a");
    EXPECT_NE(refused.find("hostKeyChanged"), std::string::npos) << refused;
}

} // namespace dbv::support
