// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include <QJsonObject>

#include "protocol/connection_config.h"
#include "rpc/params.h"

namespace dbv::rpc {

/// Reads `config.tls` and `config.ssh`, if they are there. What is wrong with them, if anything is.
[[nodiscard]] std::optional<ParamProblem> readTls(const QJsonObject& config, protocol::TlsConfig& tls);
[[nodiscard]] std::optional<ParamProblem> readSsh(const QJsonObject& config, protocol::SshConfig& ssh);
/// Reads `passwordFrom` and its like, wherever they stand in `config`.
[[nodiscard]] std::optional<ParamProblem> readSecretSources(const QJsonObject& config,
                                                            protocol::SecretSources& secrets);

/// The words of the wire (`usual`, `ask`, ...) and (`local`, `production`, ...); empty for no environment.
[[nodiscard]] std::string_view originName(protocol::SecretOrigin origin);
[[nodiscard]] std::optional<protocol::SecretOrigin> originNamed(std::string_view name);
[[nodiscard]] std::string_view environmentName(protocol::Environment environment);
[[nodiscard]] std::optional<protocol::Environment> environmentNamed(std::string_view name);

} // namespace dbv::rpc
