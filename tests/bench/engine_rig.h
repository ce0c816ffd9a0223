// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <QEventLoop>
#include <QTemporaryDir>

#include "bench/measurement.h"
#include "bus/command_bus.h"
#include "engine/engine.h"
#include "results/result_shelf.h"

namespace dbv::bench {

/// What a run came to.
struct RunOutcome {
    std::uint64_t rows = 0;
    ResultId result;
    std::optional<Error> error;
};

/// The whole way as the programs use it: bus, engine, connector modules, spool. Gives up at the first error.
///
/// Thread: the main thread, under a QCoreApplication. Blocks: every call, in an event loop of its own.
class EngineRig {
public:
    /// Unit: MiB.
    explicit EngineRig(std::uint64_t spoolMemory);

    [[nodiscard]] bus::CommandBus& bus() { return m_bus; }
    [[nodiscard]] results::ResultShelf& shelf() { return m_shelf; }
    [[nodiscard]] std::string fileInFolder(const char* name) const {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

    /// A command, whose answer is taken where a front end hears it.
    template <class C, class Take>
    void hear(C command, const Take& take) {
        QEventLoop loop;
        bool heard = false;
        const bus::Request request = m_bus.ask(
            std::move(command),
            [&](const typename C::Answer& answer) {
                take(answer);
                heard = true;
                loop.quit();
            },
            [](const Error& error) { giveUp(error.message); });
        if (!heard) {
            loop.exec();
        }
    }
    /// A command and its answer.
    template <class C>
    [[nodiscard]] typename C::Answer ask(C command) {
        std::optional<typename C::Answer> got;
        hear(std::move(command), [&got](const typename C::Answer& answer) { got = answer; });
        return std::move(*got);
    }
    [[nodiscard]] ConnectionId open(const std::string& path, const std::string& password = {},
                                    Safety safety = Safety::Confirm);
    /// Runs one statement to its end; its rows stay until `release`.
    [[nodiscard]] RunOutcome run(ConnectionId connection, const std::string& sql);
    void release(ResultId result);

private:
    QTemporaryDir m_folder;
    std::shared_ptr<results::SpoolBudget> m_budget;
    std::shared_ptr<results::SpoolWriter> m_writer;
    results::ResultShelf m_shelf;
    engine::Engine m_engine;
    bus::CommandBus m_bus;
};

} // namespace dbv::bench
