// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_facts_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "viewmodel/environment_text.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("ConnectionFacts", text);
}

QString textOf(const std::string& text) {
    return QString::fromStdString(text);
}

QString lifetime(const CertificateInfo& certificate, const QDateTime& now) {
    const QDateTime end = QDateTime::fromSecsSinceEpoch(certificate.notAfter);
    const qint64 days = now.daysTo(end);
    const QString when = dayText(end.date());
    // One that has ended today is as bad as one of last year.
    return end <= now ? words("ended %1").arg(when) : words("ends %1, in %2 days").arg(when).arg(days);
}

/// The host, also where the configuration keeps a URL as it was given; empty for a file and for this machine.
std::string hostOf(const OpenDatabase& database) {
    if (!database.facts.host.empty()) {
        // A URL may name another one in its query.
        return database.facts.host;
    }
    const protocol::ConnectionConfig& config = database.config;
    const std::size_t begin = config.url.find("://");
    if (!config.host.empty() || begin == std::string::npos) {
        return config.host;
    }
    std::string host = config.url.substr(begin + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    host = host.substr(host.find_last_of('@') + 1);
    if (host.starts_with('[')) {
        return host.substr(1, host.find(']') - 1);
    }
    return host.substr(0, host.find(':'));
}

/// What protects the line itself, in a word or two; empty where there is none that leaves this machine.
QString lineProtection(const OpenDatabase& database) {
    const TlsFacts& tls = database.facts.tls;
    if (tls.version.empty()) {
        const bool leaves = !isLocalHost(hostOf(database));
        return !leaves ? QString() : database.facts.ssh.empty() ? words("not encrypted") : words("no TLS");
    }
    switch (tls.mode) {
    case TlsMode::VerifyFull: return words("verify-full");
    case TlsMode::VerifyCa: return words("encrypted, name not verified");
    default: return words("encrypted, not verified");
    }
}

void addTls(const TlsFacts& tls, const QDateTime& now, QStringList& lines) {
    const std::string_view mode = tlsModeName(tls.mode);
    const QString asked = QString::fromUtf8(mode.data(), static_cast<qsizetype>(mode.size()));
    if (tls.version.empty()) {
        lines << words("TLS: none; the line is not encrypted by TLS (%1)").arg(asked);
        return;
    }
    lines << words("TLS: %1, %2 (%3)").arg(textOf(tls.version), textOf(tls.cipher), asked);
    for (const CertificateInfo& certificate : tls.chain) {
        lines << words("Certificate: %1").arg(textOf(certificate.subject))
              << words("    issued by %1").arg(textOf(certificate.issuer))
              << QStringLiteral("    ") + lifetime(certificate, now)
              << words("    SHA-256 %1").arg(textOf(certificate.fingerprint));
    }
}

} // namespace

QString connectionFactsText(const OpenDatabase& database, const QDateTime& now) {
    const protocol::ConnectionFacts& facts = database.facts;
    QStringList lines;
    lines << words("Name: %1").arg(shownName(database.name));
    if (const QString environment = environmentName(database.environment); !environment.isEmpty()) {
        lines << words("Environment: %1").arg(environment);
    }
    lines << words("Safety: %1")
                 .arg(facts.safety == Safety::Off ? words("off, what is sent runs") : safetyName(facts.safety));
    lines << words("Server: %1")
                 .arg(textOf(facts.serverVersion.starts_with(facts.product)
                                 ? facts.serverVersion
                                 : facts.product + " (" + facts.serverVersion + ")"));
    lines << words("Database: %1").arg(shownName(textOf(facts.database)));
    const std::string host = hostOf(database);
    if (!host.empty()) {
        lines << words("Host: %1").arg(textOf(host));
    }
    if (!facts.ssh.empty()) {
        lines << words("SSH: %1").arg(textOf(facts.ssh));
    }
    const bool hasLine = !facts.tls.version.empty() || !host.empty();
    if (hasLine) {
        addTls(facts.tls, now, lines);
    }
    for (const Notice& notice : facts.notices) {
        lines << textOf(notice.message);
    }
    return lines.join(QLatin1Char('\n'));
}

QString protectionText(const OpenDatabase& database) {
    const protocol::ConnectionFacts& facts = database.facts;
    QStringList parts;
    if (const QString environment = environmentName(database.environment); !environment.isEmpty()) {
        parts << environment;
    }
    if (const QString line = lineProtection(database); !line.isEmpty()) {
        parts << line;
    }
    if (!facts.ssh.empty()) {
        parts << words("SSH");
    }
    // That it asks is usual.
    if (facts.safety != Safety::Confirm) {
        parts << (facts.safety == Safety::Off ? words("asks nothing") : safetyName(facts.safety));
    }
    return parts.join(QStringLiteral(" · "));
}

QString protectionHelp(const OpenDatabase& database) {
    const TlsFacts& tls = database.facts.tls;
    QStringList lines;
    if (!tls.version.empty()) {
        lines << words("The line is encrypted by %1.").arg(textOf(tls.version));
        switch (tls.mode) {
        case TlsMode::VerifyFull:
            lines << words("The server has proved by its certificate that it is who it should be (verify-full).");
            break;
        case TlsMode::VerifyCa:
            lines << words(
                "Its certificate was issued by a trusted authority, but may be another server's (verify-ca).");
            break;
        default:
            lines << words("Nobody has looked who the server is, so somebody between may read along: verify-full "
                           "would refuse that.");
        }
    } else if (!isLocalHost(hostOf(database))) {
        lines << (database.facts.ssh.empty()
                      ? words("Nothing on the line is encrypted: whoever can hear it reads along.")
                      : words("The way is encrypted by SSH; from its last machine to the server nothing is."));
    }
    if (!database.facts.ssh.empty()) {
        lines << words("SSH: %1").arg(textOf(database.facts.ssh));
    }
    switch (database.facts.safety) {
    case Safety::Off: lines << words("What is sent runs; nothing is asked (safety off)."); break;
    case Safety::Confirm: lines << words("What may destroy data or structure is asked about first (confirm)."); break;
    case Safety::Sandbox: lines << words("What may destroy data or structure is not sent (sandbox)."); break;
    case Safety::DryRun: lines << words("Everything is rolled back (dry run)."); break;
    case Safety::ReadOnly: lines << words("Nothing that writes is sent (read-only)."); break;
    }
    lines << words("Click for all that is known of this connection.");
    return lines.join(QLatin1Char('\n'));
}

} // namespace dbv::viewmodel
