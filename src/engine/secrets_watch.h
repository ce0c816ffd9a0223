// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "concurrency/lane.h"
#include "engine/dispatcher.h"
#include "secrets/vault.h"

namespace dbv::engine {

/// Locks the stored secrets when nobody has asked for one for as long as their vault allows.
///
/// Thread: `vaultOpened` from any.
class SecretsWatch {
public:
    /// The longest time between two looks, as a machine that was asleep does not know how long.
    static constexpr std::chrono::milliseconds kLongest = std::chrono::minutes(1);

    /// All outlive what the lane and the dispatcher have still to do. The lane may block.
    SecretsWatch(Dispatcher& dispatcher, concurrency::Lane& lane, secrets::Vault& vault)
        : m_dispatcher(dispatcher), m_lane(lane), m_vault(vault) {}

    /// From now on there is something to lock.
    void vaultOpened();

private:
    void look();
    void lookAgain(std::chrono::milliseconds after);

    Dispatcher& m_dispatcher;
    concurrency::Lane& m_lane;
    secrets::Vault& m_vault;
    /// One chain of looks is enough, however often the vault is opened. Thread: the dispatcher.
    bool m_looks = false;
    bool m_openedMeanwhile = false;
};

} // namespace dbv::engine
