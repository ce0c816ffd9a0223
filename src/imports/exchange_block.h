// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <QJsonObject>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "imports/exchange.h"

namespace dbv::imports {

/// The secrets of a connection, in the order in which the block has them.
inline constexpr std::array kExchangedSecrets = {&ExchangedConnection::password, &ExchangedConnection::tlsKeyPassword,
                                                 &ExchangedConnection::sshPassword,
                                                 &ExchangedConnection::sshPassphrase};

/// What a block of secrets holds when it is open. Shape: the digest of the connections that it belongs to (32), how many have
/// secrets (4), and for each its place in the list (4) and its secrets, each with its size before it (4); little-endian.
struct OpenBlock {
    std::string connectionsDigest;
    std::map<std::uint32_t, std::array<Secret, kExchangedSecrets.size()>> byPlace;
};

/// Errors: IoError.
[[nodiscard]] Result<QJsonObject> sealBlock(std::span<const ExchangedConnection> connections,
                                            std::string_view connectionsDigest, const Secret& passphrase,
                                            const secrets::KeyCost& cost);

/// `what` begins messages: the file and the block. Errors: InvalidInput, WrongPassphrase, VersionMismatch, IoError.
[[nodiscard]] Result<OpenBlock> openBlock(const QJsonObject& block, const Secret& passphrase, const std::string& what);

} // namespace dbv::imports
