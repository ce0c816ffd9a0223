// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <QJsonObject>

#include <dbv/core/error.h>

#include "protocol/connection_config.h"

namespace dbv::cli {

/// Where a connection leads, on one line: its URL, or one made of its parts. Never holds a secret.
[[nodiscard]] std::string placeText(const protocol::ConnectionConfig& config);

/// `name: value` lines of an object and of those in it, as `config.tls.mode: verify-full`; what is empty is left out.
[[nodiscard]] std::string flatText(const QJsonObject& object);

/// A name as it stands behind `@` or without that.
[[nodiscard]] std::string plainName(const std::string& word);
/// `[user@]host[:port]` as it may be shown, `ann:***@host`: a password that somebody has put there is not.
[[nodiscard]] std::string maskedUser(std::string_view part);
[[nodiscard]] Error noSavedConnection(const std::string& name);

} // namespace dbv::cli
