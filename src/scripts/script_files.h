// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/grammar.h>
#include <dbv/core/result.h>

#include "scripts/client_line.h"
#include "scripts/script_variables.h"
#include "scripts/statement_reader.h"

namespace dbv::scripts {

/// How a script and those that it includes are read.
struct ScriptRules {
    DialectId dialect = DialectId::Sqlite;
    /// The database of the session: a line that connects to it has nothing to do.
    std::string database;
    /// Of the script itself; those that it includes are looked at by themselves.
    std::optional<TextEncoding> encoding;
    ReaderLimits limits;
    /// The only files that may be read, by `RawFile::identity`; without it any.
    std::optional<std::set<std::string>> allowed;
    /// Nothing is run: what statements would give is not known, so that all branches are shown that may depend on it.
    bool looksOnly = false;
};

/// What the client's command that ends a statement does with its rows.
enum class RowUse : std::uint8_t { None, Variables, Statements };

/// The rows of such a statement, each value as the server's own client writes it.
struct UsedRows {
    std::vector<std::string> names;
    using Row = std::vector<std::optional<std::string>>;
    std::vector<Row> rows;
};

/// A statement of a script or of one that it includes.
struct ScriptStatement {
    /// Good until the next one is read.
    std::string_view text;
    sql::StatementKind kind = sql::StatementKind::Sql;
    bool copyFollows = false;
    std::optional<sql::Token> unclosed;
    /// As `ReadStatement::callsNothing`.
    bool callsNothing = false;
    TextPlace begin;
    /// Values of variables were put into it, so that places in it are not those of the file.
    bool changed = false;
    RowUse rowUse = RowUse::None;
    /// Another statement gave its text (`\\gexec`), and `begin` is that one's place.
    bool generated = false;
    /// Why a line for the client can not be obeyed that includes or copies a file; it counts as one that failed.
    std::optional<Error> failure;
};

/// The statements of a script, with the lines obeyed that are for the client: what is included, left out, and said.
///
/// Thread: one at a time. Blocks: as its files.
class ScriptFiles {
public:
    using Tell = std::function<void(Notice)>;

    /// Opens the script itself.
    /// Errors: those of `TextSource::open`.
    [[nodiscard]] static Result<std::unique_ptr<ScriptFiles>> open(const ScriptOrigin& origin, ScriptRules rules,
                                                                   std::stop_token stop, Tell tell);

    /// The next statement, or a line for the client that is not obeyed (of kind Meta); nothing at the end.
    /// Errors: of the files while they are read, with their names; InvalidInput for lines that do not fit each other.
    [[nodiscard]] Result<std::optional<ScriptStatement>> next(const Grammar& grammar);
    /// As `StatementReader::copyBlock`; of a `\\copy`, the rows of its file.
    [[nodiscard]] Result<std::string_view> copyBlock();

    /// As `StatementReader::rowsFollow`, and `putBack`.
    [[nodiscard]] Result<bool> rowsFollow();
    void putBack();
    /// The rows of the last statement, for the line that ends it; nothing where it failed or was not sent.
    void useRows(UsedRows rows) { m_rows = std::move(rows); }
    /// Where the rows of the last COPY begin: in which file, and in which line of it.
    [[nodiscard]] std::pair<std::string, std::uint64_t> rowsBegin() const;
    /// No other files may be opened from now on, by `RawFile::identity`.
    void allowOnly(std::set<std::string> identities) { m_rules.allowed = std::move(identities); }

    /// The file that the last statement stands in.
    [[nodiscard]] const std::string& file() const { return m_open.back()->name(); }
    [[nodiscard]] const TextPlace& place() const { return m_open.back()->place(); }
    /// 0 in the script itself.
    [[nodiscard]] std::size_t depth() const { return m_open.size() - 1; }
    /// Of the script itself.
    [[nodiscard]] const TextSource& source() const { return m_open.front()->source(); }
    [[nodiscard]] const TextPlace& mainPlace() const { return m_open.front()->place(); }
    /// A line said that nothing is to be run behind a failure.
    [[nodiscard]] bool stopsOnError() const { return m_stopsOnError; }
    /// Of all files that were opened.
    [[nodiscard]] const std::set<std::string>& identities() const { return m_identities; }

private:
    /// One `\\if` that is open.
    struct Branch {
        /// What stands around it runs.
        bool around = true;
        bool runs = false;
        /// One of its parts was run.
        bool taken = false;
        /// Which of its parts run is not known.
        bool unsure = false;
        std::size_t depth = 0;
    };

    ScriptFiles(ScriptRules rules, std::stop_token stop, Tell tell);

    [[nodiscard]] Result<void> push(const ScriptOrigin& origin, bool isMain);
    /// Obeys a line. True when it is done with, false when it is not obeyed.
    [[nodiscard]] Result<bool> obey(const ClientLine& line);
    [[nodiscard]] Result<bool> include(const ClientLine& line);
    /// Opens the file of a `\\copy`.
    [[nodiscard]] Result<ScriptStatement> copyFrom(const ReadStatement& read);
    /// That a file may be read, by its identity, and is one of those that were.
    [[nodiscard]] Result<void> admit(const TextSource& source, const std::string& path);
    /// Errors: IoError for a file that has become another while it is read.
    [[nodiscard]] static Result<void> checkUnchanged(const TextSource& source, const std::string& path);
    [[nodiscard]] Result<bool> branch(const ClientLine& line);
    /// Obeys a line that uses the rows of the statement it ends. Errors: why those are none that it can use.
    [[nodiscard]] Result<void> useRowsBy(const ClientLine& line);
    [[nodiscard]] Result<void> setFromRow(const std::string& prefix);
    [[nodiscard]] Result<void> takeCells();
    /// The next of the texts that a statement gave.
    [[nodiscard]] ScriptStatement generated(const Grammar& grammar);
    /// What a branch depends on may be another than is known.
    [[nodiscard]] bool isUnsure(const ClientLine& line) const;
    [[nodiscard]] bool setsStop(const ClientLine& line);
    [[nodiscard]] bool runs() const { return m_branches.empty() || m_branches.back().runs; }
    void tellNotObeyed(const std::string& name, std::string_view why);
    [[nodiscard]] std::string where() const;
    [[nodiscard]] ScriptStatement found(const ReadStatement& read, const Grammar& grammar);
    /// A line that fails by itself is a statement that fails, so that the script may go on behind it. Errors: all others.
    [[nodiscard]] static Result<ScriptStatement> failedLine(const ReadStatement& read, Error error);
    [[nodiscard]] Result<void> endFile();

    ScriptRules m_rules;
    std::stop_token m_stop;
    Tell m_tell;
    std::vector<std::unique_ptr<StatementReader>> m_open;
    /// That which was found unchanged when all of it had been read.
    const StatementReader* m_readWhole = nullptr;
    std::set<std::string> m_identities;
    std::vector<Branch> m_branches;
    ScriptVariables m_variables;
    std::string m_changedText;
    /// The file of the last `\\copy`, of which a block at a time is held.
    struct CopiedFile {
        TextSource source;
        std::string path;
        std::string block;
    };
    std::optional<CopiedFile> m_copied;
    /// The place of the last statement whose rows are used by the line behind it, which may not have come.
    std::optional<TextPlace> m_usedBy;
    std::optional<UsedRows> m_rows;
    /// Texts that a statement gave and that are to be sent, and the place of that one.
    std::deque<std::string> m_cells;
    TextPlace m_cellsFrom;
    /// That which was given last, while it may be put back.
    std::optional<std::string> m_cell;
    /// Variables were set by what only a run knows.
    bool m_variablesUnknown = false;
    /// Of lines that were told of already.
    std::set<std::string> m_told;
    bool m_stopsOnError = false;
};

} // namespace dbv::scripts
