// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <future>

#include "mysql_fixture.h"
#include "support/fault_proxy.h"
#include "support/tls_authority.h"

namespace dbv::conformance {

namespace {

/// A server with TLS whose certificate is for `db.example` and this machine's address.
class SecureServer {
public:
    SecureServer()
        : m_issued(m_authority.issue({.hosts = {"db.example"}, .addresses = {"127.0.0.1"}})), m_server({settings()}) {
        // Files of our own, so that they can be changed under the server.
    }
    [[nodiscard]] support::MariadbServer& server() { return m_server; }
    [[nodiscard]] support::TlsAuthority& authority() { return m_authority; }
    [[nodiscard]] const support::CertificateFiles& issued() const { return m_issued; }
    /// Lets the server show another certificate from now on.
    void show(const support::CertificateFiles& other) {
        std::filesystem::copy_file(other.certificate, m_issued.certificate,
                                   std::filesystem::copy_options::overwrite_existing);
        std::filesystem::copy_file(other.key, m_issued.key, std::filesystem::copy_options::overwrite_existing);
        m_server.run(m_server.isMariaDb() ? "FLUSH SSL" : "ALTER INSTANCE RELOAD TLS");
    }

private:
    [[nodiscard]] support::MariadbServer::Options settings() const {
        return {{"--ssl-ca=" + m_authority.certificate().string(), "--ssl-cert=" + m_issued.certificate.string(),
                 "--ssl-key=" + m_issued.key.string()}};
    }

    support::TlsAuthority m_authority;
    support::CertificateFiles m_issued;
    support::MariadbServer m_server;
};

SecureServer& secure() {
    static SecureServer server;
    return server;
}

} // namespace

class MysqlTls : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(secure().server().problem(), ""); }

    [[nodiscard]] static ConnectParams params(TlsMode mode) {
        ConnectParams params;
        params.host = "127.0.0.1";
        params.port = secure().server().port();
        params.user = "root";
        params.tls.mode = mode;
        if (mode == TlsMode::VerifyCa || mode == TlsMode::VerifyFull) {
            params.tls.caFile = secure().authority().certificate().string();
        }
        return params;
    }
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const ConnectParams& params) {
        return openSession(m_connector, params, {});
    }
    [[nodiscard]] Error refusalOf(const ConnectParams& params) {
        const auto opened = open(params);
        if (opened) {
            ADD_FAILURE() << "it was opened";
            return {};
        }
        EXPECT_FALSE(opened.error().hint.empty());
        return opened.error();
    }
    [[nodiscard]] static int connections() {
        return std::stoi(
            secure().server().run(std::string("SELECT variable_value FROM ") +
                                  (secure().server().isMariaDb() ? "information_schema" : "performance_schema") +
                                  ".global_status WHERE variable_name = 'CONNECTIONS'"));
    }

    mysql::MysqlConnector m_connector;
};

TEST_F(MysqlTls, ProtectsAsTheModeSays) {
    for (const TlsMode mode :
         {TlsMode::Disable, TlsMode::Prefer, TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull}) {
        const auto session = open(params(mode));
        ASSERT_TRUE(session) << session.error().message;
        const TlsFacts& facts = (*session)->facts().tls;
        const auto cipher = runAll(**session, "SHOW STATUS LIKE 'Ssl_cipher'");
        ASSERT_TRUE(cipher);
        EXPECT_EQ(facts.cipher, cipher->rows[0][1].text);
        EXPECT_EQ(facts.cipher.empty(), mode == TlsMode::Disable);
        EXPECT_EQ(facts.mode, mode);
        if (mode != TlsMode::Disable) {
            EXPECT_EQ(facts.version, "TLSv1.3");
        }
        if (mode >= TlsMode::Require) {
            ASSERT_FALSE(facts.chain.empty());
            EXPECT_EQ(facts.chain[0].issuer, "CN = DB Visualizer tests");
            EXPECT_EQ(facts.chain[0].fingerprint.size(), 64U);
            EXPECT_GT(facts.chain[0].notAfter, facts.chain[0].notBefore);
        }
    }
}

TEST_F(MysqlTls, VerifiesTheNameAlsoThroughATunnel) {
    ConnectParams tunnel = params(TlsMode::VerifyFull);
    tunnel.host = "db.example";
    tunnel.dialHost = "127.0.0.1";
    tunnel.dialPort = tunnel.port;
    tunnel.port = 3306;
    EXPECT_TRUE(open(tunnel));
    tunnel.host = "other.example";
    const Error wrong = refusalOf(tunnel);
    EXPECT_EQ(wrong.kind, ErrorKind::TlsFailed);
    EXPECT_NE(wrong.message.find("other.example"), std::string::npos) << wrong.message;
    tunnel.tls.serverName = "db.example";
    EXPECT_TRUE(open(tunnel));
    tunnel.tls.serverName.clear();
    tunnel.tls.mode = TlsMode::VerifyCa;
    EXPECT_TRUE(open(tunnel));
}

TEST_F(MysqlTls, TrustsNobodyElse) {
    const support::TlsAuthority stranger("Stranger");
    ConnectParams params = this->params(TlsMode::VerifyCa);
    params.tls.caFile = stranger.certificate().string();
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::TlsFailed);
    // The system's authorities do not know the tests' one.
    params.tls.caFile.clear();
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::TlsFailed);
    params.tls.caFile = "/no/such/file";
    EXPECT_NE(refusalOf(params).message.find("/no/such/file"), std::string::npos);
}

TEST_F(MysqlTls, NeverLeavesAnAuthorityAsideThatWasNamed) {
    const support::TlsAuthority stranger("Stranger");
    const std::string own = secure().authority().certificate().string();
    ConnectParams params = this->params(TlsMode::Require);
    params.tls.caFile = stranger.certificate().string();
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::TlsFailed);
    params.tls.caFile = own;
    const auto required = open(params);
    ASSERT_TRUE(required) << required.error().message;
    EXPECT_EQ((*required)->facts().tls.mode, TlsMode::VerifyCa);

    // Without a mode, at this machine itself.
    params.tls.mode.reset();
    EXPECT_TRUE(open(params));
    params.tls.caFile = stranger.certificate().string();
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::TlsFailed);

    for (const bool asOption : {false, true}) {
        ConnectParams preferred = this->params(TlsMode::Prefer);
        (asOption ? preferred.options["ssl-ca"] : preferred.tls.caFile) = own;
        const Error refused = refusalOf(preferred);
        EXPECT_EQ(refused.kind, ErrorKind::InvalidInput);
        EXPECT_NE(refused.message.find(own), std::string::npos) << refused.message;
        EXPECT_NE(refused.hint.find("verify-ca"), std::string::npos) << refused.hint;
    }
}

TEST_F(MysqlTls, RefusesWhatHasExpiredOrWasRevoked) {
    if (!secure().server().isMariaDb()) {
        GTEST_SKIP() << "MySQL does not show such a certificate itself";
    }
    const support::CertificateFiles good =
        secure().authority().issue({.hosts = {"db.example"}, .addresses = {"127.0.0.1"}});
    secure().show(secure().authority().issue(
        {.hosts = {"db.example"}, .addresses = {"127.0.0.1"}, .firstDay = -9, .lastDay = -2}));
    const Error expired = refusalOf(params(TlsMode::VerifyFull));
    EXPECT_EQ(expired.kind, ErrorKind::TlsFailed);
    EXPECT_NE(expired.message.find("expired"), std::string::npos) << expired.message;
    EXPECT_TRUE(open(params(TlsMode::Require)));
    const support::CertificateFiles revoked =
        secure().authority().issue({.hosts = {"db.example"}, .addresses = {"127.0.0.1"}});
    secure().authority().revoke(revoked);
    const std::string list = secure().authority().revocations().string();
    secure().show(revoked);
    ConnectParams careful = params(TlsMode::VerifyFull);
    EXPECT_TRUE(open(careful));
    careful.tls.crlFile = list;
    EXPECT_NE(refusalOf(careful).message.find("revoked"), std::string::npos);
    secure().show(good);
    EXPECT_TRUE(open(careful));
}

TEST_F(MysqlTls, CostsOneHandshakeWhenTheServerIsKnown) {
    const int before = connections();
    ASSERT_TRUE(open(params(TlsMode::VerifyFull)));
    const int afterOne = connections();
    ASSERT_TRUE(open(params(TlsMode::VerifyFull)));
    const int afterTwo = connections();
    // Each look is a connection as well.
    EXPECT_EQ(afterOne - before, 3);
    EXPECT_EQ(afterTwo - afterOne, 2);
    secure().show(secure().authority().issue({.hosts = {"db.example"}, .addresses = {"127.0.0.1"}}));
    EXPECT_TRUE(open(params(TlsMode::VerifyFull))) << "a renewed certificate is looked at anew";
}

TEST_F(MysqlTls, ShowsItsOwnCertificate) {
    const support::CertificateFiles own = secure().authority().issue({.commonName = "client", .passphrase = {}});
    secure().server().run("DROP USER IF EXISTS x@'%'");
    secure().server().run("CREATE USER x@'%' IDENTIFIED BY 'pw' REQUIRE X509");
    ConnectParams params = this->params(TlsMode::VerifyFull);
    params.user = "x";
    params.password = Secret("pw");
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::AuthenticationFailed);
    params.tls.certFile = own.certificate.string();
    params.tls.keyFile = own.key.string();
    EXPECT_TRUE(open(params));
    const support::CertificateFiles locked =
        secure().authority().issue({.commonName = "client", .passphrase = "key secret"});
    params.tls.certFile = locked.certificate.string();
    params.tls.keyFile = locked.key.string();
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::TlsFailed) << "an encrypted key without its password";
    params.tls.keyPassword = Secret("wrong");
    EXPECT_EQ(refusalOf(params).kind, ErrorKind::TlsFailed);
    params.tls.keyPassword = Secret("key secret");
    const auto opened = open(params);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ((*opened)->facts().tls.version, "TLSv1.3");
}

TEST_F(MysqlTls, HoldsForCancelsAsWell) {
    const auto session = open(params(TlsMode::VerifyFull));
    ASSERT_TRUE(session);
    secure().server().run("DROP USER IF EXISTS y@'%'");
    secure().server().run("CREATE USER y@'%' REQUIRE SSL");
    ASSERT_TRUE((*session)->canceller()->cancel());
    ASSERT_TRUE((*session)->recover());
    EXPECT_TRUE(runAll(**session, "SELECT 1"));
}

TEST_F(MysqlTls, ThatBreaksUnderAChangeLeavesItInDoubt) {
    for (const bool orderly : {true, false}) {
        support::FaultProxy proxy(secure().server().port());
        ConnectParams through = params(TlsMode::VerifyFull);
        through.port = proxy.port();
        const auto session = open(through);
        ASSERT_TRUE(session) << session.error().message;
        ASSERT_EQ((*session)->facts().tls.version, "TLSv1.3");
        const std::uint64_t before = proxy.received(support::ProxyDirection::ToServer);
        auto running = std::async(std::launch::async, [&] { return runAll(**session, "DO SLEEP(600)"); });
        ASSERT_TRUE(proxy.waitForReceived(support::ProxyDirection::ToServer, before + 1));
        orderly ? proxy.cut() : proxy.reset();
        const auto lost = running.get();
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().kind, ErrorKind::ConnectionLost) << lost.error().message;
        EXPECT_EQ(lost.error().damage, Damage::Session);
        EXPECT_TRUE(lost.error().inDoubt);
        EXPECT_EQ(runAll(**session, "DO 1").error().kind, ErrorKind::ConnectionLost);
    }
}

TEST_F(MysqlTls, ThatEndsWithAFarewellIsFoundOutWhileIdle) {
    const auto session = open(params(TlsMode::VerifyFull));
    ASSERT_TRUE(session) << session.error().message;
    secure().server().run("KILL " + (*session)->facts().serverSessionId);
    Result<std::vector<Notice>> heard = (*session)->listen();
    while (heard) {
        heard = (*session)->listen();
    }
    EXPECT_EQ(heard.error().kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(heard.error().inDoubt);
    EXPECT_FALSE(runAll(**session, "DO 'never sent'").error().inDoubt);
}

} // namespace dbv::conformance
