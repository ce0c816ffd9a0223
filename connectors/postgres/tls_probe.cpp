// SPDX-License-Identifier: Apache-2.0
#include "postgres/tls_probe.h"

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include <QtCore/QDir>
#include <QtCore/QFile>

#include "network/tls_handshake.h"
#include "network/trusted_roots.h"

namespace dbv::postgres {

namespace {

using Words = std::map<std::string, std::string, std::less<>>;

/// The words that a connection goes by, with what the environment and a service file say.
Words wordsOf(PGconn* connection) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconninfo(connection), &PQconninfoFree);
    Words words;
    for (const PQconninfoOption* each = all.get(); each != nullptr && each->keyword != nullptr; ++each) {
        if (each->val != nullptr && std::string_view(each->keyword).starts_with("ssl")) {
            words.emplace(each->keyword, each->val);
        }
    }
    words.emplace("host", PQhost(connection));
    return words;
}

/// A file that a word names, or the one that the library takes by itself.
std::string fileOf(const Words& words, std::string_view word, const char* usual) {
    if (const auto named = words.find(word); named != words.end() && !named->second.empty()) {
        return named->second == "system" ? network::systemRoots() : named->second;
    }
#ifdef Q_OS_WIN
    const QString folder = qEnvironmentVariable("APPDATA") + QStringLiteral("/postgresql/");
#else
    const QString folder = QDir::homePath() + QStringLiteral("/.postgresql/");
#endif
    const QString path = folder + QLatin1String(usual);
    return QFile::exists(path) ? path.toStdString() : std::string();
}

std::string valueOf(const Words& words, std::string_view word) {
    const auto found = words.find(word);
    return found == words.end() ? std::string() : found->second;
}

network::TlsWishes wishesOf(const TlsFailure& failure) {
    const Words words = wordsOf(failure.connection);
    const std::string mode = valueOf(words, "sslmode");
    network::TlsWishes wishes;
    wishes.host = failure.host;
    wishes.where = failure.where;
    wishes.serverName = valueOf(words, "host");
    wishes.caFile = fileOf(words, "sslrootcert", "root.crt");
    // Whoever has a list of authorities is verified by it, also where encryption alone was asked for.
    wishes.verifiesChain = mode.starts_with("verify") || (mode == "require" && !wishes.caFile.empty());
    wishes.verifiesName = mode == "verify-full";
    wishes.crlFile = fileOf(words, "sslcrl", "root.crl");
    wishes.certFile = fileOf(words, "sslcert", "postgresql.crt");
    wishes.keyFile = fileOf(words, "sslkey", "postgresql.key");
    wishes.keyPassword = failure.keyPassword;
    wishes.minVersion = valueOf(words, "ssl_min_protocol_version");
    wishes.tellsName = valueOf(words, "sslsni") != "0";
    return wishes;
}

/// Asks for TLS. What the server answers is one letter: `S`, or `N` when it has none.
Result<char> askForTls(const network::OwnLine& line, const network::Patience& patience) {
    constexpr std::array kRequest{std::byte{0},    std::byte{0},    std::byte{0},    std::byte{8},
                                  std::byte{0x04}, std::byte{0xd2}, std::byte{0x16}, std::byte{0x2f}};
    if (Result<void> sent = line.write(kRequest, patience); !sent) {
        return std::unexpected(sent.error());
    }
    std::array<std::byte, 1> answer{};
    if (Result<void> read = line.read(answer, patience); !read) {
        return std::unexpected(read.error());
    }
    return std::to_integer<char>(answer[0]);
}

Result<void> probe(const TlsFailure& failure, const network::Patience& patience) {
    const Result<network::OwnLine> line = network::OwnLine::open(failure.address, patience);
    if (!line) {
        return std::unexpected(line.error());
    }
    const Result<char> answer = askForTls(*line, patience);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (*answer == 'N') {
        return std::unexpected(network::speaksNoTls(failure.where, kHowToHaveTls));
    }
    if (*answer != 'S') {
        return {};
    }
    const network::TlsWishes wishes = wishesOf(failure);
    network::TlsHandshake handshake(wishes, *line);
    const Result<void> shaken = handshake.run(patience);
    return shaken ? handshake.hearVerdict(patience) : shaken;
}

} // namespace

std::optional<Error> whyTlsFailed(const TlsFailure& failure, const network::Patience& patience) {
    const Result<void> probed = probe(failure, patience);
    const bool tells =
        !probed && (probed.error().kind == ErrorKind::TlsFailed || probed.error().kind == ErrorKind::Cancelled);
    return tells ? std::optional(probed.error()) : std::nullopt;
}

} // namespace dbv::postgres
