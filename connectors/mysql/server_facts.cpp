// SPDX-License-Identifier: Apache-2.0
#include "mysql/server_facts.h"

#include <algorithm>
#include <array>
#include <utility>

#include <mysqld_error.h>

#include "mysql/line_deadline.h"
#include "mysql/startup_statements.h"

namespace dbv::mysql {

namespace {

struct ProductMark {
    std::string_view mark;
    std::string_view product;
};
// What other products put into their version or the comment on it, so that they are not taken for what they imitate.
constexpr std::array kProducts = std::to_array<ProductMark>({
    {"TiDB", "TiDB"},
    {"Vitess", "Vitess"},
    {"PlanetScale", "PlanetScale"},
    {"SingleStore", "SingleStore"},
    {"MemSQL", "SingleStore"},
    {"OceanBase", "OceanBase"},
    {"Aurora", "Amazon Aurora MySQL"},
    {"Percona", "Percona Server for MySQL"},
    {"Dolt", "Dolt"},
    {"StarRocks", "StarRocks"},
    {"Doris", "Apache Doris"},
    {"ClickHouse", "ClickHouse"},
    {"Databend", "Databend"},
    {"MariaDB", "MariaDB"},
});

/// A server that waits for a parked result must not think that its client is gone.
constexpr std::string_view kPatience = "SET SESSION net_write_timeout = 86400";
/// What is set is told, also when it was so before; an administrator may have other character sets set at each login.
constexpr std::string_view kTellSets =
    ", session_track_state_change = 1, character_set_client = @@character_set_client, character_set_results = "
    "@@character_set_results";
/// MariaDB tells of quotes with each statement.
constexpr std::string_view kTellMode =
    ", session_track_system_variables = IF(@@session_track_system_variables = '*', '*', "
    "CONCAT_WS(',', NULLIF(@@session_track_system_variables, ''), 'sql_mode')), sql_mode = @@sql_mode";

std::string versionNumber(std::string_view text, std::string_view product) {
    // TiDB and others write the version that they imitate first: `5.7.25-TiDB-v6.1.0`.
    const std::size_t own = text.find(std::string(product) + "-v");
    if (own != std::string_view::npos) {
        text.remove_prefix(own + product.size() + 2);
    } else if (text.starts_with("5.5.5-")) {
        // What MariaDB puts in front for old clients.
        text.remove_prefix(6);
    }
    return std::string(text.substr(0, text.find_first_not_of("0123456789.")));
}

std::string textAt(const TextTable& table, std::size_t column) {
    return table.empty() || column >= table[0].size() ? std::string() : table[0][column].value_or("");
}

TlsFacts tlsFactsOf(MYSQL* connection, TlsMode mode) {
    TlsFacts facts;
    const char* cipher = mysql_get_ssl_cipher(connection);
    if (cipher == nullptr) {
        return facts;
    }
    const char* version = nullptr;
    mariadb_get_infov(connection, MARIADB_CONNECTION_TLS_VERSION, static_cast<void*>(&version));
    facts.cipher = cipher;
    facts.version = textOf(version);
    facts.mode = mode;
    return facts;
}

/// The product by what only one of them knows; a server that does not know the question is none of them.
Result<void> refine(Line& line, ProductVersion& product) {
    if (product.product != "MySQL") {
        return {};
    }
    const Result<TextTable> aurora = line.query("SHOW GLOBAL VARIABLES LIKE 'aurora_version'");
    if (!aurora && aurora.error().damage == Damage::Session) {
        return std::unexpected(aurora.error());
    }
    if (aurora && !aurora->empty()) {
        product.product = "Amazon Aurora MySQL";
    }
    return {};
}

/// Whether one session of the server serves this one from its beginning to its end. `number` is that of the session which
/// answered the first question, `version` what it said of itself: a proxy greets with others of its own.
Result<void> findSessionState(Line& line, const std::string& number, std::string_view version, SessionFacts& facts) {
    const std::string greeted = std::to_string(mysql_thread_id(line.handle()));
    if (number.empty()) {
        return {};
    }
    if (number == greeted) {
        const bool sameVersion = textOf(mysql_get_server_info(line.handle())).find(version) != std::string::npos;
        facts.capabilities.sessionState = sameVersion ? Ability::Yes : Ability::Untried;
        return {};
    }
    // A request to stop the session of the greeting would hit somebody else's.
    line.canceller()->refuse("a proxy in between calls this session " + greeted + ", the server calls it " + number);
    const Result<TextTable> again = line.query("SELECT CONNECTION_ID()");
    if (!again && again.error().damage == Damage::Session) {
        return std::unexpected(again.error());
    }
    const bool moves = again && textAt(*again, 0) != number;
    facts.capabilities.sessionState = moves ? Ability::No : Ability::Untried;
    facts.serverSessionId = moves ? "" : number;
    facts.notices.push_back(
        {"warning", moves
                        ? "A proxy in between gives each statement another session of the server: what a session sets "
                          "does not stay, so do not rely on SET, variables and temporary tables."
                        : "A proxy stands between here and the server: whether it keeps what a session sets is not "
                          "known."});
    return {};
}

/// Whether statements can be stopped. MySQL and MariaDB do it, and are what the others are compared with; those are asked.
Result<void> findCancel(Line& line, SessionFacts& facts) {
    std::string refusal = line.canceller()->refusal();
    const bool own = facts.product == "MySQL" || facts.product == "MariaDB";
    if (refusal.empty() && !own) {
        // There is no session 0: whoever knows the statement says so.
        const Result<void> tried = line.run("KILL QUERY 0");
        if (!tried && tried.error().damage == Damage::Session) {
            return tried;
        }
        if (!tried && tried.error().nativeCode != ER_NO_SUCH_THREAD) {
            refusal = tried.error().message;
            line.canceller()->refuse(refusal);
        }
    }
    facts.capabilities.cancel = refusal.empty() ? Ability::Yes : Ability::No;
    if (!refusal.empty()) {
        facts.notices.push_back(
            {"warning", "The server does not stop statements (" + refusal +
                            "): a stop closes the connection, and what the statement does may go on."});
    }
    return {};
}

/// Holds the session to reading, and looks whether that is so: some take the statement and do nothing.
Result<void> findReadOnly(Line& line, SessionFacts& facts) {
    std::string said = "what a session sets does not stay with it";
    if (facts.capabilities.sessionState != Ability::No) {
        const Result<void> set = line.run("SET SESSION TRANSACTION READ ONLY");
        const Result<TextTable> shown =
            line.query("SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_read_only', 'transaction_read_only')");
        if (!shown && shown.error().damage == Damage::Session) {
            return std::unexpected(shown.error());
        }
        const bool holds = set && shown && std::ranges::any_of(*shown, [](const auto& row) {
                               return row.size() > 1 && row[1] == "ON";
                           });
        if (holds) {
            facts.capabilities.readOnly = Ability::Yes;
            return {};
        }
        said = !set     ? set.error().message
               : !shown ? shown.error().message
                        : "it takes the setting and does not keep it";
    }
    return fail(ErrorKind::Unsupported, "The server can not be held to reading only: " + said + ".",
                "Open the connection without the read-only mode, as a user of the server who may do nothing but read.",
                Damage::Session);
}

} // namespace

ProductVersion productOf(std::string_view version, std::string_view comment) {
    const std::string all = std::string(version) + " " + std::string(comment);
    const auto* const found = std::ranges::find_if(
        kProducts, [&](const ProductMark& each) { return all.find(each.mark) != std::string::npos; });
    const std::string product(found == kProducts.end() ? "MySQL" : found->product);
    const bool mariaDb = all.find("MariaDB") != std::string::npos;
    return {product, versionNumber(version, product), mariaDb ? DialectId::MariaDb : DialectId::MySql};
}

Result<std::optional<Notice>> prepareForStatements(Line& line, std::string_view product) {
    std::string more;
    if (product == "MySQL" || product == "MariaDB") {
        more.append(product == "MySQL" ? kTellMode : "").append(kTellSets);
    }
    Result<void> done = line.run(std::string(kPatience) + more);
    if (!done && !more.empty() && done.error().damage != Damage::Session && done.error().kind != ErrorKind::Cancelled) {
        done = line.run(kPatience);
    }
    if (done) {
        return std::nullopt;
    }
    if (done.error().damage == Damage::Session || done.error().kind == ErrorKind::Cancelled) {
        return std::unexpected(done.error());
    }
    return Notice{"warning", "A result that is not read on for a minute may break off: " + done.error().message};
}

namespace {

Result<ServerFacts> askServer(Line& line, const OpenPlan& plan) {
    Result<TextTable> asked = line.query("SELECT VERSION(), @@version_comment, DATABASE(), CONNECTION_ID()");
    if (!asked && asked.error().damage != Damage::Session) {
        asked = line.query("SELECT VERSION(), @@version_comment, DATABASE()");
    }
    if (!asked && asked.error().damage == Damage::Session) {
        return std::unexpected(asked.error());
    }
    // A server that does not know all of it still says its version when it greets.
    const std::string version = asked ? textAt(*asked, 0) : textOf(mysql_get_server_info(line.handle()));
    ProductVersion product = productOf(version, asked ? textAt(*asked, 1) : "");
    Result<void> done = refine(line, product);
    ServerFacts facts;
    facts.dialect = product.dialect;
    facts.session.product = product.product;
    facts.session.serverVersion = product.product + " " + product.version;
    facts.session.database = asked ? textAt(*asked, 2) : plan.database;
    facts.session.serverSessionId = std::to_string(mysql_thread_id(line.handle()));
    facts.session.tls = tlsFactsOf(line.handle(), plan.tlsMode);
    done = done ? findSessionState(line, asked ? textAt(*asked, 3) : "", version, facts.session) : done;
    done = done ? findCancel(line, facts.session) : done;
    done = done && plan.readOnly ? findReadOnly(line, facts.session) : done;
    if (!done) {
        return std::unexpected(done.error());
    }
    const Result<std::optional<Notice>> impatient = prepareForStatements(line, facts.session.product);
    if (!impatient) {
        return std::unexpected(impatient.error());
    }
    if (*impatient) {
        facts.session.notices.push_back(**impatient);
    }
    facts.patient = true;
    if (const Result<void> started = runStartup(line, plan.startupSql); !started) {
        return std::unexpected(started.error());
    }
    if (plan.readOnly && !plan.startupSql.empty()) {
        // Whatever they did, it holds at the end.
        if (const Result<void> held = findReadOnly(line, facts.session); !held) {
            return std::unexpected(held.error());
        }
    }
    return facts;
}

/// All that could tell another server, or another way to this one. A proxy that takes the place of a server greets with a
/// version of its own.
std::string keyOf(Line& line, const OpenPlan& plan) {
    std::string key = plan.where();
    for (const std::string& part :
         {plan.dialHost, std::to_string(plan.dialPort), plan.user, plan.database,
          textOf(mysql_get_server_info(line.handle())), std::to_string(line.handle()->server_capabilities),
          std::to_string(line.handle()->server_language)}) {
        key += '\n' + part;
    }
    return key;
}

/// Whether the next session may take for granted what this one was told: nothing stands between, and nothing was refused.
bool isPlain(const SessionFacts& facts) {
    return facts.capabilities.sessionState == Ability::Yes && facts.capabilities.cancel == Ability::Yes &&
           facts.notices.empty();
}

} // namespace

Result<ServerFacts> readServerFacts(Line& line, const OpenPlan& plan, KnownServers& known,
                                    const network::Patience& patience) {
    const std::string key = keyOf(line, plan);
    if (std::optional<ServerFacts> facts = known.find(key); facts && !plan.readOnly && plan.startupSql.empty()) {
        facts->session.serverSessionId = std::to_string(mysql_thread_id(line.handle()));
        facts->session.tls = tlsFactsOf(line.handle(), plan.tlsMode);
        return std::move(*facts);
    }
    const LineDeadline deadline(static_cast<int>(mysql_get_socket(line.handle())), patience);
    Result<ServerFacts> facts = askServer(line, plan);
    if (facts && isPlain(facts->session)) {
        ServerFacts plain;
        plain.dialect = facts->dialect;
        plain.session.product = facts->session.product;
        plain.session.serverVersion = facts->session.serverVersion;
        plain.session.database = facts->session.database;
        plain.session.capabilities.sessionState = Ability::Yes;
        plain.session.capabilities.cancel = Ability::Yes;
        known.keep(key, std::move(plain));
    }
    return facts;
}

} // namespace dbv::mysql
