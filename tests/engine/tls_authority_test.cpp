// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sys/stat.h>

#include "support/postgres_server.h"
#include "support/tls_authority.h"

namespace {

using dbv::support::CertificateFiles;
using dbv::support::PostgresServer;
using dbv::support::TlsAuthority;
using testing::HasSubstr;

struct Outcome {
    bool connected = false;
    std::string error;
};

std::string wordOf(const std::string& key, const std::filesystem::path& value) {
    return " " + key + "=" + value.string();
}

/// A server that presents a certificate, and asks clients for one that `clients` has signed.
class TlsServer {
public:
    TlsServer(const CertificateFiles& files, const TlsAuthority& clients)
        : m_server({.settings = {"ssl = on", "ssl_cert_file = '" + files.certificate.string() + "'",
                                 "ssl_key_file = '" + files.key.string() + "'",
                                 "ssl_ca_file = '" + clients.certificate().string() + "'"},
                    .hba = {"hostssl all guest 127.0.0.1/32 cert"}}) {
        EXPECT_EQ(m_server.problem(), "");
        if (m_server.problem().empty()) {
            m_server.run("CREATE ROLE guest LOGIN");
        }
    }

    [[nodiscard]] Outcome connect(const TlsAuthority& trusted, const std::string& more = " user=postgres") const {
        const std::string address = "host=localhost hostaddr=127.0.0.1 dbname=postgres connect_timeout=30" +
                                    std::string(" sslmode=verify-full port=") + std::to_string(m_server.port()) +
                                    wordOf("sslrootcert", trusted.certificate()) + more;
        const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(address.c_str()), &PQfinish);
        return {PQstatus(connection.get()) == CONNECTION_OK && PQsslInUse(connection.get()) == 1,
                PQerrorMessage(connection.get())};
    }

private:
    PostgresServer m_server;
};

std::string clientWords(const CertificateFiles& files) {
    return " user=guest" + wordOf("sslcert", files.certificate) + wordOf("sslkey", files.key);
}

TEST(TlsAuthorityTest, AGoodCertificateIsTrustedByThoseWhoTrustTheAuthorityAndByNobodyElse) {
    TlsAuthority authority;
    const TlsAuthority stranger("Somebody else");
    const TlsServer server(authority.issueForThisMachine(), authority);
    ASSERT_EQ(authority.problem(), "");
    const Outcome good = server.connect(authority);
    EXPECT_TRUE(good.connected) << good.error;
    const Outcome wrong = server.connect(stranger);
    EXPECT_FALSE(wrong.connected);
    EXPECT_THAT(wrong.error, HasSubstr("certificate verify failed"));
}

TEST(TlsAuthorityTest, ACertificateOutOfItsDaysIsNotTrusted) {
    TlsAuthority authority;
    const TlsServer expired(authority.issue({.hosts = {"localhost"}, .firstDay = -20, .lastDay = -2}), authority);
    const TlsServer early(authority.issue({.hosts = {"localhost"}, .firstDay = 2, .lastDay = 20}), authority);
    EXPECT_FALSE(expired.connect(authority).connected);
    EXPECT_THAT(expired.connect(authority).error, HasSubstr("certificate verify failed"));
    EXPECT_FALSE(early.connect(authority).connected);
    EXPECT_THAT(early.connect(authority).error, HasSubstr("certificate verify failed"));
}

TEST(TlsAuthorityTest, ACertificateForAnotherHostIsNotTrusted) {
    TlsAuthority authority;
    const TlsServer server(authority.issue({.commonName = "db.example.org", .hosts = {"db.example.org"}}), authority);
    const Outcome outcome = server.connect(authority);
    EXPECT_FALSE(outcome.connected);
    EXPECT_THAT(outcome.error, HasSubstr("db.example.org"));
}

TEST(TlsAuthorityTest, ARevokedCertificateIsTrustedOnlyByThoseWhoDoNotReadTheList) {
    TlsAuthority authority;
    const CertificateFiles files = authority.issueForThisMachine();
    const TlsServer server(files, authority);
    const std::string reader = " user=postgres" + wordOf("sslcrl", authority.revocations());
    EXPECT_TRUE(server.connect(authority, reader).connected);
    authority.revoke(files);
    ASSERT_EQ(authority.problem(), "");
    EXPECT_TRUE(server.connect(authority).connected);
    // This is all that libpq 15 says about a revoked certificate.
    const Outcome outcome = server.connect(authority, reader);
    EXPECT_FALSE(outcome.connected);
    EXPECT_THAT(outcome.error, HasSubstr("certificate verify failed"));
}

TEST(TlsAuthorityTest, AClientLogsInWithItsCertificateAndAnEncryptedKey) {
    TlsAuthority authority;
    TlsAuthority stranger("Somebody else");
    const TlsServer server(authority.issueForThisMachine(), authority);
    const CertificateFiles plain = authority.issue({.commonName = "guest"});
    const CertificateFiles sealed = authority.issue({.commonName = "guest", .passphrase = "open sesame"});
    const Outcome good = server.connect(authority, clientWords(plain));
    EXPECT_TRUE(good.connected) << good.error;
    const Outcome opened = server.connect(authority, clientWords(sealed) + " sslpassword='open sesame'");
    EXPECT_TRUE(opened.connected) << opened.error;
    EXPECT_FALSE(server.connect(authority, clientWords(sealed) + " sslpassword=wrong").connected);
    EXPECT_FALSE(server.connect(authority, clientWords(authority.issue({.commonName = "other"}))).connected);
    EXPECT_FALSE(server.connect(authority, clientWords(stranger.issue({.commonName = "guest"}))).connected);
    EXPECT_FALSE(server.connect(authority, " user=guest sslcert=/nonexistent sslkey=/nonexistent").connected);
}

TEST(TlsAuthorityTest, KeysAreForTheServersUserAloneAndEncryptedOnesSaySo) {
    TlsAuthority authority;
    const CertificateFiles files = authority.issue({.passphrase = "open sesame"});
    struct stat key{};
    struct stat folder{};
    ASSERT_EQ(::stat(files.key.c_str(), &key), 0);
    ASSERT_EQ(::stat(authority.folder().c_str(), &folder), 0);
    EXPECT_EQ(key.st_mode & 0777U, 0600U);
    EXPECT_EQ(key.st_uid, folder.st_uid);
    std::string first;
    std::getline(std::ifstream(files.key) >> std::ws, first);
    EXPECT_EQ(first, "-----BEGIN ENCRYPTED PRIVATE KEY-----");
}

TEST(TlsAuthorityTest, TellsWhatItCanNotDo) {
    TlsAuthority authority;
    EXPECT_TRUE(authority.issue({.addresses = {"no address"}}).certificate.empty());
    EXPECT_THAT(authority.problem(), HasSubstr("can not make the certificate of localhost"));
}

} // namespace
