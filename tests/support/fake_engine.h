// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <dbv/data/row_batch_builder.h>

#include "bus/engine_port.h"
#include "results/result_shelf.h"

namespace dbv::support {

/// An engine that does what a test says: each kind of command has a function that answers it, and every command is kept.
/// Commands without a function of theirs stay unanswered, but for those that only take note, which are granted.
///
/// Everything happens within `post`, on the caller's thread, so that a test has one order of events only.
class FakeEngine final : public bus::EnginePort {
public:
    template <class C>
    using Answer = std::function<void(RequestId request, const C& command)>;

    FakeEngine()
        : m_budget(std::make_shared<results::SpoolBudget>(std::uint64_t{64} << 20U, std::uint64_t{1} << 30U,
                                                          std::filesystem::temp_directory_path())),
          m_shelf(m_budget, std::make_shared<results::SpoolWriter>(m_budget)) {}

    void connectSink(EventSink sink) override { m_sink = std::move(sink); }
    void post(protocol::CommandEnvelope command) override {
        m_commands.push_back(command.command);
        m_lastRequest = command.request;
        m_heard.push_back(command.heard);
        if (const auto answer = m_answers.find(command.command.index()); answer != m_answers.end()) {
            answer->second(command.request, command.command);
        } else {
            takeNote(command);
        }
    }

    /// What to do when a command of this kind comes.
    template <class C>
    void on(Answer<C> answer) {
        const std::size_t kind = protocol::Command(C{}).index();
        m_answers[kind] = [answer = std::move(answer)](RequestId request, const protocol::Command& command) {
            answer(request, std::get<C>(command));
        };
    }
    /// Says something about a request that goes on.
    void say(RequestId request, protocol::Event event) { m_sink({request, std::move(event), false}); }
    /// Says the last word about a request.
    void finish(RequestId request, protocol::Event event) { m_sink({request, std::move(event), true}); }

    /// The request of the newest command.
    [[nodiscard]] RequestId lastRequest() const { return m_lastRequest; }
    /// The last loss that was known to who sent each of the commands of one kind.
    template <class C>
    [[nodiscard]] std::vector<std::uint64_t> heard() const {
        std::vector<std::uint64_t> all;
        for (std::size_t i = 0; i < m_commands.size(); ++i) {
            if (std::holds_alternative<C>(m_commands[i])) {
                all.push_back(m_heard[i]);
            }
        }
        return all;
    }
    /// All commands of one kind so far.
    template <class C>
    [[nodiscard]] std::vector<C> commands() const {
        std::vector<C> found;
        for (const protocol::Command& command : m_commands) {
            if (const auto* one = std::get_if<C>(&command)) {
                found.push_back(*one);
            }
        }
        return found;
    }
    [[nodiscard]] results::ResultShelf& shelf() { return m_shelf; }

    /// Begins a result, tells its columns, and puts `rows` rows of the numbers from 0 into it.
    ResultId sayNumbers(RequestId request, std::size_t statement, std::uint64_t rows) {
        auto [result, spool] = m_shelf.begin({Column{.name = "n", .type = "INTEGER"}});
        say(request, protocol::ColumnsArrived{statement, result, spool->columns()});
        appendNumbers(*spool, 0, rows);
        say(request, protocol::RowsArrived{statement, result, rows});
        return result;
    }
    static void appendNumbers(results::ResultSpool& spool, std::uint64_t from, std::uint64_t to) {
        RowBatchBuilder builder(1, BatchLimits{}, spool);
        for (std::uint64_t row = from; row < to; ++row) {
            builder.beginRow();
            builder.addInteger(static_cast<std::int64_t>(row));
            if (builder.full() || row + 1 == to) {
                static_cast<void>(spool.append(builder.take()));
            }
        }
    }

private:
    void takeNote(const protocol::CommandEnvelope& command) {
        using namespace protocol;
        if (std::holds_alternative<GrantRows>(command.command) || std::holds_alternative<EndResult>(command.command)) {
            finish(command.request, RowsGranted{});
        } else if (const auto* release = std::get_if<ReleaseResult>(&command.command)) {
            m_shelf.release(release->result);
            finish(command.request, ResultReleased{});
        } else if (std::holds_alternative<CloseConnection>(command.command)) {
            finish(command.request, ConnectionClosed{});
        }
    }

    std::shared_ptr<results::SpoolBudget> m_budget;
    results::ResultShelf m_shelf;
    EventSink m_sink;
    std::vector<protocol::Command> m_commands;
    std::vector<std::uint64_t> m_heard;
    RequestId m_lastRequest;
    std::map<std::size_t, std::function<void(RequestId, const protocol::Command&)>> m_answers;
};

} // namespace dbv::support
