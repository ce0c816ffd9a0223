// SPDX-License-Identifier: Apache-2.0
#include "backup/backup_address.h"

#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

namespace dbv::backup {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::uint16_t kUsualPort = 22;

std::unexpected<Error> unreadableAddress(std::string_view name, const std::string& why) {
    return fail(ErrorKind::InvalidInput, "\"" + std::string(name) + "\" is no address for SFTP: " + why + ".",
                "Write it as sftp://user@host/folder/, or with sftp://host/~/folder/ for one in the user's folder.");
}

std::optional<int> hexDigit(char c) {
    const char upper = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::size_t at = kHex.find(upper);
    return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<int>(at));
}

/// Nothing where an escape is broken or stands for a zero.
std::optional<std::string> withoutEscapes(std::string_view text) {
    constexpr int kSixteen = 16;
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        const auto high = i + 2 < text.size() ? hexDigit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hexDigit(text[i + 2]) : std::nullopt;
        if (!high || !low || (*high == 0 && *low == 0)) {
            return std::nullopt;
        }
        plain += static_cast<char>(*high * kSixteen + *low);
        i += 2;
    }
    return plain;
}

/// What could not stand in a name, or would be read as something else there.
std::string withEscapes(std::string_view text) {
    constexpr unsigned kFour = 4;
    constexpr unsigned kLow = 15;
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || c == '%') {
            escaped += '%';
            escaped += kHex[byte >> kFour];
            escaped += kHex[byte & kLow];
        } else {
            escaped += c;
        }
    }
    return escaped;
}

/// Without what two names of one file may differ in; a slash at the end stays.
std::string settledPath(std::string_view path) {
    std::string settled;
    std::size_t at = 0;
    while (at <= path.size()) {
        const std::size_t slash = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, slash - at);
        const bool isLast = slash == path.size();
        if (!part.empty() && part != ".") {
            settled += settled.empty() && at == 0 ? "" : settled.ends_with('/') ? "" : "/";
            settled += part;
        } else if (isLast || at == 0) {
            settled += settled.ends_with('/') ? "" : "/";
        }
        at = slash + 1;
    }
    return settled;
}

/// Of an address: the part before the path, and the path as it is written.
struct AddressParts {
    std::string_view authority;
    std::string_view path;
};

AddressParts partsOf(std::string_view name) {
    name.remove_prefix(kSftpScheme.size());
    const std::size_t slash = std::min(name.find('/'), name.size());
    return {name.substr(0, slash), name.substr(slash)};
}

Result<std::uint16_t> portIn(std::string_view name, std::string_view text) {
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr unsigned kMostPort = 65535;
    if (failed != std::errc() || end != text.data() + text.size() || value == 0 || value > kMostPort) {
        return unreadableAddress(name, "its port is no number from 1 to 65535");
    }
    return static_cast<std::uint16_t>(value);
}

} // namespace

Result<SftpAddress> readSftpAddress(std::string_view name) {
    if (!isSftp(name)) {
        return unreadableAddress(name, "it does not begin with sftp://");
    }
    auto [authority, path] = partsOf(name);
    SftpAddress address;
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view user = authority.substr(0, at);
        if (user.contains(':')) {
            // Not repeated: what stands there is a secret.
            return fail(ErrorKind::InvalidInput, "A password has no place in the address of a server.",
                        "Log in with a key, by the agent or the configuration of ssh, and leave the password out.");
        }
        const auto plain = withoutEscapes(user);
        if (!plain || plain->empty()) {
            return unreadableAddress(name, "it has no user before the @");
        }
        address.user = *plain;
        authority.remove_prefix(at + 1);
    }
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
    const std::size_t hostEnd = bracket == std::string_view::npos ? authority.find(':') : authority.find(':', bracket);
    const std::string_view host = authority.substr(0, hostEnd);
    address.host = bracket == std::string_view::npos ? host : host.substr(1, bracket - 1);
    if (address.host.empty()) {
        return unreadableAddress(name, "it names no server");
    }
    if (hostEnd != std::string_view::npos) {
        const Result<std::uint16_t> port = portIn(name, authority.substr(hostEnd + 1));
        if (!port) {
            return std::unexpected(port.error());
        }
        address.port = *port;
    }
    const auto plain = withoutEscapes(path);
    if (!plain || plain->empty()) {
        return unreadableAddress(name, plain ? "it names no folder" : "a % is not followed by two digits");
    }
    constexpr std::string_view kHome = "/~/";
    address.path = settledPath(*plain);
    if (address.path.starts_with(kHome)) {
        address.path.erase(0, kHome.size());
        address.path = address.path.empty() ? "./" : address.path;
    }
    return address;
}

std::string serverOf(const SftpAddress& address) {
    const bool isBracketed = address.host.contains(':');
    return std::string(kSftpScheme) + (address.user.empty() ? "" : withEscapes(address.user) + "@") +
           (isBracketed ? "[" + address.host + "]" : address.host) +
           (address.port == 0 || address.port == kUsualPort ? "" : ":" + std::to_string(address.port));
}

Result<std::string> settledName(const std::string& name) {
    if (!isSftp(name)) {
        return name;
    }
    Result<SftpAddress> address = readSftpAddress(name);
    if (!address) {
        return std::unexpected(std::move(address.error()));
    }
    const bool isOfHome = !address->path.starts_with('/');
    const std::string path = address->path == "./" ? "" : address->path;
    return serverOf(*address) + (isOfHome ? "/~/" : "") + withEscapes(path);
}

std::string folderOf(const std::string& name) {
    if (isSftp(name)) {
        const std::size_t slash = name.rfind('/');
        return name.substr(0, slash + 1);
    }
    const std::string folder = std::filesystem::path(name).parent_path().string();
    return folder.empty() ? "." : folder;
}

std::string inFolder(const std::string& folder, const std::string& entry) {
    if (isSftp(folder)) {
        return folder + (folder.ends_with('/') ? "" : "/") + withEscapes(entry);
    }
    return (std::filesystem::path(folder) / entry).string();
}

} // namespace dbv::backup
