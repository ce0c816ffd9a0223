// SPDX-License-Identifier: Apache-2.0
#include "mysql/cursor.h"

#include <algorithm>
#include <iterator>

#include <mysqld_error.h>

#include <dbv/core/cancel.h>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

using Clock = std::chrono::steady_clock;

// Reading the rest is usually quicker than a connection that says stop.
constexpr std::chrono::milliseconds kReadOn{50};

} // namespace

MysqlCursor::MysqlCursor(Line& line, std::unique_ptr<ResultReader> reader, std::string command, bool mayBeStopped)
    : m_line(line), m_reader(std::move(reader)), m_mayBeStopped(mayBeStopped) {
    m_outcome.command = std::move(command);
    if (isRunning()) {
        m_columns = m_reader->columns();
        m_atEnd = m_columns.empty();
        m_line.setRunning(this);
        settle();
    }
}

MysqlCursor::~MysqlCursor() {
    // Nobody wants to know any more how it ends; a lost line shows at the session's next statement.
    if (!isRunning()) {
        return;
    }
    m_brokenOff = true;
    if (!drain(Clock::now() + kReadOn)) {
        static_cast<void>(fail());
    } else if (isRunning()) {
        m_line.killRunning();
        MysqlCursor::breakOff();
    }
}

void MysqlCursor::breakOff() {
    if (isRunning()) {
        m_brokenOff = true;
        if (!drain(Clock::time_point::max())) {
            static_cast<void>(fail());
        }
    }
}

void MysqlCursor::settle() {
    if (m_atEnd && !m_reader->hasNext()) {
        finish();
    }
}

void MysqlCursor::finish() {
    if (countsChanges(m_outcome.command)) {
        m_outcome.affectedRows = m_columns.empty() ? m_reader->affectedRows() : m_rowsRead;
    }
    m_reader.reset();
    m_line.ended();
    m_outcome.stopReached = m_line.canceller()->reached();
    if (m_brokenOff) {
        return;
    }
    if (m_outcome.command != "SHOW") {
        std::ranges::move(m_line.readWarnings(), std::back_inserter(m_notices));
    }
}

Error MysqlCursor::fail() {
    const Failure failure = m_reader->failure();
    m_reader.reset();
    return m_line.failed(failure);
}

Result<bool> MysqlCursor::fetch(RowBatchBuilder& rows) {
    if (m_brokenOff) {
        return std::unexpected(cancelledError());
    }
    while (isRunning() && !m_atEnd) {
        if (rows.full()) {
            return true;
        }
        const ResultReader::Step step = m_reader->step();
        if (step == ResultReader::Step::Failed) {
            return std::unexpected(fail());
        }
        m_atEnd = step == ResultReader::Step::End;
        if (m_atEnd) {
            settle();
            break;
        }
        if (Result<void> added = m_reader->addRow(rows); !added) {
            return std::unexpected(added.error());
        }
        ++m_rowsRead;
    }
    return false;
}

Result<bool> MysqlCursor::nextResult() {
    if (m_brokenOff) {
        return std::unexpected(cancelledError());
    }
    while (isRunning() && m_atEnd) {
        if (m_reader->next() == ResultReader::Step::Failed) {
            return std::unexpected(fail());
        }
        // A procedure's end, and what it changes, come as results without columns.
        m_atEnd = m_reader->columns().empty();
        if (!m_atEnd) {
            m_columns = m_reader->columns();
            return true;
        }
        settle();
    }
    return false;
}

bool MysqlCursor::drain(Clock::time_point until) {
    constexpr int kLookEvery = 64;
    int steps = 0;
    while (isRunning()) {
        if (!m_atEnd) {
            const ResultReader::Step step = m_reader->step();
            if (step == ResultReader::Step::Failed) {
                return false;
            }
            m_atEnd = step == ResultReader::Step::End;
            m_rowsRead += m_atEnd ? 0 : 1;
        } else if (m_reader->hasNext()) {
            if (m_reader->next() == ResultReader::Step::Failed) {
                return false;
            }
            m_atEnd = m_reader->columns().empty();
        }
        if (m_atEnd && !m_reader->hasNext()) {
            finish();
        } else if (++steps % kLookEvery == 0 && Clock::now() > until) {
            return true;
        }
    }
    return true;
}

Result<void> MysqlCursor::end() {
    if (m_brokenOff) {
        return std::unexpected(cancelledError());
    }
    if (!isRunning()) {
        return {};
    }
    const bool mayBreak = m_mayBeStopped && onlyReads(m_outcome.command);
    if (!drain(mayBreak ? Clock::now() + kReadOn : Clock::time_point::max())) {
        return std::unexpected(fail());
    }
    if (!isRunning()) {
        return {};
    }
    m_line.killRunning();
    addNotice(
        {"info",
         "The rest of the result was not read: the statement was stopped at the server. Should a view in it change "
         "something, that was undone."});
    if (drain(Clock::time_point::max())) {
        return {};
    }
    // That it was interrupted is what was asked for, and a query has nothing to keep.
    Error error = fail();
    return error.kind == ErrorKind::Cancelled && !m_line.canceller()->requested() ? Result<void>()
                                                                                  : std::unexpected(std::move(error));
}

} // namespace dbv::mysql
