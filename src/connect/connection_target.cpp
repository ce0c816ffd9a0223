// SPDX-License-Identifier: Apache-2.0
#include "connect/connection_target.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <QDir>

#include "connect/clear_secrets.h"
#include "connect/connection_url.h"
#include "connect/service_words.h"
#include "connect/target_words.h"

namespace dbv::connect {

namespace {

bool holds(const std::vector<std::string>& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text.empty() ? "none" : text;
}

std::string knownSchemes(std::span<const ConnectorInfo> connectors) {
    std::vector<std::string> schemes;
    for (const ConnectorInfo& info : connectors) {
        for (const std::string& scheme : info.schemes) {
            schemes.push_back(scheme + ":");
        }
    }
    return joined(schemes);
}

std::string fileExtension(std::string_view path) {
    const std::size_t name = path.find_last_of("/\\");
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos || (name != std::string_view::npos && dot < name)) {
        return {};
    }
    std::string extension(path.substr(dot + 1));
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return extension;
}

Result<std::string> connectorForFile(std::string_view path, std::span<const ConnectorInfo> connectors) {
    const std::string extension = fileExtension(path);
    std::vector<std::string> openers;
    for (const ConnectorInfo& info : connectors) {
        if (!extension.empty() && holds(info.fileExtensions, extension)) {
            return info.id;
        }
        if (!info.fileExtensions.empty()) {
            openers.push_back(info.id);
        }
    }
    if (openers.size() == 1) {
        return openers.front();
    }
    return fail(ErrorKind::Unsupported, "No installed connector is known to open the file " + std::string(path) + ".",
                "Say which one in front of the path. Known are " + knownSchemes(connectors) + ".");
}

/// `word` is a URL's scheme or a connector's id.
Result<std::string> connectorFor(std::string_view word, bool isScheme, std::span<const ConnectorInfo> connectors) {
    for (const ConnectorInfo& info : connectors) {
        if (isScheme ? holds(info.schemes, word) : info.id == word) {
            return info.id;
        }
    }
    std::vector<std::string> ids;
    for (const ConnectorInfo& info : connectors) {
        ids.push_back(info.id);
    }
    return fail(ErrorKind::Unsupported,
                isScheme ? "No installed connector opens " + std::string(word) + ": URLs."
                         : "There is no connector " + std::string(word) + ".",
                "Installed are " + (isScheme ? knownSchemes(connectors) : joined(ids)) + "." +
                    (isScheme ? " A file whose name begins so is written ./" + std::string(word) + ":..." : ""));
}

bool holdsControl(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// The name of a file may hold anything but a NUL.
Result<void> checkParts(const protocol::ConnectionConfig& config, bool isFile) {
    if (config.database.contains('\0') || config.host.contains('\0') || config.user.contains('\0')) {
        return fail(ErrorKind::InvalidInput, "A NUL is not part of any name.", "Remove it from the configuration.");
    }
    if (holdsControl(config.host) || holdsControl(config.user) || (!isFile && holdsControl(config.database))) {
        return fail(ErrorKind::InvalidInput,
                    "A line break or another control character is in the host, the user or the database.",
                    "Remove it from the configuration.");
    }
    return {};
}

/// The parts that a URL says, with the rest of the configuration around them.
Result<protocol::ConnectionConfig> inParts(const protocol::ConnectionConfig& config) {
    Result<protocol::ConnectionConfig> parts = parseConnectionUrl(config.url);
    if (!parts) {
        return parts;
    }
    if (!config.host.empty() || !config.user.empty() || !config.database.empty() || config.port != 0) {
        return fail(ErrorKind::InvalidInput, "The configuration names its target twice, by a URL and by parts.",
                    "Give either url, or connector, host, port, user and database.");
    }
    for (const auto& [name, value] : config.options) {
        const auto [at, added] = parts->options.emplace(name, value);
        if (!added && at->second != value) {
            return fail(ErrorKind::InvalidInput,
                        "The option " + name + " has one value in the URL and another beside it.",
                        "Leave one of them out.");
        }
    }
    return parts;
}

Result<std::string> chooseConnector(const protocol::ConnectionConfig& config, const protocol::ConnectionConfig& parts,
                                    std::span<const ConnectorInfo> connectors) {
    const bool byUrl = !config.url.empty();
    Result<std::string> chosen = byUrl && !parts.connector.empty() ? connectorFor(parts.connector, true, connectors)
                                 : !config.connector.empty()       ? connectorFor(config.connector, false, connectors)
                                                                   : connectorForFile(parts.database, connectors);
    if (chosen && byUrl && !config.connector.empty() && config.connector != *chosen) {
        return fail(ErrorKind::InvalidInput,
                    "The URL is opened by the connector " + *chosen + ", but " + config.connector + " was asked for.",
                    "Leave the connector out.");
    }
    return chosen;
}

TlsParams tlsParamsOf(const protocol::ConnectionConfig& config) {
    const auto file = [&](const std::string& name) { return absoluteFile(name, config.workingDirectory); };
    TlsParams tls;
    tls.mode = config.tls.mode;
    tls.caFile = file(config.tls.ca);
    tls.crlFile = file(config.tls.crl);
    tls.certFile = file(config.tls.cert);
    tls.keyFile = file(config.tls.key);
    tls.serverName = config.tls.serverName;
    tls.minVersion = config.tls.minVersion;
    return tls;
}

/// How long the way to a server may take, in the words of either engine; nothing where that is not said, or without a limit.
std::optional<std::uint32_t> connectTimeoutMsOf(const protocol::ConnectionConfig& parts) {
    constexpr std::uint32_t kMostSeconds = 86400;
    for (const auto& [name, value] : parts.options) {
        std::string word = lowered(name);
        std::erase_if(word, [](char c) { return c == '-' || c == '_'; });
        std::uint32_t seconds = 0;
        const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (word == "connecttimeout" && failure == std::errc() && end == value.data() + value.size() && seconds > 0) {
            return std::min(seconds, kMostSeconds) * 1000;
        }
    }
    return std::nullopt;
}

} // namespace

std::string absoluteFile(const std::string& file, const std::string& workingDirectory) {
    if (file.empty()) {
        return file;
    }
    if (file.starts_with("~/")) {
        return QDir::homePath().toStdString() + file.substr(1);
    }
    std::error_code unknown;
    const std::filesystem::path from =
        workingDirectory.empty() ? std::filesystem::current_path(unknown) : std::filesystem::path(workingDirectory);
    return (from / file).lexically_normal().string();
}

Result<ResolvedTarget> resolveTarget(const protocol::ConnectionConfig& config,
                                     std::span<const ConnectorInfo> connectors) {
    if (config.url.empty() && config.connector.empty()) {
        return std::unexpected(parseConnectionUrl({}).error());
    }
    if (Result<void> clean = refuseClearSecrets(config); !clean) {
        return std::unexpected(std::move(clean.error()));
    }
    Result<protocol::ConnectionConfig> parts =
        config.url.empty() ? Result<protocol::ConnectionConfig>(config) : inParts(config);
    if (!parts) {
        return std::unexpected(parts.error());
    }
    Result<std::string> connector = chooseConnector(config, *parts, connectors);
    const auto info =
        connector ? std::ranges::find(connectors, *connector, &ConnectorInfo::id) : std::ranges::end(connectors);
    const bool isFile = info == connectors.end() || info->opensFiles();
    // The words of libpq mean nothing to another engine.
    const bool isPostgres = connector && *connector == "postgres";
    Result<ServiceSecrets> service = isPostgres ? takeService(*parts) : ServiceSecrets{};
    if (!service) {
        return std::unexpected(std::move(service.error()));
    }
    if (Result<void> checked = checkParts(*parts, isFile); !checked) {
        return std::unexpected(checked.error());
    }
    if (!connector) {
        return std::unexpected(connector.error());
    }
    if (Result<void> settled = isPostgres ? takeOptionWords(*parts) : Result<void>(); !settled) {
        return std::unexpected(std::move(settled.error()));
    }
    if (Result<void> leads = !isFile && config.ssh.used() ? checkBehindSsh(*parts, config.ssh) : Result<void>();
        !leads) {
        return std::unexpected(std::move(leads.error()));
    }
    ResolvedTarget target;
    target.connectorId = *std::move(connector);
    target.params.host = parts->host;
    target.params.port = parts->port;
    target.params.user = parts->user;
    target.params.database = parts->database;
    target.params.options = parts->options;
    target.params.tls = tlsParamsOf(config);
    target.params.tls.keyPassword = std::move(service->keyPassword);
    target.params.password = std::move(service->password);
    target.params.safety = config.safety;
    target.params.workingDirectory = config.workingDirectory;
    if (!isFile) {
        target.params.connectTimeoutMs = connectTimeoutMsOf(*parts).value_or(target.params.connectTimeoutMs);
    }
    return target;
}

Result<void> checkOpenable(const protocol::ConnectionConfig& config, std::span<const ConnectorInfo> connectors) {
    const Result<ResolvedTarget> target = resolveTarget(config, connectors);
    if (target || connectors.empty() || target.error().kind != ErrorKind::Unsupported) {
        return {};
    }
    Error error = target.error();
    error.kind = ErrorKind::InvalidInput;
    return std::unexpected(std::move(error));
}

} // namespace dbv::connect
