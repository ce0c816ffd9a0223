// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "postgres/dump_feed.h"
#include "postgres/unpacked_dump.h"

namespace dbv::postgres {

/// Rows, and where they go.
struct RowsToLoad {
    RowsLeft rows;
    /// The COPY … FROM stdin that takes them.
    std::string copy;
    /// For people.
    std::string table;
};

/// Loads rows out of a dump by several sessions at a time, each a table after the other, the longest first.
///
/// Thread: one, which only waits and asks whether to go on; the sessions are opened and used by threads of its own.
class RowsLoader {
public:
    /// Opens a session that has the settings of a restore. Called by several threads.
    using Open = std::function<Result<std::unique_ptr<Session>>()>;
    /// Hears how much is loaded, in bytes; false stops it.
    using Progress = std::function<bool(std::uint64_t loaded)>;

    /// What is given outlives it.
    RowsLoader(const UnpackedDump& dump, std::vector<RowsToLoad> tables, Open open);

    /// Each table as a whole or not at all. Blocks: until done. Errors: the first one, of the server with its table; Cancelled.
    [[nodiscard]] Result<void> run(std::uint32_t sessions, const Progress& progress);
    /// Those that are not loaded. Behind `run`.
    [[nodiscard]] std::vector<RowsToLoad> notLoaded() const;

private:
    class Lines;

    void work();
    [[nodiscard]] Result<void> load(Session& session, const RowsToLoad& table);
    /// The next table; nothing where none is left or it was stopped.
    [[nodiscard]] std::optional<std::size_t> next();
    void failed(Error error);
    /// Has the sessions stop what they are at.
    void stop();

    const UnpackedDump& m_dump;
    std::vector<RowsToLoad> m_tables;
    /// Of each whether it is loaded, by the session that has loaded it.
    std::vector<char> m_isLoaded;
    Open m_open;
    std::atomic<std::uint64_t> m_loaded = 0;
    std::atomic<bool> m_isStopped = false;

    std::mutex m_guard;
    std::condition_variable m_changed;
    std::size_t m_next = 0;
    std::uint32_t m_working = 0;
    std::vector<std::shared_ptr<Canceller>> m_cancellers;
    Result<void> m_end;
};

} // namespace dbv::postgres
