// SPDX-License-Identifier: Apache-2.0
// Where secrets are while `dbvis rpc` works with them: in guarded memory, and nowhere else.
#include <sys/resource.h>

#include "secret_lab.h"

namespace dbv::testing {

namespace {

class SecretScan : public SecretLab {
protected:
    /// Opens a connection of a user whose password the program finds by itself, and expects that nothing of it is left.
    void expectFound(const std::string& request, const std::vector<std::string>& atPostgres) {
        EXPECT_TRUE(isOpen(ask("connect", request)));
        EXPECT_EQ(find(atPostgres), kNothing);
    }
    void disconnect(int connection) {
        static_cast<void>(ask("disconnect", R"({"connectionId":)" + std::to_string(connection) + "}"));
    }
    void write(const char* name, const std::string& text) const { static_cast<void>(m_home.write(name, text)); }
    /// How a request names a way through SSH.
    [[nodiscard]] std::string through(const support::SshServer& server, const std::string& more,
                                      const std::string& hostKeyType = "ed25519") const {
        write("known_hosts", server.knownHostLine(hostKeyType));
        return R"(,"ssh":{"host":"127.0.0.1","port":)" + std::to_string(server.port()) + R"(,"user":")" +
               support::SshServer::user() + R"(","knownHosts":")" + m_home.path("known_hosts").string() + "\"" + more +
               "}";
    }
};

TEST_F(SecretScan, APasswordInARequestStaysInGuardedMemoryAndGoesWithItsConnection) {
    const PlantedSecret& password = plant("the password");
    const std::string user = servers().user(password);
    start();
    EXPECT_TRUE(isOpen(ask("connect", mariadbAt(user, member("password", password.text())))));
    EXPECT_EQ(find(), kNothing);
    EXPECT_NE(m_search.inGuardedPages(m_program->id()), kNothing) << "it is kept for the next session";
    EXPECT_TRUE(isOpen(ask("connect", postgresAt(user, member("password", password.text())))));
    EXPECT_EQ(find({password.name()}), kNothing);
    disconnect(1);
    disconnect(2);
    EXPECT_EQ(find({password.name()}), kNothing);
    EXPECT_EQ(m_search.inGuardedPages(m_program->id()), kNothing);
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, AWrongPasswordIsInNoErrorAndNoMemory) {
    const PlantedSecret& wrong = plant("the wrong password");
    const std::string user = servers().user(PlantedSecret("right"));
    m_scramLogins = 2;
    start();
    for (const char* method : {"connect", "testConnection"}) {
        for (const std::string& request :
             {postgresAt(user, member("password", wrong.text())), mariadbAt(user, member("password", wrong.text()))}) {
            const std::string answer = ask(method, request);
            EXPECT_NE(answer.find("authenticationFailed"), std::string::npos) << answer;
            // What SCRAM has tried is freed as it is.
            EXPECT_EQ(find({wrong.name()}), kNothing) << method;
        }
    }
    EXPECT_EQ(m_search.inGuardedPages(m_program->id()), kNothing);
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, ATestOfAConnectionTellsItsStepsWithoutTheSecret) {
    const PlantedSecret& password = plant("the password");
    const std::string user = servers().user(password);
    start();
    for (const std::string& request : {postgresAt(user, member("password", password.text())),
                                       mariadbAt(user, member("password", password.text()))}) {
        const std::string answer = ask("testConnection", request);
        EXPECT_NE(answer.find("\"diagnosis\""), std::string::npos) << answer;
        EXPECT_EQ(find({password.name()}), kNothing);
    }
    EXPECT_EQ(m_search.inGuardedPages(m_program->id()), kNothing);
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, ALineThatCanNotBeReadLeavesNothing) {
    const PlantedSecret& password = plant("the password");
    start();
    const std::string begin = R"({"jsonrpc":"2.0","id":"a","method":"connect","params":{"config":{"password":")";
    for (const std::string& rest : {std::string("\\q\"}}}"), std::string("\xFF\"}}}"), std::string("\"}"),
                                    std::string("\"}}} and more"), std::string("\",\"port\":\"x\"}}}")}) {
        m_program->send(begin + password.text() + rest);
        EXPECT_NE(heard(m_program->lineWith("\"error\"")), ChildProgram::kNothingCame);
        EXPECT_EQ(find(), kNothing) << rest;
    }
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, APasswordFromTheFilesOfOtherClientsIsLeftThere) {
    const PlantedSecret& inPgpass = plant("that of .pgpass");
    const PlantedSecret& inService = plant("that of pg_service.conf");
    const PlantedSecret& inOptions = plant("that of my.cnf");
    const std::string first = servers().user(inPgpass);
    const std::string second = servers().user(inService);
    const std::string third = servers().user(inOptions);
    write(".pgpass", "*:*:*:" + first + ":" + inPgpass.text() + "\n");
    write(".pg_service.conf", "[scanned]\npassword=" + inService.text() + "\n");
    write(".my.cnf", "[client]\npassword=" + inOptions.text() + "\n");
    // The service gives the password alone.
    start({"PGSERVICE=scanned"});
    expectFound(mariadbAt(third, ""), {});
    expectFound(postgresAt(second, ""), {inService.name()});
    EXPECT_EQ(findBehind(), kNothing);
    start();
    expectFound(postgresAt(first, ""), {inPgpass.name()});
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, APasswordInAVariableStaysInTheVariableAndReachesNoChild) {
    const PlantedSecret& password = plant("that of the variable");
    const std::string user = servers().user(password);
    start({"PGPASSWORD=" + password.text(), "MYSQL_PWD=" + password.text()});
    EXPECT_TRUE(isOpen(ask("connect", postgresAt(user, ""))));
    EXPECT_TRUE(isOpen(ask("connect", mariadbAt(user, ""))));
    // The system puts it where everything of its user can read it; the user has chosen that.
    Findings inTheVariable{"that of the variable: the environment of the program (UTF-8)"};
    if (SecretSearch::kMemoryIsReused) {
        inTheVariable.insert("that of the variable: memory of [stack] (UTF-8)");
    }
    EXPECT_EQ(find({password.name()}), inTheVariable);
    disconnect(1);
    m_scramLogins = 2;
    // A key that only the system's ssh can use.
    m_home.makeKey("authority", {"-t", "ed25519"});
    m_home.makeKey("user", {"-t", "ed25519"});
    const auto signing =
        support::runProgram("/usr/bin/ssh-keygen", {"-q", "-s", m_home.path("authority").string(), "-I", "test", "-n",
                                                    support::SshServer::user(), m_home.path("user.pub").string()});
    ASSERT_EQ(signing.code, 0) << signing.errors;
    const support::SshServer server({.hostKeyTypes = {"ed25519"},
                                     .authorizedKeys = "cert-authority " + m_home.read("authority.pub"),
                                     .prompts = {},
                                     .config = {}});
    const std::string ssh = through(server, member("keyFile", m_home.path("user").string()));
    EXPECT_TRUE(isOpen(ask("connect", postgresAt(user, ssh))));
    EXPECT_GE(SecretSearch::familyOf(m_program->id()).size(), 2U) << "the system's ssh carries it";
    EXPECT_EQ(find({password.name()}), inTheVariable);
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, ThePasswordOfAnSshServerAndThePassphraseOfAKeyAreNowhereElse) {
    const PlantedSecret& sshPassword = plant("the SSH password");
    const PlantedSecret& passphrase = plant("the passphrase");
    const PlantedSecret& wrong = plant("the wrong one");
    const PlantedSecret& password = plant("the password");
    const std::string user = servers().user(password);
    m_home.makeKey("user", {"-t", "ed25519"}, passphrase.text());
    const support::SshServer server({.hostKeyTypes = {"ed25519"},
                                     .authorizedKeys = m_home.read("user.pub"),
                                     .prompts = "0|Password: |" + sshPassword.text(),
                                     .config = {}});
    start();
    const auto connectWith = [&](const std::string& ssh) {
        return ask("connect", postgresAt(user, member("password", password.text()) + through(server, ssh)));
    };
    const std::string key = member("auth", "key") + member("keyFile", m_home.path("user").string());
    for (const std::string& ssh :
         {member("auth", "password") + member("password", wrong.text()), key + member("passphrase", wrong.text())}) {
        const std::string answer = connectWith(ssh);
        EXPECT_NE(answer.find("authenticationFailed"), std::string::npos) << answer;
        EXPECT_EQ(find(), kNothing) << answer;
    }
    int connection = 0;
    for (const std::string& ssh : {member("auth", "password") + member("password", sshPassword.text()),
                                   member("auth", "keyboard-interactive") + member("password", sshPassword.text()),
                                   key + member("passphrase", passphrase.text())}) {
        EXPECT_TRUE(isOpen(connectWith(ssh)));
        m_scramLogins = ++connection;
        EXPECT_EQ(find({password.name()}), kNothing);
        disconnect(connection);
    }
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, WhatTheSystemsSshIsToldIsNowhereElse) {
    const PlantedSecret& sshPassword = plant("the SSH password");
    const PlantedSecret& passphrase = plant("the passphrase");
    const PlantedSecret& password = plant("the password");
    const std::string user = servers().user(password);
    m_home.makeKey("user", {"-t", "ed25519"}, passphrase.text());
    const support::SshServer server({.hostKeyTypes = {"rsa"},
                                     .authorizedKeys = m_home.read("user.pub"),
                                     .prompts = "0|Password: |" + sshPassword.text(),
                                     .config = {}});
    start();
    int connection = 0;
    for (const std::string& ssh : {member("auth", "password") + member("password", sshPassword.text()),
                                   member("auth", "key") + member("keyFile", m_home.path("user").string()) +
                                       member("passphrase", passphrase.text())}) {
        EXPECT_TRUE(isOpen(
            ask("connect", postgresAt(user, member("password", password.text()) + through(server, ssh, "rsa")))));
        EXPECT_GE(SecretSearch::familyOf(m_program->id()).size(), 2U) << "the system's ssh carries it";
        m_scramLogins = ++connection;
        EXPECT_EQ(find({password.name()}), kNothing);
        disconnect(connection);
    }
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, ThePasswordOfAClientsKeyIsNowhereElse) {
    const PlantedSecret& keyPassword = plant("the password of the key");
    const PlantedSecret& wrong = plant("the wrong one");
    const support::CertificateFiles files =
        servers().authority().issue({.commonName = "certified", .passphrase = keyPassword.text()});
    servers().postgres().run("CREATE ROLE certified LOGIN");
    servers().mariadb().run("CREATE USER certified@'%' REQUIRE X509");
    start();
    for (const auto& [given, opens] : {std::pair(&wrong, false), std::pair(&keyPassword, true)}) {
        const std::string tls = R"(,"tls":{"mode":"verify-ca","ca":")" + servers().authority().certificate().string() +
                                "\"" + member("cert", files.certificate.string()) + member("key", files.key.string()) +
                                member("keyPassword", given->text()) + "}";
        EXPECT_EQ(static_cast<bool>(isOpen(ask("connect", postgresAt("certified", tls)))), opens);
        EXPECT_EQ(find(), kNothing);
        EXPECT_EQ(static_cast<bool>(isOpen(ask("connect", mariadbAt("certified", tls)))), opens);
        EXPECT_EQ(find(), kNothing);
    }
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScan, TheLastWordsOfTheProgramAreWithoutSecrets) {
    const PlantedSecret& password = plant("the password");
    const std::string user = servers().user(password);
    start();
    EXPECT_TRUE(isOpen(ask("connect", postgresAt(user, member("password", password.text())))));
    // From now on there is no memory for anything large.
    const rlimit none{std::size_t{1} << 20U, std::size_t{1} << 20U};
    ASSERT_EQ(::prlimit(m_program->id(), RLIMIT_AS, &none, nullptr), 0);
    m_program->send(R"({"jsonrpc":"2.0","id":"b","method":"connect","params":{"config":{"password":")" +
                    password.text() + R"(","workingDirectory":")" + std::string(std::size_t{20} << 20U, 'x') +
                    R"("}}})");
    m_program->closeInput();
    EXPECT_NE(m_program->wait(), 0);
    const std::string said = m_program->errors();
    EXPECT_NE(said.find("does not give the program what it needs"), std::string::npos) << said;
    EXPECT_EQ(m_search.inText(said, "the last words"), kNothing);
    EXPECT_EQ(m_search.inText(m_program->output(), "the output"), kNothing);
    EXPECT_EQ(m_search.inFolder(data()), kNothing);
}

} // namespace

} // namespace dbv::testing
