// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::secrets {

/// Something that keeps small keys for this user: the system's keychain, or a test's.
///
/// Thread: any. Blocks: for as long as the user thinks about a prompt, but never without an end.
/// Errors: Unsupported where there is none, VaultLocked when it is locked or the user refused, TimedOut, Cancelled.
class KeyHolder {
public:
    KeyHolder() = default;
    KeyHolder(const KeyHolder&) = delete;
    KeyHolder& operator=(const KeyHolder&) = delete;
    virtual ~KeyHolder() = default;

    /// Whether keys can be kept, found by keeping one.
    [[nodiscard]] virtual Result<void> probe(std::stop_token stop) = 0;
    /// Nothing only when it is certain that there is no such key.
    [[nodiscard]] virtual Result<std::optional<Secret>> find(const std::string& name, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<void> keep(const std::string& name, const Secret& key, std::stop_token stop) = 0;
    /// No error when there is no such key.
    [[nodiscard]] virtual Result<void> forget(const std::string& name, std::stop_token stop) = 0;
};

} // namespace dbv::secrets
