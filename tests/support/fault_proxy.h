// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace dbv::support {

class LinkFilter;
class ProxyLink;

/// What happens to the bytes of one direction. Numbers of bytes count, for each connection, from the moment when the
/// faults are set, and for a later connection from its beginning; 0 is at once.
struct Faults {
    std::chrono::milliseconds delay{0};
    std::optional<std::uint64_t> bytesPerSecond;
    /// Passes so many bytes and then nothing, not even the end.
    std::optional<std::uint64_t> stallAfter;
    /// Ends the connection after so many bytes, orderly.
    std::optional<std::uint64_t> cutAfter;
    /// Ends it with a reset.
    std::optional<std::uint64_t> resetAfter;
    /// Takes the bytes and passes none: the other direction goes on.
    bool swallow = false;
};

enum class ProxyDirection : std::uint8_t { ToServer, ToClient };

/// What happens to a new connection.
enum class ProxyDoor : std::uint8_t {
    Open,
    /// Refused.
    Closed,
    /// Accepted, and then nothing is said.
    Silent,
    /// Accepted, and answered with the bytes given by `setGarbage`.
    Garbage,
};

/// A proxy on a free port of 127.0.0.1 in front of a server, which breaks connections as networks do.
///
/// Thread: any; its own thread moves the bytes. What a call changes holds when the call returns.
class FaultProxy {
public:
    /// In front of a port of an IPv4 address.
    explicit FaultProxy(std::uint16_t port, const std::string& address = "127.0.0.1");
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;
    ~FaultProxy();

    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

    /// Replaces the faults of a direction, for all connections.
    void setFaults(ProxyDirection direction, const Faults& faults);
    void setDoor(ProxyDoor door);
    /// From here on a new connection leads to another server of the same address.
    void setServer(std::uint16_t port);
    void setGarbage(std::string bytes);
    /// From here on a new connection goes through a filter of its own.
    void setFilter(std::function<std::unique_ptr<LinkFilter>()> make);
    /// Ends all connections orderly, or with a reset.
    void cut();
    void reset();

    /// How many connections were accepted, and how many are open.
    [[nodiscard]] int connections() const;
    [[nodiscard]] int openConnections() const;
    /// How many bytes of a direction have come, and how many were passed on.
    [[nodiscard]] std::uint64_t received(ProxyDirection direction) const;
    [[nodiscard]] std::uint64_t passed(ProxyDirection direction) const;
    /// Wait until so many were accepted, are open, or came. False after half a minute.
    [[nodiscard]] bool waitForConnections(int count) const;
    [[nodiscard]] bool waitForOpenConnections(int count) const;
    [[nodiscard]] bool waitForReceived(ProxyDirection direction, std::uint64_t count) const;

private:
    friend class ProxyLink;
    struct Traffic {
        Faults faults;
        std::uint64_t received = 0;
        std::uint64_t passed = 0;
    };

    void change(const std::function<void()>& step);
    [[nodiscard]] bool waitUntil(const std::function<bool()>& holds) const;
    [[nodiscard]] const Traffic& traffic(ProxyDirection direction) const;
    void work(const std::stop_token& stop);
    void turn();
    void acceptAll();
    void setListening(bool listening);
    void wake() const;

    std::uint16_t m_serverPort;
    std::uint32_t m_serverAddress = 0;
    std::uint16_t m_port = 0;
    /// Bound and not listening, so that nobody else gets the port while connections are refused.
    int m_reservation = -1;
    int m_listener = -1;
    std::array<int, 2> m_wake{-1, -1};

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_turned;
    std::uint64_t m_turns = 0;
    ProxyDoor m_door = ProxyDoor::Open;
    std::string m_garbage;
    std::function<std::unique_ptr<LinkFilter>()> m_makeFilter;
    std::array<Traffic, 2> m_traffic;
    std::vector<std::unique_ptr<ProxyLink>> m_links;
    int m_accepted = 0;
    std::jthread m_thread;
};

} // namespace dbv::support
