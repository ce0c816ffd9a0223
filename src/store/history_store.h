// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/history_commands.h"
#include "store/history_file.h"

namespace dbv::store {

/// How much of the history is kept; nothing is for ever.
struct HistoryLimits {
    std::optional<std::chrono::hours> longest;
    std::optional<std::uint64_t> mostEntries;
};

/// The statements that were sent, in a file of their own in the data directory, shared by all processes that use it.
///
/// Passwords and the like are taken out of a text before it is written. A file that is broken is set aside; one that has
/// vanished is begun anew.
/// Thread: one at a time, always the same; it may be destroyed by another when that one has ended.
/// Blocks: every call, on the disk. The constructor does nothing; the file is opened at the first call.
/// Errors: Busy, IoError (naming the file), VersionMismatch for a newer file, Unsupported without Qt's SQLite driver.
/// Limits: what is taken out is overwritten in the table; single words of it may lie in the index of words until that is merged.
class HistoryStore {
public:
    /// Of a longer text only the beginning is kept. Unit: bytes.
    static constexpr std::size_t kMostTextBytes = std::size_t{64} * 1024;
    /// Unit: milliseconds since 1970, UTC.
    using Now = std::function<std::int64_t()>;

    /// `now` is what age is counted from.
    HistoryStore(std::filesystem::path dataDirectory, HistoryLimits limits, Now now);
    /// For what is kept from now on.
    void setLimits(const HistoryLimits& limits) { m_limits = limits; }
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;
    ~HistoryStore() = default;

    /// Keeps statements, all or none, but those of private connections; their ids are not looked at.
    [[nodiscard]] Result<void> record(const std::vector<protocol::HistoryEntry>& entries);
    [[nodiscard]] Result<protocol::HistoryFound> search(const protocol::SearchHistory& asked);
    [[nodiscard]] Result<protocol::HistoryRemoved> remove(const protocol::RemoveHistory& asked);
    [[nodiscard]] Result<void> setPrivate(const std::string& connection, bool isPrivate);
    /// The entries of a connection, and whether it is private, follow its name. Nothing when there are none.
    [[nodiscard]] Result<void> rename(const std::string& connection, const std::string& now);

private:
    /// What does something with the open file, and does it again with a new one when that turns out to be broken.
    template <class Use>
    [[nodiscard]] auto with(Use use) -> decltype(use(std::declval<SqlConnection&>()));
    [[nodiscard]] Result<SqlConnection*> opened();
    [[nodiscard]] Result<void> write(SqlConnection& file, const std::vector<protocol::HistoryEntry>& entries);
    [[nodiscard]] Result<protocol::HistoryFound> find(SqlConnection& file, const protocol::SearchHistory& asked);
    /// Takes a part of what is too old or too much away.
    [[nodiscard]] Result<void> prune(SqlConnection& file);

    std::filesystem::path m_dataDirectory;
    HistoryLimits m_limits;
    Now m_now;
    std::unique_ptr<SqlConnection> m_file;
    std::vector<Notice> m_notices;
    /// Entries that may still be written before it is looked again whether there are too many.
    std::size_t m_untilPruned = 0;
};

} // namespace dbv::store
