// SPDX-License-Identifier: Apache-2.0
#include "imports/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "imports/pasted_text.h"

namespace dbv::imports {

namespace {

using WordPair = std::pair<std::string_view, std::string_view>;

/// Plain words of other clients, and the option of ours that means the same.
constexpr auto kPostgresOptions = std::to_array<WordPair>({
    {"applicationname", "application_name"},
    {"appname", "application_name"},
    {"fallbackapplicationname", "fallback_application_name"},
    {"channelbinding", "channel_binding"},
    {"connecttimeout", "connect_timeout"},
    {"timeout", "connect_timeout"},
    {"currentschema", "search_path"},
    {"schema", "search_path"},
    {"searchpath", "search_path"},
    {"gssencmode", "gssencmode"},
    {"keepalives", "keepalives"},
    {"keepalivescount", "keepalives_count"},
    {"keepalivesidle", "keepalives_idle"},
    {"keepalivesinterval", "keepalives_interval"},
    {"krbsrvname", "krbsrvname"},
    {"options", "options"},
    {"passfile", "passfile"},
    {"requireauth", "require_auth"},
    {"requirepeer", "requirepeer"},
    {"sslmaxprotocolversion", "ssl_max_protocol_version"},
    {"sslsni", "sslsni"},
    {"statementtimeout", "statement_timeout"},
    {"targetsessionattrs", "target_session_attrs"},
    {"targetsessionattributes", "target_session_attrs"},
    {"tcpusertimeout", "tcp_user_timeout"},
});

constexpr auto kMySqlOptions = std::to_array<WordPair>({
    {"compress", "compress"},
    {"usecompression", "compress"},
    {"connecttimeout", "connect-timeout"},
    {"connectiontimeout", "connect-timeout"},
    {"defaultauth", "default-auth"},
    {"initcommand", "init-command"},
    {"readtimeout", "read-timeout"},
    {"writetimeout", "write-timeout"},
});

constexpr auto kSqliteOptions = std::to_array<WordPair>({{"mode", "mode"}, {"vfs", "vfs"}, {"immutable", "immutable"}});

/// Words that change nothing here: what they ask for is so anyway, or concerns only the library that they were for.
constexpr auto kSilent = std::to_array<std::string_view>({"charset",
                                                          "characterset",
                                                          "characterencoding",
                                                          "clientencoding",
                                                          "useunicode",
                                                          "defaultcharacterset",
                                                          "encoding",
                                                          "collation",
                                                          "parsetime",
                                                          "loc",
                                                          "pooling",
                                                          "servertimezone",
                                                          "autoreconnect",
                                                          "allowpublickeyretrieval",
                                                          "persistsecurityinfo",
                                                          "minpoolsize",
                                                          "maxpoolsize",
                                                          "minimumpoolsize",
                                                          "maximumpoolsize",
                                                          "connectionlifetime",
                                                          "poolmaxconns",
                                                          "sslnegotiation",
                                                          "loadbalancehosts",
                                                          "zerodatetimebehavior",
                                                          "rewritebatchedstatements",
                                                          "allowmultiqueries",
                                                          "multistatements",
                                                          "cachepreparedstatements",
                                                          "preparethreshold",
                                                          "allownativepasswords",
                                                          "connectionlimit",
                                                          "version",
                                                          "cache",
                                                          "gsslib",
                                                          "sslcompression",
                                                          "connectiontimezone",
                                                          "usebulkstmts"});

constexpr auto kEngines = std::to_array<std::pair<std::string_view, Engine>>({
    {"postgres", Engine::Postgres},    {"postgresql", Engine::Postgres}, {"postgresjdbc", Engine::Postgres},
    {"pgsql", Engine::Postgres},       {"psql", Engine::Postgres},       {"pg", Engine::Postgres},
    {"postgre", Engine::Postgres},     {"pdopgsql", Engine::Postgres},   {"mysql", Engine::MySql},
    {"mysql2", Engine::MySql},         {"mysql5", Engine::MySql},        {"mysql8", Engine::MySql},
    {"mysql.8", Engine::MySql},        {"mysqlssh", Engine::MySql},      {"mysqli", Engine::MySql},
    {"mariadb", Engine::MySql},        {"pdomysql", Engine::MySql},      {"percona", Engine::MySql},
    {"sqlite", Engine::Sqlite},        {"sqlite3", Engine::Sqlite},      {"sqlitejdbc", Engine::Sqlite},
    {"sqlite.xerial", Engine::Sqlite}, {"pdosqlite", Engine::Sqlite},
});

constexpr auto kCousins = std::to_array<std::pair<std::string_view, Engine>>({
    {"cockroach", Engine::Postgres},
    {"cockroachdb", Engine::Postgres},
    {"redshift", Engine::Postgres},
    {"yugabyte", Engine::Postgres},
    {"yugabytedb", Engine::Postgres},
    {"greenplum", Engine::Postgres},
    {"timescale", Engine::Postgres},
    {"timescaledb", Engine::Postgres},
    {"greengage", Engine::Postgres},
    {"cloudsqlpostgresql", Engine::Postgres},
    {"edb", Engine::Postgres},
    {"enterprisedb", Engine::Postgres},
    {"tidb", Engine::MySql},
    {"vitess", Engine::MySql},
    {"planetscale", Engine::MySql},
    {"aurora", Engine::MySql},
    {"auroramysql", Engine::MySql},
    {"aurorapostgresql", Engine::Postgres},
});

template <std::size_t Count>
Engine engineIn(const std::array<std::pair<std::string_view, Engine>, Count>& list, std::string_view word) {
    const auto found = std::ranges::find(list, word, &std::pair<std::string_view, Engine>::first);
    return found == list.end() ? Engine::Unknown : found->second;
}

template <std::size_t Count>
std::string_view meaningIn(const std::array<WordPair, Count>& list, std::string_view word) {
    const auto found = std::ranges::find(list, word, &WordPair::first);
    return found == list.end() ? std::string_view() : found->second;
}

} // namespace

std::string_view connectorIdOf(Engine engine) {
    switch (engine) {
    case Engine::Postgres: return "postgres";
    case Engine::MySql: return "mysql";
    case Engine::Sqlite: return "sqlite";
    case Engine::Unknown: break;
    }
    return {};
}

Engine engineOfWord(std::string_view word) {
    const std::string plain = plainWord(word);
    const Engine engine = engineIn(kEngines, plain);
    return engine != Engine::Unknown ? engine : engineIn(kCousins, plain);
}

bool isCousin(std::string_view word) {
    return engineIn(kCousins, plainWord(word)) != Engine::Unknown;
}

std::string_view optionFor(Engine engine, std::string_view word) {
    switch (engine) {
    case Engine::Postgres: return meaningIn(kPostgresOptions, word);
    case Engine::MySql: return meaningIn(kMySqlOptions, word);
    case Engine::Sqlite: return meaningIn(kSqliteOptions, word);
    case Engine::Unknown: break;
    }
    return {};
}

bool changesNothing(std::string_view plain) {
    return std::ranges::find(kSilent, plain) != kSilent.end();
}

} // namespace dbv::imports
