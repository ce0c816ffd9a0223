// SPDX-License-Identifier: Apache-2.0
// The command line against servers behind SSH and TLS, as somebody new uses it.
#include <cstdlib>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "remote_cli.h"
#include "support/child_program.h"
#include "support/mariadb_server.h"
#include "support/terminal_program.h"
#include "support/tls_authority.h"

namespace dbv::support {

class RemoteCliMariaDb : public RemoteCli {
protected:
    RemoteCliMariaDb()
        : m_server({{"--ssl-ca=" + m_authority.certificate().string(), "--ssl-cert=" + m_files.certificate.string(),
                     "--ssl-key=" + m_files.key.string()}}) {}
    void SetUp() override {
        ASSERT_EQ(m_authority.problem(), "");
        ASSERT_EQ(m_server.problem(), "");
        m_server.run("CREATE USER ann@'127.0.0.1' IDENTIFIED BY 's3cret-of-ann' REQUIRE SSL");
        m_server.run("CREATE USER ann@localhost IDENTIFIED BY 's3cret-of-ann' REQUIRE SSL");
        m_url = "mysql://ann@127.0.0.1:" + std::to_string(m_server.port()) + "/";
    }
    MariadbServer m_server;
    std::string m_url;
};

TEST_F(RemoteCliPostgres, APersonIsAskedForTheHostAndThePassword) {
    TerminalProgram terminal;
    ASSERT_TRUE(terminal.start(kDbvis, words({"query", m_url, "SELECT 'let in as ' || current_user"}), surroundings()));
    const std::string question = terminal.until("Type yes to trust this key and to keep it: ");
    EXPECT_NE(question.find("SHA256:"), std::string::npos) << question;
    terminal.type("yes");
    std::string shown = terminal.until("Password of ann@localhost: ");
    EXPECT_NE(shown, "");
    terminal.type("wrong");
    shown += terminal.until("Password of ann@localhost: ");
    terminal.type("s3cret-of-ann");
    std::string rest;
    EXPECT_EQ(terminal.wait(rest), 0) << shown << rest;
    EXPECT_NE(rest.find("let in as ann"), std::string::npos) << rest;
    EXPECT_EQ((shown + rest).find("s3cret"), std::string::npos);
    // The host is known now; refusing to give a password ends it.
    ASSERT_TRUE(terminal.start(kDbvis, words({"query", m_url, "SELECT 1"}), surroundings()));
    EXPECT_NE(terminal.until("Password of ann@localhost: "), "");
    terminal.type("\x04");
    EXPECT_EQ(terminal.wait(rest), 3) << rest;
}

TEST_F(RemoteCliPostgres, WithoutAPersonItIsSaidWhatIsMissing) {
    EXPECT_EQ(run(words({"query", m_url, "SELECT 1"})), 3);
    EXPECT_NE(m_errors.find("--accept-host-key"), std::string::npos) << m_errors;
    std::smatch print;
    ASSERT_TRUE(std::regex_search(m_errors, print, std::regex("SHA256:[A-Za-z0-9+/]+")));
    EXPECT_EQ(run(words({"query", m_url, "SELECT 1"}, {"--accept-host-key", print.str()})), 3);
    EXPECT_NE(m_errors.find("password"), std::string::npos) << m_errors;
    EXPECT_EQ(
        run(words({"query", m_url, "SELECT current_user AS me"}, {"--password-from", "environment:SHOP_PASSWORD"})), 0)
        << m_errors;
    EXPECT_EQ(m_output, "me\nann\n");
    EXPECT_EQ(run(words({"query", m_url, "SELECT 1"}, {"--password-from", "environment:NO_SUCH"})), 3);
    EXPECT_NE(m_errors.find("NO_SUCH, which is not set"), std::string::npos) << m_errors;
}

TEST_F(RemoteCliPostgres, TheTestOfAConnectionTellsTheWayAndTheStepToTake) {
    knowTheHost();
    EXPECT_EQ(run(words({"connections", "add", "shop", m_url}, {"--password-from", "environment:SHOP_PASSWORD"})), 0)
        << m_errors;
    EXPECT_EQ(run({"connections", "test", "shop"}), 0) << m_output << m_errors;
    EXPECT_EQ(steps(),
              "ssh+ ssh+ hostKey+ sshAuthenticate+ ssh+ resolve+ tcp+ tls+ authenticate+ database+ privileges+")
        << m_output;
    EXPECT_NE(m_output.find("It works: "), std::string::npos);
    EXPECT_NE(m_output.find("TLSv1.3"), std::string::npos);
    EXPECT_EQ(run({"query", "@shop", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"}), 0) << m_errors;
    EXPECT_EQ(m_output, "ssl\nt\n");
    // Another authority than the one that signed.
    const TlsAuthority other;
    ASSERT_EQ(other.problem(), "");
    EXPECT_EQ(run({"connections", "test", m_url, "--tls", "verify-full", "--tls-ca", other.certificate().string()}), 3);
    EXPECT_EQ(steps(), "resolve+ tcp+ tls-") << m_output;
    EXPECT_NE(m_errors.find("certificate"), std::string::npos) << m_errors;
    EXPECT_EQ(run(words({"connections", "test", m_url}, {"--format", "json"})), 3);
    EXPECT_NE(m_output.find(R"("kind":"authenticationFailed")"), std::string::npos) << m_output;
    EXPECT_EQ(m_output.find("s3cret"), std::string::npos);
}

TEST_F(RemoteCliPostgres, TheTestNamesTheMachineThatDoesNotReachTheServer) {
    knowTheHost();
    for (const char* url : {"postgresql://ann@nohost.invalid:1/postgres", "mysql://ann@nohost.invalid:1/shop"}) {
        EXPECT_EQ(run(words({"connections", "test", url}, {"--password-from", "environment:SHOP_PASSWORD"})), 3);
        EXPECT_EQ(steps(), "ssh+ ssh+ hostKey+ sshAuthenticate+ ssh+ resolve+ tcp-") << m_output;
        EXPECT_EQ(m_output.find("Something listens"), std::string::npos) << m_output;
        EXPECT_NE(m_errors.find("@127.0.0.1:" + std::to_string(m_ssh.port()) +
                                ": the server could not connect to nohost.invalid:1"),
                  std::string::npos)
            << m_errors;
    }
}

TEST_F(RemoteCliPostgres, TheTestClaimsNothingOfAServerBehindAMachineThatHasStopped) {
    knowTheHost();
    // It takes the line and the login, and then stops.
    ChildProgram rpc(surroundings());
    ASSERT_TRUE(rpc.start(kDbvis, {"rpc"}));
    const std::string config =
        R"({"config":{"url":")" + m_url + R"(?connect_timeout=2","ssh":{"host":"127.0.0.1","user":")" +
        SshServer::user() + R"(","port":)" + std::to_string(m_ssh.port()) + R"(,"keyFile":")" + m_key.string() +
        R"(","knownHosts":")" + m_folder.path("known_hosts").string() + R"("},"tls":{"mode":"verify-full","ca":")" +
        m_authority.certificate().string() + R"("},"passwordFrom":{"from":"environment","what":"SHOP_PASSWORD"}}})";
    rpc.send(R"({"jsonrpc":"2.0","id":"a","method":"connect","params":)" + config + "}");
    const std::string opened = rpc.lineWith("\"id\":\"a\"");
    ASSERT_NE(opened.find("connectionId"), std::string::npos) << opened;
    m_ssh.freeze();
    rpc.send(R"({"jsonrpc":"2.0","id":"b","method":"testConnection","params":)" + config + "}");
    const std::string tested = rpc.lineWith("\"id\":\"b\"");
    EXPECT_EQ(tested.find("Something listens"), std::string::npos) << tested;
    EXPECT_NE(tested.find(R"(the SSH server \"127.0.0.1\" was asked to dial it, and did not answer)"),
              std::string::npos)
        << tested;
}

TEST_F(RemoteCliPostgres, RpcTakesAPasswordFromWhereTheConfigSays) {
    knowTheHost();
    EXPECT_EQ(run(words({"connections", "add", "shop", m_url}, {"--password-from", "ask"})), 0) << m_errors;
    ChildProgram rpc(surroundings());
    ASSERT_TRUE(rpc.start(kDbvis, {"rpc"}));
    const auto answer = [&](const std::string& id, const std::string& method, const std::string& params) {
        rpc.send(R"({"jsonrpc":"2.0","id":")" + id + R"(","method":")" + method + R"(","params":)" + params + "}");
        return rpc.lineWith("\"id\":\"" + id + "\"");
    };
    EXPECT_NE(answer("a", "connect", R"({"saved":"shop"})").find("authenticationFailed"), std::string::npos);
    const std::string opened = answer("b", "connect", R"({"saved":"shop","secrets":{"password":"s3cret-of-ann"}})");
    EXPECT_NE(opened.find(R"("connectionId":1)"), std::string::npos) << opened;
    const std::string config = R"({"config":{"url":")" + m_url + R"(","tls":{"mode":"verify-full","ca":")" +
                               m_authority.certificate().string() + R"("},"passwordFrom":)";
    const std::string byVariable =
        answer("c", "testConnection", config + R"({"from":"environment","what":"SHOP_PASSWORD"}}})");
    EXPECT_NE(byVariable.find(R"("tls":"TLSv1.3")"), std::string::npos) << byVariable;
    const std::string byCommand =
        answer("d", "testConnection", config + R"({"from":"command","what":"printf s3cret-of-ann"}}})");
    EXPECT_NE(byCommand.find(R"("latencyMs")"), std::string::npos) << byCommand;
    const std::string roles = answer("e", "getMetadata", R"({"connectionId":1,"server":true})");
    EXPECT_NE(roles.find(R"("name":"ann","parent":"","type":"role")"), std::string::npos) << roles;
    EXPECT_NE(roles.find(R"("type":"database")"), std::string::npos) << roles;
}

TEST_F(RemoteCliMariaDb, APersonIsAskedForThePassword) {
    knowTheHost();
    TerminalProgram terminal;
    ASSERT_TRUE(terminal.start(kDbvis, words({"query", m_url, "SELECT 'let in', current_user()"}), surroundings()));
    EXPECT_NE(terminal.until("Password of ann@127.0.0.1: "), "");
    terminal.type("s3cret-of-ann");
    std::string rest;
    EXPECT_EQ(terminal.wait(rest), 0) << rest;
    EXPECT_NE(rest.find("let in"), std::string::npos) << rest;
    EXPECT_EQ(rest.find("s3cret"), std::string::npos) << rest;
}

TEST_F(RemoteCliMariaDb, TheTestOfAConnectionTellsTheWay) {
    knowTheHost();
    EXPECT_EQ(run(words({"connections", "test", m_url}, {"--password-from", "environment:SHOP_PASSWORD"})), 0)
        << m_output << m_errors;
    EXPECT_NE(steps().find("ssh+ ssh+ hostKey+ sshAuthenticate+ ssh+"), std::string::npos) << m_output;
    EXPECT_NE(m_output.find(m_server.isMariaDb() ? "It works: MariaDB" : "It works: MySQL"), std::string::npos)
        << m_output;
    EXPECT_EQ(run(words({"query", m_url, "SHOW STATUS LIKE 'Ssl_version'"},
                        {"--password-from", "command:printf s3cret-of-ann"})),
              0)
        << m_errors;
    EXPECT_NE(m_output.find("Ssl_version,TLS"), std::string::npos) << m_output;
    EXPECT_EQ(run(words({"connections", "test", m_url}, {"--password-from", "command:printf wrong"})), 3);
    EXPECT_NE(m_output.find("FAILED  authenticate"), std::string::npos) << m_output;
}

} // namespace dbv::support
