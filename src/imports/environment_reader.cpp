// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "imports/connection_words.h"
#include "imports/text_readers.h"
#include "imports/variables.h"

namespace dbv::imports {

namespace {

using Named = std::pair<std::string_view, std::string_view>;

/// The end of a variable's name behind its prefix, without `_`, and the word that it means.
constexpr auto kEndings = std::to_array<Named>({
    {"host", "host"},
    {"hostname", "host"},
    {"server", "host"},
    {"hostaddr", "hostaddr"},
    {"port", "port"},
    {"tcpport", "port"},
    {"user", "user"},
    {"username", "user"},
    {"password", "password"},
    {"passwd", "password"},
    {"pass", "password"},
    {"pwd", "password"},
    {"database", "database"},
    {"db", "database"},
    {"name", "database"},
    {"dbname", "database"},
    {"socket", "socket"},
    {"unixport", "socket"},
    {"sslmode", "sslmode"},
    {"sslrootcert", "sslca"},
    {"sslca", "sslca"},
    {"sslcert", "sslcert"},
    {"sslkey", "sslkey"},
    {"sslcrl", "sslcrl"},
    {"appname", "appname"},
    {"options", "options"},
    {"connecttimeout", "connecttimeout"},
    {"schema", "schema"},
    {"passfile", "passfile"},
    {"targetsessionattrs", "targetsessionattrs"},
    {"sslminprotocolversion", "sslminprotocolversion"},
});

constexpr auto kPostgresPrefixes = std::to_array<std::string_view>({"PG", "POSTGRES_", "POSTGRESQL_", "PSQL_"});
constexpr auto kMySqlPrefixes = std::to_array<std::string_view>({"MYSQL_", "MARIADB_"});
constexpr auto kPlainPrefixes = std::to_array<std::string_view>({"DB_", "DATABASE_", "TYPEORM_"});

/// A line of the block.
struct Assignment {
    std::string name;
    std::string value;
    std::size_t valueAt = 0;
};

std::string_view wordBehind(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) {
        return {};
    }
    const std::string ending = plainWord(name.substr(prefix.size()));
    const auto* const found = std::ranges::find(kEndings, ending, &Named::first);
    return found == kEndings.end() ? std::string_view() : found->second;
}

template <std::size_t Count>
std::string_view wordOf(std::string_view name, const std::array<std::string_view, Count>& prefixes) {
    for (const std::string_view prefix : prefixes) {
        if (const std::string_view word = wordBehind(name, prefix); !word.empty()) {
            return word;
        }
    }
    return {};
}

std::string_view wordFor(Engine engine, std::string_view name) {
    const std::string_view own = engine == Engine::Postgres ? wordOf(name, kPostgresPrefixes)
                                 : engine == Engine::MySql  ? wordOf(name, kMySqlPrefixes)
                                                            : std::string_view();
    return own.empty() ? wordOf(name, kPlainPrefixes) : own;
}

bool namesEngine(std::string_view name) {
    return name == "DB_CONNECTION" || name == "DB_ENGINE" || name == "DB_TYPE" || name == "DB_DRIVER" ||
           name == "DB_DIALECT" || name == "DB_CLIENT" || name == "DATABASE_TYPE" || name == "TYPEORM_CONNECTION";
}

/// Django writes `django.db.backends.postgresql`.
std::string_view lastWord(std::string_view text) {
    return text.substr(text.rfind('.') == std::string_view::npos ? 0 : text.rfind('.') + 1);
}

std::string valueOf(std::string_view raw) {
    raw = trimmedView(raw);
    if (raw.size() >= 2 && (raw.front() == '"' || raw.front() == '\'')) {
        const std::size_t end = raw.find(raw.front(), 1);
        return std::string(raw.substr(1, end == std::string_view::npos ? end : end - 1));
    }
    // A comment begins behind a space only: a password may hold the sign.
    return std::string(trimmedView(raw.substr(0, raw.find(" #"))));
}

std::string withoutPrefix(std::string_view name) {
    // As frameworks write them: spring.datasource.url, VITE_DATABASE_URL.
    std::string plain(name);
    std::ranges::replace(plain, '.', '_');
    std::ranges::transform(plain, plain.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return plain;
}

std::vector<Assignment> assignmentsIn(const TextPiece& piece) {
    std::vector<Assignment> all;
    const std::string_view text = piece.whole.substr(0, piece.end);
    for (std::size_t at = piece.begin; at < piece.end;) {
        const std::size_t end = std::min(text.find('\n', at), piece.end);
        std::size_t begin = at;
        at = end + 1;
        begin = text.find_first_not_of(" \t\r-", begin);
        if (begin == std::string_view::npos || begin >= end || text[begin] == '#') {
            continue;
        }
        std::string_view line = text.substr(begin, end - begin);
        for (const std::string_view word :
             {std::string_view("export "), std::string_view("set "), std::string_view("$env:")}) {
            begin += line.starts_with(word) ? word.size() : 0;
            line = text.substr(begin, end - begin);
        }
        // Files of docker compose write a colon.
        const std::size_t sign = std::min(line.find('='), line.find(": "));
        if (sign == std::string_view::npos) {
            continue;
        }
        all.push_back(
            {withoutPrefix(trimmedView(line.substr(0, sign))), valueOf(line.substr(sign + 1)), begin + sign + 1});
    }
    return all;
}

Engine engineOfBlock(const std::vector<Assignment>& all) {
    for (const Assignment& one : all) {
        if (namesEngine(one.name)) {
            return engineOfWord(lastWord(one.value));
        }
    }
    for (const Assignment& one : all) {
        if (!wordOf(one.name, kPostgresPrefixes).empty()) {
            return Engine::Postgres;
        }
        if (!wordOf(one.name, kMySqlPrefixes).empty()) {
            return Engine::MySql;
        }
    }
    const auto port = std::ranges::find(all, "DB_PORT", &Assignment::name);
    return port != all.end() && port->value == "5432"   ? Engine::Postgres
           : port != all.end() && port->value == "3306" ? Engine::MySql
                                                        : Engine::Unknown;
}

bool isUrlVariable(const Assignment& one) {
    return (one.name.ends_with("URL") || one.name.ends_with("URI") || one.name.ends_with("DSN")) &&
           looksLikeUrl(one.value);
}

/// A variable that holds all of a connection; user and password may stand in others, as Spring has them.
Result<Pasted> readUrlVariable(const TextPiece& piece, const std::vector<Assignment>& all, const Assignment& found) {
    // Read where it stands, so that errors name the place in what was pasted.
    const std::size_t begin = piece.whole.find(found.value, found.valueAt);
    Result<Pasted> pasted = readUrl(TextPiece(piece.whole, begin, begin + found.value.size()));
    if (!pasted) {
        return pasted;
    }
    const std::string stem = found.name.substr(0, found.name.size() - 3);
    for (const Assignment& one : all) {
        if (pasted->config.user.empty() && (one.name == stem + "USERNAME" || one.name == stem + "USER")) {
            pasted->config.user = one.value;
        }
        if (pasted->password.empty() && one.name == stem + "PASSWORD") {
            pasted->password = Secret(std::string_view(one.value));
        }
    }
    const auto others = std::ranges::count_if(all, isUrlVariable);
    if (others > 1) {
        pasted->remarks.push_back("Only " + found.name + " was read, of " + std::to_string(others) +
                                  " URLs in the text.");
    }
    return pasted;
}

} // namespace

std::string takeVariables(Engine engine, std::vector<std::pair<std::string, std::string>> variables,
                          ConnectionWords& words) {
    std::string wrong;
    for (auto& [name, value] : variables) {
        const std::string_view word = wordFor(engine, name);
        if (!word.empty() && !value.empty() && words.take(word, std::move(value)) && wrong.empty()) {
            wrong = name;
        }
    }
    return wrong;
}

bool looksLikeEnvironment(std::string_view text) {
    const std::vector<Assignment> all = assignmentsIn(TextPiece(text));
    return std::ranges::any_of(all, [](const Assignment& one) {
        return isUrlVariable(one) || namesEngine(one.name) || !wordOf(one.name, kPostgresPrefixes).empty() ||
               !wordOf(one.name, kMySqlPrefixes).empty() || !wordOf(one.name, kPlainPrefixes).empty();
    });
}

Result<Pasted> readEnvironment(const TextPiece& piece) {
    const std::vector<Assignment> all = assignmentsIn(piece);
    if (const auto url = std::ranges::find_if(all, isUrlVariable); url != all.end()) {
        return readUrlVariable(piece, all, *url);
    }
    const Engine engine = engineOfBlock(all);
    if (engine == Engine::Unknown) {
        return failAtPlace(piece.whole, piece.begin, "these variables do not tell which database they lead to",
                           "Add DB_CONNECTION=pgsql, mysql or sqlite, or the usual port.");
    }
    ConnectionWords words(engine);
    std::vector<std::pair<std::string, std::string>> variables;
    variables.reserve(all.size());
    for (const Assignment& one : all) {
        variables.emplace_back(one.name, one.value);
    }
    if (const std::string wrong = takeVariables(engine, std::move(variables), words); !wrong.empty()) {
        const auto at = std::ranges::find(all, wrong, &Assignment::name);
        return failAtPlace(piece.whole, at->valueAt, "the value of " + wrong + " can not be right",
                           "A port is a number from 1 to 65535; a TLS mode is one of libpq's or MySQL's.");
    }
    return words.finish();
}

} // namespace dbv::imports
