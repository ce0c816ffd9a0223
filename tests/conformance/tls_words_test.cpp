// SPDX-License-Identifier: Apache-2.0
// What a user reads when TLS fails: exactly why, in the same words for each server.
#include <future>

#include <gtest/gtest.h>

#include <dbv/connector/connector.h>

#include "mysql/connector.h"
#include "postgres/connector.h"
#include "support/tls_stand_in.h"

namespace dbv::conformance {

namespace {

using support::CertificateFiles;
using support::TlsAuthority;
using support::TlsStandIn;

std::string placeless(std::string text, std::uint16_t port) {
    const std::string number = std::to_string(port);
    for (std::size_t at = text.find(number); at != std::string::npos; at = text.find(number, at)) {
        text.replace(at, number.size(), "PORT");
    }
    return text;
}

} // namespace

class TlsWords : public testing::TestWithParam<TlsStandIn::Protocol> {
protected:
    [[nodiscard]] static std::unique_ptr<Connector> connector() {
        if (GetParam() == TlsStandIn::Protocol::Postgres) {
            return std::make_unique<postgres::PostgresConnector>();
        }
        return std::make_unique<mysql::MysqlConnector>();
    }
    [[nodiscard]] TlsStandIn::Options options(const CertificateFiles& files) const {
        return {.protocol = GetParam(), .files = files, .clientAuthority = {}};
    }
    [[nodiscard]] ConnectParams params(const TlsStandIn& server) const {
        ConnectParams params;
        params.host = "b.example";
        // As through a tunnel.
        params.dialHost = "127.0.0.1";
        params.dialPort = server.port();
        params.user = "someone";
        params.password = Secret("never said");
        params.database = "d";
        params.tls.mode = TlsMode::VerifyFull;
        params.tls.caFile = m_authority.certificate().string();
        params.connectTimeoutMs = 60'000;
        return params;
    }
    [[nodiscard]] static Error refusalOf(const ConnectParams& params) {
        auto opened = openSession(*connector(), params, {});
        if (opened) {
            ADD_FAILURE() << "it was opened";
            return {};
        }
        EXPECT_EQ(opened.error().kind, ErrorKind::TlsFailed) << opened.error().message;
        EXPECT_EQ(opened.error().damage, Damage::Session);
        EXPECT_FALSE(opened.error().hint.empty());
        return opened.error();
    }
    /// The sentence for a server that shows this certificate.
    [[nodiscard]] std::string sentenceFor(const CertificateFiles& files, bool withRevocations = false) const {
        const TlsStandIn server(options(files));
        ConnectParams params = this->params(server);
        params.tls.crlFile = withRevocations ? m_authority.revocations().string() : "";
        const Error error = refusalOf(params);
        EXPECT_EQ(server.heard(), 0U) << "nobody logs in on such a line";
        return error.message;
    }

    TlsAuthority m_authority;
};

TEST_P(TlsWords, TellWhomACertificateIsFor) {
    EXPECT_EQ(sentenceFor(m_authority.issue({.hosts = {"a.example", "*.c.example"}, .addresses = {"10.0.0.1", "::1"}})),
              "The certificate of b.example is for a.example, *.c.example, 10.0.0.1, ::1, not for b.example.");
    EXPECT_EQ(sentenceFor(m_authority.issue({.commonName = "old.example"})),
              "The certificate of b.example is for old.example, not for b.example.");
}

TEST_P(TlsWords, TellWhenACertificateHoldsNoMore) {
    const std::string expired =
        sentenceFor(m_authority.issue({.hosts = {"b.example"}, .firstDay = -20, .lastDay = -10}));
    EXPECT_TRUE(expired.starts_with("The certificate of b.example expired on 20")) << expired;
    const std::string early = sentenceFor(m_authority.issue({.hosts = {"b.example"}, .firstDay = 3, .lastDay = 10}));
    EXPECT_TRUE(early.starts_with("The certificate of b.example is not valid before 20")) << early;
}

TEST_P(TlsWords, TellWhoseSignatureIsNotTrusted) {
    TlsAuthority stranger("Strangers");
    EXPECT_EQ(sentenceFor(stranger.issue({.hosts = {"b.example"}})),
              "The certificate of b.example is signed by an authority that is not trusted: CN = Strangers.");
    // The system trusts no authority of a test.
    const TlsStandIn server(options(m_authority.issue({.hosts = {"b.example"}})));
    ConnectParams params = this->params(server);
    params.tls.caFile.clear();
    EXPECT_EQ(refusalOf(params).message,
              "The certificate of b.example is signed by an authority that is not trusted: CN = DB Visualizer tests.");
}

TEST_P(TlsWords, TellWhatWasRevoked) {
    const CertificateFiles files = m_authority.issue({.hosts = {"b.example"}});
    m_authority.revoke(files);
    EXPECT_EQ(sentenceFor(files, true),
              "The certificate of b.example is revoked: its authority, CN = DB Visualizer tests, has withdrawn it.");
}

TEST_P(TlsWords, TellEverythingThatIsWrongAtOnce) {
    TlsAuthority stranger("Strangers");
    const TlsStandIn server(options(stranger.issue({.hosts = {"a.example"}, .firstDay = -20, .lastDay = -10})));
    const Error error = refusalOf(params(server));
    EXPECT_NE(error.message.find("not trusted: CN = Strangers"), std::string::npos) << error.message;
    EXPECT_NE(error.detail.find("Beside that: The certificate of b.example is for a.example"), std::string::npos);
    EXPECT_NE(error.detail.find("Beside that: The certificate of b.example expired on"), std::string::npos);
    EXPECT_NE(error.detail.find("SHA-256 fingerprint"), std::string::npos) << error.detail;
}

TEST_P(TlsWords, TellThatAClientCertificateIsWanted) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsStandIn::Options options = this->options(m_authority.issue({.hosts = {"b.example"}}));
        options.clientAuthority = m_authority.certificate();
        options.maxVersion = version;
        const TlsStandIn server(options);
        const Error error = refusalOf(params(server));
        EXPECT_EQ(placeless(error.message, 3306),
                  placeless("The server at \"b.example\", port " +
                                std::string(GetParam() == TlsStandIn::Protocol::MySql ? "3306" : "5432") +
                                " wants a client certificate.",
                            3306));
        EXPECT_NE(error.hint.find("its key"), std::string::npos) << error.hint;
        ConnectParams strange = params(server);
        TlsAuthority stranger("Strangers");
        const CertificateFiles own = stranger.issue({.commonName = "someone"});
        strange.tls.certFile = own.certificate.string();
        strange.tls.keyFile = own.key.string();
        const Error untrusted = refusalOf(strange);
        EXPECT_NE(untrusted.message.find("does not trust the authority of the client certificate"), std::string::npos)
            << untrusted.message;
    }
}

TEST_P(TlsWords, TellThatThereIsNoTls) {
    TlsStandIn::Options options = this->options({});
    options.plain = true;
    const TlsStandIn server(options);
    const Error error = refusalOf(params(server));
    EXPECT_TRUE(error.message.ends_with(" speaks no TLS.")) << error.message;
    EXPECT_TRUE(error.message.starts_with("The server at \"b.example\", port ")) << error.message;
    EXPECT_NE(error.hint.find("disable"), std::string::npos);
}

TEST_P(TlsWords, TellThatNoVersionIsCommon) {
    TlsStandIn::Options options = this->options(m_authority.issue({.hosts = {"b.example"}}));
    options.maxVersion = TLS1_2_VERSION;
    const TlsStandIn server(options);
    ConnectParams params = this->params(server);
    params.tls.minVersion = "TLSv1.3";
    const Error error = refusalOf(params);
    EXPECT_NE(error.message.find("no version of TLS in common"), std::string::npos) << error.message;
}

TEST_P(TlsWords, AreLookedForNoLongerThanAConnectionMayTake) {
    TlsAuthority stranger("Strangers");
    TlsStandIn::Options options = this->options(stranger.issue({.hosts = {"b.example"}}));
    options.silentFrom = 2;
    const TlsStandIn server(options);
    ConnectParams params = this->params(server);
    params.connectTimeoutMs = 1000;
    // Without a second look there are the library's own words.
    EXPECT_FALSE(refusalOf(params).message.empty());
}

TEST_P(TlsWords, AreNotLookedForWhenNobodyWaits) {
    // The second look at PostgreSQL, the only one at MySQL.
    const int look = GetParam() == TlsStandIn::Protocol::Postgres ? 2 : 1;
    TlsAuthority stranger("Strangers");
    TlsStandIn::Options options = this->options(stranger.issue({.hosts = {"b.example"}}));
    options.silentFrom = look;
    const TlsStandIn server(options);
    ConnectParams params = this->params(server);
    params.connectTimeoutMs = 3'600'000;
    std::stop_source stop;
    auto opening = std::async(std::launch::async, [&] { return openSession(*connector(), params, stop.get_token()); });
    while (server.guests() < look) {
        std::this_thread::yield();
    }
    stop.request_stop();
    EXPECT_EQ(opening.get().error().kind, ErrorKind::Cancelled);
}

INSTANTIATE_TEST_SUITE_P(Each, TlsWords, testing::Values(TlsStandIn::Protocol::Postgres, TlsStandIn::Protocol::MySql),
                         [](const auto& each) {
                             return each.param == TlsStandIn::Protocol::Postgres ? "Postgres" : "MySql";
                         });

} // namespace dbv::conformance
