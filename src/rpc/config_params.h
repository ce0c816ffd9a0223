// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QJsonObject>

#include "protocol/connection_config.h"
#include "rpc/params.h"

namespace dbv::rpc {

/// Reads `config.tls` and `config.ssh`, if they are there. What is wrong with them, if anything is.
[[nodiscard]] std::optional<ParamProblem> readTls(const QJsonObject& config, protocol::TlsConfig& tls);
[[nodiscard]] std::optional<ParamProblem> readSsh(const QJsonObject& config, protocol::SshConfig& ssh);

} // namespace dbv::rpc
