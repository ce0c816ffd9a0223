// SPDX-License-Identifier: Apache-2.0
#include "engine/usual_password.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/connector/tls.h>

#include "secrets/password_sources.h"
#include "secrets/pgpass.h"
#include "secrets/user_places.h"

namespace dbv::engine {

namespace {

/// libpq's own defaults for what the parameters leave open.
std::string userOf(const ConnectParams& params, const secrets::UserPlaces& places) {
    if (!params.user.empty()) {
        return params.user;
    }
    return secrets::setVariable(places, "PGUSER").value_or(secrets::setVariable(places, "USER").value_or(""));
}

secrets::PasswordSearch searchBehindSsh(const protocol::SshConfig& ssh, const ConnectParams& params, std::uint16_t port,
                                        const secrets::UserPlaces& places) {
    const std::string user = userOf(params, places);
    // No line can be written for the localhost of another machine, so only those for any host fit it.
    const bool ofOther = isLocalHost(params.host);
    const secrets::PgpassQuestion question{.host = ofOther ? "localhost of " + ssh.target.host : params.host,
                                           .port = std::to_string(params.port == 0 ? port : params.port),
                                           .database = params.database.empty() ? user : params.database,
                                           .user = user};
    if (const std::string_view file = params.option("passfile"); !file.empty()) {
        return secrets::setVariable(places, "PGPASSWORD") ? secrets::postgresPassword(question, places)
                                                          : secrets::findInPgpass(file, question);
    }
    return secrets::postgresPassword(question, places);
}

} // namespace

std::string addUsualPassword(const ConnectorInfo& info, const protocol::SshConfig& ssh, ConnectParams& params) {
    const secrets::UserPlaces places = secrets::userPlaces();
    const bool postgres = info.passwordFiles == "postgres";
    if (info.passwordFiles != "mysql" && !(postgres && ssh.used())) {
        return {};
    }
    secrets::PasswordSearch search =
        postgres ? searchBehindSsh(ssh, params, info.defaultPort, places) : secrets::mysqlPassword({}, places);
    std::string note;
    if (search.found) {
        params.password = std::move(search.found->password);
    } else if (postgres) {
        note = isLocalHost(params.host) ? "What ~/.pgpass keeps for localhost is for this machine, and is not given to "
                                          "the localhost of " +
                                              ssh.target.host + "."
                                        : "In ~/.pgpass there is no line for " + params.host + ", port " +
                                              std::to_string(params.port == 0 ? info.defaultPort : params.port) + ".";
        for (const std::string& warning : search.warnings) {
            note += " " + warning;
        }
    }
    return note;
}

} // namespace dbv::engine
