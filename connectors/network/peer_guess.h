// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include <dbv/core/result.h>

#include "network/socket_io.h"

namespace dbv::network {

/// What a peer speaks, as far as its first words show it.
enum class Speech : std::uint8_t { Unknown, Postgres, Mysql, Http, Ssh };

/// What the first bytes that somebody says unasked, or to a request for TLS in PostgreSQL's words, are part of.
[[nodiscard]] Speech speechOf(std::string_view said);

/// Finds out what listens at an address, on lines of its own: listens, then asks as a client of PostgreSQL and as one of HTTP.
/// Blocks: for some seconds at the longest, and ends soon after a stop.
[[nodiscard]] Speech whatSpeaks(const Address& address, const Patience& patience);

/// Beside an opening that takes long: looks what is there, and ends the opening early when it is certainly another kind of
/// server, which would stay silent for ever. A genuine one that is slow keeps all its time.
///
/// Thread: the one that opens; a thread of its own looks. Ends with this.
class PeerWatch {
public:
    /// `expected` is what the opening wants to find.
    PeerWatch(Address address, Speech expected, const Patience& patience);
    PeerWatch(const PeerWatch&) = delete;
    PeerWatch& operator=(const PeerWatch&) = delete;
    ~PeerWatch();

    /// The opening is none of the quick ones, which pay nothing for this: looks when it has taken long.
    void lookLater();
    /// What the opening goes by.
    [[nodiscard]] Patience patience() const { return {m_until, m_stop.get_token()}; }
    /// The error of an opening that this has ended; otherwise the given one. `where` and `expectedName` are for people.
    [[nodiscard]] Error explained(Error error, const std::string& where, std::string_view expectedName) const;

private:
    void look(const std::stop_token& over);

    Address m_address;
    Speech m_expected;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_until;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_onStop;
    mutable std::mutex m_mutex;
    Speech m_found = Speech::Unknown;
    std::jthread m_thread;
};

} // namespace dbv::network
