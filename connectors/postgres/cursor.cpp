// SPDX-License-Identifier: Apache-2.0
#include "postgres/cursor.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <dbv/core/cancel.h>

#include "postgres/protocol_faults.h"
#include "postgres/statement_error.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// How long the rest of a reading statement is read before it is stopped instead.
constexpr std::chrono::milliseconds kReadRest{200};
constexpr std::chrono::hours kAsLongAsItTakes{24 * 365};

constexpr unsigned char kNoDigit = 0xFF;

/// What each character is worth as a hexadecimal digit. Bytes are as good as random, and so would be branches on them.
constexpr std::array<unsigned char, 256> kDigitOf = [] {
    std::array<unsigned char, 256> digits{};
    digits.fill(kNoDigit);
    for (unsigned char i = 0; i < 10; ++i) {
        digits[static_cast<std::size_t>('0') + i] = i;
    }
    for (unsigned char i = 0; i < 6; ++i) {
        digits[static_cast<std::size_t>('a') + i] = static_cast<unsigned char>(10 + i);
        digits[static_cast<std::size_t>('A') + i] = static_cast<unsigned char>(10 + i);
    }
    return digits;
}();

unsigned int digitOf(char c) {
    return kDigitOf[static_cast<unsigned char>(c)];
}

/// Reads the server's hexadecimal form of bytes, behind its `\x`. False when it is something else.
bool readHex(std::string_view digits, std::string& bytes) {
    if (digits.size() % 2 != 0) {
        return false;
    }
    bytes.resize(digits.size() / 2);
    unsigned int all = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const unsigned int high = digitOf(digits[2 * i]);
        const unsigned int low = digitOf(digits[2 * i + 1]);
        all |= high | low;
        bytes[i] = static_cast<char>((high << 4U) | low);
    }
    // No digit has a bit above the lower four.
    return all < 16;
}

/// The tag without its numbers: `INSERT 0 3` is an INSERT of three rows.
StatementOutcome outcomeOf(PGresult* result) {
    std::string_view tag = PQcmdStatus(result);
    StatementOutcome outcome;
    while (!tag.empty() && (tag.back() == ' ' || (tag.back() >= '0' && tag.back() <= '9'))) {
        tag.remove_suffix(1);
    }
    outcome.command = tag;
    const std::string_view rows = PQcmdTuples(result);
    const bool counts =
        tag == "INSERT" || tag == "UPDATE" || tag == "DELETE" || tag == "MERGE" || tag == "COPY" || tag == "MOVE";
    const bool empty = PQresultStatus(result) == PGRES_TUPLES_OK && PQnfields(result) == 0;
    std::int64_t number = 0;
    if (rows.empty() || std::from_chars(rows.data(), rows.data() + rows.size(), number).ec != std::errc()) {
        return outcome;
    }
    if (counts) {
        outcome.affectedRows = number;
    } else if (empty) {
        outcome.rowsWithoutColumns = number;
    }
    return outcome;
}

} // namespace

PostgresCursor::PostgresCursor(Line& line, TypeNames& types, std::string sql, bool mayBeStopped,
                               std::optional<JoinedText> joined)
    : m_line(line),
      m_types(types),
      m_sql(std::move(sql)),
      m_mayBeStopped(mayBeStopped),
      m_joined(std::move(joined)),
      m_epoch(line.epoch()) {}

PostgresCursor::~PostgresCursor() {
    if (!m_ended && m_epoch == m_line.epoch()) {
        // A line that is lost here is found to be so at its next use.
        static_cast<void>(m_line.stopRunning().has_value());
    }
}

Result<void> PostgresCursor::start(CopyLines* copyLines) {
    Result<PgResult> first = m_line.next();
    if (!first) {
        m_ended = true;
        return std::unexpected(first.error());
    }
    return begin(std::move(*first), copyLines);
}

Result<bool> PostgresCursor::nextResult() {
    if (!isBetween()) {
        return false;
    }
    Result<PgResult> first = m_line.next();
    if (!first || !*first) {
        m_ended = true;
        return first ? Result<bool>(false) : std::unexpected(first.error());
    }
    m_columns.clear();
    m_renderings.clear();
    m_copies = m_rowsEnded = m_told = m_toldOfFurther = false;
    const Result<void> begun = begin(std::move(*first), nullptr);
    return begun ? Result<bool>(true) : std::unexpected(begun.error());
}

std::unexpected<Error> PostgresCursor::failed(const PGresult* result) {
    Error error = statementError(m_line, result, m_sql);
    if (m_joined && error.where) {
        error.where = m_joined->inText(*error.where);
    }
    m_ended = true;
    const Result<bool> drained = m_line.drain(kAsLongAsItTakes);
    return std::unexpected(drained ? error : drained.error());
}

Result<void> PostgresCursor::begin(PgResult first, CopyLines* copyLines) {
    PGresult* result = first.get();
    switch (result == nullptr ? PGRES_EMPTY_QUERY : PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        m_columns = columnsOf(result, m_types);
        m_row = std::move(first);
        break;
    case PGRES_TUPLES_OK:
        m_columns = columnsOf(result, m_types);
        noteOutcome(result);
        break;
    case PGRES_COPY_OUT:
        m_copies = true;
        m_copyIsBinary = PQbinaryTuples(result) != 0;
        m_columns.push_back({.name = "COPY",
                             .type = m_copyIsBinary ? "bytea" : "text",
                             .family = m_copyIsBinary ? ColumnFamily::Binary : ColumnFamily::Text,
                             .binary = m_copyIsBinary});
        return {};
    case PGRES_COPY_IN: return feedCopy(copyLines);
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE: return failed(result);
    default: noteOutcome(result); break;
    }
    m_renderings.reserve(m_columns.size());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const PGresult* described = m_row ? m_row.get() : result;
        m_renderings.push_back(renderingOf(PQftype(described, static_cast<int>(i))));
    }
    if (m_row && !m_columns.empty()) {
        return {};
    }
    // Rows without columns are only counted, which the server does.
    Result<void> read = advance();
    while (read && m_row) {
        read = advance();
    }
    return read;
}

void PostgresCursor::noteOutcome(PGresult* result) {
    if (result != nullptr) {
        const StatementOutcome before = std::exchange(m_outcome, outcomeOf(result));
        if (m_joined && before.affectedRows) {
            m_outcome.affectedRows = *before.affectedRows + m_outcome.affectedRows.value_or(0);
        }
        if (m_joined) {
            m_outcome.rowsWithoutColumns += before.rowsWithoutColumns;
        }
        m_rowsEnded = true;
        m_told = PQresultStatus(result) != PGRES_TUPLES_OK || *PQcmdStatus(result) != '\0';
    }
}

bool PostgresCursor::passesOver(const PGresult* row) {
    const bool further = m_rowsEnded && PQresultStatus(row) == PGRES_SINGLE_TUPLE;
    if (further && !std::exchange(m_toldOfFurther, true)) {
        m_line.notices().add({"info", "A rule returned rows of another shape as well, which are not shown."});
    }
    return further;
}

Result<void> PostgresCursor::advance() {
    m_row.reset();
    while (!m_row && !m_ended && !isBetween()) {
        Result<PgResult> next = m_line.next();
        if (!next) {
            m_ended = true;
            return std::unexpected(next.error());
        }
        if (!*next) {
            m_ended = true;
            return {};
        }
        if (m_told && PQresultStatus(next->get()) != PGRES_FATAL_ERROR && !isCopy(next->get())) {
            m_ended = true;
            return std::unexpected(m_line.broken("more results than it was asked for."));
        }
        if (passesOver(next->get())) {
            continue;
        }
        switch (PQresultStatus(next->get())) {
        case PGRES_SINGLE_TUPLE: m_row = std::move(*next); break;
        case PGRES_FATAL_ERROR: return failed(next->get());
        default:
            if (isCopy(next->get())) {
                // It would be told again and again.
                m_ended = true;
                return std::unexpected(m_line.broken("a copy in the middle of a result."));
            }
            noteOutcome(next->get());
            break;
        }
    }
    return {};
}

Result<bool> PostgresCursor::fetch(RowBatchBuilder& rows) {
    if (m_epoch != m_line.epoch() && (m_row || !m_ended)) {
        m_row.reset();
        m_ended = true;
        return std::unexpected(cancelledError());
    }
    if (m_copies) {
        return fetchCopy(rows);
    }
    while (m_row) {
        if (rows.full()) {
            return true;
        }
        if (Result<void> added = addRow(rows); !added) {
            rows.dropRow();
            return std::unexpected(added.error());
        }
        if (++m_rowsSeen == kManyRows) {
            m_line.expectMuch(true);
        }
        if (Result<void> advanced = advance(); !advanced) {
            return std::unexpected(advanced.error());
        }
    }
    return false;
}

Result<void> PostgresCursor::addRow(RowBatchBuilder& rows) {
    rows.beginRow();
    const int count = static_cast<int>(m_renderings.size());
    for (int column = 0; column < count; ++column) {
        if (Result<void> added = addCell(rows, column); !added) {
            return added;
        }
    }
    return {};
}

Result<void> PostgresCursor::addCell(RowBatchBuilder& rows, int column) {
    const std::string_view text = textAt(m_row.get(), 0, column);
    if (text.empty() && PQgetisnull(m_row.get(), 0, column) != 0) {
        rows.addNull();
        return {};
    }
    switch (m_renderings[static_cast<std::size_t>(column)]) {
    case Rendering::Integer: {
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure == std::errc() && end == text.data() + text.size()) {
            rows.addInteger(number);
            return {};
        }
        return rows.addText(text);
    }
    case Rendering::Bytes: return addBytes(rows, text);
    case Rendering::Text: break;
    }
    return rows.addText(text);
}

Result<void> PostgresCursor::addBytes(RowBatchBuilder& rows, std::string_view text) {
    if (text.starts_with("\\x") && readHex(text.substr(2), m_bytes)) {
        return rows.addBytes(m_bytes);
    }
    // The older form, when bytea_output asks for it.
    std::size_t size = 0;
    const PgBytes bytes(PQunescapeBytea(reinterpret_cast<const unsigned char*>(text.data()), &size));
    if (!bytes) {
        return fail(ErrorKind::Internal, "There is not enough memory for a value.", "Close results or other programs.",
                    Damage::Statement);
    }
    return rows.addBytes({reinterpret_cast<const char*>(bytes.get()), size});
}

bool PostgresCursor::readsOnly() const {
    static constexpr auto kReaders =
        std::to_array<std::string_view>({"SELECT", "TABLE", "VALUES", "SHOW", "EXPLAIN", "FETCH"});
    const std::string first = m_joined ? std::string() : leadingWords(m_sql, 1);
    return (m_copies && !m_joined) || std::ranges::find(kReaders, first) != kReaders.end();
}

Result<bool> PostgresCursor::readRest(std::chrono::milliseconds longest) {
    const auto until = std::chrono::steady_clock::now() + longest;
    while (!m_ended) {
        if (m_copies) {
            const Result<std::optional<std::string_view>> line = m_line.nextCopyLine();
            if (!line) {
                m_ended = true;
                return std::unexpected(line.error());
            }
            m_copies = line->has_value();
        } else if (isBetween()) {
            if (const Result<bool> next = nextResult(); !next) {
                return next;
            }
        } else if (Result<void> advanced = advance(); !advanced) {
            return std::unexpected(advanced.error());
        }
        if (std::chrono::steady_clock::now() > until) {
            break;
        }
    }
    m_row.reset();
    return m_ended;
}

Result<void> PostgresCursor::end() {
    if (m_ended || m_epoch != m_line.epoch()) {
        return {};
    }
    const bool mayStop = m_mayBeStopped && readsOnly() && m_line.canceller()->hasKey() &&
                         m_line.transactionState() == TransactionState::None;
    const std::string command = m_copies ? "COPY" : leadingWords(m_sql, 1);
    const Result<bool> read = readRest(mayStop ? kReadRest : kAsLongAsItTakes);
    if (!read || *read) {
        return read ? Result<void>() : std::unexpected(read.error());
    }
    const Result<void> stopped = m_line.stopRunning();
    m_ended = true;
    m_outcome.command = command;
    m_line.notices().add(
        {"info", "The rest of the result was not read: the statement was stopped at the server. Should a view or an "
                 "operator in it change something, that was undone."});
    return stopped;
}

} // namespace dbv::postgres
