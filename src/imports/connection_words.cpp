// SPDX-License-Identifier: Apache-2.0
#include "imports/connection_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "connect/connection_target.h"
#include "connect/target_words.h"
#include "imports/pasted_text.h"
#include "imports/tls_words.h"

namespace dbv::imports {

namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// A time limit as Go (`5s`, `500ms`) and the others (`5`) write it, in whole seconds; nothing for no limit at all.
std::optional<std::uint32_t> secondsOf(std::string_view value) {
    const bool thousandths = value.ends_with("ms");
    const std::string_view digits = value.substr(0, value.find_first_not_of("0123456789"));
    const std::string_view unit = value.substr(digits.size());
    if (digits.empty() || digits.size() > 9 || !(unit.empty() || unit == "s" || unit == "ms" || unit == "m")) {
        return std::nullopt;
    }
    const auto number = static_cast<std::uint32_t>(std::stoul(std::string(digits)));
    const std::uint32_t seconds = thousandths ? (number + 999) / 1000 : unit == "m" ? number * 60 : number;
    return seconds == 0 || seconds > 3600 ? std::nullopt : std::optional(seconds);
}

/// `host`, `host:port`, `[::1]:port`; a name with several colons and no brackets is an address of IPv6.
connect::ServerPlace placeOf(std::string_view text) {
    connect::ServerPlace place{std::string(text), 0};
    if (text.starts_with('[') && text.contains(']')) {
        const std::size_t bracket = text.find(']');
        place.host = text.substr(1, bracket - 1);
        place.port = portOf(text.substr(std::min(bracket + 2, text.size()))).value_or(0);
        return place;
    }
    const std::size_t colon = text.rfind(':');
    if (colon != std::string_view::npos && text.find(':') == colon && !text.starts_with('/')) {
        if (const std::optional<std::uint16_t> port = portOf(text.substr(colon + 1))) {
            place = {std::string(text.substr(0, colon)), *port};
        }
    }
    return place;
}

bool isHostWord(std::string_view word) {
    return isOneOf(word,
                   {"host", "hostname", "server", "datasource", "address", "addr", "networkaddress", "servername"});
}

bool isUserWord(std::string_view word) {
    return isOneOf(word, {"user", "username", "uid", "userid", "login"});
}

bool isDatabaseWord(std::string_view word) {
    return isOneOf(word, {"database", "db", "dbname", "databasename", "initialcatalog", "defaultdatabase"});
}

std::vector<std::string_view> cutAtCommas(std::string_view text) {
    std::vector<std::string_view> items;
    while (true) {
        const std::size_t comma = text.find(',');
        items.push_back(trimmedView(text.substr(0, comma)));
        if (comma == std::string_view::npos) {
            return items;
        }
        text.remove_prefix(comma + 1);
    }
}

} // namespace

std::optional<std::string> ConnectionWords::take(std::string_view name, std::string value) {
    std::string word = plainWord(name);
    std::optional<std::string> trouble;
    if (takeSecret(word, value) || takePart(word, value, trouble) || takeTls(word, value, trouble) ||
        takeOption(word, value) || changesNothing(word)) {
        return trouble;
    }
    remark("The parameter " + std::string(name) + " was left out: connections here have nothing like it.");
    return std::nullopt;
}

bool ConnectionWords::takeSecret(const std::string& word, std::string& value) {
    if (isOneOf(word, {"password", "pwd", "passwd", "pass"})) {
        m_result.password = Secret(std::move(value));
        return true;
    }
    if (isOneOf(word, {"sslpassword", "sslpassphrase", "tlspassphrase", "sslkeypassword", "certificatepassword"})) {
        m_result.tlsKeyPassword = Secret(std::move(value));
        return true;
    }
    if (word.contains("password") || word.contains("secret") || word.contains("token")) {
        remark("The parameter " + word + " was left out: it holds a secret that connections here do not know.");
        wipe(value);
        return true;
    }
    return false;
}

bool ConnectionWords::takePart(const std::string& word, std::string& value, std::optional<std::string>& trouble) {
    protocol::ConnectionConfig& config = m_result.config;
    trouble = contradiction(word, value);
    if (trouble) {
        return true;
    }
    if (isHostWord(word)) {
        takeHosts(value);
    } else if (word == "hostaddr") {
        m_address = std::move(value);
    } else if (word == "port" || word == "portnumber") {
        trouble = takePorts(value);
    } else if (isUserWord(word)) {
        config.user = std::move(value);
    } else if (isDatabaseWord(word)) {
        config.database = std::move(value);
    } else if (isOneOf(word, {"socket", "unixsocket", "localsocket"})) {
        m_socket = std::move(value);
    } else {
        return false;
    }
    return true;
}

void ConnectionWords::setPlaces(std::vector<connect::ServerPlace> places) {
    m_isUrl = true;
    m_places = std::move(places);
    m_ports.clear();
    const bool named = std::ranges::any_of(m_places, [](const connect::ServerPlace& place) { return place.port != 0; });
    for (connect::ServerPlace& place : m_places) {
        if (named) {
            m_ports.push_back(place.port == 0 ? std::string() : std::to_string(place.port));
        }
        place.port = 0;
    }
}

std::optional<std::string> ConnectionWords::contradiction(const std::string& word, std::string_view value) const {
    // In a URL of PostgreSQL the query goes before what stands in front of it; nothing says so of the others'.
    if (!m_isUrl || m_engine == Engine::Postgres || value.empty()) {
        return std::nullopt;
    }
    const protocol::ConnectionConfig& config = m_result.config;
    const auto isOther = [value](const std::string& before) { return !before.empty() && before != value; };
    const bool host = isHostWord(word) && !m_places.empty() && !m_places.front().host.empty() &&
                      placeOf(value).host != m_places.front().host;
    const bool port = isOneOf(word, {"port", "portnumber"}) && !m_ports.empty() && isOther(m_ports.front());
    return host || port || (isUserWord(word) && isOther(config.user)) ||
                   (isDatabaseWord(word) && isOther(config.database))
               ? std::optional<std::string>("this is another one than the URL has in front of its question mark")
               : std::nullopt;
}

void ConnectionWords::takeHosts(std::string_view value) {
    std::vector<connect::ServerPlace> places;
    for (const std::string_view item : cutAtCommas(value)) {
        places.push_back(placeOf(item));
    }
    m_places = std::move(places);
}

std::optional<std::string> ConnectionWords::takePorts(std::string_view value) {
    std::vector<std::string> ports;
    for (const std::string_view item : cutAtCommas(value)) {
        if (!item.empty() && !portOf(item)) {
            return "a port is a number from 1 to 65535";
        }
        ports.emplace_back(item);
    }
    m_ports = trimmedView(value).empty() ? std::vector<std::string>() : std::move(ports);
    return std::nullopt;
}

void ConnectionWords::wantTls(TlsMode mode) {
    // Of several switches the strictest holds.
    m_result.config.tls.mode = std::max(m_result.config.tls.mode.value_or(mode), mode);
}

bool ConnectionWords::takeTls(const std::string& word, std::string& value, std::optional<std::string>& trouble) {
    protocol::TlsConfig& tls = m_result.config.tls;
    if (isOneOf(word, {"sslrootcert", "sslca", "sslcapath", "serversslcert", "rootcertificate", "cacertificatefile",
                       "cacertificate", "sslcafile"})) {
        // libpq's own word for the authorities of the system, which are the usual ones here.
        tls.ca = value == "system" ? std::string() : std::move(value);
    } else if (isOneOf(word, {"sslcert", "sslcertificate", "sslcertfile"})) {
        tls.cert = std::move(value);
    } else if (isOneOf(word, {"sslkey", "sslkeyfile"})) {
        tls.key = std::move(value);
    } else if (isOneOf(word, {"sslcrl", "sslcrlfile"})) {
        tls.crl = std::move(value);
    } else if (isOneOf(word,
                       {"sslminprotocolversion", "tlsversion", "enabledtlsprotocols", "enabledsslprotocolsuites"})) {
        tls.minVersion = value.contains("TLSv1.2") || !value.contains("1.3") ? "TLSv1.2" : "TLSv1.3";
    } else if (isOneOf(word, {"sslmode", "tlsmode", "ssl", "tls", "sslaccept"})) {
        if (const std::optional<TlsMode> mode = tlsModeOfWord(value)) {
            tls.mode = mode;
        } else if (const std::optional<bool> on = switchOf(value)) {
            // The libraries that know only true and false check name and certificate when it is true.
            tls.mode = *on ? TlsMode::VerifyFull : TlsMode::Disable;
        } else if (word == "sslaccept") {
            tls.mode = plainWord(value) == "strict" ? TlsMode::VerifyFull : TlsMode::Require;
        } else {
            trouble = "the TLS mode is none of disable, prefer, require, verify-ca, verify-full";
        }
    } else {
        return takeTlsSwitch(word, value);
    }
    return true;
}

bool ConnectionWords::takeTlsSwitch(const std::string& word, std::string_view value) {
    if (!isOneOf(word, {"usessl", "requiressl", "verifyservercertificate", "trustservercertificate", "skipssl",
                        "sslverifyservercert"})) {
        return false;
    }
    const bool on = switchOf(value).value_or(true);
    if (word == "verifyservercertificate" || word == "sslverifyservercert") {
        if (on) {
            wantTls(word == "sslverifyservercert" ? TlsMode::VerifyFull : TlsMode::VerifyCa);
        }
    } else if (word == "trustservercertificate") {
        if (on && m_result.config.tls.mode.value_or(TlsMode::Require) == TlsMode::Require) {
            wantTls(TlsMode::Require);
        }
    } else if ((word == "skipssl") == on && (word == "usessl" || word == "skipssl")) {
        m_result.config.tls.mode = TlsMode::Disable;
    } else if (on) {
        wantTls(TlsMode::Require);
    }
    return true;
}

bool ConnectionWords::takeOption(const std::string& word, std::string& value) {
    if (m_engine == Engine::Postgres && word == "targetservertype") {
        const std::string kind = plainWord(value);
        const bool second = kind == "secondary" || kind == "slave";
        m_result.config.options["target_session_attrs"] = kind == "any"                           ? "any"
                                                          : kind == "primary" || kind == "master" ? "primary"
                                                          : second                                ? "standby"
                                                                                                  : "prefer-standby";
        return true;
    }
    if (m_engine == Engine::Postgres && word == "service" && !value.empty()) {
        // A section of the user's own file, which is read when the connection is opened.
        m_result.config.options["service"] = std::move(value);
        return true;
    }
    const std::string_view option = optionFor(m_engine, word);
    if (option.empty()) {
        return false;
    }
    if (option.contains("timeout") && option != "statement_timeout" && option != "tcp_user_timeout") {
        const std::optional<std::uint32_t> seconds = secondsOf(value);
        if (!seconds) {
            remark("The parameter " + word + " was left out: here it is a number of seconds, at least one.");
            return true;
        }
        value = std::to_string(*seconds);
    }
    if (option == "target_session_attrs") {
        std::ranges::replace(value, '_', '-');
        value = lowerCase(value);
    }
    m_result.config.options.insert_or_assign(std::string(option), std::move(value));
    return true;
}

void ConnectionWords::settleSocket() {
    const auto isFar = [](const connect::ServerPlace& place) { return !isLocalHost(place.host); };
    if (m_socket.empty()) {
        return;
    }
    if (std::ranges::none_of(m_places, isFar)) {
        m_places = {{std::move(m_socket), std::uint16_t{0}}};
    } else if (m_isUrl) {
        // Which of the two is meant, nobody can know: the opening refuses it and names both.
        m_result.config.options.insert_or_assign("socket", std::move(m_socket));
    } else {
        remark("The socket was left out: the host is another machine, and there the clients of MySQL go.");
    }
}

void ConnectionWords::settleAddress() {
    std::string named;
    for (const connect::ServerPlace& place : m_places) {
        named += (named.empty() ? "" : ",") + place.host;
    }
    if (m_address.empty() || named == m_address) {
        return;
    }
    if (named.empty()) {
        takeHosts(m_address);
    } else if (m_engine == Engine::Postgres) {
        m_result.config.options.insert_or_assign("hostaddr", std::move(m_address));
    } else {
        remark("The parameter hostaddr was left out: beside a host only PostgreSQL knows it.");
    }
}

Pasted ConnectionWords::finish() {
    protocol::ConnectionConfig& config = m_result.config;
    config.connector = connectorIdOf(m_engine);
    if (m_engine == Engine::Sqlite && config.database.starts_with("~/")) {
        // A shell would have done it.
        config.database = connect::absoluteFile(config.database, {});
    }
    settleSocket();
    settleAddress();
    if (m_places.empty() && !m_ports.empty()) {
        m_places.push_back({m_engine == Engine::Sqlite ? std::string() : std::string("localhost"), 0});
    }
    std::vector<std::string> hosts;
    std::vector<std::string> ports;
    for (const connect::ServerPlace& place : m_places) {
        hosts.push_back(place.host);
        ports.push_back(place.port == 0 ? std::string() : std::to_string(place.port));
    }
    if (!m_ports.empty()) {
        ports = std::move(m_ports);
    }
    if (m_engine == Engine::MySql && hosts.size() > 1) {
        remark("Only the first of " + std::to_string(hosts.size()) +
               " hosts was taken: a connection to MySQL leads to one.");
        hosts.resize(1);
        ports.resize(1);
    }
    if (!hosts.empty()) {
        connect::writePlaces(hosts, ports, config);
    }
    return std::move(m_result);
}

} // namespace dbv::imports
