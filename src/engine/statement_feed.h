// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "engine/run_control.h"
#include "protocol/safety_values.h"
#include "protocol/script_commands.h"
#include "sql/splitter.h"

namespace dbv::engine {

/// Where a script's statements come from, one after the other, each as the session reads it by then.
///
/// Thread: one step at a time.
class StatementFeed {
public:
    /// Sees one statement of the whole script, with its text.
    using See = std::function<void(protocol::ClassifiedStatement statement, std::string_view text)>;

    StatementFeed() = default;
    StatementFeed(const StatementFeed&) = delete;
    StatementFeed& operator=(const StatementFeed&) = delete;
    virtual ~StatementFeed() = default;

    /// Shows every statement of the script, by its class, before any of it runs; ends early when it is stopped.
    /// Errors: why the script can not be read to its end.
    [[nodiscard]] virtual Result<void> each(const Grammar& grammar, const std::stop_token& stop, const See& see) = 0;

    /// Finds the next statement as the session reads it now; what was found before it was told otherwise is cut anew. False at
    /// the end of the script. A comment there that is never closed comes as a statement, to be refused.
    /// Errors: why the rest can not be read.
    [[nodiscard]] virtual Result<bool> find(Session& session) = 0;
    /// The one that was found, which is begun. Its places are those of `script`.
    [[nodiscard]] virtual sql::Statement take() = 0;
    /// Why the one that was taken is not sent: it is a line for the client whose file can not be read.
    [[nodiscard]] virtual std::optional<Error> failure() const { return std::nullopt; }
    /// Good until the next one is found, or its lines are asked for.
    [[nodiscard]] virtual std::string_view script() const = 0;
    /// Where the statement stands that was taken last, of a script on the disk.
    [[nodiscard]] virtual protocol::FilePlace place() const { return {}; }
    /// The line in which `script` begins, from 1.
    [[nodiscard]] virtual std::size_t firstLine() const { return 1; }
    /// The lines behind a COPY … FROM STDIN that was taken, which belong to it and are no statement; null where there are none.
    [[nodiscard]] virtual CopyLines* copyLines() = 0;

    /// The script itself goes on by the rows of the statement that was taken: they are given to `takeRows`.
    [[nodiscard]] virtual bool usesRows() const { return false; }
    /// Takes the rows of the statement, as long as it runs. Blocks: on the server. Errors: of the statement; Unsupported for more
    /// than can be held.
    [[nodiscard]] virtual Result<void> takeRows(Cursor& cursor) {
        static_cast<void>(cursor);
        return {};
    }
    /// Each statement is followed by somebody, from its start to the rows of its results; else only the first start and the ends
    /// are told, and rows are read, and thrown away.
    [[nodiscard]] virtual bool isFollowed() const { return true; }
    /// The script itself says that nothing of it runs behind a failure.
    [[nodiscard]] virtual bool stopsOnError() const { return false; }
    /// What is shared with whoever stops or pauses it; before anything else.
    virtual void useControl(const std::shared_ptr<RunControl>& control) { static_cast<void>(control); }
    /// What was done so far is kept, whatever becomes of the rest.
    virtual void noteKept() {}
    /// The same of what was done before the statement that was taken.
    virtual void noteKeptBefore() {}
    /// The statement that was taken is the first of a transaction that is not the script's own.
    virtual void noteBlock() {}
    /// What is told next is of the end of that transaction, and of none of its statements. Which these are, in words.
    [[nodiscard]] virtual std::string standAtCommit() { return "of the script"; }
    /// The script pauses.
    virtual void rests() {}
    /// Which files were looked through, for a confirmation; and that no others may be read.
    [[nodiscard]] virtual std::string looked() const { return {}; }
    virtual void allowOnly(std::string_view looked) { static_cast<void>(looked); }
};

/// Shows `see` each statement of a text; ends early when it is stopped.
void eachStatement(std::string_view script, const Grammar& grammar, const std::stop_token& stop,
                   const StatementFeed::See& see);

/// The statements of a text. It outlives the feed.
[[nodiscard]] std::unique_ptr<StatementFeed> feedOfText(std::string_view text, DialectId dialect);

} // namespace dbv::engine
