// SPDX-License-Identifier: Apache-2.0
#include "connect/connection_url.h"

#include <algorithm>
#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connect/clear_secrets.h"
#include "connect/target_words.h"
#include "connect/url_text.h"

namespace dbv::connect {

namespace {

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isSchemeCharacter(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/// The engine whose URLs these are has one reading of them, which its own library laid down.
bool isOfPostgres(std::string_view scheme) {
    return scheme == "postgresql" || scheme == "postgres";
}

bool isOfServer(std::string_view scheme) {
    return isOfPostgres(scheme) || scheme == "mysql" || scheme == "mariadb";
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
        if (m_config.connector != "sqlite" && m_config.connector != "sqlite3") {
            if (std::expected<void, UrlFault> whole = refuseBlanks(m_url); !whole) {
                return failIn(0, std::move(whole.error()));
            }
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

    /// What is wrong with a part that begins there.
    [[nodiscard]] std::unexpected<Error> failIn(std::size_t begin, UrlFault fault) const {
        return failAt(begin + fault.at, fault.what, std::move(fault.hint));
    }

    [[nodiscard]] Result<std::string> decoded(std::size_t begin, std::size_t end) const {
        std::expected<std::string, UrlFault> text = decodedUrlText(m_url.substr(begin, end - begin));
        return text ? Result<std::string>(*std::move(text)) : failIn(begin, std::move(text.error()));
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
        // `scheme://host/name` names a database, `scheme:///path` an absolute path, but for servers.
        const bool path = authority == slash && !isOfServer(m_config.connector);
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
                              "Leave it out of the URL: it is asked for, or comes from where the connection says. A "
                              "colon in the name of a user is written %3A.");
            }
            Result<std::string> user = decoded(begin, at);
            if (!user) {
                return std::unexpected(user.error());
            }
            m_config.user = *std::move(user);
            host = at + 1;
        }
        return readHosts(host, end);
    }

    Result<void> readHosts(std::size_t begin, std::size_t end) {
        const std::expected<std::vector<ServerPlace>, UrlFault> places =
            readServerPlaces(m_url.substr(begin, end - begin));
        if (!places) {
            return failIn(begin, places.error());
        }
        if (places->size() > 1 && !isOfPostgres(m_config.connector)) {
            return failAt(m_url.find(',', begin), "a connection of this kind leads to one host",
                          "Make a connection for each of them.");
        }
        std::vector<std::string> hosts;
        std::vector<std::string> ports;
        for (const ServerPlace& place : *places) {
            hosts.push_back(place.host);
            ports.push_back(place.port == 0 ? std::string() : std::to_string(place.port));
        }
        writePlaces(hosts, ports, m_config);
        return {};
    }

    /// What the engine of PostgreSQL's own URLs holds of a word of the query.
    [[nodiscard]] Result<void> checkWord(std::size_t begin, std::size_t equals, std::size_t end,
                                         std::string_view name) const {
        if (equals == end) {
            return failAt(begin, "the option " + std::string(name) + " has no = behind it",
                          "Write " + std::string(name) + "= and its value, or leave it out.");
        }
        const std::size_t colon = m_url.substr(0, end).find(':', equals);
        return name == "user" && colon != std::string_view::npos
                   ? Result<void>(failAt(colon, "a password in a URL would be kept and shown in clear",
                                         "Leave it out of the URL: it is asked for, or comes from where the connection "
                                         "says. A colon in the name of a user is written %3A."))
                   : Result<void>();
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
            if (isOfPostgres(m_config.connector)) {
                if (Result<void> fit = checkWord(begin, equals, end, *name); !fit) {
                    return fit;
                }
                // As libpq has it, the last one holds, also of those that mean the same.
                Result<std::pair<std::string, std::string>> word = wordOfLibrary(*name, *value);
                if (!word) {
                    return failAt(begin, word.error().message, word.error().hint);
                }
                m_said.insert_or_assign(std::move(word->first), std::move(word->second));
            } else if (!m_said.emplace(*name, *value).second) {
                return failAt(begin, "the option " + *name + " stands there twice", "Leave one of them out.");
            }
            begin = end + 1;
        }
        takeQuery();
        return {};
    }

    void takeQuery() {
        const auto port = m_said.find("port");
        if (!isOfPostgres(m_config.connector) || port == m_said.end()) {
            m_config.options.insert(m_said.begin(), m_said.end());
        } else {
            m_config.port = 0;
            m_config.options = m_said;
        }
        if (isOfPostgres(m_config.connector)) {
            takeQueryWords(m_config);
        }
    }

    std::string_view m_url;
    protocol::ConnectionConfig m_config;
    /// What the query says, word by word.
    std::map<std::string, std::string, std::less<>> m_said;
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
