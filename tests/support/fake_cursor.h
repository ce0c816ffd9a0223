// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/canceller.h>
#include <dbv/connector/cursor.h>

#include "support/fake_server.h"

namespace dbv::testing {

class FakeCanceller final : public Canceller {
public:
    FakeCanceller(std::shared_ptr<FakeServer> server, std::shared_ptr<FakeLine> line)
        : m_server(std::move(server)), m_line(std::move(line)) {}

    Result<void> cancel() override {
        if (const auto gate = m_server->read(&FakeServer::m_cancelling)) {
            gate->pass();
        }
        m_server->change([this] {
            ++m_server->m_cancels;
            if (m_server->m_losses > 0) {
                --m_server->m_losses;
            } else if (m_line->running || m_server->m_keepsLateCancels) {
                m_line->interrupted = true;
            }
        });
        return {};
    }

private:
    std::shared_ptr<FakeServer> m_server;
    std::shared_ptr<FakeLine> m_line;
};

class FakeCursor final : public Cursor {
public:
    FakeCursor(std::shared_ptr<FakeServer> server, std::shared_ptr<FakeLine> line, FakeStatement statement)
        : m_server(std::move(server)), m_line(std::move(line)), m_statement(std::move(statement)) {
        for (std::size_t column = 0; column < m_statement.columns; ++column) {
            m_columns.push_back({.name = "n" + std::to_string(column)});
        }
    }
    FakeCursor(const FakeCursor&) = delete;
    FakeCursor& operator=(const FakeCursor&) = delete;
    ~FakeCursor() override {
        m_server->change([this] {
            if (!m_line->alive) {
                m_server->m_violations.emplace_back("a cursor has outlived its session");
            }
            m_line->running = false;
        });
    }

    const std::vector<Column>& columns() const override { return m_columns; }
    Result<bool> fetch(RowBatchBuilder& rows) override {
        if (m_statement.throwsWhenFetched) {
            throw std::runtime_error("the driver lost its head");
        }
        if (const auto gate = std::exchange(m_statement.whileRunning, nullptr)) {
            gate->pass();
        }
        while (!rows.full()) {
            if (m_statement.breaks && m_row == m_statement.breaksAt) {
                return std::unexpected(*m_statement.breaks);
            }
            if (interrupted()) {
                return std::unexpected(cancelledError());
            }
            if (m_row == m_statement.rows) {
                return false;
            }
            rows.beginRow();
            for (std::size_t column = 0; column < m_columns.size(); ++column) {
                rows.addInteger(static_cast<std::int64_t>(m_row));
            }
            ++m_row;
        }
        return true;
    }
    Result<void> end() override {
        m_statement.notices = std::exchange(m_statement.lastNotices, {});
        return m_statement.endFails ? Result<void>(std::unexpected(*m_statement.endFails)) : Result<void>();
    }
    StatementOutcome outcome() const override {
        return {.command = "FAKE", .affectedRows = {}, .stopReached = m_statement.stopReached};
    }
    std::vector<Notice> takeNotices() override { return std::exchange(m_statement.notices, {}); }

private:
    /// Waits for that in an endless statement.
    [[nodiscard]] bool interrupted() {
        std::unique_lock lock(m_server->m_mutex);
        if (m_statement.endless && m_row == m_statement.rows) {
            m_server->m_changed.wait(lock, [this] { return m_line->interrupted; });
        }
        return std::exchange(m_line->interrupted, false);
    }

    std::shared_ptr<FakeServer> m_server;
    std::shared_ptr<FakeLine> m_line;
    FakeStatement m_statement;
    std::vector<Column> m_columns;
    std::uint64_t m_row = 0;
};

} // namespace dbv::testing
