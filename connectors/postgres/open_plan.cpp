// SPDX-License-Identifier: Apache-2.0
#include "postgres/open_plan.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QtGlobal>

#include "network/trusted_roots.h"
#include "postgres/option_words.h"

namespace dbv::postgres {

namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

/// No limit at all, as far as a clock can be asked. Unit: hours.
constexpr std::chrono::hours kWithoutEnd{24 * 365};
constexpr std::array kTargets =
    std::to_array<std::string_view>({"any", "read-write", "read-only", "primary", "standby", "prefer-standby"});

/// Whether the user keeps a list of authorities where the client library looks by itself.
bool hasOwnRoots() {
#ifdef Q_OS_WIN
    const QString folder = qEnvironmentVariable("APPDATA") + QStringLiteral("/postgresql");
#else
    const QString folder = QDir::homePath() + QStringLiteral("/.postgresql");
#endif
    return !qEnvironmentVariableIsEmpty("PGSSLROOTCERT") || QFile::exists(folder + QStringLiteral("/root.crt"));
}

std::vector<std::string> listOf(std::string_view text) {
    std::vector<std::string> items;
    while (true) {
        const std::size_t comma = text.find(',');
        items.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos) {
            return items;
        }
        text.remove_prefix(comma + 1);
    }
}

/// Reads one set of parameters.
class PlanReader {
public:
    explicit PlanReader(const ConnectParams& params) : m_params(params) {}

    Result<OpenPlan> read() {
        m_plan.readOnly = m_params.safety == Safety::ReadOnly;
        m_plan.timeout = std::chrono::milliseconds(m_params.connectTimeoutMs);
        m_plan.dialHost = m_params.dialHost;
        m_plan.dialPort = m_params.dialPort;
        add("application_name", m_params.applicationName);
        add("client_encoding", "UTF8");
        // A line that nobody answers on is given up by the system instead of never.
        add("keepalives_idle", "30");
        add("keepalives_interval", "10");
        add("keepalives_count", "3");
        add("tcp_user_timeout", "60000");
        // Kerberos encrypts instead of TLS, so nothing that is promised of TLS would hold: only for who asks for it.
        if (qEnvironmentVariableIsEmpty("PGGSSENCMODE")) {
            add("gssencmode", "disable");
        }
        Result<void> done = readPlaces();
        if (m_params.password.reveal().contains('\0') || m_params.tls.keyPassword.reveal().contains('\0')) {
            return fail(ErrorKind::InvalidInput, "A password has a NUL in it, where PostgreSQL would stop reading.",
                        "Remove it.");
        }
        done = done ? readOptions() : done;
        done = done ? readTls() : done;
        if (!done) {
            return std::unexpected(done.error());
        }
        if (!m_params.user.empty()) {
            add("user", m_params.user);
        }
        if (!m_params.database.empty()) {
            add("dbname", m_params.database);
        }
        return std::move(m_plan);
    }

private:
    void add(std::string_view word, std::string_view value) {
        const auto at = std::ranges::find(m_plan.words, word, &Words::value_type::first);
        if (at != m_plan.words.end()) {
            at->second = value;
        } else {
            m_plan.words.emplace_back(word, value);
        }
    }
    [[nodiscard]] bool has(std::string_view word) const {
        return std::ranges::find(m_plan.words, word, &Words::value_type::first) != m_plan.words.end();
    }
    [[nodiscard]] std::string wordOf(std::string_view word) const {
        const auto at = std::ranges::find(m_plan.words, word, &Words::value_type::first);
        return at == m_plan.words.end() ? std::string() : at->second;
    }

    Result<void> readPlaces() {
        const std::string_view hostOption = m_params.option("host");
        const std::vector<std::string> hosts = listOf(m_params.host.empty() ? hostOption : m_params.host);
        const std::string_view portOption = m_params.option("port");
        const std::vector<std::string> ports = listOf(portOption);
        if (ports.size() > 1 && ports.size() != hosts.size()) {
            return fail(ErrorKind::InvalidInput,
                        "There are " + std::to_string(hosts.size()) + " hosts and " + std::to_string(ports.size()) +
                            " ports.",
                        "Give one port for all, or one for each host.");
        }
        for (std::size_t i = 0; i < hosts.size(); ++i) {
            Place place{hosts[i].empty() ? "localhost" : hosts[i],
                        m_params.port == 0 ? std::uint16_t{5432} : m_params.port};
            if (const std::string& port = ports[ports.size() > 1 ? i : 0]; !port.empty()) {
                const std::optional<std::uint16_t> number = numberOf<std::uint16_t>(port);
                if (!number || *number == 0) {
                    return fail(ErrorKind::InvalidInput, "The option port has the value \"" + port + "\".",
                                "A port is a number from 1 to 65535.");
                }
                place.port = *number;
            }
            m_plan.places.push_back(std::move(place));
        }
        return readAddresses();
    }

    /// Where the hosts are dialled, if that is said apart from their names.
    Result<void> readAddresses() {
        const std::string_view option = m_params.option("hostaddr");
        if (option.empty()) {
            return {};
        }
        const std::vector<std::string> addresses = listOf(option);
        if (addresses.size() != m_plan.places.size()) {
            return fail(ErrorKind::InvalidInput,
                        "There are " + std::to_string(m_plan.places.size()) + " hosts and " +
                            std::to_string(addresses.size()) + " addresses in the option hostaddr.",
                        "Give one address for each host.");
        }
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            if (!addresses[i].empty() && !ipv4Address(addresses[i]) && !ipv6Groups(addresses[i])) {
                return fail(ErrorKind::InvalidInput,
                            "The option hostaddr has the value \"" + addresses[i] + "\", which is no address.",
                            "Write an address in its numbers there, and names as the host.");
            }
            m_plan.places[i].address = addresses[i];
        }
        return {};
    }

    Result<void> readOptions() {
        for (const auto& [name, value] : m_params.options) {
            if (name.contains('\0') || value.contains('\0')) {
                return fail(ErrorKind::InvalidInput, "A NUL is not part of any option.", "Remove it.");
            }
            if (Result<void> read = readOption(name, value); !read) {
                return read;
            }
        }
        return {};
    }

    Result<void> readOption(const std::string& name, const std::string& value) {
        if (name == "client_encoding" && value != "UTF8" && value != "UTF-8" && value != "utf8" &&
            value != "SQL_ASCII") {
            return refuseValue(name, value, "UTF8, in which every text is exchanged, and SQL_ASCII");
        }
        if (isPassedOn(name)) {
            add(name, value);
            return checkPassedOn(name, value);
        }
        if (name == "sslmode") {
            // `allow` prefers a line without encryption: what it grants, `prefer` grants as well.
            m_tlsMode = tlsModeNamed(value == "allow" ? "prefer" : std::string_view(value));
            return m_tlsMode ? Result<void>()
                             : refuseValue(name, value, "disable, prefer, require, verify-ca, verify-full");
        }
        if (name == "target_session_attrs") {
            m_plan.targetSession = value;
            return std::ranges::find(kTargets, value) != kTargets.end()
                       ? Result<void>()
                       : refuseValue(name, value, "any, read-write, read-only, primary, standby, prefer-standby");
        }
        if (name == "connect_timeout") {
            const std::optional<std::int32_t> seconds = numberOf<std::int32_t>(value);
            if (!seconds && !value.empty()) {
                return refuseValue(name, value, "seconds; 0 and less for no limit");
            }
            if (seconds) {
                // The library, too, would wait for less than two seconds for nobody.
                m_plan.timeout = *seconds > 0 ? std::chrono::milliseconds(std::chrono::seconds(*seconds))
                                              : std::chrono::milliseconds(kWithoutEnd);
            }
            return {};
        }
        if (name == "startupSql") {
            m_plan.startupSql = value;
            return {};
        }
        if (name == "statement_timeout" || name == "search_path") {
            m_plan.settings.emplace_back(name, value);
            return {};
        }
        if (name == "host" || name == "hostaddr" || name == "port") {
            return {};
        }
        return checkNotTaken(name, value);
    }

    Result<void> readTls() {
        const TlsParams& tls = m_params.tls;
        if (tls.mode && m_tlsMode && *tls.mode != *m_tlsMode) {
            return fail(ErrorKind::InvalidInput, "The TLS mode is given twice, by sslmode and by the connection.",
                        "Leave one of them out.");
        }
        TlsParams chosen;
        chosen.mode = tls.mode ? tls.mode : m_tlsMode;
        const bool allLocal = std::ranges::all_of(m_plan.places, [](const Place& place) { return place.isLocal(); });
        const bool allSockets = std::ranges::all_of(m_plan.places, [](const Place& place) { return place.isSocket(); });
        chosen.caFile = tls.caFile.empty() ? wordOf("sslrootcert") : tls.caFile;
        chosen.crlFile = tls.crlFile.empty() ? wordOf("sslcrl") + wordOf("sslcrldir") : tls.crlFile;
        const auto mode = tlsModeFor(chosen, allSockets ? "/" : allLocal ? "localhost" : "far.away");
        if (!mode) {
            return std::unexpected(mode.error());
        }
        m_plan.tlsMode = *mode;
        m_plan.serverName = tls.serverName;
        add("sslmode", tlsModeName(m_plan.tlsMode));
        for (const auto& [word, file] : {std::pair("sslrootcert", &tls.caFile), std::pair("sslcrl", &tls.crlFile),
                                         std::pair("sslcert", &tls.certFile), std::pair("sslkey", &tls.keyFile),
                                         std::pair("ssl_min_protocol_version", &tls.minVersion)}) {
            if (!file->empty()) {
                add(word, *file);
            }
        }
        const bool verifies = m_plan.tlsMode == TlsMode::VerifyCa || m_plan.tlsMode == TlsMode::VerifyFull;
        if (verifies && !has("sslrootcert") && !hasOwnRoots()) {
            const std::string roots = network::systemRoots();
            if (roots.empty()) {
                return fail(ErrorKind::TlsFailed,
                            "No list of trusted authorities was found on this machine, so the server's certificate "
                            "could not be verified.",
                            "Install the system's ca-certificates, or name a file with the server's authority.");
            }
            add("sslrootcert", roots);
        }
        addSettings();
        return {};
    }

    void addSettings() {
        if (const auto at = std::ranges::find(m_plan.words, "options", &Words::value_type::first);
            at != m_plan.words.end()) {
            m_plan.ownOptions = at->second;
        }
        if (m_plan.readOnly) {
            m_plan.settings.emplace_back("default_transaction_read_only", "on");
        }
        m_plan.writeOptions();
    }

    const ConnectParams& m_params;
    OpenPlan m_plan;
    std::optional<TlsMode> m_tlsMode;
};

} // namespace

void OpenPlan::writeOptions() {
    std::string options = ownOptions;
    for (const auto& [name, value] : settings) {
        options += (options.empty() ? "-c " : " -c ") + name + "=";
        for (const char c : value) {
            options += c == ' ' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        }
    }
    std::erase_if(words, [](const auto& word) { return word.first == "options"; });
    if (!options.empty()) {
        words.emplace_back("options", options);
    }
}

Result<OpenPlan> planOpening(const ConnectParams& params) {
    return PlanReader(params).read();
}

} // namespace dbv::postgres
