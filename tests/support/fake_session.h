// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/session.h>

#include "support/fake_catalog.h"
#include "support/fake_cursor.h"
#include "support/fake_server.h"

namespace dbv::testing {

/// A session of a FakeConnector: what it is sent behaves as the test has said to the server.
class FakeSession final : public Session {
public:
    explicit FakeSession(std::shared_ptr<FakeServer> server) : m_server(std::move(server)), m_catalog(m_server) {
        m_facts.serverVersion = "1.0";
        m_server->change([this] {
            ++m_server->m_opened;
            ++m_server->m_open;
            m_facts.isPrivate = m_server->m_private;
            m_line->grammar = m_server->m_grammar;
            m_facts.serverSessionId = std::to_string(m_server->m_opened);
            m_server->m_lines.push_back(m_line);
        });
    }
    FakeSession(const FakeSession&) = delete;
    FakeSession& operator=(const FakeSession&) = delete;
    ~FakeSession() override {
        if (const auto gate = m_server->read(&FakeServer::m_closing)) {
            gate->pass();
        }
        m_server->change([this] {
            --m_server->m_open;
            m_line->alive = false;
        });
    }

    const SessionFacts& facts() const override { return m_facts; }
    const Dialect& dialect() const override { return m_dialect; }
    Grammar grammar() const override {
        Grammar grammar;
        m_server->change([&] { grammar = m_line->grammar; });
        return grammar;
    }
    Result<std::unique_ptr<Cursor>> execute(const StatementText& text) override {
        if (m_busy.exchange(true)) {
            m_server->violated("two threads use one session");
        }
        Result<std::unique_ptr<Cursor>> cursor = run(std::string(text.sql));
        m_busy = false;
        return cursor;
    }
    std::shared_ptr<Canceller> canceller() override { return std::make_shared<FakeCanceller>(m_server, m_line); }
    Catalog& catalog() override { return m_catalog; }
    Dumper* dumper() override { return nullptr; }
    Result<std::string> privileges(std::chrono::milliseconds /*longest*/, const std::stop_token& /*stop*/) override {
        return m_server->read(&FakeServer::m_privileges);
    }
    TransactionState transactionState() override {
        TransactionState state = TransactionState::None;
        m_server->change([&] { state = m_line->transaction; });
        return state;
    }
    std::intptr_t listeningSocket() const override { return m_line->socket(); }
    Result<std::vector<Notice>> listen() override {
        std::optional<Error> lost;
        std::vector<Notice> notices;
        m_server->change([&] {
            notices = m_line->hear();
            lost = m_line->lost;
        });
        return lost ? Result<std::vector<Notice>>(std::unexpected(*lost)) : notices;
    }
    std::vector<Notice> takeNotices() override {
        std::vector<Notice> notices;
        m_server->change([&] { notices = m_line->hear(); });
        return notices;
    }
    Result<void> ping() override {
        if (m_busy.exchange(true)) {
            m_server->violated("a session is asked while it is used");
        }
        std::optional<Error> lost;
        m_server->change([&] {
            ++m_server->m_pings;
            lost = m_line->lostWhenAsked;
        });
        m_busy = false;
        return lost ? Result<void>(std::unexpected(*lost)) : Result<void>();
    }
    Result<void> setIsolation(std::string_view level) override {
        m_server->change([&] { m_server->m_isolations.emplace_back(level); });
        return {};
    }
    Result<void> checkUndoable(std::string_view statement) override {
        const std::optional<Error> why = behaviourOf(std::string(statement)).notUndoable;
        return why ? Result<void>(std::unexpected(*why)) : Result<void>();
    }
    /// A statement of the log, that the test may have refused.
    Result<void> checkDeferred() override {
        const std::string look = "(look at what a commit looks at)";
        m_server->change([&] { m_server->m_log.push_back(look); });
        const std::optional<Error> found = behaviourOf(look).refused;
        return found ? Result<void>(std::unexpected(*found)) : Result<void>();
    }
    Result<void> recover() override {
        bool refused = false;
        m_server->change([&] {
            ++m_server->m_recoveries;
            m_line->interrupted = false;
            refused = m_server->m_refusesRecovery;
        });
        return refused ? Result<void>(fail(ErrorKind::ConnectionLost, "The session does not answer.", "Reconnect."))
                       : Result<void>();
    }

private:
    [[nodiscard]] FakeStatement behaviourOf(const std::string& sql) {
        FakeStatement statement;
        m_server->change([&] {
            if (const auto found = m_server->m_statements.find(sql); found != m_server->m_statements.end()) {
                statement = found->second;
            }
        });
        return statement;
    }
    [[nodiscard]] Result<std::unique_ptr<Cursor>> run(const std::string& sql) {
        std::optional<Error> lost;
        m_server->change([&] {
            lost = m_line->lost ? m_line->lost : m_line->lostWhenAsked;
            if (lost) {
                return;
            }
            m_server->m_log.push_back(sql);
        });
        if (lost) {
            return std::unexpected(*lost);
        }
        FakeStatement statement = behaviourOf(sql);
        if (statement.beforeStart) {
            statement.beforeStart->pass();
        }
        if (statement.throwsWhenSent) {
            throw std::runtime_error("the driver lost its head");
        }
        if (statement.refused) {
            m_server->change([&] {
                std::ranges::move(statement.notices, std::back_inserter(m_line->unheard));
                m_line->transaction = statement.endsTransaction ? TransactionState::None : m_line->transaction;
                m_line->lost = statement.refused->damage == Damage::Session ? statement.refused : m_line->lost;
            });
            return std::unexpected(*statement.refused);
        }
        m_server->change([&] {
            m_line->running = true;
            m_line->grammar = statement.thenReads.value_or(m_line->grammar);
            if (statement.endsTransaction) {
                m_line->transaction = TransactionState::None;
            } else if (sql == "BEGIN") {
                m_line->transaction = TransactionState::Open;
            } else if (sql == "COMMIT" || sql == "ROLLBACK") {
                m_line->transaction = TransactionState::None;
            }
        });
        return std::make_unique<FakeCursor>(m_server, m_line, std::move(statement));
    }

    std::shared_ptr<FakeServer> m_server;
    FakeCatalog m_catalog;
    SessionFacts m_facts;
    std::shared_ptr<FakeLine> m_line = std::make_shared<FakeLine>();
    static constexpr std::array<std::string_view, 2> kLevels{"READ COMMITTED", "SERIALIZABLE"};
    Dialect m_dialect{.name = "sqlite",
                      .displayName = "Fake",
                      .begin = "BEGIN",
                      .commit = "COMMIT",
                      .rollback = "ROLLBACK",
                      .isolationLevels = kLevels};
    std::atomic<bool> m_busy = false;
};

} // namespace dbv::testing
