// SPDX-License-Identifier: Apache-2.0
#include "mysql/line.h"

#include <numeric>
#include <utility>

#include <errmsg.h>
#include <mysqld_error.h>

#include <dbv/core/cancel.h>

#include "network/socket_io.h"

namespace dbv::mysql {

namespace {

// As many warnings as a person reads.
constexpr std::size_t kMostWarnings = 64;
// More than the catalogue of any server takes at once.
constexpr std::size_t kMostOfOurs = std::size_t{1} << 30U;
// More than any server has to say before it is open.
constexpr std::size_t kMostOfOpening = std::size_t{32} << 20U;

std::string severityOf(const std::string& level) {
    return level == "Note" ? "info" : level == "Warning" ? "warning" : "error";
}

} // namespace

Line::Line(Connection connection, std::shared_ptr<MysqlCanceller> canceller, MysqlCanceller::Kill kill)
    : m_connection(std::move(connection)), m_canceller(std::move(canceller)) {
    const int socket = static_cast<int>(mysql_get_socket(handle()));
    network::watchLine(socket);
    m_canceller->attach(std::move(kill), socket);
}

Line::~Line() {
    m_canceller->detach();
}

Result<void> Line::begin(bool mayChange, bool inTransaction) {
    if (m_busy) {
        return fail(ErrorKind::Busy, "Another statement of this session has not ended yet.",
                    "Let it finish, or close its result.");
    }
    if (!m_lostBecause.empty()) {
        return std::unexpected(lost(false));
    }
    if (!m_canceller->statementBegins()) {
        return std::unexpected(cancelledError());
    }
    m_busy = true;
    m_mayChange = mayChange;
    m_inTransaction = inTransaction;
    return {};
}

void Line::killRunning() {
    if (!m_canceller->killNow()) {
        network::cutLine(static_cast<int>(mysql_get_socket(handle())));
    }
}

Result<void> Line::stopRunning() {
    if (m_running != nullptr) {
        killRunning();
        m_running->breakOff();
    }
    return m_lostBecause.empty() ? Result<void>() : std::unexpected(lost(false));
}

void Line::ended() {
    m_running = nullptr;
    if (std::exchange(m_busy, false)) {
        m_told.hear(handle());
        m_canceller->statementEnded();
    }
}

Error Line::lost(bool inDoubt) const {
    Error error = makeError(ErrorKind::ConnectionLost, m_lostBecause, "Reconnect.", Damage::Session);
    error.inDoubt = inDoubt;
    return error;
}

Error Line::failed(Failure failure) {
    failure.cancelAsked = m_canceller->requested();
    failure.mayHaveChanged = m_mayChange;
    failure.inTransaction = m_inTransaction;
    Error error = errorFor(failure);
    if (m_canceller->gaveUp() && error.damage == Damage::Session) {
        const std::string refusal = m_canceller->refusal();
        error.message =
            refusal.empty()
                ? "The server did not confirm within 10 seconds that it has stopped, so the connection was given up."
                : "The server does not stop statements (" + refusal + "), so the connection was given up.";
    }
    if (error.damage == Damage::Session) {
        m_lostBecause = error.message;
    }
    ended();
    return error;
}

void Line::setOpening(bool opening) {
    if (opening == m_opening) {
        return;
    }
    m_opening = opening;
    // A single value may be as large, which the library takes in one call.
    unsigned long& limit = handle()->net.max_packet_size;
    if (opening) {
        m_packetLimit = limit;
    }
    limit = opening ? static_cast<unsigned long>(kMostOfOpening) : m_packetLimit;
}

Result<void> Line::queryEach(std::string_view sql, const std::function<void(const TextRow&)>& take) {
    if (Result<void> free = begin(false); !free) {
        return free;
    }
    const auto endless = [this] {
        network::cutLine(static_cast<int>(mysql_get_socket(handle())));
        return failed({CR_MALFORMED_PACKET, {}, "The server sends without end what was asked once."});
    };
    const auto refusal = [&] {
        // The library says only that the line is lost; what it had made room for tells why.
        const bool isTooLarge = m_opening && handle()->net.max_packet > kMostOfOpening / 4;
        return isTooLarge ? endless() : failed(failureOf(handle()));
    };
    if (mysql_real_query(handle(), sql.data(), sql.size()) != 0) {
        return std::unexpected(refusal());
    }
    const ResultHandle result(mysql_use_result(handle()));
    const std::size_t count = result ? mysql_num_fields(result.get()) : 0;
    std::size_t bytes = 0;
    while (MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr) {
        const unsigned long* sizes = mysql_fetch_lengths(result.get());
        bytes += std::accumulate(sizes, sizes + count,
                                 sizeof(TextTable::value_type) + count * sizeof(TextTable::value_type::value_type));
        if (bytes > (m_opening ? kMostOfOpening : kMostOfOurs)) {
            return std::unexpected(endless());
        }
        take(TextRow(row, sizes, count));
    }
    if (mysql_errno(handle()) != 0) {
        return std::unexpected(refusal());
    }
    ended();
    return {};
}

Result<void> Line::queryRows(std::string_view sql, const std::function<bool(const TextRow&)>& take) {
    if (Result<void> free = begin(false); !free) {
        return free;
    }
    if (mysql_real_query(handle(), sql.data(), sql.size()) != 0) {
        return std::unexpected(failed(failureOf(handle())));
    }
    const ResultHandle result(mysql_use_result(handle()));
    const std::size_t count = result ? mysql_num_fields(result.get()) : 0;
    bool wanted = true;
    while (MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr) {
        // The rows that are on their way come all the same.
        if (wanted && !take(TextRow(row, mysql_fetch_lengths(result.get()), count))) {
            wanted = false;
            killRunning();
        }
    }
    if (mysql_errno(handle()) != 0) {
        Error error = failed(failureOf(handle()));
        return std::unexpected(wanted || error.damage == Damage::Session ? std::move(error)
                                                                         : cancelledError(Damage::None));
    }
    ended();
    return wanted ? Result<void>() : std::unexpected(cancelledError(Damage::None));
}

Result<TextTable> Line::query(std::string_view sql) {
    TextTable table;
    const Result<void> done = queryEach(sql, [&](const TextRow& row) {
        auto& values = table.emplace_back(row.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = row.at(i);
        }
    });
    return done ? Result<TextTable>(std::move(table)) : std::unexpected(done.error());
}

Result<void> Line::run(std::string_view sql) {
    const Result<TextTable> done = query(sql);
    return done ? Result<void>() : std::unexpected(done.error());
}

Result<void> Line::settle() {
    if (m_owed.empty()) {
        return {};
    }
    Result<void> settled = run(m_owed);
    if (settled || settled.error().kind != ErrorKind::Cancelled) {
        m_owed.clear();
    }
    return settled;
}

EscapeRules Line::escapeRules() const {
    const bool escapes = (m_connection->server_status & SERVER_STATUS_NO_BACKSLASH_ESCAPES) == 0;
    return {escapes, escapes && !hasAnsiQuotes()};
}

bool Line::hasAnsiQuotes() const {
    // Only MariaDB says so with each statement.
    return (m_connection->server_status & SERVER_STATUS_ANSI_QUOTES) != 0 || m_told.hasAnsiQuotes();
}

TransactionState Line::transactionState() const {
    return (m_connection->server_status & SERVER_STATUS_IN_TRANS) != 0 ? TransactionState::Open
                                                                       : TransactionState::None;
}

bool Line::commitsByItself() const {
    return (m_connection->server_status & SERVER_STATUS_AUTOCOMMIT) != 0;
}

Result<void> Line::listen() {
    if (m_busy) {
        return {};
    }
    if (m_lostBecause.empty() && network::isClosed(static_cast<int>(mysql_get_socket(handle())))) {
        m_lostBecause = "The server closed the connection.";
    }
    return m_lostBecause.empty() ? Result<void>() : std::unexpected(lost(false));
}

Result<void> Line::ping() {
    if (Result<void> free = begin(false); !free) {
        return free;
    }
    if (mysql_ping(handle()) != 0) {
        return std::unexpected(failed(failureOf(handle())));
    }
    ended();
    return {};
}

std::vector<Notice> Line::readWarnings() {
    const unsigned int count = mysql_warning_count(handle());
    if (count == 0 || m_busy) {
        return {};
    }
    if (m_canceller->requested()) {
        // Nothing more is sent until the session is made ready for its next statement.
        return {{"warning", "What the server warns of (" + std::to_string(count) +
                                ") was not read, since the statement was to be stopped."}};
    }
    const Result<TextTable> rows = query("SHOW WARNINGS LIMIT " + std::to_string(kMostWarnings));
    std::vector<Notice> notices;
    if (!rows) {
        notices.push_back({"warning", "The server has " + std::to_string(count) +
                                          " warnings, which could not be read: " + rows.error().message});
        return notices;
    }
    notices.reserve(rows->size() + 1);
    for (const auto& row : *rows) {
        if (row.size() == 3 && row[0] && row[1] && row[2]) {
            notices.push_back({severityOf(*row[0]), *row[2] + " (" + *row[1] + ")"});
        }
    }
    if (count > rows->size() && !rows->empty()) {
        notices.push_back({"warning", "The server has " + std::to_string(count - rows->size()) + " more warnings."});
    }
    return notices;
}

} // namespace dbv::mysql
