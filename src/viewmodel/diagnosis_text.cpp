// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/diagnosis_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QSysInfo>

namespace dbv::viewmodel {

namespace {

constexpr std::string_view kMask = "•••";
constexpr std::string_view kLeftOut = "(left out: it holds something that was given as a secret)";
/// A shorter secret could be guessed from the gap that it leaves in a sentence.
constexpr std::size_t kLong = 8;

/// Each byte as the function writes it.
template <class Write>
Secret written(const Secret& secret, Write write) {
    std::string text;
    for (const char c : secret.reveal()) {
        text += write(c);
    }
    return Secret(std::move(text));
}

std::string percent(char c, std::string_view digits, bool all) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain && !all) {
        return {c};
    }
    const auto byte = static_cast<unsigned char>(c);
    return {'%', digits[byte >> 4U], digits[byte & 15U]};
}

/// A secret in all the ways in which a text may hold it.
std::vector<Secret> waysOf(const Secret& secret) {
    constexpr std::string_view kUpper = "0123456789ABCDEF";
    constexpr std::string_view kLower = "0123456789abcdef";
    std::vector<Secret> ways;
    ways.push_back(secret.clone());
    ways.push_back(written(secret, [&](char c) { return percent(c, kUpper, false); }));
    ways.push_back(written(secret, [&](char c) { return percent(c, kLower, false); }));
    ways.push_back(written(secret, [&](char c) { return c == ' ' ? std::string("+") : percent(c, kUpper, false); }));
    for (const char quote : {'\'', '"', '`'}) {
        ways.push_back(written(secret, [&](char c) { return std::string(c == quote ? 2 : 1, c); }));
        ways.push_back(written(
            secret, [&](char c) { return c == quote || c == '\\' ? std::string{'\\', c} : std::string(1, c); }));
    }
    ways.push_back(written(secret, [](char c) {
        switch (c) {
        case '\n': return std::string("\\n");
        case '\t': return std::string("\\t");
        case '\r': return std::string("\\r");
        case '"':
        case '\\': return std::string{'\\', c};
        default: return std::string(1, c);
        }
    }));
    // An error is cut into lines, and so is what it holds.
    std::string_view rest = secret.reveal();
    while (rest.find('\n') != std::string_view::npos) {
        ways.emplace_back(rest.substr(0, rest.find('\n')));
        rest.remove_prefix(rest.find('\n') + 1);
        ways.emplace_back(rest);
    }
    std::erase_if(ways, [](const Secret& way) { return way.empty(); });
    // The longest first: what is left of a longer one is no shorter one.
    std::ranges::stable_sort(ways, std::ranges::greater(), [](const Secret& way) { return way.reveal().size(); });
    return ways;
}

void maskPatterns(std::string& text) {
    static const QRegularExpression kInUrl(QStringLiteral("(://[^\\s/:@]*):[^\\s/]*@"));
    static const QRegularExpression kNamed(
        QStringLiteral("\\b(password|passwd|passphrase|pwd|token|secret)(\\s*[=:]\\s*)"
                       "('(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,;&'\"]+)"),
        QRegularExpression::CaseInsensitiveOption);
    QString unicode = QString::fromStdString(text);
    const QString mask = QString::fromUtf8(kMask.data(), static_cast<qsizetype>(kMask.size()));
    unicode.replace(kInUrl, QStringLiteral("\\1:") + mask + QLatin1Char('@'));
    unicode.replace(kNamed, QStringLiteral("\\1\\2") + mask);
    text = unicode.toStdString();
}

/// The lines of a report, none of which holds a secret.
class ReportWriter {
public:
    ReportWriter(const DiagnosisReport& report, const std::vector<Secret>& secrets)
        : m_report(report), m_secrets(secrets) {}

    QString write() {
        m_text = "DB Visualizer " + m_report.programVersion + ", Qt " + qVersion() + ", " +
                 QSysInfo::prettyProductName().toStdString() + "\n";
        writeConfig();
        m_text += "\n";
        for (const protocol::DiagnosisStep& step : m_report.steps) {
            const std::string time = QLocale::c().toString(step.timeMs, 'f', 1).toStdString();
            m_text +=
                (step.ok ? "ok      " : "FAILED  ") + step.step + " (" + time + " ms): " + clean(step.message) + "\n";
        }
        if (m_report.error) {
            writeError(*m_report.error);
        } else if (!m_report.serverVersion.empty()) {
            m_text += "\nIt works: " + clean(m_report.serverVersion) + "\n";
        }
        return QString::fromStdString(m_text);
    }

private:
    [[nodiscard]] std::string clean(const std::string& text) const { return withoutSecrets(text, m_secrets); }
    void line(std::string_view name, const std::string& value) {
        if (!value.empty()) {
            m_text += std::string(name) + ": " + clean(value) + "\n";
        }
    }

    void writeConfig() {
        const protocol::ConnectionConfig& config = m_report.config;
        line("URL", config.url);
        line("Connector", config.connector);
        line("Host", config.host);
        line("Port", config.port == 0 ? "" : std::to_string(config.port));
        line("User", config.user);
        line("Database", config.database);
        line("TLS mode", config.tls.mode ? std::string(tlsModeName(*config.tls.mode)) : "");
        line("TLS authority", config.tls.ca);
        std::string way;
        for (const protocol::SshHop& hop : config.ssh.jump) {
            way += hop.host + ", ";
        }
        line("SSH", config.ssh.used() ? way + config.ssh.target.host : "");
        // Whatever an option holds may be a token of somebody else's making.
        std::string names;
        for (const auto& [name, value] : config.options) {
            names += (names.empty() ? "" : ", ") + name;
        }
        line("Options (without their values)", names);
    }

    void writeError(const Error& error) {
        m_text += "\nError (" + std::string(kindName(error.kind)) + "): " + clean(error.message) + "\n";
        line("Detail", error.detail);
        line("Next step", error.hint);
        line("SQLSTATE", error.sqlState);
        line("Code", error.nativeCode == 0 ? "" : std::to_string(error.nativeCode));
    }

    const DiagnosisReport& m_report;
    const std::vector<Secret>& m_secrets;
    std::string m_text;
};

} // namespace

std::string withoutSecrets(std::string_view text, const std::vector<Secret>& secrets) {
    std::string masked(text);
    for (const Secret& secret : secrets) {
        for (const Secret& way : waysOf(secret)) {
            const std::string_view bytes = way.reveal();
            std::size_t at = masked.find(bytes);
            if (at != std::string::npos && bytes.size() < kLong) {
                return std::string(kLeftOut);
            }
            for (; at != std::string::npos; at = masked.find(bytes, at + kMask.size())) {
                masked.replace(at, bytes.size(), kMask);
            }
        }
    }
    maskPatterns(masked);
    return masked;
}

QString diagnosisStepName(const std::string& step) {
    struct Named {
        std::string_view step;
        const char* name;
    };
    static constexpr auto kNames = std::to_array<Named>({
        {"resolve", QT_TRANSLATE_NOOP("DiagnosisStep", "Name")},
        {"ssh", QT_TRANSLATE_NOOP("DiagnosisStep", "SSH server")},
        {"hostKey", QT_TRANSLATE_NOOP("DiagnosisStep", "Host key")},
        {"sshAuthenticate", QT_TRANSLATE_NOOP("DiagnosisStep", "SSH login")},
        {"tcp", QT_TRANSLATE_NOOP("DiagnosisStep", "Connection")},
        {"tls", QT_TRANSLATE_NOOP("DiagnosisStep", "TLS")},
        {"authenticate", QT_TRANSLATE_NOOP("DiagnosisStep", "Login")},
        {"database", QT_TRANSLATE_NOOP("DiagnosisStep", "Database")},
        {"privileges", QT_TRANSLATE_NOOP("DiagnosisStep", "Privileges")},
    });
    const auto* const found = std::ranges::find(kNames, step, &Named::step);
    return found == kNames.end() ? QString::fromStdString(step)
                                 : QCoreApplication::translate("DiagnosisStep", found->name);
}

QString diagnosisText(const DiagnosisReport& report, const std::vector<Secret>& secrets) {
    return ReportWriter(report, secrets).write();
}

} // namespace dbv::viewmodel
