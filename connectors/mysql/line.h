// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "mysql/canceller.h"
#include "mysql/client.h"
#include "mysql/errors.h"
#include "mysql/statement_text.h"
#include "mysql/text_row.h"
#include "mysql/told_settings.h"

namespace dbv::mysql {

/// A small result that is held as a whole.
using TextTable = std::vector<std::vector<std::optional<std::string>>>;

/// A statement whose results have not all been read, as its line sees it.
class RunningStatement {
public:
    RunningStatement() = default;
    RunningStatement(const RunningStatement&) = delete;
    RunningStatement& operator=(const RunningStatement&) = delete;

    /// Reads what is left without keeping it, and ends.
    virtual void breakOff() = 0;

protected:
    ~RunningStatement() = default;
};

/// An open connection, on which one statement at a time is sent.
///
/// Thread: the one that uses the session. Blocks: on the server; a cancel ends that, and cuts the line after ten seconds.
class Line {
public:
    Line(Connection connection, std::shared_ptr<MysqlCanceller> canceller, MysqlCanceller::Kill kill);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line();

    [[nodiscard]] MYSQL* handle() const { return m_connection.get(); }
    [[nodiscard]] const std::shared_ptr<MysqlCanceller>& canceller() const { return m_canceller; }
    [[nodiscard]] bool isBusy() const { return m_busy; }

    /// Makes room for one statement. `mayChange` says what a lost line leaves in doubt, unless the statement does not end the
    /// transaction that is open (`inTransaction`). Errors: Busy, ConnectionLost, Cancelled.
    [[nodiscard]] Result<void> begin(bool mayChange, bool inTransaction = false);
    /// The statement that was begun has results to read.
    void setRunning(RunningStatement* statement) { m_running = statement; }
    /// Asks the server to stop what runs, and ends it here. Errors: ConnectionLost.
    [[nodiscard]] Result<void> stopRunning();
    /// Asks the server to stop what runs; a line on which it can not be asked is cut.
    void killRunning();
    /// The statement has ended, in order or with a failure.
    void ended();
    /// The error for what just failed on this line; the statement has ended by it.
    [[nodiscard]] Error failed(Failure failure);

    /// Until false is given, a server may say no more than one has to say before it is open.
    void setOpening(bool opening);
    /// Runs a statement of our own, whose rows are taken one by one as they come; nothing else is asked meanwhile. After a
    /// failure some may have been taken. Blocks: on the server. Errors: as `query`.
    [[nodiscard]] Result<void> queryEach(std::string_view sql, const std::function<void(const TextRow&)>& take);
    /// The same for rows of the user's, of which there may be any number; `take` says whether more are wanted, and otherwise the server is told
    /// to stop. Blocks: on the server. Errors: as `query`; Cancelled when no more were wanted.
    [[nodiscard]] Result<void> queryRows(std::string_view sql, const std::function<bool(const TextRow&)>& take);
    /// Runs a statement of our own and gives its rows. Blocks: on the server. Errors: those of `errorFor`; Cancelled.
    [[nodiscard]] Result<TextTable> query(std::string_view sql);
    /// Runs statements of our own without rows. Errors: as `query`.
    [[nodiscard]] Result<void> run(std::string_view sql);

    [[nodiscard]] EscapeRules escapeRules() const;
    /// Whether double quotes hold names.
    [[nodiscard]] bool hasAnsiQuotes() const;
    [[nodiscard]] ToldSettings& told() { return m_told; }
    [[nodiscard]] TransactionState transactionState() const;
    /// `autocommit` as the server said it last.
    [[nodiscard]] bool commitsByItself() const;
    /// Errors: ConnectionLost when the server has closed the line.
    [[nodiscard]] Result<void> listen();
    /// Asks for a sign of life that changes nothing in the session. Blocks: on the server. Errors: ConnectionLost, Cancelled.
    [[nodiscard]] Result<void> ping();
    /// What the server warns of after the statement that has just ended, up to a number that a person can read.
    [[nodiscard]] std::vector<Notice> readWarnings();

    /// Keeps a statement that gives the session back what was its own.
    void owe(std::string restoring) { m_owed = std::move(restoring); }
    [[nodiscard]] bool owes() const { return !m_owed.empty(); }
    /// Runs it, if there is one. What is stopped before stays owed. Blocks: on the server.
    [[nodiscard]] Result<void> settle();

private:
    [[nodiscard]] Error lost(bool inDoubt) const;

    Connection m_connection;
    std::shared_ptr<MysqlCanceller> m_canceller;
    ToldSettings m_told;
    RunningStatement* m_running = nullptr;
    bool m_busy = false;
    bool m_mayChange = false;
    bool m_inTransaction = false;
    bool m_opening = false;
    /// The largest packet that the library takes, but for the opening. Unit: bytes.
    unsigned long m_packetLimit = 0;
    std::string m_lostBecause;
    std::string m_owed;
};

} // namespace dbv::mysql
