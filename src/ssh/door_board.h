// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "ssh/local_door.h"
#include "ssh/relay.h"
#include "ssh/tunnel.h"
#include "ssh/waiting.h"

namespace dbv::ssh {

/// A door and where it leads: known to the one who asked for it and to the thread that serves it.
///
/// Thread: any.
class ServedDoor {
public:
    ServedDoor(LocalDoor door, RelayTarget target) : m_door(std::move(door)), m_target(std::move(target)) {}

    [[nodiscard]] const LocalDoor& door() const { return m_door; }
    [[nodiscard]] const RelayTarget& target() const { return m_target; }
    void close() { m_closed = true; }
    [[nodiscard]] bool closed() const { return m_closed; }
    /// After `close`, by the thread that serves it: connections that came through may keep this for long.
    void shut() { m_door.shut(); }
    void setRefusal(std::optional<Error> refusal) {
        const std::scoped_lock lock(m_mutex);
        m_refusal = std::move(refusal);
    }
    [[nodiscard]] std::optional<Error> refusal() const {
        const std::scoped_lock lock(m_mutex);
        return m_refusal;
    }
    void setFarEnd(FarEnd farEnd) { m_farEnd = farEnd; }
    [[nodiscard]] FarEnd farEnd() const { return m_farEnd; }

private:
    LocalDoor m_door;
    RelayTarget m_target;
    std::atomic<bool> m_closed = false;
    std::atomic<FarEnd> m_farEnd = FarEnd::Unknown;
    mutable std::mutex m_mutex;
    std::optional<Error> m_refusal;
};

/// Where doors are hung up for the thread that serves them, and where it says that it does so no more.
///
/// Thread: any.
class DoorBoard {
public:
    /// Gives the trouble instead when nobody serves doors any more.
    [[nodiscard]] std::optional<Error> add(std::shared_ptr<ServedDoor> door) {
        const std::scoped_lock lock(m_mutex);
        if (!m_trouble) {
            m_added.push_back(std::move(door));
            m_wake.wake();
        }
        return m_trouble;
    }
    [[nodiscard]] std::vector<std::shared_ptr<ServedDoor>> takeAdded() {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_added, {});
    }
    /// Takes away the doors that were given back.
    static void dropClosed(std::vector<std::shared_ptr<ServedDoor>>& doors) {
        std::erase_if(doors, [](const std::shared_ptr<ServedDoor>& door) {
            if (door->closed()) {
                door->shut();
            }
            return door->closed();
        });
    }
    void end(Error trouble) {
        const std::scoped_lock lock(m_mutex);
        m_trouble = std::move(trouble);
        m_added.clear();
    }
    [[nodiscard]] std::optional<Error> trouble() const {
        const std::scoped_lock lock(m_mutex);
        return m_trouble;
    }
    [[nodiscard]] const WakePipe& wakePipe() const { return m_wake; }

private:
    mutable std::mutex m_mutex;
    WakePipe m_wake;
    std::vector<std::shared_ptr<ServedDoor>> m_added;
    std::optional<Error> m_trouble;
};

/// A door for whoever asked for it.
class BoardForward final : public Forward {
public:
    BoardForward(std::shared_ptr<ServedDoor> door, std::shared_ptr<DoorBoard> board)
        : m_door(std::move(door)), m_board(std::move(board)) {}
    BoardForward(const BoardForward&) = delete;
    BoardForward& operator=(const BoardForward&) = delete;
    ~BoardForward() override {
        m_door->close();
        m_board->wakePipe().wake();
    }

    const std::string& address() const override { return m_door->door().address(); }
    std::uint16_t port() const override { return m_door->door().port(); }
    std::optional<Error> refusal() const override { return m_door->refusal(); }
    FarEnd farEnd() const override { return m_door->farEnd(); }

private:
    std::shared_ptr<ServedDoor> m_door;
    std::shared_ptr<DoorBoard> m_board;
};

} // namespace dbv::ssh
