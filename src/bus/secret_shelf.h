// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <dbv/core/ids.h>
#include <dbv/core/secret.h>

namespace dbv::bus {

/// Where a front end leaves a secret for the engine, so that a command carries no more than its number.
///
/// Thread: any.
class SecretShelf {
public:
    SecretShelf() = default;
    SecretShelf(const SecretShelf&) = delete;
    SecretShelf& operator=(const SecretShelf&) = delete;

    [[nodiscard]] SecretId leave(Secret secret) {
        const std::scoped_lock lock(m_mutex);
        const SecretId id{++m_lastId};
        m_secrets.emplace(id, std::move(secret));
        return id;
    }
    /// A copy; empty when there is none of that number.
    [[nodiscard]] Secret copyOf(SecretId id) const {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_secrets.find(id);
        return found == m_secrets.end() ? Secret() : found->second.clone();
    }
    /// Wipes a secret.
    void forget(SecretId id) {
        const std::scoped_lock lock(m_mutex);
        m_secrets.erase(id);
    }

private:
    mutable std::mutex m_mutex;
    std::uint64_t m_lastId = 0;
    std::unordered_map<SecretId, Secret> m_secrets;
};

/// A secret on a shelf, wiped with its last holder.
class LeftSecret {
public:
    LeftSecret() = default;
    /// Leaves nothing when the secret is empty.
    LeftSecret(const std::shared_ptr<SecretShelf>& shelf, Secret secret) {
        if (!secret.empty()) {
            hold(shelf, shelf->leave(std::move(secret)));
        }
    }

    /// Takes over what somebody else has left for this one.
    [[nodiscard]] static LeftSecret takenOver(const std::shared_ptr<SecretShelf>& shelf, SecretId id) {
        LeftSecret left;
        if (id) {
            left.hold(shelf, id);
        }
        return left;
    }

    [[nodiscard]] SecretId id() const { return m_left ? *m_left : SecretId(); }

private:
    void hold(const std::shared_ptr<SecretShelf>& shelf, SecretId id) {
        m_left = std::shared_ptr<const SecretId>(new SecretId(id), [shelf](const SecretId* left) {
            shelf->forget(*left);
            delete left;
        });
    }

    std::shared_ptr<const SecretId> m_left;
};

} // namespace dbv::bus
