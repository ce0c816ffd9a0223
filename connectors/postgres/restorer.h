// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "network/tool_process.h"
#include "postgres/dump_feed.h"
#include "postgres/dump_tools.h"
#include "postgres/line.h"
#include "postgres/restore_checks.h"
#include "postgres/rows_loader.h"
#include "postgres/unpacked_dump.h"

namespace dbv::postgres {

/// One restore of a dump of pg_dump's, or of a part of it.
///
/// What the dump needs and what is in its way is found out as soon as its list has come, before anything is changed. A whole dump goes
/// through a pipe into one transaction, which can't end before its source has; who wants a part of it needs it in a file. Several sessions
/// begin with such a transaction, too, while the dump is unpacked; they share the rows that are left when it was found to be whole
/// (`DumpFeed`), and pg_restore the indexes and keys.
/// Thread: the session's. Must not outlive what it was made of. Blocks: until done.
class Restorer {
public:
    Restorer(Line& line, const DumpGround& ground, const RestoreWish& wish, const DumpProgress& progress)
        : m_line(line), m_ground(ground), m_wish(wish), m_progress(progress) {}

    /// Errors: those of `Dumper::restore`.
    [[nodiscard]] Result<std::vector<Notice>> run(const DumpSource& source);

private:
    /// Reads as much of the dump as its list is long, and looks whether it can be restored.
    [[nodiscard]] Result<void> readList(const DumpSource& source);
    /// The dump from its first byte on, that of the list once more.
    [[nodiscard]] Result<std::size_t> read(const DumpSource& source, std::span<char> into);
    [[nodiscard]] bool goesThroughPipe() const;
    /// Whether several sessions share it, one transaction can make all objects first, and each may be told to a session in UTF-8.
    [[nodiscard]] Result<bool> isShared();
    [[nodiscard]] Result<void> throughPipe(const DumpSource& source);
    [[nodiscard]] Result<void> throughFile(const DumpSource& source);
    [[nodiscard]] Result<void> bySeveral(const DumpSource& source);
    /// Reads the dump to its end while others work with what is there.
    [[nodiscard]] Result<void> unpackInto(UnpackedDump& dump, const DumpSource& source, const std::stop_token& stop);
    /// Where the rows go that the first transaction has left.
    [[nodiscard]] std::vector<RowsToLoad> rowsToLoad(const std::vector<RowsLeft>& left) const;
    /// Remembers whose rows are missing besides what is behind rows.
    void noteMissing(const std::vector<RowsToLoad>& tables);
    /// Loads it. `given` is what the transaction had of the dump.
    [[nodiscard]] Result<void> loadRows(const UnpackedDump& dump, std::vector<RowsToLoad> tables, std::uint64_t given);
    [[nodiscard]] static Result<std::unique_ptr<Session>> openLoader(const ConnectParams& login,
                                                                     const std::vector<std::string>& settings);
    [[nodiscard]] Result<DumpTool> tool() const;
    [[nodiscard]] Result<void> writeList(const std::string& path) const;
    [[nodiscard]] std::vector<std::string> toolArguments() const;
    /// Runs pg_restore with these arguments, and its list where it needs one. Whether it has taken all of its input.
    [[nodiscard]] Result<bool> runTool(std::vector<std::string> arguments, const std::function<std::uint64_t()>& done,
                                       const network::ToolInput& input = {});
    /// What comes behind all that pg_restore wanted, up to the source's word that the backup is whole.
    [[nodiscard]] Result<void> readRest(const DumpSource& source);
    [[nodiscard]] Error toldWhatIsLeft(Error error);
    /// Whether the foreign keys hold that slept. Errors: SqlError with those that do not.
    [[nodiscard]] Result<void> checkKeys();
    [[nodiscard]] Result<void> putSettingsBack();
    /// Tells where the database itself belongs to another role than the one that was backed up.
    void tellOwner(const std::string& backedUp);

    Line& m_line;
    const DumpGround& m_ground;
    const RestoreWish& m_wish;
    const DumpProgress& m_progress;
    PreparedRestore m_prepared;
    /// What is missing where some of it is there already: sentences for people, or nothing.
    std::string m_isMissing;
    /// What was read to get the list, and how much of it was given on.
    std::string m_begin;
    std::size_t m_given = 0;
    /// Unit: bytes.
    std::uint64_t m_read = 0;
    bool m_hasEnded = false;
};

} // namespace dbv::postgres
