// SPDX-License-Identifier: Apache-2.0
#include <future>

#include "heard_steps.h"
#include "postgres_fixture.h"
#include "support/fault_proxy.h"
#include "support/tls_authority.h"

namespace dbv::conformance {

namespace {

using support::CertificateFiles;
using support::PostgresServer;
using support::TlsAuthority;

PostgresServer::Options optionsWith(const CertificateFiles& files, const std::vector<std::string>& more = {},
                                    const std::vector<std::string>& hba = {}) {
    PostgresServer::Options options;
    options.settings = {"ssl = on", "ssl_cert_file = '" + files.certificate.string() + "'",
                        "ssl_key_file = '" + files.key.string() + "'"};
    options.settings.insert(options.settings.end(), more.begin(), more.end());
    options.hba = hba;
    return options;
}

ConnectParams paramsFor(const PostgresServer& server, TlsMode mode, const std::string& ca) {
    ConnectParams params;
    params.host = "127.0.0.1";
    params.port = server.port();
    params.user = "postgres";
    params.database = "postgres";
    params.tls.mode = mode;
    params.tls.caFile = ca;
    return params;
}

Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params) {
    postgres::PostgresConnector connector;
    return openSession(connector, params, {});
}

void expectTlsFailure(const ConnectParams& params, std::string_view inMessageOrHint) {
    const auto refused = tryOpen(params);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::TlsFailed) << refused.error().message;
    const std::string all = refused.error().message + "\n" + refused.error().hint;
    EXPECT_NE(all.find(inMessageOrHint), std::string::npos) << all;
    EXPECT_FALSE(refused.error().hint.empty());
}

} // namespace

TEST(PostgresTls, TellsWhatWasAgreedOnAndWhoTheServerIs) {
    TlsAuthority authority;
    PostgresServer server(optionsWith(authority.issueForThisMachine()));
    ASSERT_EQ(server.problem(), "");
    const auto session = tryOpen(paramsFor(server, TlsMode::VerifyFull, authority.certificate().string()));
    ASSERT_TRUE(session) << session.error().message;
    const TlsFacts& tls = (*session)->facts().tls;
    EXPECT_EQ(tls.version, "TLSv1.3");
    EXPECT_FALSE(tls.cipher.empty());
    EXPECT_EQ(tls.mode, TlsMode::VerifyFull);
    ASSERT_FALSE(tls.chain.empty());
    EXPECT_NE(tls.chain[0].subject.find("localhost"), std::string::npos);
    EXPECT_LT(tls.chain[0].notBefore, tls.chain[0].notAfter);
    EXPECT_EQ(tls.chain[0].fingerprint.size(), 64U);
}

TEST(PostgresTls, IsNotLeftToTryAWrongPasswordAgain) {
    TlsAuthority authority;
    PostgresServer server(optionsWith(authority.issueForThisMachine(), {"log_connections = on"},
                                      {"host all wary 127.0.0.1/32 scram-sha-256"}));
    ASSERT_EQ(server.problem(), "");
    server.run("CREATE ROLE wary LOGIN PASSWORD 'right'");
    ConnectParams params = paramsFor(server, TlsMode::Prefer, "");
    params.user = "wary";
    params.password = Secret("wrong");
    postgres::PostgresConnector connector;
    HeardSteps steps;
    const auto refused = connector.open(params, {}, steps);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::AuthenticationFailed) << refused.error().message;
    EXPECT_EQ(steps.steps(), "resolve+ tcp+ tls+ authenticate");
    const std::string log = server.log();
    const std::string refusal = "password authentication failed for user \"wary\"";
    EXPECT_NE(log.find(refusal), std::string::npos) << log;
    EXPECT_EQ(log.find(refusal), log.rfind(refusal)) << log;
    params.password = Secret("right");
    EXPECT_TRUE(connector.open(params, {}, steps));
}

TEST(PostgresTls, RefusesUnknownAuthoritiesWrongNamesAndOldCertificates) {
    TlsAuthority authority;
    TlsAuthority stranger("Strangers");
    const std::string ca = authority.certificate().string();
    {
        PostgresServer server(optionsWith(authority.issueForThisMachine()));
        ASSERT_EQ(server.problem(), "");
        expectTlsFailure(paramsFor(server, TlsMode::VerifyFull, stranger.certificate().string()), "authority");
        // The system trusts no authority of a test.
        expectTlsFailure(paramsFor(server, TlsMode::VerifyFull, ""), "authority");
        EXPECT_TRUE(tryOpen(paramsFor(server, TlsMode::Require, "")));
        ConnectParams named = paramsFor(server, TlsMode::VerifyFull, ca);
        named.tls.serverName = "elsewhere.example.com";
        expectTlsFailure(named, "name");
    }
    {
        PostgresServer server(optionsWith(authority.issue({.commonName = "x", .hosts = {"db.example.com"}})));
        ASSERT_EQ(server.problem(), "");
        expectTlsFailure(paramsFor(server, TlsMode::VerifyFull, ca), "name");
        EXPECT_TRUE(tryOpen(paramsFor(server, TlsMode::VerifyCa, ca)));
        ConnectParams named = paramsFor(server, TlsMode::VerifyFull, ca);
        named.tls.serverName = "db.example.com";
        EXPECT_TRUE(tryOpen(named));
    }
    {
        PostgresServer server(
            optionsWith(authority.issue({.addresses = {"127.0.0.1"}, .firstDay = -20, .lastDay = -10})));
        ASSERT_EQ(server.problem(), "");
        expectTlsFailure(paramsFor(server, TlsMode::VerifyFull, ca), "expired on");
    }
    {
        const CertificateFiles files = authority.issueForThisMachine();
        authority.revoke(files);
        PostgresServer server(optionsWith(files));
        ASSERT_EQ(server.problem(), "");
        ConnectParams params = paramsFor(server, TlsMode::VerifyFull, ca);
        EXPECT_TRUE(tryOpen(params));
        params.tls.crlFile = authority.revocations().string();
        expectTlsFailure(params, "is revoked");
    }
}

TEST(PostgresTls, NeverLeavesAnAuthorityAsideThatWasNamed) {
    TlsAuthority authority;
    TlsAuthority stranger("Strangers");
    const std::string ca = authority.certificate().string();
    PostgresServer server(optionsWith(authority.issueForThisMachine()));
    ASSERT_EQ(server.problem(), "");
    expectTlsFailure(paramsFor(server, TlsMode::Require, stranger.certificate().string()), "authority");
    const auto required = tryOpen(paramsFor(server, TlsMode::Require, ca));
    ASSERT_TRUE(required) << required.error().message;
    EXPECT_EQ((*required)->facts().tls.mode, TlsMode::VerifyCa);

    // Without a mode, at this machine itself.
    ConnectParams params = paramsFor(server, TlsMode::Require, stranger.certificate().string());
    params.tls.mode.reset();
    expectTlsFailure(params, "authority");
    params.tls.caFile = ca;
    EXPECT_TRUE(tryOpen(params));

    for (const bool asOption : {false, true}) {
        ConnectParams preferred = paramsFor(server, TlsMode::Prefer, asOption ? "" : ca);
        if (asOption) {
            preferred.options["sslrootcert"] = ca;
        }
        const auto refused = tryOpen(preferred);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
        EXPECT_NE(refused.error().message.find(ca), std::string::npos) << refused.error().message;
        EXPECT_NE(refused.error().hint.find("verify-ca"), std::string::npos) << refused.error().hint;
    }
}

TEST(PostgresTls, IsNeverLoweredSilently) {
    PostgresServer plain;
    ASSERT_EQ(plain.problem(), "");
    for (const TlsMode mode : {TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull}) {
        TlsAuthority authority;
        expectTlsFailure(paramsFor(plain, mode, authority.certificate().string()), "speaks no TLS");
    }
    const auto preferred = tryOpen(paramsFor(plain, TlsMode::Prefer, ""));
    ASSERT_TRUE(preferred);
    EXPECT_EQ((*preferred)->facts().tls.version, "");
}

TEST(PostgresTls, ShowsAClientCertificateWithAnEncryptedKey) {
    TlsAuthority authority;
    PostgresServer server(optionsWith(authority.issueForThisMachine(),
                                      {"ssl_ca_file = '" + authority.certificate().string() + "'"},
                                      {"hostssl all postgres 127.0.0.1/32 cert"}));
    ASSERT_EQ(server.problem(), "");
    ConnectParams params = paramsFor(server, TlsMode::VerifyFull, authority.certificate().string());
    const auto without = tryOpen(params);
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().kind, ErrorKind::TlsFailed);
    EXPECT_TRUE(without.error().message.ends_with("wants a client certificate.")) << without.error().message;
    const CertificateFiles client = authority.issue({.commonName = "postgres", .passphrase = "open sesame"});
    params.tls.certFile = client.certificate.string();
    params.tls.keyFile = client.key.string();
    EXPECT_FALSE(tryOpen(params));
    params.tls.keyPassword = Secret("open sesame");
    const auto with = tryOpen(params);
    EXPECT_TRUE(with) << with.error().message;
}

TEST(PostgresTls, ThatBreaksUnderAChangeLeavesItInDoubt) {
    TlsAuthority authority;
    PostgresServer server(optionsWith(authority.issueForThisMachine()));
    ASSERT_EQ(server.problem(), "");
    for (const bool orderly : {true, false}) {
        support::FaultProxy proxy(server.port());
        ConnectParams through = paramsFor(server, TlsMode::VerifyFull, authority.certificate().string());
        through.port = proxy.port();
        const auto session = tryOpen(through);
        ASSERT_TRUE(session) << session.error().message;
        const std::uint64_t before = proxy.received(support::ProxyDirection::ToServer);
        auto running = std::async(std::launch::async, [&] { return runAll(**session, "SELECT pg_sleep(600)"); });
        ASSERT_TRUE(proxy.waitForReceived(support::ProxyDirection::ToServer, before + 1));
        orderly ? proxy.cut() : proxy.reset();
        const auto lost = running.get();
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().kind, ErrorKind::ConnectionLost) << lost.error().message;
        EXPECT_EQ(lost.error().damage, Damage::Session);
        EXPECT_TRUE(lost.error().inDoubt);
        EXPECT_EQ(runAll(**session, "SELECT 1").error().kind, ErrorKind::ConnectionLost);
    }
}

} // namespace dbv::conformance
