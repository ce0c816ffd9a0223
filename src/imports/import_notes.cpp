// SPDX-License-Identifier: Apache-2.0
#include "imports/import_notes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <QString>

#include <dbv/connector/tls.h>

#include "connect/connection_url.h"
#include "imports/found_connection.h"
#include "imports/pasted_text.h"
#include "imports/tls_words.h"

namespace dbv::imports {

namespace {

using protocol::ConnectionConfig;

/// Whether something of a text was replaced by a blank.
bool holdsLineEnd(std::string_view text) {
    const QString letters = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    return std::ranges::any_of(letters, [](QChar c) {
        return c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
    });
}

/// The configuration in its parts, as far as they can be read.
ConnectionConfig partsOfConfig(const ConnectionConfig& config) {
    ConnectionConfig parts = config;
    if (config.url.empty()) {
        return parts;
    }
    if (const auto url = connect::parseConnectionUrl(config.url)) {
        parts.host = url->host;
        parts.connector = parts.connector.empty() ? url->connector : parts.connector;
        parts.options.insert(url->options.begin(), url->options.end());
    }
    return parts;
}

/// What a word among the options asks of TLS.
std::optional<TlsMode> tlsModeOf(const ConnectionConfig& parts) {
    std::optional<TlsMode> mode = parts.tls.mode;
    for (const auto& [name, value] : parts.options) {
        const std::string word = plainWord(name);
        if (!mode && (word == "sslmode" || word == "tlsmode")) {
            mode = tlsModeOfWord(value);
        } else if (!mode && (word == "ssl" || word == "requiressl")) {
            mode = switchOf(value).value_or(false) ? TlsMode::Require : TlsMode::Prefer;
        }
    }
    return mode;
}

bool namesAuthority(const ConnectionConfig& parts) {
    return !parts.tls.ca.empty() || !parts.tls.crl.empty() || std::ranges::any_of(parts.options, [](const auto& each) {
        const std::string word = plainWord(each.first);
        return word == "sslca" || word == "sslrootcert" || word == "sslcrl" || word == "sslcrldir";
    });
}

/// Empty where the line is as protected as it is without anybody's word.
std::string loweredTls(const ConnectionConfig& parts) {
    const std::optional<TlsMode> mode = tlsModeOf(parts);
    const bool isFile = parts.connector.starts_with("sqlite") || (parts.connector.empty() && parts.host.empty());
    if (!mode || *mode == TlsMode::VerifyFull || isFile || isLocalHost(parts.host)) {
        return {};
    }
    const std::string named = " (TLS mode " + std::string(tlsModeName(*mode)) + ").";
    switch (*mode) {
    case TlsMode::Disable: return "Its line is not encrypted" + named;
    case TlsMode::Prefer: return "Its line goes on without encryption where the server has none" + named;
    case TlsMode::Require:
        return namesAuthority(parts) ? "That the TLS certificate is for this server's name is not verified" + named
                                     : "The TLS certificate is not verified" + named;
    case TlsMode::VerifyCa: return "That the TLS certificate is for this server's name is not verified" + named;
    case TlsMode::VerifyFull: break;
    }
    return {};
}

std::string startSettings(const ConnectionConfig& parts) {
    std::string settings;
    for (const auto& [name, value] : parts.options) {
        const std::string word = plainWord(name);
        if (!value.empty() && (word == "options" || word == "searchpath" || word == "statementtimeout")) {
            settings += (settings.empty() ? "" : ", ") + name + "=" + cleanName(value);
        }
    }
    return settings;
}

} // namespace

void noteChangedNames(std::string_view name, std::string_view group, ImportItem& item) {
    constexpr qsizetype kLongest = 200;
    for (const auto& [text, what] : {std::pair(name, "name"), std::pair(group, "group")}) {
        if (holdsLineEnd(text)) {
            item.remarks.push_back("Its " + std::string(what) +
                                   " holds a line break or another control character, which is a blank here.");
        }
    }
    if (QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).size() > kLongest) {
        item.remarks.emplace_back("Its name is longer than 200 characters, and cut off there.");
    }
}

void takeUsualSafety(ImportItem& item, const protocol::UsualSafety& usual) {
    constexpr std::string_view kOfProduction =
        "It is read-only here, as one of production is until somebody lets it be written to.";
    const protocol::Environment environment = item.connection.environment;
    item.takesUsualSafety = true;
    item.connection.config.safety = protocol::usualSafety(usual, environment);
    std::erase(item.remarks, kOfProduction);
    if (item.connection.config.safety == Safety::ReadOnly) {
        item.remarks.emplace_back(environment == protocol::Environment::Production
                                      ? kOfProduction
                                      : "It is read-only here, as the settings say of new connections.");
    }
}

void takeUsualSafety(ImportReport& report, const protocol::UsualSafety& usual) {
    for (ImportItem& item : report.items) {
        if (item.takesUsualSafety) {
            takeUsualSafety(item, usual);
        }
    }
}

void noteLowered(ImportItem& item) {
    const ConnectionConfig parts = partsOfConfig(item.connection.config);
    if (const std::string tls = loweredTls(parts); !tls.empty()) {
        item.remarks.push_back(tls);
    }
    if (parts.safety == Safety::Off) {
        item.remarks.emplace_back("Nothing is asked about before it is done (safety off).");
    } else if (item.connection.environment == protocol::Environment::Production && parts.safety == Safety::Confirm) {
        item.remarks.emplace_back("It can be written to although it is one of production (safety confirm).");
    }
    if (const std::string settings = startSettings(parts); !settings.empty()) {
        item.remarks.push_back("Server settings at start-up: " + settings + ".");
    }
}

} // namespace dbv::imports
