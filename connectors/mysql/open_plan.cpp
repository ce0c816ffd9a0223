// SPDX-License-Identifier: Apache-2.0
#include "mysql/open_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "mysql/statement_text.h"
#include "network/trusted_roots.h"

namespace dbv::mysql {

namespace {

constexpr std::string_view kKnown =
    "charset, compress, connect_timeout, default_auth, init_command, localInfile, read_timeout, socket, ssl-ca, "
    "ssl-cert, ssl-crl, ssl-key, ssl-mode, startupSql, tls-version, write_timeout";

/// `ssl_ca`, `ssl-ca` and `sslCa` are one.
std::string plainName(std::string_view name) {
    std::string plain = upperCase(name);
    std::erase_if(plain, [](char c) { return c == '-' || c == '_'; });
    return plain;
}

std::optional<TlsMode> tlsModeOf(std::string_view value) {
    const std::string word = plainName(value);
    static constexpr auto kWords = std::to_array<std::pair<std::string_view, TlsMode>>({
        {"DISABLED", TlsMode::Disable},
        {"PREFERRED", TlsMode::Prefer},
        {"REQUIRED", TlsMode::Require},
        {"VERIFYCA", TlsMode::VerifyCa},
        {"VERIFYIDENTITY", TlsMode::VerifyFull},
    });
    const auto* const found = std::ranges::find(kWords, word, &std::pair<std::string_view, TlsMode>::first);
    return found == kWords.end() ? tlsModeNamed(value) : std::optional(found->second);
}

std::unexpected<Error> refuse(const std::string& name, const std::string& value, const std::string& known) {
    return fail(ErrorKind::InvalidInput, "The option " + name + " has the value \"" + value + "\".",
                "Known are: " + known + ".");
}

/// Reads one set of parameters.
class PlanReader {
public:
    explicit PlanReader(const ConnectParams& params) : m_params(params) {}

    Result<OpenPlan> read() {
        Result<void> done = readPlace();
        for (auto each = m_params.options.begin(); done && each != m_params.options.end(); ++each) {
            done = readOption(each->first, each->second);
        }
        done = done ? checkSocket() : done;
        done = done ? readTls() : done;
        if (!done) {
            return std::unexpected(done.error());
        }
        return std::move(m_plan);
    }

private:
    Result<void> readPlace() {
        for (const std::string_view text :
             {std::string_view(m_params.host), std::string_view(m_params.user), std::string_view(m_params.database),
              m_params.password.reveal(), m_params.tls.keyPassword.reveal()}) {
            if (text.contains('\0')) {
                return fail(ErrorKind::InvalidInput, "A NUL is not part of any host, user, database or password.",
                            "Remove it.");
            }
        }
        const bool socket = m_params.host.starts_with('/');
        m_plan.host = m_params.host.empty() || socket ? "localhost" : m_params.host;
        m_plan.socketPath = socket ? m_params.host : "";
        m_plan.port = m_params.port == 0 ? m_plan.port : m_params.port;
        m_plan.dialHost = m_params.dialHost;
        m_plan.dialPort = m_params.dialPort;
        m_plan.user = m_params.user;
        m_plan.database = m_params.database;
        m_plan.password = m_params.password.clone();
        m_plan.applicationName = m_params.applicationName;
        m_plan.readOnly = m_params.safety == Safety::ReadOnly;
        m_plan.timeout = std::chrono::milliseconds(m_params.connectTimeoutMs);
        return {};
    }

    Result<void> readOption(const std::string& name, const std::string& value) {
        if (value.contains('\0')) {
            return fail(ErrorKind::InvalidInput, "A NUL is not part of any option.", "Remove it.");
        }
        const std::string plain = plainName(name);
        const auto into = [&value](std::string& place) {
            place = value;
            return Result<void>();
        };
        if (plain == "SSLMODE" || plain == "TLSMODE") {
            m_tls.mode = tlsModeOf(value);
            return m_tls.mode ? Result<void>()
                              : refuse(name, value, "disabled, preferred, required, verify_ca, verify_identity");
        }
        if (plain == "SSLCA") {
            return into(m_tls.caFile);
        }
        if (plain == "SSLCRL") {
            return into(m_tls.crlFile);
        }
        if (plain == "SSLCERT") {
            return into(m_tls.certFile);
        }
        if (plain == "SSLKEY") {
            return into(m_tls.keyFile);
        }
        if (plain == "TLSVERSION") {
            // A list in MySQL's own words; its lowest is what counts.
            m_tls.minVersion = value.contains("TLSv1.2") ? "TLSv1.2" : value;
            return {};
        }
        if (holdsStartupSql(name)) {
            return into(m_plan.startupSql);
        }
        if (plain == "DEFAULTAUTH") {
            return into(m_plan.defaultAuth);
        }
        if (plain == "SOCKET") {
            return into(m_plan.socketPath);
        }
        if (plain == "CHARSET" || plain == "CHARACTERSET" || plain == "DEFAULTCHARACTERSET") {
            const std::string set = upperCase(value);
            return set == "UTF8MB4" || set == "UTF8" ? Result<void>()
                                                     : refuse(name, value, "utf8mb4, in which every text is exchanged");
        }
        return readNumbers(name, plain, value);
    }

    Result<void> readNumbers(const std::string& name, const std::string& plain, const std::string& value) {
        if (plain == "COMPRESS") {
            const std::string word = upperCase(value);
            m_plan.compress = word == "1" || word == "TRUE" || word == "ON";
            return m_plan.compress || word == "0" || word == "FALSE" || word == "OFF" ? Result<void>()
                                                                                      : refuse(name, value, "1, 0");
        }
        if (plain == "LOCALINFILE") {
            return readLocalFiles(name, value);
        }
        if (plain != "CONNECTTIMEOUT" && plain != "READTIMEOUT" && plain != "WRITETIMEOUT") {
            return fail(ErrorKind::InvalidInput, "MySQL connections have no option " + name + ".",
                        "Known are: " + std::string(kKnown) + ".");
        }
        std::uint32_t seconds = 0;
        const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (failure != std::errc() || end != value.data() + value.size() || seconds == 0 || seconds > 86400) {
            return refuse(name, value, "seconds from 1 to 86400");
        }
        if (plain == "CONNECTTIMEOUT") {
            m_plan.timeout = std::chrono::seconds(seconds);
        } else {
            (plain == "READTIMEOUT" ? m_plan.readTimeout : m_plan.writeTimeout) = std::chrono::seconds(seconds);
        }
        return {};
    }

    Result<void> readLocalFiles(const std::string& name, std::string_view list) {
        while (!list.empty()) {
            const std::size_t end = std::min(list.find('\n'), list.size());
            const std::string path(list.substr(0, end));
            list.remove_prefix(std::min(end + 1, list.size()));
            if (path.empty()) {
                continue;
            }
            if (!std::filesystem::path(path).is_absolute()) {
                return refuse(name, path, "absolute paths of files, one a line");
            }
            m_plan.localFiles.push_back(path);
        }
        return {};
    }

    /// What is asked of TLS for a host would be nothing on the socket that is opened in its place.
    [[nodiscard]] Result<void> checkSocket() const {
        if (m_plan.socketPath.empty() || isLocalHost(m_plan.host)) {
            return {};
        }
        return fail(ErrorKind::InvalidInput,
                    "The connection names two places: the host \"" + m_plan.host + "\" and the socket \"" +
                        m_plan.socketPath + "\" of this machine.",
                    "Leave one of them out.");
    }

    Result<void> readTls() {
        const TlsParams& tls = m_params.tls;
        if (tls.mode && m_tls.mode && *tls.mode != *m_tls.mode) {
            return fail(ErrorKind::InvalidInput, "The TLS mode is given twice, by ssl-mode and by the connection.",
                        "Leave one of them out.");
        }
        const auto chosen = [](const std::string& given, const std::string& option) {
            return given.empty() ? option : given;
        };
        m_tls.mode = tls.mode ? tls.mode : m_tls.mode;
        m_plan.serverName = tls.serverName.empty() ? m_plan.host : tls.serverName;
        m_plan.caFile = m_tls.caFile = chosen(tls.caFile, m_tls.caFile);
        m_plan.crlFile = m_tls.crlFile = chosen(tls.crlFile, m_tls.crlFile);
        const auto mode = tlsModeFor(m_tls, m_plan.socketPath.empty() ? m_plan.host : m_plan.socketPath);
        if (!mode) {
            return std::unexpected(mode.error());
        }
        m_plan.tlsMode = *mode;
        m_plan.certFile = chosen(tls.certFile, m_tls.certFile);
        m_plan.keyFile = chosen(tls.keyFile, m_tls.keyFile);
        m_plan.keyPassword = tls.keyPassword.clone();
        if (const std::string lowest = chosen(tls.minVersion, m_tls.minVersion); !lowest.empty()) {
            m_plan.minTlsVersion = lowest;
        }
        if (m_plan.minTlsVersion != "TLSv1.2" && m_plan.minTlsVersion != "TLSv1.3") {
            return refuse("tls-version", m_plan.minTlsVersion, "TLSv1.2, TLSv1.3");
        }
        if (m_plan.verifies() && m_plan.caFile.empty()) {
            m_plan.caFile = network::systemRoots();
            if (m_plan.caFile.empty()) {
                return fail(ErrorKind::TlsFailed,
                            "No list of trusted authorities was found on this machine, so the server's certificate "
                            "could not be verified.",
                            "Install the system's ca-certificates, or name a file with the server's authority.");
            }
        }
        return {};
    }

    const ConnectParams& m_params;
    OpenPlan m_plan;
    TlsParams m_tls;
};

} // namespace

std::string OpenPlan::where() const {
    return socketPath.empty() ? "\"" + host + "\", port " + std::to_string(port) : "\"" + socketPath + "\"";
}

bool holdsStartupSql(std::string_view option) {
    const std::string plain = plainName(option);
    return plain == "INITCOMMAND" || plain == "STARTUPSQL";
}

Result<OpenPlan> planOpening(const ConnectParams& params) {
    return PlanReader(params).read();
}

} // namespace dbv::mysql
