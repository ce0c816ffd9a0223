// SPDX-License-Identifier: Apache-2.0
#include "postgres/read_only_block.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr const char* kAssertSession = "SET SESSION default_transaction_read_only = on";

Result<void> done(const Result<PgResult>& result) {
    return result ? Result<void>() : std::unexpected(result.error());
}

/// Passes everything on, and ends the block when the statement has ended.
class OwnBlockCursor final : public Cursor {
public:
    OwnBlockCursor(Line& line, std::unique_ptr<Cursor> cursor) : m_line(line), m_cursor(std::move(cursor)) {}
    OwnBlockCursor(const OwnBlockCursor&) = delete;
    OwnBlockCursor& operator=(const OwnBlockCursor&) = delete;
    ~OwnBlockCursor() override {
        m_cursor.reset();
        // What can not be ended now is ended before the next statement.
        static_cast<void>(endOwnBlock(m_line).has_value());
    }

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_cursor->columns(); }
    [[nodiscard]] Result<bool> fetch(RowBatchBuilder& rows) override {
        Result<bool> more = m_cursor->fetch(rows);
        if (!more || !*more) {
            const Result<void> ended = endOwnBlock(m_line);
            return more && !ended ? std::unexpected(ended.error()) : more;
        }
        return more;
    }
    [[nodiscard]] Result<bool> nextResult() override { return m_cursor->nextResult(); }
    [[nodiscard]] Result<void> end() override {
        const Result<void> ended = m_cursor->end();
        const Result<void> left = endOwnBlock(m_line);
        return ended ? left : ended;
    }
    [[nodiscard]] StatementOutcome outcome() const override { return m_cursor->outcome(); }
    [[nodiscard]] std::vector<Notice> takeNotices() override { return m_cursor->takeNotices(); }

private:
    Line& m_line;
    std::unique_ptr<Cursor> m_cursor;
};

/// Whether a new transaction would only read, as the server says in one.
Result<bool> readsOnly(Line& line) {
    const Result<PgResult> shown = line.query("SHOW transaction_read_only");
    if (!shown) {
        return std::unexpected(shown.error());
    }
    return PQntuples(shown->get()) == 1 && textAt(shown->get(), 0, 0) == "on";
}

} // namespace

Result<void> guardNext(Line& line, ReadOnlyGuard guard, std::string_view sql) {
    if (guard == ReadOnlyGuard::None || line.transactionState() == TransactionState::Failed) {
        return {};
    }
    if (guard == ReadOnlyGuard::BySession) {
        // Whatever came before, this session's next transaction reads only.
        return done(line.query(kAssertSession));
    }
    if (line.transactionState() == TransactionState::Open) {
        const std::string first = leadingWords(sql, 1);
        const bool ends = first == "COMMIT" || first == "END" || first == "ROLLBACK" || first == "ABORT";
        return ends ? Result<void>() : done(line.query("SET TRANSACTION READ ONLY"));
    }
    // The others that a session that only reads lets through can not change anything by themselves.
    static constexpr auto kReaders =
        std::to_array<std::string_view>({"SELECT", "TABLE", "VALUES", "WITH", "EXPLAIN", "COPY"});
    if (std::ranges::find(kReaders, leadingWords(sql, 1)) == kReaders.end()) {
        return {};
    }
    Result<void> begun = done(line.query("BEGIN READ ONLY"));
    line.setOwnBlock(begun.has_value());
    return begun;
}

Result<void> holdToReading(Line& line, ReadOnlyGuard guard) {
    if (line.transactionState() == TransactionState::Failed) {
        return {};
    }
    Result<void> held = guard == ReadOnlyGuard::BySession ? done(line.query(kAssertSession)) : Result<void>();
    return held && line.transactionState() == TransactionState::Open ? done(line.query("SET TRANSACTION READ ONLY"))
                                                                     : held;
}

Result<void> endOwnBlock(Line& line) {
    if (!line.hasOwnBlock() || line.isBusy()) {
        return {};
    }
    const PGTransactionStatusType status = PQtransactionStatus(line.handle());
    // The user may have ended it: COMMIT by itself is a statement like any other.
    Result<void> ended;
    if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR) {
        ended = done(line.query(status == PQTRANS_INTRANS ? "COMMIT" : "ROLLBACK"));
    }
    if (ended || ended.error().kind != ErrorKind::Cancelled) {
        line.setOwnBlock(false);
    }
    return ended;
}

std::unique_ptr<Cursor> endingOwnBlock(Line& line, std::unique_ptr<Cursor> cursor) {
    return std::make_unique<OwnBlockCursor>(line, std::move(cursor));
}

Result<ReadOnlyGuard> findReadOnlyGuard(Line& line, bool staysSet) {
    std::string said = "it goes on with what it was told not to do";
    if (staysSet) {
        const Result<void> set = done(line.query(kAssertSession));
        const Result<bool> holds = set ? readsOnly(line) : Result<bool>(std::unexpected(set.error()));
        if (holds && *holds) {
            return ReadOnlyGuard::BySession;
        }
        if (!holds && holds.error().damage == Damage::Session) {
            return std::unexpected(holds.error());
        }
        said = holds ? said : holds.error().message;
    }
    const Result<void> begun = done(line.query("BEGIN READ ONLY"));
    const Result<bool> holds = begun ? readsOnly(line) : Result<bool>(std::unexpected(begun.error()));
    const Result<void> ended =
        line.transactionState() == TransactionState::None ? Result<void>() : done(line.query("ROLLBACK"));
    if (!ended) {
        return std::unexpected(ended.error());
    }
    if (holds && *holds) {
        return ReadOnlyGuard::ByBlock;
    }
    if (!holds && holds.error().damage == Damage::Session) {
        return std::unexpected(holds.error());
    }
    return fail(ErrorKind::Unsupported,
                "The server can not be held to reading only: " + (holds ? said : holds.error().message) + ".",
                "Open the connection without the read-only mode, as a user of the server who may do nothing but read.",
                Damage::Session);
}

} // namespace dbv::postgres
