// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "imports/connection_words.h"
#include "imports/text_readers.h"

namespace dbv::imports {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

/// A word and its value, as they stand in a text.
struct KeyValue {
    std::string key;
    std::string value;
    /// Where the value began, in the whole text.
    std::size_t valueAt = 0;
};

bool isKeyLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// libpq: words between spaces, quotes around values, a backslash before what stands for itself.
class KeywordReader {
public:
    explicit KeywordReader(const TextPiece& piece) : m_whole(piece.whole), m_at(piece.begin), m_end(piece.end) {}

    Result<std::vector<KeyValue>> read() {
        std::vector<KeyValue> all;
        skipBlank();
        while (m_at < m_end) {
            KeyValue one;
            const std::size_t begin = m_at;
            while (m_at < m_end && isKeyLetter(m_whole[m_at])) {
                one.key += m_whole[m_at++];
            }
            skipBlank();
            if (one.key.empty() || m_at >= m_end || m_whole[m_at] != '=') {
                return failAtPlace(m_whole, begin, "here a word and = are expected",
                                   "Put a value with spaces between single quotes.");
            }
            ++m_at;
            skipBlank();
            one.valueAt = m_at;
            if (Result<void> done = readValue(one.value); !done) {
                return std::unexpected(std::move(done.error()));
            }
            all.push_back(std::move(one));
            skipBlank();
        }
        return all;
    }

private:
    void skipBlank() {
        while (m_at < m_end && kBlank.contains(m_whole[m_at])) {
            ++m_at;
        }
    }

    Result<void> readValue(std::string& value) {
        const std::size_t begin = m_at;
        const bool quoted = m_at < m_end && m_whole[m_at] == '\'';
        m_at += quoted ? 1 : 0;
        while (m_at < m_end) {
            const char c = m_whole[m_at];
            if (quoted ? c == '\'' : kBlank.contains(c)) {
                m_at += quoted ? 1 : 0;
                return {};
            }
            m_at += c == '\\' && m_at + 1 < m_end ? 1 : 0;
            value += m_whole[m_at++];
        }
        return quoted ? Result<void>(failAtPlace(m_whole, begin, "the quote that begins here is not closed",
                                                 "Write \\' for a quote in a value."))
                      : Result<void>();
    }

    std::string_view m_whole;
    std::size_t m_at;
    std::size_t m_end;
};

/// ADO.NET: words between semicolons; a value may stand between quotes, which it doubles to hold one.
Result<std::vector<KeyValue>> adoNetWords(const TextPiece& piece) {
    std::vector<KeyValue> all;
    const std::string_view text = piece.whole.substr(0, piece.end);
    std::size_t at = piece.begin;
    while (at < piece.end) {
        const std::size_t equals = text.find('=', at);
        const std::size_t semicolon = std::min(text.find(';', at), piece.end);
        if (equals == std::string_view::npos || equals > semicolon) {
            if (!trimmedView(text.substr(at, semicolon - at)).empty()) {
                return failAtPlace(piece.whole, at, "here a word and = are expected",
                                   "Put a value with a semicolon between double quotes.");
            }
            at = semicolon + 1;
            continue;
        }
        KeyValue one{std::string(trimmedView(text.substr(at, equals - at))), {}, equals + 1};
        at = equals + 1;
        while (at < piece.end && kBlank.contains(text[at])) {
            ++at;
        }
        const char quote = at < piece.end ? text[at] : '\0';
        if (quote != '"' && quote != '\'' && quote != '{') {
            const std::size_t stop = std::min(text.find(';', at), piece.end);
            one.value = trimmedView(text.substr(at, stop - at));
            at = stop + 1;
        } else {
            const char closing = quote == '{' ? '}' : quote;
            const std::size_t begin = at++;
            while (at < piece.end && (text[at] != closing || (at + 1 < piece.end && text[at + 1] == closing))) {
                at += text[at] == closing ? 1U : 0U;
                one.value += text[at++];
            }
            if (at >= piece.end) {
                return failAtPlace(piece.whole, begin, "the quote that begins here is not closed",
                                   "Write the quote twice to have one in a value.");
            }
            at = std::min(text.find(';', at), piece.end) + 1;
        }
        all.push_back(std::move(one));
    }
    return all;
}

bool hasKey(const std::vector<KeyValue>& words, std::initializer_list<std::string_view> keys) {
    return std::ranges::any_of(words, [&](const KeyValue& one) {
        return std::ranges::find(keys, std::string_view(plainWord(one.key))) != keys.end();
    });
}

std::string valueOf(const std::vector<KeyValue>& words, std::initializer_list<std::string_view> keys) {
    const auto found = std::ranges::find_if(words, [&](const KeyValue& one) {
        return std::ranges::find(keys, std::string_view(plainWord(one.key))) != keys.end();
    });
    return found == words.end() ? std::string() : found->value;
}

bool isSqlServer(const std::vector<KeyValue>& words) {
    const std::string server = valueOf(words, {"server", "datasource", "address", "addr", "networkaddress"});
    return hasKey(words, {"integratedsecurity", "trustedconnection", "multipleactiveresultsets", "initialcatalog"}) ||
           server.contains('\\') || server.starts_with("tcp:") ||
           lowerCase(valueOf(words, {"driver"})).contains("sql server");
}

/// Npgsql says Host and Username, the libraries for MySQL say Server and Uid; a port decides where both are possible.
Engine engineOfAdoNet(const std::vector<KeyValue>& words) {
    const std::string driver = lowerCase(valueOf(words, {"driver", "provider"}));
    const std::string source = valueOf(words, {"datasource", "filename"});
    if (driver.contains("postgres") || driver.contains("psql")) {
        return Engine::Postgres;
    }
    if (driver.contains("mysql") || driver.contains("mariadb")) {
        return Engine::MySql;
    }
    if (driver.contains("sqlite") ||
        (!source.empty() && !hasKey(words, {"uid", "userid", "user", "username", "port"}))) {
        return Engine::Sqlite;
    }
    const std::string port = valueOf(words, {"port"});
    if (port == "5432" || port == "3306") {
        return port == "5432" ? Engine::Postgres : Engine::MySql;
    }
    return hasKey(words, {"host"}) && !hasKey(words, {"uid", "server"}) ? Engine::Postgres : Engine::MySql;
}

Result<Pasted> collected(std::string_view whole, std::vector<KeyValue> all, ConnectionWords words) {
    for (KeyValue& one : all) {
        if (const auto trouble = words.take(one.key, std::move(one.value))) {
            return failAtPlace(whole, one.valueAt, *trouble, "Correct it, or leave the word out.");
        }
    }
    return words.finish();
}

} // namespace

bool looksLikeKeywords(std::string_view text) {
    static constexpr auto kUsual =
        std::to_array<std::string_view>({"host", "hostaddr", "port", "user", "dbname", "password", "service", "sslmode",
                                         "target_session_attrs", "application_name", "connect_timeout", "options"});
    const std::size_t equals = text.find('=');
    return equals != std::string_view::npos &&
           std::ranges::find(kUsual, trimmedView(text.substr(0, equals))) != kUsual.end();
}

Result<Pasted> readKeywords(const TextPiece& piece) {
    Result<std::vector<KeyValue>> all = KeywordReader(piece).read();
    if (!all) {
        return std::unexpected(std::move(all.error()));
    }
    return collected(piece.whole, *std::move(all), ConnectionWords(Engine::Postgres));
}

bool looksLikeAdoNet(std::string_view text) {
    static constexpr auto kUsual = std::to_array<std::string_view>(
        {"server", "host", "datasource", "driver", "uid", "userid", "user", "username", "database", "port",
         "initialcatalog", "pwd", "password", "address", "provider", "filename"});
    const std::size_t equals = text.find('=');
    const std::size_t semicolon = text.find(';');
    if (equals == std::string_view::npos || text.contains('\n')) {
        return false;
    }
    const std::string first = plainWord(trimmedView(text.substr(0, equals)));
    const std::string_view value = text.substr(0, semicolon).substr(std::min(equals + 1, semicolon));
    // `host=h password=a;b` is libpq's: a second word begins before the first semicolon.
    const bool known =
        std::ranges::find(kUsual, first) != kUsual.end() && !(value.contains(' ') && value.contains('='));
    return known && (semicolon != std::string_view::npos ? equals < semicolon : first == "datasource");
}

Result<Pasted> readAdoNet(const TextPiece& piece) {
    Result<std::vector<KeyValue>> all = adoNetWords(piece);
    if (!all) {
        return std::unexpected(std::move(all.error()));
    }
    if (isSqlServer(*all)) {
        return fail(ErrorKind::Unsupported, "The pasted text leads to SQL Server, for which there is no connector.",
                    "Connections lead to PostgreSQL, MySQL, MariaDB and SQLite.");
    }
    ConnectionWords words(engineOfAdoNet(*all));
    std::erase_if(*all, [](const KeyValue& one) {
        const std::string key = plainWord(one.key);
        return key == "driver" || key == "provider";
    });
    if (words.engine() == Engine::Sqlite) {
        words.setDatabase(valueOf(*all, {"datasource", "filename", "database"}));
        std::erase_if(*all, [](const KeyValue& one) {
            const std::string key = plainWord(one.key);
            return key == "datasource" || key == "filename" || key == "database";
        });
    }
    return collected(piece.whole, *std::move(all), std::move(words));
}

bool looksLikeGo(std::string_view text) {
    const std::size_t close = text.rfind(")/");
    const std::size_t open = text.substr(0, close).rfind('(');
    if (close == std::string_view::npos || open == std::string_view::npos || text.contains('\n')) {
        return false;
    }
    const std::size_t at = text.substr(0, open).rfind('@');
    const std::string_view net = text.substr(0, open).substr(at == std::string_view::npos ? 0 : at + 1);
    return net == "tcp" || net == "unix" || net == "tcp6" || net == "tcp4";
}

Result<Pasted> readGo(const TextPiece& piece) {
    const std::string_view text = piece.whole.substr(0, piece.end);
    ConnectionWords words(Engine::MySql);
    // As Go's driver does: the last slash outside of parentheses, then the last @ before it.
    const std::size_t close = text.rfind(")/");
    const std::size_t open = text.substr(0, close).rfind('(');
    const std::size_t at = text.substr(0, open).rfind('@');
    std::size_t net = piece.begin;
    if (at != std::string_view::npos && at >= piece.begin) {
        const std::size_t colon = std::min(text.substr(0, at).find(':', piece.begin), at);
        words.setUser(std::string(text.substr(piece.begin, colon - piece.begin)));
        words.setPassword(Secret(text.substr(std::min(colon + 1, at), at - std::min(colon + 1, at))));
        net = at + 1;
    }
    const bool isSocket = text.substr(net, open - net) == "unix";
    if (const auto trouble =
            words.take(isSocket ? "socket" : "host", std::string(text.substr(open + 1, close - open - 1)))) {
        return failAtPlace(piece.whole, open + 1, *trouble, "Write tcp(host:3306).");
    }
    std::size_t mark = std::min(text.find('?', close), piece.end);
    words.setDatabase(percentDecodedText(text.substr(close + 2, mark - close - 2))
                          .value_or(std::string(text.substr(close + 2, mark - close - 2))));
    while (mark < piece.end) {
        const std::size_t begin = mark + 1;
        mark = std::min(text.find('&', begin), piece.end);
        const std::size_t equals = std::min(text.find('=', begin), mark);
        const std::size_t valueAt = std::min(equals + 1, mark);
        std::optional<std::string> value = percentDecodedText(text.substr(valueAt, mark - valueAt));
        if (!value) {
            return failAtPlace(piece.whole, valueAt, "a percent sign needs two hexadecimal digits behind it",
                               "Write %25 for a percent sign.");
        }
        const std::string_view name = text.substr(begin, equals - begin);
        if (const auto trouble = name.empty() ? std::nullopt : words.take(name, *std::move(value))) {
            const bool ownTls = name == "tls";
            return failAtPlace(piece.whole, valueAt,
                               ownTls ? "this TLS configuration is one of the program's own" : *trouble,
                               ownTls ? "Write tls=true and choose the files in the connection's form."
                                      : "Correct it, or leave the parameter out.");
        }
    }
    return words.finish();
}

} // namespace dbv::imports
