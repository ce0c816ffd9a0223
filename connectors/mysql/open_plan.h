// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/params.h>
#include <dbv/connector/tls.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::mysql {

/// What `ConnectParams` ask for, understood and checked, before anything is opened. Kept by the session for the connection
/// over which it is cancelled.
struct OpenPlan {
    /// As the user names it; what certificates are for, unless `serverName` says otherwise.
    std::string host;
    std::uint16_t port = 3306;
    /// The path of a socket, which then is used in place of host and port.
    std::string socketPath;
    /// Where the line is laid to when a tunnel leads there.
    std::string dialHost;
    std::uint16_t dialPort = 0;

    std::string user;
    std::string database;
    Secret password;

    TlsMode tlsMode = TlsMode::VerifyFull;
    /// The name that the server's certificate must be for.
    std::string serverName;
    std::string caFile;
    std::string crlFile;
    std::string certFile;
    std::string keyFile;
    Secret keyPassword;
    /// `TLSv1.2` or `TLSv1.3`.
    std::string minTlsVersion = "TLSv1.2";

    std::string applicationName;
    /// Run when the session is open, and again when it was opened anew.
    std::string startupSql;
    std::string defaultAuth;
    /// The only files that LOAD DATA LOCAL may read; absolute.
    std::vector<std::string> localFiles;
    bool compress = false;
    bool readOnly = false;
    std::chrono::milliseconds timeout{15000};
    /// 0 is for ever: a statement may take its time.
    std::chrono::seconds readTimeout{0};
    std::chrono::seconds writeTimeout{0};

    [[nodiscard]] bool verifies() const { return tlsMode == TlsMode::VerifyCa || tlsMode == TlsMode::VerifyFull; }
    /// Whether TLS has to be proved before anything that is secret goes out.
    [[nodiscard]] bool demandsTls() const { return verifies() || tlsMode == TlsMode::Require; }
    /// Host and port, or the socket, as a sentence names them.
    [[nodiscard]] std::string where() const;
};

/// Whether an option holds the connection's start-up statements.
[[nodiscard]] bool holdsStartupSql(std::string_view option);

/// Reads the parameters. Options are the words of MySQL's own clients and URLs (`ssl-mode`, `ssl-ca`, `connect_timeout`,
/// `socket`, ...), with dashes or underscores, and startupSql and localInfile (files, one a line).
/// Errors: InvalidInput, naming the option and what is known; TlsFailed when no authority is known to verify by.
[[nodiscard]] Result<OpenPlan> planOpening(const ConnectParams& params);

} // namespace dbv::mysql
