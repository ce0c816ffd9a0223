// SPDX-License-Identifier: Apache-2.0
#include "connect/service_words.h"

#include <string>
#include <string_view>
#include <utility>

#include "secrets/pg_service.h"
#include "secrets/user_places.h"

namespace dbv::connect {

namespace {

/// Whether the connection says itself what a word would.
bool isSaid(const protocol::ConnectionConfig& parts, std::string_view word) {
    return (word == "host" && !parts.host.empty()) || (word == "port" && parts.port != 0) ||
           (word == "user" && !parts.user.empty()) || (word == "dbname" && !parts.database.empty()) ||
           (word == "sslmode" &&
            (parts.tls.mode || parts.options.contains("ssl") || parts.options.contains("requiressl")));
}

} // namespace

Result<ServiceSecrets> takeService(protocol::ConnectionConfig& parts) {
    const auto named = parts.options.extract("service");
    if (!named || named.mapped().empty()) {
        return ServiceSecrets{};
    }
    Result<secrets::PgService> service = secrets::findPgService(named.mapped(), secrets::userPlaces());
    if (!service) {
        return std::unexpected(std::move(service.error()));
    }
    for (const auto& [word, value] : service->values) {
        if (!isSaid(parts, word)) {
            parts.options.emplace(word, value);
        }
    }
    return ServiceSecrets{std::move(service->password), std::move(service->keyPassword)};
}

} // namespace dbv::connect
