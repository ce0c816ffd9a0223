// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "network/flood_watch.h"
#include "postgres/canceller.h"
#include "postgres/libpq.h"

namespace dbv::postgres {

/// Hears the rows of statements that were sent together, each as soon as it is there. Statements are counted from 0.
struct RowTaker {
    /// Shape: one row.
    std::function<void(std::size_t statement, const PGresult* row)> row;
    std::function<void(std::size_t statement)> ended;
};

/// What a notice of the server says.
[[nodiscard]] Notice noticeOf(const PGresult* notice);

/// What the server says unasked while statements run, up to a number that a person can read.
class NoticeBox {
public:
    void add(Notice notice);
    [[nodiscard]] std::vector<Notice> take();

private:
    static constexpr std::size_t kMost = 1000;
    std::vector<Notice> m_notices;
    std::size_t m_dropped = 0;
};

/// An open connection, on which one statement at a time is sent and its results are waited for.
///
/// Thread: the one that uses the session. Blocks: where it says so, never longer than a given-up server takes: one that
/// does not answer for ten seconds after it was asked to stop.
class Line {
public:
    Line(Connection connection, std::shared_ptr<PostgresCanceller> canceller);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line();

    [[nodiscard]] PGconn* handle() const { return m_connection.get(); }
    [[nodiscard]] const std::shared_ptr<PostgresCanceller>& canceller() const { return m_canceller; }
    /// Grows when all that ran was ended from outside its cursor.
    [[nodiscard]] unsigned epoch() const { return m_epoch; }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Grows whenever something may have come that says something new of the session.
    [[nodiscard]] std::uint64_t heard() const { return m_heard; }

    /// Sends by a function of libpq, which returns 1 when it could.
    /// Errors: Busy while another statement runs; Cancelled when that was asked for; ConnectionLost.
    template <class Send>
    [[nodiscard]] Result<void> send(Send sendIt) {
        if (Result<void> free = begin(); !free) {
            return free;
        }
        return sendIt(m_connection.get()) == 1 ? flush() : std::unexpected(lost(true));
    }
    /// The statement's next result; null when it has ended. Blocks: on the server.
    /// Errors: ConnectionLost, when nothing more can come.
    [[nodiscard]] Result<PgResult> next();
    /// One line of a COPY … TO STDOUT; nullopt when it has ended. Blocks: on the server.
    [[nodiscard]] Result<std::optional<std::string_view>> nextCopyLine();
    /// Lines for a COPY … FROM STDIN. Blocks: on the server.
    [[nodiscard]] Result<void> sendCopyLines(std::string_view lines);
    /// Ends a COPY … FROM STDIN; with a reason, nothing of it is kept.
    [[nodiscard]] Result<void> endCopy(const char* refusal);
    /// Takes the rest of the results without looking at them, for as long as is allowed.
    /// True when the statement has ended.
    [[nodiscard]] Result<bool> drain(std::chrono::milliseconds longest);
    /// Asks the server to stop what runs, and waits until it has. Blocks: on the server.
    [[nodiscard]] Result<void> stopRunning();
    /// From outside a cursor: its next fetch finds that its statement is gone.
    void startEpoch() { ++m_epoch; }

    /// Runs a statement without a user and gives its only result. Blocks: on the server.
    /// Errors: those of `errorFor`; Cancelled.
    [[nodiscard]] Result<PgResult> query(const std::string& sql);

    /// Runs statements without a user that are sent together, so that the server works on while rows are taken. Those before a
    /// failed one have ended, those behind it have not run.
    /// Blocks: on the server. Errors: those of `errorFor`; Cancelled.
    [[nodiscard]] Result<void> queryEach(const std::vector<std::string>& statements, const RowTaker& taker);

    /// From then on questions of `query` and `queryEach` are answered under the settings that pg_dump uses, whatever the
    /// session, its role and its database have, until false is given. The session keeps its own, and an open transaction
    /// outlives a refusal. A server that does not take them answers under the session's own.
    void fixSettings(bool fixed) { m_fixed = fixed; }
    /// Why it does not take them.
    [[nodiscard]] const std::optional<Error>& settingsRefusal() const { return m_settingsRefusal; }
    /// Takes back what a question that was stopped has left in an open transaction. Blocks: on the server.
    [[nodiscard]] Result<void> endApart();

    /// From then on a server that says nothing, or more than one has to say, is given up; nullopt lets it take its time.
    void giveUpAt(std::optional<std::chrono::steady_clock::time_point> when);
    /// The next statement commits nothing: where it runs in the user's transaction, that is rolled back when the line is lost.
    void setWillNotCommit(bool certain) { m_willNotCommit = certain; }
    /// A transaction block that is not the user's is open: nothing that is said about transactions means it.
    void setOwnBlock(bool open) { m_ownBlock = open; }
    [[nodiscard]] bool hasOwnBlock() const { return m_ownBlock; }
    /// Expects much from the server: fewer, larger reads.
    void expectMuch(bool much);
    [[nodiscard]] TransactionState transactionState() const;
    [[nodiscard]] NoticeBox& notices() { return m_notices; }
    /// Reads what has come, without waiting. Errors: ConnectionLost.
    [[nodiscard]] Result<void> listen();
    /// The error for a failed result of the statement that runs.
    [[nodiscard]] Error failureIn(const PGresult* result) const;
    /// Ends the line, on which something came that the protocol does not allow there, and gives the error for it.
    [[nodiscard]] Error broken(const std::string& how);

private:
    [[nodiscard]] Result<void> begin();
    /// The only result, or with `fixed` the one behind the settings.
    [[nodiscard]] Result<PgResult> ask(const std::string& sql, bool fixed);
    [[nodiscard]] Result<void> askEach(const std::vector<std::string>& statements, const RowTaker& taker, bool fixed);
    /// Asks by a function that is told whether the settings go first.
    template <class Ask>
    [[nodiscard]] std::invoke_result_t<Ask, bool> asked(Ask ask);
    /// In an open transaction, asks so that nothing of it stays there.
    template <class Ask>
    [[nodiscard]] std::invoke_result_t<Ask> apart(Ask ask);
    [[nodiscard]] Result<void> flush();
    /// Counts what came for a statement of our own. Errors: ConnectionLost, when that is more than anybody has to say.
    [[nodiscard]] Result<void> countOfOurs(std::size_t bytes);
    /// Waits once for the socket, and reads.
    [[nodiscard]] Result<void> waitAndRead(bool alsoForWriting);
    [[nodiscard]] Error lost(bool mayHaveRun);
    /// Whether nothing more is waited for, since a stop was asked for. Without a key a silent server is given up at once.
    [[nodiscard]] bool givenUp(bool silent);
    void ended();
    [[nodiscard]] Result<void> takeEach(std::size_t count, const RowTaker& taker);
    void takeNotifications();
    static void receiveNotice(void* self, const PGresult* notice);

    Connection m_connection;
    std::shared_ptr<PostgresCanceller> m_canceller;
    NoticeBox m_notices;
    PgText m_copied;
    std::optional<std::chrono::steady_clock::time_point> m_stopAsked;
    std::optional<std::chrono::steady_clock::time_point> m_giveUpAt;
    std::optional<network::FloodWatch> m_flood;
    unsigned m_epoch = 0;
    std::uint64_t m_heard = 0;
    bool m_busy = false;
    bool m_inBlock = false;
    bool m_ownBlock = false;
    bool m_willNotCommit = false;
    bool m_expectsMuch = false;
    bool m_fixed = false;
    /// The settings went through once.
    bool m_takesSettings = false;
    std::optional<Error> m_settingsRefusal;
    /// A savepoint of our own is open in the user's transaction.
    bool m_apart = false;
    /// How many statements had ended when one failed.
    std::size_t m_endedBefore = 0;
    std::string m_lostBecause;
    /// How much has come for a statement of our own, at least; nullopt for the user's, which may be as large as they like.
    std::optional<std::size_t> m_readOfOurs;
};

/// Fixes the settings of a line for as long as it lives.
class FixedSettings {
public:
    explicit FixedSettings(Line& line) : m_line(line) { m_line.fixSettings(true); }
    FixedSettings(const FixedSettings&) = delete;
    FixedSettings& operator=(const FixedSettings&) = delete;
    ~FixedSettings() { m_line.fixSettings(false); }

private:
    Line& m_line;
};

} // namespace dbv::postgres
