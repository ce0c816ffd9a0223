// SPDX-License-Identifier: Apache-2.0
#include "postgres/rows_loader.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

#include <dbv/connector/copy_lines.h>
#include <dbv/core/cancel.h>

namespace dbv::postgres {

namespace {

constexpr std::size_t kLoadedAtOnce = std::size_t{256} << 10U;
constexpr std::chrono::milliseconds kAskLoadersEvery{100};
/// What stands behind the last row is no longer. Unit: bytes.
constexpr std::size_t kLongestEnd = 8;

std::unexpected<Error> notTheRows(const std::string& table) {
    return fail(ErrorKind::CorruptBackup, "The dump has the rows of " + table + " in a way that is not known here.",
                "Restore by one session.");
}

} // namespace

/// The rows of a table, out of their pieces.
class RowsLoader::Lines final : public CopyLines {
public:
    Lines(RowsLoader& loader, const RowsToLoad& table)
        : m_loader(loader),
          m_table(table),
          m_at(table.rows.begin),
          m_blocks(DumpBlocks::within(table.rows.id, loader.m_dump.numberSize())),
          m_read(kLoadedAtOnce) {}

    Result<std::string_view> next() override {
        m_lines.erase(0, m_given);
        m_given = 0;
        while (!m_hasEnded && m_lines.size() <= kLongestEnd) {
            if (m_loader.m_isStopped) {
                return std::unexpected(cancelledError(Damage::None));
            }
            if (Result<void> read = readSome(); !read) {
                return std::unexpected(std::move(read.error()));
            }
        }
        if (m_hasEnded && !m_hasCutEnd) {
            m_hasCutEnd = true;
            if (!cutEnd()) {
                return notTheRows(m_table.table);
            }
        }
        m_given = m_hasEnded ? m_lines.size() : m_lines.size() - kLongestEnd;
        return std::string_view(m_lines).substr(0, m_given);
    }

private:
    Result<void> readSome() {
        const std::span<char> into = std::span(m_read).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(m_read.size(), m_table.rows.end - m_at)));
        const Result<std::size_t> got =
            into.empty() ? Result<std::size_t>(std::size_t{0}) : m_loader.m_dump.read(m_at, into, [] { return true; });
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            return notTheRows(m_table.table);
        }
        m_at += *got;
        m_loader.m_loaded += *got;
        std::string_view bytes(into.data(), *got);
        while (true) {
            const DumpBlocks::Step step = m_blocks.next(bytes);
            switch (step.what) {
            case DumpBlocks::What::Bytes: m_lines += step.bytes; break;
            case DumpBlocks::What::Ends: m_hasEnded = true; return {};
            case DumpBlocks::What::Nothing: return {};
            default: return notTheRows(m_table.table);
            }
        }
    }

    /// Takes the word that ends the rows off.
    bool cutEnd() {
        m_lines.erase(m_lines.find_last_not_of('\n') + 1);
        const bool isEnd = m_lines.ends_with(kRowsEnd) &&
                           (m_lines.size() == kRowsEnd.size() || m_lines[m_lines.size() - kRowsEnd.size() - 1] == '\n');
        m_lines.erase(m_lines.size() - (isEnd ? kRowsEnd.size() : 0));
        return isEnd;
    }

    RowsLoader& m_loader;
    const RowsToLoad& m_table;
    std::uint64_t m_at;
    DumpBlocks m_blocks;
    std::vector<char> m_read;
    std::string m_lines;
    std::size_t m_given = 0;
    bool m_hasEnded = false;
    bool m_hasCutEnd = false;
};

RowsLoader::RowsLoader(const UnpackedDump& dump, std::vector<RowsToLoad> tables, Open open)
    : m_dump(dump), m_tables(std::move(tables)), m_isLoaded(m_tables.size()), m_open(std::move(open)) {
    std::ranges::stable_sort(m_tables, std::ranges::greater(),
                             [](const RowsToLoad& table) { return table.rows.end - table.rows.begin; });
}

Result<void> RowsLoader::run(std::uint32_t sessions, const Progress& progress) {
    std::vector<std::jthread> threads;
    m_working = std::min(sessions, static_cast<std::uint32_t>(m_tables.size()));
    const std::uint32_t started = m_working;
    threads.reserve(started);
    for (std::uint32_t i = 0; i < started; ++i) {
        threads.emplace_back([this] {
            try {
                work();
            } catch (const std::exception& failure) {
                failed(makeError(ErrorKind::Internal, std::string("Loading rows failed: ") + failure.what() + "."));
            }
            {
                const std::lock_guard lock(m_guard);
                --m_working;
            }
            m_changed.notify_all();
        });
    }
    std::unique_lock lock(m_guard);
    while (m_working > 0) {
        m_changed.wait_for(lock, kAskLoadersEvery, [this] { return m_working == 0; });
        lock.unlock();
        if (!progress(m_loaded) && !m_isStopped) {
            failed(cancelledError(Damage::None));
        }
        lock.lock();
    }
    return m_end;
}

void RowsLoader::work() {
    if (m_isStopped) {
        return;
    }
    const Result<std::unique_ptr<Session>> session = m_open();
    if (!session) {
        failed(session.error());
        return;
    }
    {
        const std::lock_guard lock(m_guard);
        m_cancellers.push_back((*session)->canceller());
    }
    while (const std::optional<std::size_t> which = next()) {
        if (Result<void> loaded = load(**session, m_tables[*which]); !loaded) {
            failed(std::move(loaded.error()));
            return;
        }
        m_isLoaded[*which] = 1;
    }
}

Result<void> RowsLoader::load(Session& session, const RowsToLoad& table) {
    Lines lines(*this, table);
    const Result<std::unique_ptr<Cursor>> copied =
        session.execute({.sql = table.copy, .positional = {}, .named = {}, .copyLines = &lines, .mayBeStopped = false});
    Result<void> done = copied ? (*copied)->end() : std::unexpected(copied.error());
    if (!done && done.error().kind != ErrorKind::Cancelled) {
        done.error().message = "The rows of " + table.table + " can't be restored: " + done.error().message;
    }
    return done;
}

std::optional<std::size_t> RowsLoader::next() {
    const std::lock_guard lock(m_guard);
    return m_isStopped || m_next == m_tables.size() ? std::nullopt : std::optional(m_next++);
}

std::vector<RowsToLoad> RowsLoader::notLoaded() const {
    std::vector<RowsToLoad> left;
    for (std::size_t i = 0; i < m_tables.size(); ++i) {
        if (m_isLoaded[i] == 0) {
            left.push_back(m_tables[i]);
        }
    }
    return left;
}

void RowsLoader::failed(Error error) {
    {
        const std::lock_guard lock(m_guard);
        // What stops the others makes them fail, too.
        if (m_end) {
            m_end = std::unexpected(std::move(error));
        }
    }
    stop();
}

void RowsLoader::stop() {
    std::vector<std::shared_ptr<Canceller>> running;
    {
        const std::lock_guard lock(m_guard);
        m_isStopped = true;
        running = m_cancellers;
    }
    for (const std::shared_ptr<Canceller>& canceller : running) {
        // Who can't be told hears of it with the next rows.
        static_cast<void>(canceller->cancel().has_value());
    }
}

} // namespace dbv::postgres
