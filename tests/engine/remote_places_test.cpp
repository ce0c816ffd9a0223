// SPDX-License-Identifier: Apache-2.0
// Where a URL leads, and whose password goes there.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "remote_cli.h"
#include "support/tcp_peers.h"

namespace dbv::support {

class RemotePlaces : public RemoteCliPostgres {
protected:
    /// With a password and the authority to trust, and without SSH.
    int ask(std::vector<std::string> first, const std::string& url) {
        for (const std::string& word : std::vector<std::string>{url, "--password-from", "environment:SHOP_PASSWORD",
                                                                "--tls-ca", m_authority.certificate().string()}) {
            first.push_back(word);
        }
        return run(first);
    }
    /// Through SSH, without a name that could be verified, and with what ~/.pgpass says.
    int askByFile(const std::string& host, const std::string& lines) {
        m_folder.write(".pgpass", lines);
        std::filesystem::permissions(m_folder.path(".pgpass"), std::filesystem::perms::owner_read);
        const int exitCode =
            run({"query", "postgresql://ann@" + host + ":" + port() + "/postgres", "SELECT current_user AS me", "--ssh",
                 SshServer::user() + "@127.0.0.1:" + std::to_string(m_ssh.port()), "--ssh-key", m_key.string(),
                 "--known-hosts", m_folder.path("known_hosts").string(), "--tls", "require"});
        std::filesystem::remove(m_folder.path(".pgpass"));
        return exitCode;
    }
    [[nodiscard]] std::string port() const { return std::to_string(m_server.port()); }
};

TEST_F(RemotePlaces, TheQueryOfAUrlSaysWhereItLeadsAtEveryDoor) {
    const std::string url =
        "postgresql://bob@192.0.2.2:1/shop?host=localhost&port=" + port() + "&user=ann&dbname=postgres";
    EXPECT_EQ(ask({"connections", "test"}, url), 0) << m_output << m_errors;
    EXPECT_EQ(ask({"connections", "add", "one"}, url), 0) << m_errors;
    EXPECT_EQ(run({"query", "@one", "SELECT current_user AS me"}), 0) << m_errors;
    EXPECT_EQ(m_output, "me\nann\n");
    ChildProgram rpc(surroundings());
    ASSERT_TRUE(rpc.start(kDbvis, {"rpc"}));
    rpc.send(R"({"jsonrpc":"2.0","id":"t","method":"testConnection","params":{"config":{"url":")" + url +
             R"(","tls":{"ca":")" + m_authority.certificate().string() +
             R"("},"passwordFrom":{"from":"environment","what":"SHOP_PASSWORD"}}}})");
    const std::string tested = rpc.lineWith("\"id\":\"t\"");
    EXPECT_NE(tested.find(R"("latencyMs")"), std::string::npos) << tested;
    EXPECT_EQ(ask({"connections", "test"}, "postgresql://ann@localhost:1,localhost:" + port() + "/postgres"), 0)
        << m_output << m_errors;
}

TEST_F(RemotePlaces, TheHostThatIsDialledSaysWhetherTheServerHasToProveItself) {
    // In front of the query stands this machine, behind it another one, which proves itself or is not spoken to.
    EXPECT_EQ(run({"connections", "test",
                   "postgresql://ann@localhost:1/postgres?host=db.example.com&hostaddr=127.0.0.1&port=" + port(),
                   "--password-from", "environment:SHOP_PASSWORD"}),
              3);
    EXPECT_NE(m_output.find("tls"), std::string::npos) << m_output;
    EXPECT_NE(m_errors.find("certificate"), std::string::npos) << m_errors;
}

TEST_F(RemotePlaces, AHostIsDialledWhereItsAddressSays) {
    const std::string far = "postgresql://ann@localhost:" + port() + "/postgres?hostaddr=127.0.0.1";
    std::vector<std::string> words{"query", far, "SELECT current_user AS me", "--tls", "verify-full"};
    for (const std::string& word : std::vector<std::string>{"--password-from", "environment:SHOP_PASSWORD", "--tls-ca",
                                                            m_authority.certificate().string()}) {
        words.push_back(word);
    }
    EXPECT_EQ(run(words), 0) << m_errors;
    EXPECT_EQ(m_output, "me\nann\n");
    // No name of it is looked up, and its certificate is for another one.
    words[1] = "postgresql://ann@no-such-host.invalid:" + port() + "/postgres?hostaddr=127.0.0.1";
    EXPECT_EQ(run(words), 3);
    EXPECT_NE(m_errors.find("no-such-host.invalid"), std::string::npos) << m_errors;
    EXPECT_NE(m_errors.find("certificate"), std::string::npos) << m_errors;
}

TEST_F(RemotePlaces, ASectionOfTheServiceFileLeadsThereWithItsPassword) {
    m_folder.write(".pg_service.conf", "[shop]\nhost=localhost\nport=" + port() +
                                           "\nuser=ann\ndbname=postgres\npassword=s3cret-of-ann\nsslmode=verify-full\n"
                                           "sslrootcert=" +
                                           m_authority.certificate().string() + "\n");
    EXPECT_EQ(run({"query", "postgresql:///?service=shop", "SELECT current_user AS me"}), 0) << m_errors;
    EXPECT_EQ(m_output, "me\nann\n");
    EXPECT_EQ(run({"connections", "add", "kept", "postgresql:///?service=shop"}), 0) << m_errors;
    EXPECT_EQ(run({"connections", "show", "kept"}), 0);
    EXPECT_EQ(m_output.find("s3cret"), std::string::npos) << m_output;
    m_folder.write(".pg_service.conf", "[other]\nhost=localhost\n");
    EXPECT_NE(run({"query", "@kept", "SELECT 1"}), 0);
    EXPECT_NE(m_errors.find("There is no service \"shop\""), std::string::npos) << m_errors;
}

TEST_F(RemotePlaces, AMachineOnTheWayThatSaysNothingIsWaitedForAsLongAsTheConnectionAllows) {
    const TcpServer silent(&TcpServer::keepSilent);
    EXPECT_EQ(run({"connections", "test", "postgresql://ann@db.example.com/postgres?connect_timeout=1", "--ssh",
                   SshServer::user() + "@127.0.0.1:" + std::to_string(silent.port()), "--known-hosts",
                   m_folder.path("known_hosts").string()}),
              3);
    EXPECT_NE(m_errors.find("within 1000 ms"), std::string::npos) << m_errors;
}

TEST_F(RemotePlaces, APasswordFileIsAskedForTheServerAndNotForTheEndOfTheTunnel) {
    knowTheHost();
    EXPECT_EQ(askByFile("localhost", "*:*:*:ann:s3cret-of-ann\n"), 0) << m_errors;
    EXPECT_EQ(m_output, "me\nann\n");
}

TEST_F(RemotePlaces, WhatIsKeptForThisMachineIsNotGivenToTheLocalhostOfAnother) {
    knowTheHost();
    for (const char* host : {"localhost", "127.0.0.1", "0.0.0.0", "2130706433"}) {
        EXPECT_EQ(askByFile(host, "127.0.0.1:*:*:ann:s3cret-of-ann\nlocalhost:*:*:ann:s3cret-of-ann\n"), 3) << host;
        EXPECT_NE(m_errors.find("What ~/.pgpass keeps for localhost is for this machine"), std::string::npos)
            << m_errors;
    }
}

} // namespace dbv::support
