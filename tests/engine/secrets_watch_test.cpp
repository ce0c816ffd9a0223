// SPDX-License-Identifier: Apache-2.0
// Stored secrets are locked when nobody asks for them any more, and by nobody's call.
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "engine/secrets_watch.h"

namespace dbv::testing {

namespace {

using namespace std::chrono_literals;
using engine::Dispatcher;
using engine::SecretsWatch;

/// A vault whose clocks stand until the test moves them, and a watch over it.
class SecretsWatchTest : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(m_vault.create(m_key)); }
    void TearDown() override {
        m_dispatcher.stop();
        m_lane.reset();
    }

    /// Waits until the watch has looked at the vault some times more.
    void awaitLooks(int looks) const {
        // Each look asks the clock twice.
        for (const int from = m_asked; m_asked < from + 2 * looks;) {
            std::this_thread::yield();
        }
    }
    void awaitLock() const {
        while (m_vault.isOpen()) {
            std::this_thread::yield();
        }
    }

    QTemporaryDir m_folder;
    std::atomic<std::chrono::steady_clock::time_point> m_steady{};
    std::atomic<secrets::SecretTime> m_wall{secrets::SecretTime(1'700'000'000'000ms)};
    mutable std::atomic<int> m_asked{0};
    const secrets::VaultKey m_key{secrets::KeySource::Password, Secret("master")};
    Dispatcher m_dispatcher;
    SecretsWatch* m_told = nullptr;
    secrets::Vault m_vault{m_folder.filePath(QStringLiteral("secrets.vault")).toStdString(),
                           {.cost = secrets::kLowestCost,
                            .idleLimit = 2ms,
                            .clocks = {.steady =
                                           [this] {
                                               ++m_asked;
                                               return m_steady.load();
                                           },
                                       .wall = [this] { return m_wall.load(); }},
                            .opened = [this] {
                                if (m_told != nullptr) {
                                    m_told->vaultOpened();
                                }
                            }}};
    std::unique_ptr<concurrency::Lane> m_lane = std::make_unique<concurrency::Lane>(1);
    SecretsWatch m_watch{m_dispatcher, *m_lane, m_vault};
};

TEST_F(SecretsWatchTest, WhatNobodyAsksForIsLocked) {
    m_watch.vaultOpened();
    awaitLooks(3);
    EXPECT_TRUE(m_vault.isOpen()) << "its time has not passed";
    m_steady = m_steady.load() + 2ms;
    awaitLock();
}

TEST_F(SecretsWatchTest, TimeThatAMachineWasAsleepCounts) {
    m_watch.vaultOpened();
    m_wall = m_wall.load() + 2ms;
    awaitLock();
}

TEST_F(SecretsWatchTest, WhatIsOpenedAgainIsLockedAgain) {
    m_told = &m_watch;
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(m_vault.unlock(m_key));
        m_steady = m_steady.load() + 2ms;
        awaitLock();
    }
}

} // namespace

} // namespace dbv::testing
