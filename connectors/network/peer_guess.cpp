// SPDX-License-Identifier: Apache-2.0
#include "network/peer_guess.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>

namespace dbv::network {

namespace {

using Clock = std::chrono::steady_clock;

// A server that is not slow has let us in by then, or has said something.
constexpr std::chrono::milliseconds kBeforeLooking{1000};
constexpr std::chrono::milliseconds kForGreeting{300};
constexpr std::chrono::milliseconds kForAnswer{1000};

/// PostgreSQL's request for TLS, which is answered with one letter.
constexpr std::string_view kTlsRequest{"\0\0\0\x08\x04\xd2\x16\x2f", 8};
constexpr std::string_view kHttpRequest{"HEAD / HTTP/1.0\r\n\r\n"};

Patience within(std::chrono::milliseconds time, const Patience& patience) {
    return {std::min(Clock::now() + time, patience.until), patience.stop};
}

/// What comes within some time, or nothing.
std::string hear(const OwnLine& line, const Patience& patience) {
    std::array<std::byte, 64> bytes{};
    if (!line.wait(true, false, patience)) {
        return {};
    }
    const OwnLine::Moved moved = line.readSome(bytes);
    std::string said;
    std::ranges::transform(std::span(bytes).first(moved.bytes), std::back_inserter(said),
                           [](std::byte each) { return static_cast<char>(each); });
    return said;
}

/// The answer to what is said, on a line of its own; what is said unasked goes first.
Speech answerTo(std::string_view words, const Address& address, const Patience& patience) {
    const Result<OwnLine> line = OwnLine::open(address, within(kForAnswer, patience));
    if (!line) {
        return Speech::Unknown;
    }
    if (const std::string greeting = hear(*line, within(kForGreeting, patience)); !greeting.empty()) {
        return speechOf(greeting);
    }
    const auto bytes = std::as_bytes(std::span(words));
    const Result<void> sent = line->write(bytes, within(kForAnswer, patience));
    return sent ? speechOf(hear(*line, within(kForAnswer, patience))) : Speech::Unknown;
}

std::string_view nameOf(Speech speech) {
    switch (speech) {
    case Speech::Postgres: return "a PostgreSQL server";
    case Speech::Mysql: return "a MySQL or MariaDB server";
    case Speech::Http: return "a web server (HTTP)";
    case Speech::Ssh: return "an SSH server";
    case Speech::Unknown: break;
    }
    return "something else";
}

std::string_view nextStepFor(Speech speech) {
    switch (speech) {
    case Speech::Postgres: return "Write postgresql:// for it, or give the port of the server that you mean.";
    case Speech::Mysql: return "Write mysql:// for it, or give the port of the server that you mean.";
    case Speech::Ssh: return "Give the database's own port; the way through SSH is a setting beside it.";
    case Speech::Http:
    case Speech::Unknown: break;
    }
    return "Give the port of the server that you mean.";
}

} // namespace

Speech speechOf(std::string_view said) {
    if (said == "S" || said == "N") {
        return Speech::Postgres;
    }
    if (said.starts_with("SSH-")) {
        return Speech::Ssh;
    }
    if (said.starts_with("HTTP/")) {
        return Speech::Http;
    }
    // The first packet of a conversation: its size, number 0, and version 10 of the protocol, or a refusal.
    constexpr std::size_t kHead = 5;
    const bool packet = said.size() > kHead && said[2] == '\0' && said[3] == '\0';
    const bool greets = packet && (said[4] == '\x0a' || said[4] == '\xff');
    return greets ? Speech::Mysql : Speech::Unknown;
}

Speech whatSpeaks(const Address& address, const Patience& patience) {
    const Speech answered = answerTo(kTlsRequest, address, patience);
    return answered != Speech::Unknown || patience.stop.stop_requested() ? answered
                                                                         : answerTo(kHttpRequest, address, patience);
}

PeerWatch::PeerWatch(Address address, Speech expected, const Patience& patience)
    : m_address(std::move(address)),
      m_expected(expected),
      m_until(patience.until),
      m_onStop(patience.stop, [this] { m_stop.request_stop(); }) {}

void PeerWatch::lookLater() {
    if (!m_address.isSocket() && !m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& over) { look(over); });
    }
}

PeerWatch::~PeerWatch() {
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void PeerWatch::look(const std::stop_token& over) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    if (never.wait_until(lock, over, m_begun + kBeforeLooking, [&] { return over.stop_requested(); })) {
        return;
    }
    const Speech found = whatSpeaks(m_address, {m_until, over});
    if (found == Speech::Unknown || found == m_expected || over.stop_requested()) {
        return;
    }
    {
        const std::scoped_lock guard(m_mutex);
        m_found = found;
    }
    m_stop.request_stop();
}

Error PeerWatch::explained(Error error, const std::string& where, std::string_view expectedName) const {
    const std::scoped_lock guard(m_mutex);
    if (m_found == Speech::Unknown || error.kind != ErrorKind::Cancelled) {
        return error;
    }
    return makeError(ErrorKind::ConnectionFailed,
                     "What listens at " + where + " is " + std::string(nameOf(m_found)) + ", not " +
                         std::string(expectedName) + ".",
                     std::string(nextStepFor(m_found)), Damage::Session);
}

} // namespace dbv::network
