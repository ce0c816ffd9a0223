// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <QJsonArray>
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

/// Numbers the characters of a text, from 1. It goes on from the place where it was asked last, so that any number of
/// places in their order costs one look at the text.
class CharacterCounter {
public:
    /// `utf8` outlives the counter.
    explicit CharacterCounter(std::string_view utf8) : m_text(utf8) {}
    /// The number of the character that begins at a byte. A byte inside a character counts as its beginning, one behind
    /// the text as its end.
    [[nodiscard]] std::size_t at(std::size_t byte);

private:
    std::string_view m_text;
    std::size_t m_byte = 0;
    /// Characters that begin before `m_byte`.
    std::size_t m_before = 0;
};

/// The steps of a way to a server.
[[nodiscard]] QJsonArray diagnosisJson(const std::vector<protocol::DiagnosisStep>& diagnosis);

/// An error as JSON. `characters` is of the text that `where` counts in; without it there is no `position`.
[[nodiscard]] QJsonObject errorJson(const Error& error, CharacterCounter* characters = nullptr,
                                    const std::vector<protocol::DiagnosisStep>& diagnosis = {});

/// An error about the message itself.
[[nodiscard]] QJsonObject messageErrorJson(int code, const QString& message, const QString& hint = {});

} // namespace dbv::rpc
