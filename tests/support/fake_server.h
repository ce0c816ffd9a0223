// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/cancel.h>

#include "support/fake_line.h"
#include "support/fake_statement.h"
#include "support/gate.h"

namespace dbv::testing {

/// What all sessions of a FakeConnector have in common: how statements behave, and what was seen.
///
/// Thread: any.
class FakeServer {
public:
    /// Says how a statement behaves from now on; one that is unknown does nothing and succeeds.
    void on(const std::string& sql, FakeStatement statement) {
        const std::scoped_lock lock(m_mutex);
        m_statements[sql] = std::move(statement);
    }
    /// The next cancels get lost on their way.
    void loseCancels(int count) {
        change([&] { m_losses = count; });
    }
    /// From now on a cancel that finds nothing to stop stops the next statement, unless `recover` comes between.
    void keepLateCancels() {
        change([&] { m_keepsLateCancels = true; });
    }
    /// From now on `recover` fails, so that a session is lost.
    void refuseRecovery() {
        change([&] { m_refusesRecovery = true; });
    }
    /// What sessions say that the user may do; empty says nothing.
    void tellPrivileges(Result<std::string> told) {
        change([&] { m_privileges = std::move(told); });
    }
    /// How new sessions read what they are sent.
    void readBy(Grammar grammar) {
        change([&] { m_grammar = grammar; });
    }
    void openPrivateDatabases() {
        change([&] { m_private = true; });
    }
    /// Sessions are opened only beyond this gate; nullptr takes it away.
    void holdOpening(std::shared_ptr<Gate> gate) {
        change([&] { m_opening = std::move(gate); });
    }
    /// Sessions close only beyond this gate; nullptr takes it away.
    void holdClosing(std::shared_ptr<Gate> gate) {
        change([&] { m_closing = std::move(gate); });
    }
    void refuseSessions(Error error) {
        change([&] { m_refusal = std::move(error); });
    }
    void admitSessions() {
        change([&] { m_refusal.reset(); });
    }
    /// From now on only this password lets anybody in.
    void wantPassword(std::string password) {
        change([&] { m_password = std::move(password); });
    }
    /// Stands in the canceller, before the cancel reaches the server.
    void holdCancels(std::shared_ptr<Gate> gate) {
        change([&] { m_cancelling = std::move(gate); });
    }
    /// The servers of all sessions say something without being asked; who watches their sockets hears it.
    void sayToAll(const Notice& notice) {
        change([&] {
            for (const auto& line : liveLines()) {
                line->unheard.push_back(notice);
                line->signal();
            }
        });
    }
    /// All sessions die; their sockets become readable.
    void dropSessions(const Error& why) {
        change([&] {
            for (const auto& line : liveLines()) {
                line->lost = why;
                line->signal();
            }
        });
    }
    /// All sessions die, and nobody notices before they are asked.
    void dropSessionsSilently(const Error& why) {
        change([&] {
            for (const auto& line : liveLines()) {
                line->lostWhenAsked = why;
            }
        });
    }
    void holdMetadata(std::shared_ptr<Gate> gate) {
        change([&] { m_metadata = std::move(gate); });
    }

    /// How often a statement was sent, by all sessions.
    [[nodiscard]] int sent(const std::string& sql) const {
        const std::scoped_lock lock(m_mutex);
        return static_cast<int>(std::ranges::count(m_log, sql));
    }
    [[nodiscard]] std::vector<std::string> log() const { return read(&FakeServer::m_log); }
    [[nodiscard]] int sessionsOpened() const { return read(&FakeServer::m_opened); }
    [[nodiscard]] int sessionsOpen() const { return read(&FakeServer::m_open); }
    [[nodiscard]] int cancels() const { return read(&FakeServer::m_cancels); }
    [[nodiscard]] int recoveries() const { return read(&FakeServer::m_recoveries); }
    /// Cursors that lived longer than their session, calls from two threads at a time: what no engine may do.
    [[nodiscard]] std::vector<std::string> violations() const { return read(&FakeServer::m_violations); }
    /// How often sessions were asked for a sign of life.
    [[nodiscard]] int pings() const { return read(&FakeServer::m_pings); }
    /// The isolation levels that were set, in order.
    [[nodiscard]] std::vector<std::string> isolations() const { return read(&FakeServer::m_isolations); }
    void awaitOpen(int count) const {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_open == count; });
    }
    void awaitPings(int count) const {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_pings >= count; });
    }
    void awaitCancels(int count) const {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_cancels >= count; });
    }

private:
    friend class FakeConnector;
    friend class FakeSession;
    friend class FakeCursor;
    friend class FakeCanceller;
    friend class FakeCatalog;

    [[nodiscard]] std::vector<std::shared_ptr<FakeLine>> liveLines() const {
        std::vector<std::shared_ptr<FakeLine>> alive;
        for (const std::weak_ptr<FakeLine>& each : m_lines) {
            if (auto line = each.lock(); line && line->alive) {
                alive.push_back(std::move(line));
            }
        }
        return alive;
    }
    template <class Body>
    void change(Body body) {
        const std::scoped_lock lock(m_mutex);
        body();
        m_changed.notify_all();
    }
    template <class T>
    [[nodiscard]] T read(T FakeServer::* member) const {
        const std::scoped_lock lock(m_mutex);
        return this->*member;
    }
    void violated(std::string what) {
        change([&] { m_violations.push_back(std::move(what)); });
    }

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::map<std::string, FakeStatement> m_statements;
    std::shared_ptr<Gate> m_opening;
    std::shared_ptr<Gate> m_closing;
    std::shared_ptr<Gate> m_cancelling;
    std::shared_ptr<Gate> m_metadata;
    std::optional<Error> m_refusal;
    std::optional<std::string> m_password;
    Result<std::string> m_privileges;
    int m_losses = 0;
    bool m_keepsLateCancels = false;
    bool m_refusesRecovery = false;
    bool m_private = false;
    Grammar m_grammar;
    std::vector<std::string> m_log;
    std::vector<std::string> m_violations;
    int m_opened = 0;
    int m_open = 0;
    int m_cancels = 0;
    int m_recoveries = 0;
    int m_pings = 0;
    std::vector<std::string> m_isolations;
    std::vector<std::weak_ptr<FakeLine>> m_lines;
};

} // namespace dbv::testing
