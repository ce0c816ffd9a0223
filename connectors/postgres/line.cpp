// SPDX-License-Identifier: Apache-2.0
#include "postgres/line.h"

#include <algorithm>
#include <utility>

#include <dbv/core/cancel.h>

#include "network/socket_io.h"
#include "postgres/errors.h"
#include "postgres/protocol_faults.h"

namespace dbv::postgres {

namespace {

using Clock = std::chrono::steady_clock;

// How long a wait lasts before the flags are looked at again, usually and while much is expected.
constexpr std::chrono::milliseconds kLook{100};
constexpr std::chrono::milliseconds kLookAtMuch{3};
// A server that was asked to stop and says nothing for so long is given up.
constexpr std::chrono::seconds kStopWithin{10};
constexpr int kMuch = 64 << 10;
// More than the catalogue of any server takes at once, and what the library reads of what lies there, at the least.
constexpr std::size_t kMostOfOurs = std::size_t{512} << 20U;
// More than any server has to say before it is open.
constexpr std::size_t kMostOfOpening = std::size_t{32} << 20U;
constexpr std::size_t kLeastRead = 8192;
constexpr const char* kBroken = "The server sent what the protocol does not allow: ";
constexpr const char* kEndless = "it sends without end what was asked once.";

} // namespace

void NoticeBox::add(Notice notice) {
    if (m_notices.size() < kMost) {
        m_notices.push_back(std::move(notice));
    } else {
        ++m_dropped;
    }
}

std::vector<Notice> NoticeBox::take() {
    if (m_dropped > 0) {
        m_notices.push_back({"warning", "The server sent " + std::to_string(std::exchange(m_dropped, 0)) +
                                            " more notices, too many to keep."});
    }
    return std::exchange(m_notices, {});
}

Line::Line(Connection connection, std::shared_ptr<PostgresCanceller> canceller)
    : m_connection(std::move(connection)), m_canceller(std::move(canceller)) {
    PQsetNoticeReceiver(m_connection.get(), &Line::receiveNotice, this);
    PQsetnonblocking(m_connection.get(), 1);
    m_canceller->attach(m_connection.get());
}

Line::~Line() {
    m_canceller->detach();
}

Notice noticeOf(const PGresult* notice) {
    const Failure said = failureOf(notice);
    const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    std::string word = severity == nullptr ? "notice" : severity;
    std::ranges::transform(word, word.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    std::string message = said.message;
    for (const std::string& more : {said.detail, said.hint}) {
        message += more.empty() ? "" : "\n" + more;
    }
    return {std::move(word), std::move(message)};
}

void Line::receiveNotice(void* self, const PGresult* notice) {
    Notice said = noticeOf(notice);
    if (said.severity == "fatal" || said.severity == "panic") {
        static_cast<Line*>(self)->m_lostBecause = "The server ended the session: " + failureOf(notice).message + ".";
    }
    static_cast<Line*>(self)->m_notices.add(std::move(said));
}

void Line::takeNotifications() {
    ++m_heard;
    while (const PgNotify notification{PQnotifies(m_connection.get())}) {
        std::string text = "Notification on \"" + std::string(notification->relname) + "\" from process " +
                           std::to_string(notification->be_pid);
        text += *notification->extra == '\0' ? "." : ": " + std::string(notification->extra);
        m_notices.add({"notification", std::move(text)});
    }
}

Result<void> Line::begin() {
    if (m_busy) {
        return fail(ErrorKind::Busy, "Another statement of this session has not ended yet.",
                    "Let it finish, or close its result.");
    }
    if (!m_lostBecause.empty()) {
        return std::unexpected(lost(false));
    }
    if (m_giveUpAt && !m_flood) {
        // Only with the first question: an opening that asks none needs no watch.
        m_flood.emplace(PQsocket(m_connection.get()), kMostOfOpening);
    }
    m_canceller->statementBegins();
    if (m_canceller->requested()) {
        m_canceller->statementEnded();
        return std::unexpected(cancelledError());
    }
    const PGTransactionStatusType status = PQtransactionStatus(m_connection.get());
    m_inBlock = !m_ownBlock && !m_apart && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
    m_busy = true;
    m_stopAsked.reset();
    return {};
}

void Line::ended() {
    m_busy = false;
    m_willNotCommit = false;
    m_canceller->statementEnded();
    expectMuch(false);
    takeNotifications();
}

void Line::giveUpAt(std::optional<std::chrono::steady_clock::time_point> when) {
    m_giveUpAt = when;
    m_flood.reset();
}

Error Line::lost(bool mayHaveRun) {
    if (m_flood && m_flood->hasCut()) {
        m_lostBecause = std::string(kBroken) + kEndless;
    } else if (m_lostBecause.empty()) {
        m_lostBecause = oneLine(PQerrorMessage(m_connection.get()));
    }
    m_busy = false;
    m_canceller->statementEnded();
    Error error = makeError(ErrorKind::ConnectionLost, m_lostBecause, "Reconnect.", Damage::Session);
    if (mayHaveRun && m_inBlock && m_willNotCommit) {
        error.hint = "The server rolls the open transaction back, this statement with it: reconnect and run it "
                     "again from its beginning.";
    } else if (mayHaveRun) {
        error.hint = "Reconnect, and look whether the statement took effect: the server may have done it.";
        error.inDoubt = true;
    }
    return error;
}

bool Line::givenUp(bool silent) {
    if (!m_canceller->requested()) {
        return false;
    }
    const auto now = Clock::now();
    m_stopAsked = m_stopAsked.value_or(now);
    m_canceller->sendIfDue();
    // Without a key nobody at the server hears of it.
    return (silent && !m_canceller->hasKey()) || now - *m_stopAsked > kStopWithin;
}

Result<void> Line::waitAndRead(bool alsoForWriting) {
    const int socket = PQsocket(m_connection.get());
    if (socket < 0) {
        return std::unexpected(lost(true));
    }
    const bool ready = network::waitForSocket(socket, true, alsoForWriting, m_expectsMuch ? kLookAtMuch : kLook);
    // One that talks on and on is given up as well.
    if (givenUp(!ready)) {
        m_lostBecause =
            m_canceller->hasKey()
                ? "The server did not confirm within 10 seconds that it has stopped, so the connection was given up."
                : "The server can not be asked to stop a statement, so the connection was given up.";
        return std::unexpected(lost(true));
    }
    if (m_giveUpAt && Clock::now() > *m_giveUpAt) {
        m_lostBecause = "The server took the login and then did not answer in time.";
        return std::unexpected(lost(false));
    }
    const std::size_t waiting = m_readOfOurs ? network::bytesWaiting(socket) : 0;
    // With a read mark, less than the mark may lie there unannounced.
    if ((ready || m_expectsMuch) && PQconsumeInput(m_connection.get()) == 0) {
        return std::unexpected(lost(true));
    }
    if (m_readOfOurs) {
        // More may have come meanwhile, so that what was read does not show in what is left.
        const std::size_t left = std::min(network::bytesWaiting(socket), waiting);
        if (Result<void> bounded = countOfOurs(std::max(std::min(waiting, kLeastRead), waiting - left)); !bounded) {
            return bounded;
        }
    }
    // The library keeps them, however many they are, until they are taken.
    takeNotifications();
    return {};
}

Result<void> Line::countOfOurs(std::size_t bytes) {
    if (!m_readOfOurs) {
        return {};
    }
    *m_readOfOurs += bytes;
    return *m_readOfOurs > (m_giveUpAt ? kMostOfOpening : kMostOfOurs) ? std::unexpected(broken(kEndless))
                                                                       : Result<void>();
}

Result<void> Line::flush() {
    while (true) {
        const int left = PQflush(m_connection.get());
        if (left == 0) {
            return {};
        }
        if (left < 0) {
            return std::unexpected(lost(true));
        }
        if (Result<void> waited = waitAndRead(true); !waited) {
            return waited;
        }
    }
}

Result<PgResult> Line::next() {
    while (PQisBusy(m_connection.get()) != 0) {
        if (Result<void> waited = waitAndRead(false); !waited) {
            return std::unexpected(waited.error());
        }
    }
    ++m_heard;
    PgResult result(PQgetResult(m_connection.get()));
    if (!result) {
        ended();
    } else if (PQstatus(m_connection.get()) == CONNECTION_BAD) {
        // What the server said last tells more than that it then hung up.
        const Error said = failureIn(result.get());
        m_lostBecause = oneLine(said.message);
        Error error = lost(true);
        error.sqlState = said.sqlState;
        error.detail = said.detail;
        return std::unexpected(error);
    } else if (breaksTheProtocol(result.get())) {
        return std::unexpected(
            broken(isCopy(result.get()) ? "a copy in both directions." : oneLine(PQresultErrorMessage(result.get()))));
    }
    return result;
}

Error Line::broken(const std::string& how) {
    // What comes behind it can not be trusted to belong to anything.
    m_lostBecause = kBroken + how;
    network::cutLine(PQsocket(m_connection.get()));
    return lost(true);
}

Result<bool> Line::drain(std::chrono::milliseconds longest) {
    const auto until = Clock::now() + longest;
    while (m_busy) {
        Result<PgResult> result = next();
        if (!result) {
            return std::unexpected(result.error());
        }
        if (*result && PQresultStatus(result->get()) == PGRES_COPY_IN) {
            if (Result<void> ended = endCopy("nothing was sent"); !ended) {
                return std::unexpected(ended.error());
            }
        }
        if (*result && PQresultStatus(result->get()) == PGRES_COPY_OUT) {
            for (auto line = nextCopyLine(); line && *line;) {
                line = nextCopyLine();
            }
        }
        if (m_busy && Clock::now() > until) {
            return false;
        }
    }
    return true;
}

Result<void> Line::stopRunning() {
    if (!m_busy) {
        return {};
    }
    const bool asked = m_canceller->requested();
    // A failed request is sent again while the end is waited for.
    static_cast<void>(m_canceller->cancel().has_value());
    const Result<bool> drained = drain(std::chrono::hours(24));
    const Result<void> settled = m_canceller->settle();
    if (!asked) {
        m_canceller->clear();
    }
    return drained ? settled : std::unexpected(drained.error());
}

void Line::expectMuch(bool much) {
    if (much != m_expectsMuch && PQsocket(m_connection.get()) >= 0) {
        network::setReadMark(PQsocket(m_connection.get()), much ? kMuch : 1);
        m_expectsMuch = much;
    }
}

TransactionState Line::transactionState() const {
    if (m_ownBlock) {
        return TransactionState::None;
    }
    switch (PQtransactionStatus(m_connection.get())) {
    case PQTRANS_INTRANS: return TransactionState::Open;
    case PQTRANS_INERROR: return TransactionState::Failed;
    case PQTRANS_ACTIVE: return m_inBlock ? TransactionState::Open : TransactionState::None;
    case PQTRANS_IDLE:
    case PQTRANS_UNKNOWN: break;
    }
    return TransactionState::None;
}

Result<void> Line::listen() {
    if (m_busy) {
        return {};
    }
    // The server's last words come in front of the end of the line, and each in a read of its own.
    constexpr int kMost = 100;
    bool standing = PQconsumeInput(m_connection.get()) != 0;
    for (int i = 0; standing && i < kMost; ++i) {
        takeNotifications();
        if (!network::waitForSocket(PQsocket(m_connection.get()), true, false, std::chrono::milliseconds(0))) {
            break;
        }
        standing = PQconsumeInput(m_connection.get()) != 0;
    }
    if (!standing || PQstatus(m_connection.get()) == CONNECTION_BAD) {
        return std::unexpected(lost(false));
    }
    return {};
}

Error Line::failureIn(const PGresult* result) const {
    Failure failure = failureOf(result);
    failure.inBlock = m_inBlock;
    failure.cancelAsked = m_canceller->requested();
    return errorFor(failure);
}

} // namespace dbv::postgres
