// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>
#include <dbv/core/result.h>

#include "scripts/scan_ahead.h"
#include "scripts/text_place.h"
#include "scripts/text_source.h"
#include "sql/splitter.h"

namespace dbv::scripts {

/// One statement of a script that is read in pieces.
struct ReadStatement {
    /// Good until the next one is read.
    std::string_view text;
    sql::StatementKind kind = sql::StatementKind::Sql;
    /// The rows of a COPY may follow.
    bool copyFollows = false;
    /// The client's command that ends it in place of a semicolon, without its backslash: `gset`. Good as long as `text`.
    std::string_view endedBy;
    /// As `sql::Statement::unclosed`, in `text`.
    std::optional<sql::Token> unclosed;
    /// As `sql::plainlyCallsNothing`; false where nobody has looked.
    bool callsNothing = false;
    /// Hints for the planner (`/*+ ... */`) stand in front of a line for the client, and so in front of no statement.
    bool dropsHints = false;
    TextPlace begin;
};

/// How much of a script is held at a time.
struct ReaderLimits {
    /// Unit: bytes of UTF-8. A statement, a line for the client, or a comment that is longer is refused.
    std::size_t statement = std::size_t{256} << 20U;
    /// Unit: bytes. So much is read at once.
    std::size_t window = std::size_t{1} << 20U;
};

/// Finds the statements of a script that never is in memory as a whole, by the rules of `sql::StatementScanner`.
/// Shape: linear in the length of the script, whatever its lines and statements are; holds one window, or one statement.
/// In a script of many statements, the next are found by another thread while those before them are used.
///
/// Thread: one at a time. Blocks: as its source.
class StatementReader {
public:
    StatementReader(TextSource source, std::string name, ReaderLimits limits);

    /// The next statement as `grammar` reads it, or nothing at the end. Rows of a COPY that nobody has taken are passed over.
    /// Errors: of the source; InvalidInput for what is too long, with its line.
    [[nodiscard]] Result<std::optional<ReadStatement>> next(const Grammar& grammar);
    /// Behind a COPY: a block of its rows, as they stand there; empty behind the last. The text of the COPY is gone with the first.
    /// Errors: of the source; InvalidInput where the script ends before the line that ends the rows.
    [[nodiscard]] Result<std::string_view> copyBlock();

    /// Behind a COPY: whether rows follow it; then its text is gone. Errors: of the source.
    [[nodiscard]] Result<bool> rowsFollow();
    /// The last statement is read once more, as the next one.
    void putBack();
    /// Nothing more is found.
    void skipToEnd() { m_quit = true; }

    [[nodiscard]] const TextSource& source() const { return m_source; }
    /// Where the last statement begins; within the rows of a COPY, where those go on; at the end, the end.
    [[nodiscard]] const TextPlace& place() const { return m_place; }
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    /// Rows behind a COPY.
    enum class Copy : std::uint8_t { None, Maybe, AtLineStart, InLine };

    /// Statements are looked for anew, behind the last.
    void scanAnew();
    /// The next statement that is sure in what was read; nothing where more has to be read.
    [[nodiscard]] std::optional<FoundStatement> findNext();
    /// As many as are sure and wanted. Thread: also that which is ahead.
    void findSome(std::size_t wanted, std::vector<FoundStatement>& found);
    [[nodiscard]] ReadStatement take(const FoundStatement& found);
    /// The command at a place that ends the statement before it.
    [[nodiscard]] std::string_view commandAt(std::size_t place) const;
    /// What is left behind the last statement, at the end of the script.
    [[nodiscard]] std::optional<ReadStatement> unclosedComment();
    [[nodiscard]] bool isSure(const sql::Statement& statement) const;
    /// Whether an end may have come with what was read last, of a script that somebody still writes. Unit: bytes, of what has no end
    /// so far.
    [[nodiscard]] bool mayHaveEnded(std::size_t pending) const;
    /// Drops what stands before a place, and reads more behind what is left. All that was found was taken.
    [[nodiscard]] Result<void> refill(std::size_t keepFrom);
    void advance(std::size_t to);
    /// Whether rows follow the COPY that was read last.
    [[nodiscard]] Result<bool> beginCopy();
    /// Whether the line that ends the rows begins at a place; nothing where more has to be read to know.
    [[nodiscard]] std::optional<bool> endsCopyAt(std::size_t place) const;
    [[nodiscard]] std::unexpected<Error> tooLong() const;

    TextSource m_source;
    std::string m_name;
    ReaderLimits m_limits;
    std::string m_text;
    /// Behind the last statement in `m_text`.
    std::size_t m_behind = 0;
    /// Up to here `m_place` has been counted.
    std::size_t m_counted = 0;
    TextPlace m_place;
    Grammar m_grammar;
    ScriptMode m_mode;
    /// Before the last statement.
    ScriptMode m_modeBefore;
    std::optional<sql::StatementScanner> m_scanner;
    /// What was found and not taken, from `m_nextFound` on; and by whom it is found.
    std::vector<FoundStatement> m_found;
    std::size_t m_nextFound = 0;
    /// Since the scanner was made; of a few, none is looked for ahead.
    std::size_t m_foundSince = 0;
    /// How far those that were found have been counted.
    TextPlace m_foundPlace;
    std::size_t m_foundCounted = 0;
    /// A statement that ends where more has to be read to be sure of it.
    std::optional<sql::Statement> m_unsure;
    /// There may be more in what was read, as far as was looked.
    bool m_findsMore = true;
    Copy m_copy = Copy::None;
    bool m_quit = false;
    /// Why no more can be read than is there.
    std::optional<Error> m_trouble;
    /// Ends before what it reads does.
    ScanAhead m_ahead;
};

} // namespace dbv::scripts
