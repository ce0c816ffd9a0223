// SPDX-License-Identifier: Apache-2.0
#include "ssh/config_tokens.h"

#include <QByteArray>
#include <QCryptographicHash>

namespace dbv::ssh {

namespace {

std::string connectionHash(const ConfigPlace& place, const TokenValues& values) {
    const std::string text = place.localHost + values.hostName + values.port + values.user;
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha1).toHex().toStdString();
}

std::optional<std::string> tokenValue(char token, const ConfigPlace& place, const TokenValues& values) {
    switch (token) {
    case '%': return "%";
    case 'C': return connectionHash(place, values);
    case 'L': return place.localHost.substr(0, place.localHost.find('.'));
    case 'd': return place.home.string();
    case 'h': return values.hostName;
    case 'i': return place.userNumber;
    case 'k': return values.hostKeyAlias.empty() ? values.alias : values.hostKeyAlias;
    case 'l': return place.localHost;
    case 'n': return values.alias;
    case 'p': return values.port;
    case 'r': return values.user;
    case 'u': return place.localUser;
    default: return std::nullopt;
    }
}

std::optional<std::string> withoutVariables(std::string_view text, const ConfigPlace& place) {
    std::string expanded;
    while (true) {
        const std::size_t at = text.find("${");
        expanded += text.substr(0, at);
        if (at == std::string_view::npos) {
            return expanded;
        }
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const auto found = place.environment.find(text.substr(at + 2, end - at - 2));
        if (found == place.environment.end()) {
            return std::nullopt;
        }
        expanded += found->second;
        text.remove_prefix(end + 1);
    }
}

} // namespace

std::string expandHome(std::string_view path, const ConfigPlace& place) {
    if (path == "~" || path.starts_with("~/")) {
        return place.home.string() + std::string(path.substr(1));
    }
    return std::string(path);
}

std::string expandHostName(std::string_view name, std::string_view alias) {
    std::string expanded;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char next = i + 1 < name.size() ? name[i + 1] : '\0';
        if (name[i] == '%' && (next == 'h' || next == '%')) {
            expanded += next == 'h' ? alias : "%";
            ++i;
        } else {
            expanded += name[i];
        }
    }
    return expanded;
}

std::optional<std::string> expandPath(std::string_view path, const ConfigPlace& place, const TokenValues& values) {
    const auto plain = withoutVariables(path, place);
    if (!plain) {
        return std::nullopt;
    }
    const std::string text = expandHome(*plain, place);
    std::string expanded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            expanded += text[i];
            continue;
        }
        const auto value = i + 1 < text.size() ? tokenValue(text[i + 1], place, values) : std::nullopt;
        if (!value) {
            return std::nullopt;
        }
        expanded += *value;
        ++i;
    }
    return expanded;
}

} // namespace dbv::ssh
