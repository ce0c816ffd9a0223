// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <QJsonObject>

#include <dbv/core/error.h>

#include "protocol/values.h"

namespace dbv::rpc {

/// The codes that JSON-RPC itself names.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;

/// The code of a failure that is not about the message itself: one for each kind, from -32000 downwards.
[[nodiscard]] constexpr int codeOf(ErrorKind kind) {
    return -32000 - static_cast<int>(kind);
}

/// An error as JSON. `sql` is the text that `where` counts in; without it there is no `position`.
[[nodiscard]] QJsonObject errorJson(const Error& error, std::string_view sql = {},
                                    const std::vector<protocol::DiagnosisStep>& diagnosis = {});

/// An error about the message itself.
[[nodiscard]] QJsonObject messageErrorJson(int code, const QString& message, const QString& hint = {});

/// The number of the character that begins at a byte, from 1. A byte inside a character counts as its beginning.
[[nodiscard]] std::size_t characterPosition(std::string_view utf8, std::size_t byte);

} // namespace dbv::rpc
