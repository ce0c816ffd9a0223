// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dbv::rpc {

/// What a member of `params` may be.
enum class ParamType : std::uint8_t { String, Integer, Boolean, Object, Array, ArrayOrObject, Id };

/// The words for a type, as in messages and in docs/protocol.md.
[[nodiscard]] std::string_view typeName(ParamType type);

/// One member of an object that a caller sends.
struct ParamRule {
    std::string_view name;
    ParamType type = ParamType::String;
    bool required = false;
};

/// One method: what it takes, and the members of what it answers.
struct Method {
    std::string_view name;
    std::span<const ParamRule> params;
    /// Members of the result; one that ends with `?` is not always there.
    std::span<const std::string_view> result;
};

/// One notification and its members.
struct NotificationShape {
    std::string_view name;
    std::span<const std::string_view> params;
};

/// Everything that `dbvis rpc` answers to, in the order of docs/protocol.md, which a test compares with this table.
[[nodiscard]] std::span<const Method> methods();
[[nodiscard]] const Method* findMethod(std::string_view name);
[[nodiscard]] std::span<const NotificationShape> notifications();

/// Members of `config`, of what it holds, and of the options of an export.
[[nodiscard]] std::span<const ParamRule> configRules();
[[nodiscard]] std::span<const ParamRule> tlsRules();
[[nodiscard]] std::span<const ParamRule> sshRules();
/// Of each item of `ssh.jump`.
[[nodiscard]] std::span<const ParamRule> sshHopRules();
/// Of `passwordFrom` and its like.
[[nodiscard]] std::span<const ParamRule> secretSourceRules();
/// Of `secrets`, beside the name of a saved connection.
[[nodiscard]] std::span<const ParamRule> givenSecretRules();
/// Of a saved connection.
[[nodiscard]] std::span<const ParamRule> savedConnectionRules();
[[nodiscard]] std::span<const ParamRule> exportOptionRules();
[[nodiscard]] std::span<const ParamRule> formatOptionRules();

} // namespace dbv::rpc
