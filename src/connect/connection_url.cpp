// SPDX-License-Identifier: Apache-2.0
#include "connect/connection_url.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <system_error>
#include <utility>

#include "connect/clear_secrets.h"

namespace dbv::connect {

namespace {

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isSchemeCharacter(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Reads one URL from left to right; every failure knows its place.
class UrlReader {
public:
    explicit UrlReader(std::string_view url) : m_url(url) {}

    Result<protocol::ConnectionConfig> read(std::string_view scheme) {
        m_config.connector = lowered(scheme);
        if (Result<void> plain = refuseStrayUser(m_url, m_config.connector); !plain) {
            return std::unexpected(std::move(plain.error()));
        }
        const std::size_t body = scheme.size() + 1;
        if (m_config.connector == "file") {
            // `file:` names no engine; whoever opens files reads the whole of it.
            m_config.connector.clear();
            m_config.database = m_url;
            return m_config;
        }
        if (m_url.substr(body).starts_with("file:")) {
            m_config.database = m_url.substr(body);
            return m_config;
        }
        const std::size_t fragment = m_url.find('#', body);
        if (fragment != std::string_view::npos) {
            return failAt(fragment, "a # begins a fragment, which a connection URL does not have",
                          "Write %23 for a # in a name.");
        }
        const std::size_t mark = std::min(m_url.find('?', body), m_url.size());
        if (Result<void> read = readPlace(body, mark); !read) {
            return std::unexpected(read.error());
        }
        if (mark < m_url.size()) {
            if (Result<void> read = readOptions(mark + 1); !read) {
                return std::unexpected(read.error());
            }
        }
        return m_config;
    }

private:
    [[nodiscard]] std::unexpected<Error> failAt(std::size_t at, std::string_view what, std::string hint) const {
        std::size_t character = 1;
        for (const char c : m_url.substr(0, at)) {
            character += (static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1;
        }
        Error error = makeError(ErrorKind::InvalidInput,
                                "The connection URL can not be read at character " + std::to_string(character) + ": " +
                                    std::string(what) + ".",
                                std::move(hint));
        error.where = TextSpan{at, std::min(at + 1, m_url.size())};
        return std::unexpected(std::move(error));
    }

    [[nodiscard]] Result<std::string> decoded(std::size_t begin, std::size_t end) const {
        std::string text;
        for (std::size_t at = begin; at < end; ++at) {
            if (m_url[at] == '\0') {
                return failAt(at, "a NUL is not part of any name", "Remove it.");
            }
            if (m_url[at] != '%') {
                text += m_url[at];
                continue;
            }
            const int high = at + 2 < end ? hexDigit(m_url[at + 1]) : -1;
            const int low = at + 2 < end ? hexDigit(m_url[at + 2]) : -1;
            if (high < 0 || low < 0) {
                return failAt(at, "a percent sign needs two hexadecimal digits behind it",
                              "Write %25 for a percent sign.");
            }
            const int value = high * 16 + low;
            if (value == 0) {
                return failAt(at, "%00 is a NUL, which is not part of any name", "Remove it.");
            }
            text += static_cast<char>(value);
            at += 2;
        }
        return text;
    }

    /// What stands between the scheme and the question mark.
    Result<void> readPlace(std::size_t begin, std::size_t end) {
        if (!m_url.substr(begin, end - begin).starts_with("//")) {
            return readDatabase(begin, end);
        }
        const std::size_t authority = begin + 2;
        const std::size_t slash = std::min(m_url.find('/', authority), end);
        if (Result<void> read = readAuthority(authority, slash); !read) {
            return read;
        }
        // `scheme://host/name` names a database, `scheme:///path` an absolute path.
        const bool path = authority == slash;
        return readDatabase(path || slash == end ? slash : slash + 1, end);
    }

    Result<void> readDatabase(std::size_t begin, std::size_t end) {
        Result<std::string> text = decoded(begin, end);
        if (!text) {
            return std::unexpected(text.error());
        }
        m_config.database = *std::move(text);
        return {};
    }

    Result<void> readAuthority(std::size_t begin, std::size_t end) {
        std::size_t host = begin;
        const std::size_t at = m_url.substr(0, end).rfind('@');
        if (at != std::string_view::npos && at >= begin) {
            const std::size_t colon = m_url.substr(0, at).find(':', begin);
            if (colon != std::string_view::npos) {
                return failAt(colon, "a password in a URL would be kept and shown in clear",
                              "Leave it out of the URL: it is asked for, or comes from where the connection says.");
            }
            Result<std::string> user = decoded(begin, at);
            if (!user) {
                return std::unexpected(user.error());
            }
            m_config.user = *std::move(user);
            host = at + 1;
        }
        return readHost(host, end);
    }

    Result<void> readHost(std::size_t begin, std::size_t end) {
        std::size_t hostEnd = end;
        std::size_t colon = m_url.substr(0, end).find(':', begin);
        if (begin < end && m_url[begin] == '[') {
            const std::size_t bracket = m_url.substr(0, end).find(']', begin);
            if (bracket == std::string_view::npos) {
                return failAt(begin, "the bracket of the address is not closed", "Write [::1] and the like.");
            }
            m_config.host = m_url.substr(begin + 1, bracket - begin - 1);
            hostEnd = bracket + 1;
            colon = hostEnd < end && m_url[hostEnd] == ':' ? hostEnd : std::string_view::npos;
            if (hostEnd < end && colon != hostEnd) {
                return failAt(hostEnd, "only a port can follow the address", "Write [::1]:5432 and the like.");
            }
        } else {
            hostEnd = std::min(colon, end);
            Result<std::string> host = decoded(begin, hostEnd);
            if (!host) {
                return std::unexpected(host.error());
            }
            m_config.host = *std::move(host);
        }
        return colon == std::string_view::npos ? Result<void>() : readPort(colon + 1, end);
    }

    Result<void> readPort(std::size_t begin, std::size_t end) {
        const char* last = m_url.data() + end;
        const auto [stop, failure] = std::from_chars(m_url.data() + begin, last, m_config.port);
        if (begin == end || failure != std::errc() || stop != last || m_config.port == 0) {
            return failAt(begin, "a port is a number from 1 to 65535", "Leave the colon out for the usual port.");
        }
        return {};
    }

    Result<void> readOptions(std::size_t begin) {
        while (begin < m_url.size()) {
            const std::size_t end = std::min(m_url.find('&', begin), m_url.size());
            const std::size_t equals = std::min(m_url.find('=', begin), end);
            const Result<std::string> name = decoded(begin, equals);
            const Result<std::string> value = decoded(std::min(equals + 1, end), end);
            if (!name || !value) {
                return std::unexpected(name ? value.error() : name.error());
            }
            if (name->empty()) {
                return failAt(begin, "an option has no name", "Write ?name=value&name=value.");
            }
            // What has no user in front of it, and an @ in a name, is the rest of a password with a question mark.
            if (namesSecret(*name) || (name->contains('@') && m_config.user.empty())) {
                return failAt(begin, "a password in a URL would be kept and shown in clear",
                              "Leave it out of the URL: it is asked for, or comes from where the connection says.");
            }
            if (!m_config.options.emplace(*name, *value).second) {
                return failAt(begin, "the option " + *name + " stands there twice", "Leave one of them out.");
            }
            begin = end + 1;
        }
        return {};
    }

    std::string_view m_url;
    protocol::ConnectionConfig m_config;
};

} // namespace

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

std::optional<std::string_view> urlScheme(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && isSchemeCharacter(text[end])) {
        ++end;
    }
    const bool found = end > 1 && end < text.size() && text[end] == ':' && isLetter(text.front());
    return found ? std::optional(text.substr(0, end)) : std::nullopt;
}

Result<protocol::ConnectionConfig> parseConnectionUrl(std::string_view url) {
    if (url.empty()) {
        return fail(ErrorKind::InvalidInput, "The connection has neither a URL nor a connector.",
                    "Give a file's path or a URL such as sqlite:/path/file.db.");
    }
    if (const auto scheme = urlScheme(url)) {
        return UrlReader(url).read(*scheme);
    }
    protocol::ConnectionConfig config;
    config.database = url;
    if (url.contains('\0')) {
        return fail(ErrorKind::InvalidInput, "A NUL is not part of any file name.", "Remove it.");
    }
    if (Result<void> file = refuseOtherForms(url); !file) {
        return std::unexpected(std::move(file.error()));
    }
    return config;
}

} // namespace dbv::connect
