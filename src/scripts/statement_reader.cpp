// SPDX-License-Identifier: Apache-2.0
#include "scripts/statement_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "sql/plain_calls.h"

namespace dbv::scripts {

namespace {

/// What a client's command may need to see behind it to be another one: `\g` and `\gexec`.
constexpr std::size_t kLookAhead = 32;
/// So many blanks may stand before a word that is at the start of its line.
constexpr std::size_t kLookBack = 4096;
/// With fewer statements than these, another thread is not worth its while.
constexpr std::size_t kManyStatements = 64;
/// So many are found ahead: enough that two threads seldom wait for each other.
constexpr std::size_t kFoundAhead = 256;

/// Whether hints stand in what is blank between two statements of PostgreSQL.
bool holdsHints(std::string_view blank) {
    const std::size_t hints = blank.rfind("/*+");
    if (hints == std::string_view::npos || blank.find(';', blank.find("*/", hints)) != std::string_view::npos) {
        return false;
    }
    const std::size_t line = blank.rfind('\n', hints);
    const std::string_view before =
        blank.substr(line == std::string_view::npos ? 0 : line, line == std::string_view::npos ? hints : hints - line);
    return !before.contains("--");
}

} // namespace

StatementReader::StatementReader(TextSource source, std::string name, ReaderLimits limits)
    : m_source(std::move(source)), m_name(std::move(name)), m_limits(limits), m_place{.offset = m_source.start()} {}

void StatementReader::advance(std::size_t to) {
    scripts::advance(m_place, std::string_view(m_text).substr(m_counted, to - m_counted), m_source.encoding());
    m_counted = to;
}

void StatementReader::scanAnew() {
    if (m_ahead.isUnderWay()) {
        static_cast<void>(m_ahead.wait());
    }
    m_found.clear();
    m_nextFound = 0;
    m_foundSince = 0;
    m_foundPlace = m_place;
    m_foundCounted = m_counted;
    m_unsure.reset();
    m_findsMore = true;
    m_scanner.emplace(m_text, m_grammar, sql::ScanStart{m_behind, 1, m_mode});
}

void StatementReader::findSome(std::size_t wanted, std::vector<FoundStatement>& found) {
    while (m_findsMore && found.size() < wanted) {
        const std::optional<sql::Statement> statement = m_scanner->next();
        if (!statement || !isSure(*statement)) {
            m_unsure = statement;
            m_findsMore = false;
            return;
        }
        const std::size_t begin = statement->span.begin;
        scripts::advance(m_foundPlace, std::string_view(m_text).substr(m_foundCounted, begin - m_foundCounted),
                         m_source.encoding());
        m_foundCounted = begin;
        found.push_back({*statement, m_foundPlace});
        found.back().statement.callsNothing =
            sql::plainlyCallsNothing(std::string_view(m_text).substr(begin, statement->span.size()));
        // What stands behind a COPY is no statement, perhaps.
        m_findsMore = statement->mode.copies == 0;
    }
}

std::optional<FoundStatement> StatementReader::findNext() {
    if (m_nextFound == m_found.size()) {
        m_nextFound = 0;
        if (m_ahead.isUnderWay()) {
            m_found.swap(m_ahead.wait());
        } else {
            m_found.clear();
            findSome(1, m_found);
        }
        m_foundSince += m_found.size();
        if (m_findsMore && m_foundSince >= kManyStatements) {
            m_ahead.begin([this](std::vector<FoundStatement>& found) { findSome(kFoundAhead, found); });
        }
    }
    return m_found.empty() ? std::nullopt : std::optional(m_found[m_nextFound++]);
}

bool StatementReader::isSure(const sql::Statement& statement) const {
    if (m_source.isAtEnd() || !statement.terminated) {
        return m_source.isAtEnd();
    }
    // Of a script that somebody still writes, all that is needed stands in the line that is there.
    const bool isLine = statement.kind == sql::StatementKind::Meta && m_text[statement.after - 1] == '\n';
    return m_trouble || isLine || statement.after + kLookAhead <= m_text.size() ||
           m_text.find('\n', statement.after) != std::string::npos;
}

bool StatementReader::mayHaveEnded(std::size_t pending) const {
    // What is long is looked through anew where it has become longer by a part of itself, or looks as if it ended.
    constexpr std::size_t kPart = 8;
    const std::size_t come = m_text.size() - m_behind;
    const std::size_t last = m_text.find_last_not_of(" \t\r\n");
    if (last == std::string::npos) {
        // Nothing has begun.
        return false;
    }
    const auto end = static_cast<unsigned char>(m_text[last]);
    const bool isMark = end < 0x80 && std::ispunct(end) != 0 && end != ',';
    return pending < m_limits.window || come - std::min(come, pending) > pending / kPart || isMark;
}

std::unexpected<Error> StatementReader::tooLong() const {
    return fail(ErrorKind::InvalidInput,
                "What begins in line " + std::to_string(m_place.line) + " of " + m_name + " (byte " +
                    std::to_string(m_place.offset) + ") is longer than the " +
                    std::to_string(m_limits.statement >> 20U) + " MB that one statement or comment may have here.",
                "See whether a quote before it is never closed; or allow more (setting scripts.maxStatementBytes).");
}

Result<void> StatementReader::refill(std::size_t keepFrom) {
    if (m_trouble) {
        // It begins where the text ends that could be read.
        advance(m_text.size());
        return std::unexpected(*m_trouble);
    }
    advance(keepFrom);
    const std::size_t pending = m_text.size() - keepFrom;
    if (pending > m_limits.statement) {
        return tooLong();
    }
    // What stands before it says whether it is at the start of a line.
    std::size_t drop = keepFrom;
    while (drop > 0 && keepFrom - drop < kLookBack && (m_text[drop - 1] == ' ' || m_text[drop - 1] == '\t')) {
        --drop;
    }
    drop -= drop > 0 ? 1U : 0U;
    m_text.erase(0, drop);
    m_behind = m_counted = keepFrom - drop;
    // Twice as much each time, so that a long statement is looked through a bounded number of times.
    const std::size_t wanted = m_text.size() + std::max(m_limits.window, pending);
    m_text.reserve(wanted + m_limits.window);
    Result<void> read;
    bool isEnough = false;
    while (read && !isEnough && !m_source.isAtEnd()) {
        read = m_source.append(m_text, m_limits.window);
        isEnough = m_text.size() >= wanted || (!m_source.isReady() && mayHaveEnded(pending));
    }
    if (!read) {
        // What stands before it comes first.
        m_trouble = std::move(read.error());
    }
    scanAnew();
    return {};
}

std::string_view StatementReader::commandAt(std::size_t place) const {
    const std::string_view rest = std::string_view(m_text).substr(place, kLookAhead);
    if (!rest.starts_with('\\') || (place > 0 && m_text[place - 1] == ';')) {
        return {};
    }
    return rest.substr(1, rest.find_first_of(" \t\r\n\\", 1) - 1);
}

ReadStatement StatementReader::take(const FoundStatement& found) {
    const sql::Statement& statement = found.statement;
    const std::string_view blank = std::string_view(m_text).substr(m_behind, statement.span.begin - m_behind);
    const bool isMeta = statement.kind == sql::StatementKind::Meta;
    const bool dropsHints = isMeta && m_grammar.dialect == DialectId::PostgreSql && holdsHints(blank);
    m_place = found.begin;
    m_counted = statement.span.begin;
    m_behind = statement.after;
    m_modeBefore = std::exchange(m_mode, statement.mode);
    m_copy = statement.mode.copies > 0 ? Copy::Maybe : Copy::None;
    ReadStatement read;
    read.text = std::string_view(m_text).substr(statement.span.begin, statement.span.size());
    read.kind = statement.kind;
    read.copyFollows = statement.mode.copies > 0;
    read.callsNothing = statement.callsNothing;
    read.dropsHints = dropsHints;
    read.begin = found.begin;
    if (statement.kind == sql::StatementKind::Sql && m_grammar.dialect == DialectId::PostgreSql) {
        read.endedBy = commandAt(statement.after);
    }
    if (statement.unclosed) {
        read.unclosed = *statement.unclosed;
        read.unclosed->span.begin -= statement.span.begin;
        read.unclosed->span.end -= statement.span.begin;
    }
    return read;
}

std::optional<ReadStatement> StatementReader::unclosedComment() {
    const std::optional<sql::Token> open = m_scanner->unclosedComment();
    const std::size_t end = m_text.size();
    // It is found once.
    if (!open || open->span.begin < m_behind) {
        advance(end);
        m_behind = end;
        return std::nullopt;
    }
    advance(open->span.begin);
    return take({{.span = {open->span.begin, end}, .after = end, .mode = m_mode, .unclosed = open}, m_place});
}

Result<std::optional<ReadStatement>> StatementReader::next(const Grammar& grammar) {
    if (m_quit) {
        return std::nullopt;
    }
    while (m_copy != Copy::None) {
        if (const Result<std::string_view> block = copyBlock(); !block) {
            return std::unexpected(block.error());
        }
    }
    if (!m_scanner || grammar != m_grammar) {
        m_grammar = grammar;
        scanAnew();
    }
    while (true) {
        if (const std::optional<FoundStatement> found = findNext()) {
            const ReadStatement read = take(*found);
            return read.text.size() > m_limits.statement ? tooLong() : Result<std::optional<ReadStatement>>(read);
        }
        if (m_source.isAtEnd()) {
            return unclosedComment();
        }
        const std::size_t keepFrom = m_unsure ? m_unsure->span.begin : std::max(m_behind, m_scanner->lastBlank());
        if (Result<void> more = refill(keepFrom); !more) {
            return std::unexpected(std::move(more.error()));
        }
    }
}

Result<bool> StatementReader::rowsFollow() {
    return m_copy == Copy::Maybe ? beginCopy() : Result<bool>(m_copy != Copy::None);
}

void StatementReader::putBack() {
    m_behind = m_counted;
    m_mode = m_modeBefore;
    m_copy = Copy::None;
    scanAnew();
}

Result<bool> StatementReader::beginCopy() {
    // What stands behind the statement on its line decides whether rows follow.
    while (m_text.find('\n', m_behind) == std::string::npos && !m_source.isAtEnd()) {
        if (Result<void> more = refill(m_behind); !more) {
            return std::unexpected(std::move(more.error()));
        }
    }
    sql::StatementScanner scanner(m_text, m_grammar, {m_behind, 1, m_mode});
    const std::optional<sql::Statement> rows = scanner.next();
    const bool follow = rows && rows->kind == sql::StatementKind::CopyData;
    m_mode.copies = follow ? rows->mode.copies : std::uint8_t{0};
    m_copy = follow ? Copy::AtLineStart : Copy::None;
    if (follow) {
        m_behind = rows->span.begin;
        advance(m_behind);
    }
    scanAnew();
    return follow;
}

std::optional<bool> StatementReader::endsCopyAt(std::size_t place) const {
    const std::string_view rest = std::string_view(m_text).substr(place);
    static constexpr std::string_view kMark = "\\.\r\n";
    if (rest.starts_with("\\.\n") || rest.starts_with(kMark)) {
        return true;
    }
    const bool mayBe = kMark.starts_with(rest) || rest == "\\.";
    if (mayBe && !m_source.isAtEnd()) {
        return std::nullopt;
    }
    return m_source.isAtEnd() && (rest == "\\." || rest == "\\.\r");
}

Result<std::string_view> StatementReader::copyBlock() {
    if (m_copy == Copy::Maybe) {
        if (const Result<bool> rows = beginCopy(); !rows) {
            return std::unexpected(rows.error());
        }
    }
    while (m_copy != Copy::None) {
        if (m_copy == Copy::AtLineStart) {
            const std::optional<bool> ends = endsCopyAt(m_behind);
            if (ends && *ends) {
                m_behind = std::min(m_text.find('\n', m_behind), m_text.size() - 1) + 1;
                advance(m_behind);
                // Those of another COPY of the same statement may come, which is never sent: they are passed over.
                m_copy = m_mode.copies > 0 ? Copy::Maybe : Copy::None;
                scanAnew();
                return std::string_view();
            }
        }
        // As far as it is sure that no end stands in it.
        std::size_t end = m_text.size();
        std::size_t mark = m_text.find("\n\\", m_behind);
        while (mark != std::string::npos) {
            if (const std::optional<bool> ends = endsCopyAt(mark + 1); !ends || *ends) {
                end = mark + 1;
                break;
            }
            mark = m_text.find("\n\\", mark + 1);
        }
        const bool unsureStart = m_copy == Copy::AtLineStart && !endsCopyAt(m_behind);
        if (end > m_behind && !unsureStart) {
            const std::string_view block = std::string_view(m_text).substr(m_behind, end - m_behind);
            m_copy = block.back() == '\n' ? Copy::AtLineStart : Copy::InLine;
            m_behind = end;
            advance(end);
            return block;
        }
        if (m_source.isAtEnd()) {
            m_copy = Copy::None;
            return fail(ErrorKind::InvalidInput,
                        m_name + " ends in line " + std::to_string(m_place.line) +
                            " among the rows of a COPY, without the line \\. that ends them.",
                        "The script may be cut off: fetch or make it anew.");
        }
        if (Result<void> more = refill(m_behind); !more) {
            return std::unexpected(std::move(more.error()));
        }
    }
    return std::string_view();
}

} // namespace dbv::scripts
