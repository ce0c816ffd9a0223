// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <dbv/connector/canceller.h>
#include <dbv/connector/capabilities.h>
#include <dbv/connector/catalog.h>
#include <dbv/connector/change_meter.h>
#include <dbv/connector/copy_lines.h>
#include <dbv/connector/cursor.h>
#include <dbv/connector/database_files.h>
#include <dbv/connector/dialect.h>
#include <dbv/connector/dumper.h>
#include <dbv/connector/grammar.h>
#include <dbv/connector/named_objects.h>
#include <dbv/connector/tls.h>
#include <dbv/core/result.h>

namespace dbv {

/// Where a session stands with regard to transactions, as the server says.
enum class TransactionState : std::uint8_t { None, Open, Failed };

/// What a session knows about its server once it is open.
struct SessionFacts {
    std::string serverVersion;
    std::string database;
    /// What the server is, which may be another than the one whose protocol it speaks (`CockroachDB`).
    std::string product;
    /// The session's number at the server, as its administrators see it; empty where there is none.
    std::string serverSessionId;
    TlsFacts tls;
    /// As far as they are known; a refusal on the way may teach more.
    SessionCapabilities capabilities;
    /// Nobody but this session sees the database (an in-memory one), so everything has to go through this session.
    bool isPrivate = false;
    /// What the session has open on this machine, now and later; null when that is nothing and stays so.
    std::shared_ptr<DatabaseFiles> files;
    /// Said once when the session opens: what the user should know about this database.
    std::vector<Notice> notices;

    friend bool operator==(const SessionFacts&, const SessionFacts&) = default;
};

/// Bytes that are no text.
struct ParameterBytes {
    std::string bytes;

    friend bool operator==(const ParameterBytes&, const ParameterBytes&) = default;
};

/// A value for a parameter of a statement, bound as what it is; the first is NULL, a string is text.
using ParameterValue = std::variant<std::monostate, std::int64_t, double, std::string, ParameterBytes>;

/// One statement to run: its text, and values for its parameters by position or by name (with the mark, `:name`).
struct StatementText {
    std::string_view sql;
    std::vector<ParameterValue> positional;
    std::map<std::string, ParameterValue, std::less<>> named;
    /// For a `COPY … FROM STDIN`; null where no lines were given. Outlives the call that sends the statement.
    CopyLines* copyLines = nullptr;
    /// A statement that returns no rows by its kind is refused before it does anything.
    bool mustReturnRows = false;
    /// As far as its text tells it only reads, so that nothing is undone when it is stopped in the middle of its rows. Of one that
    /// may change something, the rest is read.
    bool mayBeStopped = true;
};

/// One conversation with a server.
///
/// Thread: used by one step at a time; the step may be on any thread.
/// Blocks: every call but `canceller`, on the server.
class Session {
public:
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    virtual ~Session() = default;

    [[nodiscard]] virtual const SessionFacts& facts() const = 0;
    [[nodiscard]] virtual const Dialect& dialect() const = 0;
    /// How the server reads the next statement, by what it has said of the session's settings last.
    /// Blocks: not; for use while no statement runs.
    [[nodiscard]] virtual Grammar grammar() const { return dialect().id; }
    /// Whether the server has said, since the last statement was sent, that something of the session changed which is gone with it
    /// (a setting, a variable), by whatever means: a trigger, a function of a view. Not all servers tell of all.
    /// Blocks: not; for use while no statement runs.
    [[nodiscard]] virtual bool stateChanged() const { return false; }
    /// Sends one statement, once. Its rows wait until the cursor fetches them.
    /// Errors: InvalidInput for one that must return rows and can not; SqlError with `where` in the statement's text, Cancelled, Busy, RefusedReadOnly, ConnectionLost, IoError.
    [[nodiscard]] virtual Result<std::unique_ptr<Cursor>> execute(const StatementText& statement) = 0;
    /// Shared with whoever may have to stop this session.
    [[nodiscard]] virtual std::shared_ptr<Canceller> canceller() = 0;
    [[nodiscard]] virtual Catalog& catalog() = 0;
    /// Null where the engine cannot dump itself.
    [[nodiscard]] virtual Dumper* dumper() = 0;
    [[nodiscard]] virtual TransactionState transactionState() = 0;
    /// Whether a statement outside of a transaction is committed by itself, as the server says; asks nothing.
    [[nodiscard]] virtual bool commitsByItself() { return true; }
    /// What the server has said without being asked (a notification, a warning), and whether the line still stands.
    /// Blocks: not; for use while no statement runs.
    /// Errors: ConnectionLost.
    [[nodiscard]] virtual Result<std::vector<Notice>> listen() { return std::vector<Notice>(); }
    /// What the server has said and nobody was told of yet. It asks nothing, and works on a line that is lost.
    [[nodiscard]] virtual std::vector<Notice> takeNotices() { return {}; }
    /// What the user may do here, in sentences for a person; empty where nothing can be said. Asks the server little, once.
    /// Blocks: at most `longest`, and ends soon after `stop`; a session that was given up is lost.
    /// Errors: TimedOut, Cancelled, ConnectionLost; SqlError from a server that can not tell.
    [[nodiscard]] virtual Result<std::string> privileges(std::chrono::milliseconds longest,
                                                         const std::stop_token& stop) {
        static_cast<void>(longest);
        static_cast<void>(stop);
        return std::string();
    }
    /// What becomes readable when the server says something or ends the line: a socket's number; -1 where there is none.
    /// Whoever waits for it must not read from it. Blocks: not.
    [[nodiscard]] virtual std::intptr_t listeningSocket() const { return -1; }
    /// Asks the server for a sign of life, without a trace in the session. Not while a transaction is open: a server may
    /// limit for how long that is left alone.
    /// Errors: ConnectionLost.
    [[nodiscard]] virtual Result<void> ping() { return {}; }
    /// Whether a rollback takes back what a statement that writes does, as far as the tables tell that it names: not where they
    /// may be reached by it, and no transaction holds them. Within a transaction; its text was looked at already.
    /// Blocks: on the server, for little. Errors: RefusedBySandbox, with the table; those of asking.
    [[nodiscard]] virtual Result<void> checkUndoable(std::string_view statement) {
        static_cast<void>(statement);
        return {};
    }
    /// Looks in the open transaction at what its commit would look at (constraints that are deferred). Where nothing is found, all is
    /// as it was before; else the transaction may have failed.
    /// Blocks: on the server. Errors: what the commit would fail with.
    [[nodiscard]] virtual Result<void> checkDeferred() { return {}; }
    /// The isolation level of this session's transactions from the next one on: one of the dialect's, or empty for the
    /// server's usual one. Not while a transaction is open.
    /// Errors: Unsupported for another.
    [[nodiscard]] virtual Result<void> setIsolation(std::string_view level) {
        return level.empty() ? Result<void>()
                             : fail(ErrorKind::Unsupported, "Isolation levels can not be chosen here.",
                                    "Leave the level to the database.");
    }
    /// Begins to count what statements change, within an open transaction. Null where the engine can not tell.
    /// Blocks: on the server. Errors: SqlError, which may have failed the transaction; ConnectionLost.
    [[nodiscard]] virtual Result<std::unique_ptr<ChangeMeter>> meterChanges() { return std::unique_ptr<ChangeMeter>(); }
    /// The columns by which a row of a table is found again, in order: its primary key, or else a unique one that no row is
    /// without; empty where it has neither. `table` is its name as a statement writes it.
    /// Blocks: on the server. Errors: SqlError, which may have failed the transaction; ConnectionLost.
    [[nodiscard]] virtual Result<std::vector<std::string>> rowKey(std::string_view table) {
        static_cast<void>(table);
        return std::vector<std::string>();
    }
    /// Those of these names that are views of the user's, with their queries, without those of the views within; what a row of a
    /// table is held to when it is read counts as one. And those parts that reach code which is not the server's own and may write:
    /// what an extension declares not to is left out. Empty where neither can do more than look.
    /// Blocks: on the server, for one question. Errors: of asking, which may have failed the transaction; ConnectionLost.
    [[nodiscard]] virtual Result<NamedObjects> namedObjects(const StatementNames& named) {
        static_cast<void>(named);
        return NamedObjects();
    }
    /// How much a table or a database holds; `name` is as a statement writes it. Nothing is counted for it.
    /// Blocks: on the server. Errors: SqlError, which may have failed the transaction; ConnectionLost.
    [[nodiscard]] virtual Result<ObjectSize> sizeOf(ObjectType type, std::string_view name) {
        static_cast<void>(type);
        static_cast<void>(name);
        return ObjectSize();
    }
    /// After a cancel: makes sure that a late cancel cannot hit the next statement, and that the session answers.
    [[nodiscard]] virtual Result<void> recover() = 0;
};

} // namespace dbv
