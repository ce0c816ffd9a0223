// SPDX-License-Identifier: Apache-2.0
#include "mysql/canceller.h"

#include <algorithm>
#include <utility>

#include "network/socket_io.h"

namespace dbv::mysql {

namespace {

// Each request is a connection for the server: the first ones follow each other quickly, for a statement that was only
// just on its way.
constexpr std::chrono::milliseconds kFirstPause{20};
constexpr std::chrono::milliseconds kLongestPause{1000};
constexpr std::chrono::seconds kStopWithin{10};

} // namespace

MysqlCanceller::~MysqlCanceller() {
    detach();
}

Result<void> MysqlCanceller::cancel() {
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_kill) {
            return {};
        }
        if (!m_requested.exchange(true)) {
            m_askedAt = Clock::now();
        }
        if (!m_watch.joinable()) {
            m_watch = std::jthread([this](const std::stop_token& stop) { watch(stop); });
        }
        m_changed.notify_all();
        if (!m_refusal.empty()) {
            if (m_running && !m_gaveUp.exchange(true)) {
                network::cutLine(m_socket);
            }
            return std::unexpected(refusedError());
        }
    }
    return sendIfDue(false);
}

Result<void> MysqlCanceller::killNow() {
    return sendIfDue(true);
}

void MysqlCanceller::refuse(std::string why) {
    const std::scoped_lock lock(m_mutex);
    m_refusal = std::move(why);
}

std::string MysqlCanceller::refusal() {
    const std::scoped_lock lock(m_mutex);
    return m_refusal;
}

Error MysqlCanceller::refusedError() const {
    return makeError(ErrorKind::Unsupported,
                     "The server does not stop statements (" + m_refusal + "), so the stop closes the connection.",
                     "What the statement does at the server may go on for a while.");
}

bool MysqlCanceller::statementBegins() {
    const std::scoped_lock lock(m_mutex);
    m_running = !requested();
    m_reached = false;
    m_pause = std::chrono::milliseconds(0);
    return m_running;
}

void MysqlCanceller::statementEnded() {
    std::unique_lock lock(m_mutex);
    m_running = false;
    m_sendStop.request_stop();
    m_changed.wait(lock, [this] { return !m_sending; });
}

bool MysqlCanceller::reached() {
    const std::scoped_lock lock(m_mutex);
    return m_reached && requested();
}

void MysqlCanceller::clear() {
    const std::scoped_lock lock(m_mutex);
    m_requested = false;
}

void MysqlCanceller::attach(Kill kill, int socket) {
    const std::scoped_lock lock(m_mutex);
    m_kill = std::move(kill);
    m_socket = socket;
}

void MysqlCanceller::detach() {
    std::jthread watch;
    {
        std::unique_lock lock(m_mutex);
        m_running = false;
        m_kill = nullptr;
        m_socket = -1;
        m_sendStop.request_stop();
        watch = std::move(m_watch);
        watch.request_stop();
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return !m_sending; });
    }
}

Result<void> MysqlCanceller::sendIfDue(bool anyway) {
    Kill kill;
    std::stop_token stop;
    {
        const std::scoped_lock lock(m_mutex);
        const auto now = Clock::now();
        if (!m_refusal.empty() && m_kill) {
            return std::unexpected(refusedError());
        }
        if (!m_kill || !m_running || m_sending || (!anyway && (!requested() || now - m_lastSent < m_pause))) {
            return {};
        }
        m_sending = true;
        m_sendStop = std::stop_source();
        stop = m_sendStop.get_token();
        kill = m_kill;
    }
    Result<void> sent = kill(stop);
    const std::scoped_lock lock(m_mutex);
    m_sending = false;
    // Also when the statement has ended since: which of the two was first, nobody knows.
    m_reached = m_reached || sent.has_value();
    m_lastSent = Clock::now();
    m_pause = std::clamp(m_pause * 2, kFirstPause, kLongestPause);
    m_changed.notify_all();
    if (!sent && sent.error().kind == ErrorKind::Unsupported) {
        m_refusal = sent.error().message;
        if (m_running && !m_gaveUp.exchange(true)) {
            network::cutLine(m_socket);
        }
        return std::unexpected(refusedError());
    }
    // A request that was broken off because its statement had ended has done what it should.
    return stop.stop_requested() ? Result<void>() : sent;
}

void MysqlCanceller::giveUpIfLate() {
    const std::scoped_lock lock(m_mutex);
    if (m_running && requested() && Clock::now() - m_askedAt > kStopWithin && !m_gaveUp.exchange(true)) {
        network::cutLine(m_socket);
    }
}

void MysqlCanceller::watch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, stop, [this] { return m_running && requested(); });
            m_changed.wait_for(lock, stop, std::max(m_pause, kFirstPause), [this] { return !m_running; });
        }
        if (stop.stop_requested()) {
            return;
        }
        // One that fails is sent again; that the server is gone shows on the session's own line.
        static_cast<void>(sendIfDue(false).has_value());
        giveUpIfLate();
    }
}

} // namespace dbv::mysql
