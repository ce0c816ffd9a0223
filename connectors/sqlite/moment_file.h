// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"
#include "sqlite/scratch_file.h"

namespace dbv::sqlite {

/// The bytes of a database's file as one moment shows them.
/// Thread: any, several at a time. Must not outlive what it was made of.
class MomentFile {
public:
    /// The file that a database stands on, where the read transaction that it is in keeps all of the file as the transaction shows it:
    /// one of the system's own files, in rollback mode, or in write-ahead mode with nothing in the log. Nothing where that is not so, or
    /// where others would have to wait who may not. Errors: those of SQLite.
    /// `settled` is what `settleLog` has said before the transaction was begun.
    enum class Others : bool { DoNotWait, MayWait };
    [[nodiscard]] static Result<std::optional<MomentFile>> live(Database& database, Others others,
                                                                std::optional<std::uint64_t> settled);
    /// Has SQLite bring what the log of a database in write-ahead mode holds into its file, as every program that writes to it does from
    /// time to time; nobody waits for it. The state that the file shows by then (`data_version`), where it shows all there is; nothing
    /// where somebody still reads an older one, or the database may only be read. Errors: those of SQLite.
    [[nodiscard]] static Result<std::optional<std::uint64_t>> settleLog(Database& database);
    /// A file of nobody's. Errors: IoError; of SQLite for what is no database.
    [[nodiscard]] static Result<MomentFile> scratch(const ScratchFile& file);

    /// Unit: bytes.
    [[nodiscard]] std::uint32_t pageSize() const { return m_pageSize; }
    /// What of a page SQLite uses. Unit: bytes.
    [[nodiscard]] std::uint32_t usableSize() const { return m_usableSize; }
    [[nodiscard]] std::uint64_t pages() const { return m_pages; }

    /// Fills `into` from the byte `at` on. Errors: IoError; those of SQLite.
    [[nodiscard]] Result<void> read(std::uint64_t at, std::span<char> into) const { return m_read(at, into); }
    /// From its first byte to its last. Errors: those of reading and of `sink`; Cancelled.
    [[nodiscard]] Result<void> readInto(const DumpSink& sink, const DumpProgress& progress) const;

private:
    using Read = std::function<Result<void>(std::uint64_t at, std::span<char> into)>;

    MomentFile(Read read, std::uint64_t pages) : m_read(std::move(read)), m_pages(pages) {}
    /// Reads the head of the file. Errors: of SQLite for what is none.
    [[nodiscard]] static Result<MomentFile> begun(Read read, std::uint64_t size);

    Read m_read;
    std::uint64_t m_pages;
    std::uint32_t m_pageSize = 0;
    std::uint32_t m_usableSize = 0;
};

} // namespace dbv::sqlite
