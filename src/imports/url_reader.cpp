// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connect/connection_url.h"
#include "connect/url_text.h"
#include "imports/connection_words.h"
#include "imports/text_readers.h"

namespace dbv::imports {

namespace {

/// Words between `jdbc:mysql:` and its slashes that tell a driver how to spread its work.
constexpr auto kJdbcModes =
    std::to_array<std::string_view>({"replication:", "loadbalance:", "sequential:", "aurora:", "failover:", "ha:"});

/// Reads one URL from left to right.
class PastedUrl {
public:
    explicit PastedUrl(const TextPiece& piece) : m_whole(piece.whole), m_at(piece.begin), m_end(piece.end) {}

    Result<Pasted> read() {
        if (left().size() >= 5 && lowerCase(left().substr(0, 5)) == "jdbc:") {
            m_jdbc = true;
            m_at += 5;
        }
        const std::string_view name = left().substr(0, left().find(':'));
        const std::string scheme = lowerCase(name.substr(0, name.find('+')));
        m_driverNamed = name.contains('+');
        const Engine engine = engineOfWord(scheme);
        if (engine == Engine::Unknown || name.size() == left().size()) {
            return fail(ErrorKind::Unsupported,
                        "The pasted URL is one of \"" + scheme + "\", for which there is no connector.",
                        "Connections lead to PostgreSQL, MySQL, MariaDB and SQLite.");
        }
        m_words.setEngine(engine);
        if (isCousin(scheme)) {
            m_words.remark("The URL is one of " + scheme + ", which is opened as " +
                           (engine == Engine::Postgres ? "PostgreSQL." : "MySQL."));
        }
        const std::size_t schemeAt = m_at;
        m_at += name.size() + 1;
        if (engine == Engine::Sqlite) {
            return readSqlite(scheme, schemeAt);
        }
        Result<void> done = readPlace();
        done = done ? readQuery() : done;
        return done ? Result<Pasted>(m_words.finish()) : std::unexpected(std::move(done.error()));
    }

private:
    [[nodiscard]] std::string_view left() const { return m_whole.substr(m_at, m_end - m_at); }
    [[nodiscard]] std::unexpected<Error> failAt(std::size_t at, std::string_view what, std::string hint) const {
        return failAtPlace(m_whole, at, what, std::move(hint));
    }

    /// Ours reads these itself; they only come under other names.
    Result<Pasted> readSqlite(const std::string& scheme, std::size_t schemeAt) {
        std::string path(left());
        if (m_driverNamed && path.starts_with("///")) {
            // SQLAlchemy: three slashes are a relative path, four an absolute one.
            path = path == "///" || path == "///:memory:" ? ":memory:" : path.substr(3);
        } else if (m_driverNamed && path == "//") {
            path = ":memory:";
        }
        path = path.empty() || (m_jdbc && path == ":memory:") ? ":memory:" : path;
        Result<protocol::ConnectionConfig> parts = connect::parseConnectionUrl("sqlite:" + path);
        if (!parts) {
            return failAt(schemeAt, "it is not a URL of SQLite that can be understood",
                          "Write sqlite: and the path of the file.");
        }
        const bool oneName = path.starts_with("///") && path.find('/', 3) == std::string::npos && scheme == "sqlite";
        if (oneName && !m_jdbc) {
            m_words.remark("The path is read as " + parts->database +
                           ", in the root folder; SQLAlchemy would mean a file in its working folder.");
        }
        m_words.setDatabase(std::move(parts->database));
        Pasted pasted = m_words.finish();
        pasted.config.options = std::move(parts->options);
        return pasted;
    }

    Result<void> readPlace() {
        const auto mode =
            std::ranges::find_if(kJdbcModes, [&](std::string_view word) { return left().starts_with(word); });
        if (m_jdbc && mode != kJdbcModes.end()) {
            m_words.remark("The driver's own mode " + std::string(mode->substr(0, mode->size() - 1)) +
                           " was left out: a connection here leads to one server at a time.");
            m_at += mode->size();
        }
        const std::size_t query = std::min(m_whole.substr(0, m_end).find('?', m_at), m_end);
        if (!left().starts_with("//")) {
            if (Result<void> whole = refuseBlanksFrom(m_at); !whole) {
                return whole;
            }
            return readDatabase(left().starts_with('/') ? m_at + 1 : m_at, query);
        }
        m_at += 2;
        const std::size_t userEnd = endOfUser();
        if (userEnd != std::string_view::npos) {
            if (Result<void> done = readUser(m_at, userEnd); !done) {
                return done;
            }
            m_at = userEnd + 1;
        }
        if (Result<void> whole = refuseBlanksFrom(m_at); !whole) {
            return whole;
        }
        const std::size_t stop = std::min(m_whole.substr(0, m_end).find_first_of("/?", m_at), m_end);
        if (Result<void> done = readHosts(m_at, stop); !done) {
            return done;
        }
        const std::size_t mark = std::min(m_whole.substr(0, m_end).find('?', stop), m_end);
        return readDatabase(std::min(stop + 1, mark), mark);
    }

    /// A password may hold a blank: it is kept in no clear.
    [[nodiscard]] Result<void> refuseBlanksFrom(std::size_t begin) const {
        const std::expected<void, connect::UrlFault> whole =
            connect::refuseBlanks(m_whole.substr(begin, m_end - begin));
        return whole ? Result<void>() : failAt(begin + whole.error().at, whole.error().what, whole.error().hint);
    }

    /// Where the `@` behind user and password stands. A password that nobody has encoded may hold `/`, `?`, `#` and `@`.
    std::size_t endOfUser() {
        const std::string_view text = m_whole.substr(0, m_end);
        const std::size_t stop = std::min(text.find_first_of("/?#", m_at), m_end);
        const std::size_t at = text.substr(0, stop).rfind('@');
        if (at != std::string_view::npos && at >= m_at) {
            return at;
        }
        const std::string_view authority = text.substr(m_at, stop - m_at);
        const std::size_t colon = authority.find(':');
        const bool notAPort = !authority.starts_with('[') && colon != std::string_view::npos &&
                              colon + 1 < authority.size() && !authority.contains(',') &&
                              !portOf(authority.substr(colon + 1));
        const std::size_t last = notAPort ? text.rfind('@') : std::string_view::npos;
        if (last == std::string_view::npos || last < m_at) {
            return std::string_view::npos;
        }
        m_words.remark("The password holds a character that a URL has to write with a percent sign; it was taken as it "
                       "stands there.");
        return last;
    }

    Result<void> readUser(std::size_t begin, std::size_t end) {
        const std::size_t colon = std::min(m_whole.substr(0, end).find(':', begin), end);
        std::optional<std::string> user = percentDecodedText(m_whole.substr(begin, colon - begin));
        if (!user) {
            return failAt(begin, "a percent sign in the user needs two hexadecimal digits behind it",
                          "Write %25 for a percent sign.");
        }
        if (const auto whole = connect::refuseBlanks(m_whole.substr(begin, colon - begin)); !whole) {
            return failAt(begin + whole.error().at, whole.error().what, whole.error().hint);
        }
        m_words.setUser(*std::move(user));
        if (colon < end) {
            const std::string_view raw = m_whole.substr(colon + 1, end - colon - 1);
            std::optional<std::string> password = percentDecodedText(raw);
            if (!password) {
                m_words.remark("The password holds a percent sign that stands for itself; it was taken as it stands "
                               "there.");
            }
            m_words.setPassword(password ? Secret(*std::move(password)) : Secret(raw));
        }
        return {};
    }

    Result<void> readHosts(std::size_t begin, std::size_t end) {
        const std::string_view text = m_whole.substr(begin, end - begin);
        if (text.starts_with('(') || text.contains(",(") || text.contains("address=")) {
            return failAt(begin, "hosts in parentheses are not understood", "Write host:port.");
        }
        std::expected<std::vector<connect::ServerPlace>, connect::UrlFault> places = connect::readServerPlaces(text);
        if (!places) {
            connect::UrlFault& fault = places.error();
            const bool isPort = fault.what.starts_with("a port");
            return failAt(begin + fault.at, fault.what,
                          fault.hint + (isPort ? " A : or @ in a password is written %3A and %40." : ""));
        }
        m_words.setPlaces(text.empty() ? std::vector<connect::ServerPlace>() : *std::move(places));
        return {};
    }

    Result<void> readDatabase(std::size_t begin, std::size_t end) {
        std::optional<std::string> name = percentDecodedText(m_whole.substr(begin, end - begin));
        if (!name) {
            return failAt(begin, "a percent sign in the database's name needs two hexadecimal digits behind it",
                          "Write %25 for a percent sign.");
        }
        m_words.setDatabase(*std::move(name));
        m_at = std::min(end + 1, m_end);
        return {};
    }

    Result<void> readQuery() {
        while (m_at < m_end) {
            const std::size_t end = std::min(m_whole.substr(0, m_end).find_first_of("&;", m_at), m_end);
            const std::size_t equals = std::min(m_whole.substr(0, end).find('=', m_at), end);
            const std::optional<std::string> name = percentDecodedText(m_whole.substr(m_at, equals - m_at));
            const std::size_t valueAt = std::min(equals + 1, end);
            std::optional<std::string> value = percentDecodedText(m_whole.substr(valueAt, end - valueAt));
            if (name && !value && plainWord(*name).contains("pass")) {
                value = m_whole.substr(valueAt, end - valueAt);
            }
            if (!name || !value) {
                return failAt(name ? valueAt : m_at, "a percent sign needs two hexadecimal digits behind it",
                              "Write %25 for a percent sign.");
            }
            if (!name->empty()) {
                if (const std::optional<std::string> trouble = takeParameter(*name, *std::move(value))) {
                    return failAt(valueAt, *trouble, "Correct it, or leave the parameter out.");
                }
            }
            m_at = end + 1;
        }
        return {};
    }

    std::optional<std::string> takeParameter(const std::string& name, std::string value) {
        const bool jdbcTime = m_jdbc && m_words.engine() == Engine::MySql && plainWord(name) == "connecttimeout";
        return m_words.take(name, jdbcTime ? value + "ms" : std::move(value));
    }

    std::string_view m_whole;
    std::size_t m_at;
    std::size_t m_end;
    bool m_jdbc = false;
    bool m_driverNamed = false;
    ConnectionWords m_words;
};

} // namespace

bool looksLikeUrl(std::string_view text) {
    const std::optional<std::string_view> scheme = connect::urlScheme(text);
    if (!scheme) {
        return false;
    }
    const std::string word = lowerCase(scheme->substr(0, scheme->find('+')));
    return word == "jdbc" || text.substr(scheme->size()).starts_with("://") ||
           (engineOfWord(word) == Engine::Sqlite && !text.contains('@'));
}

Result<Pasted> readUrl(const TextPiece& piece) {
    return PastedUrl(piece).read();
}

} // namespace dbv::imports
