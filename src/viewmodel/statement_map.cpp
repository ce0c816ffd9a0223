// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/statement_map.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "bus/command_bus.h"
#include "viewmodel/utf8_text.h"

namespace dbv::viewmodel {
namespace {

/// What is split without leaving the event: some milliseconds.
constexpr std::size_t kInlineBudget = 1'000'000;
constexpr std::size_t kFirstWindow = 16'384;
constexpr std::chrono::milliseconds kPause{200};

std::u16string_view viewOf(const QString& text) {
    return {reinterpret_cast<const char16_t*>(text.utf16()), static_cast<std::size_t>(text.size())};
}

} // namespace

/// One reading of the text from the end of what is certain.
struct StatementMap::Scan {
    /// Behind the last statement that was read.
    std::size_t position = 0;
    ScriptMode mode;
    std::size_t window = kFirstWindow;
    std::vector<sql::Statement> found;
};

StatementMap::StatementMap(const TextSource& text, bus::CommandBus* bus, QObject* parent)
    : QObject(parent), m_text(text), m_bus(bus), m_size(text.size()), m_fresh(m_size == 0) {
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        m_slow = false;
        if (!refreshWithin(kInlineBudget)) {
            askEngine();
        }
    });
}

void StatementMap::setDialect(DialectId dialect) {
    if (std::exchange(m_dialect, dialect) != dialect) {
        textEdited(0, m_size, m_size);
    }
}

void StatementMap::textEdited(std::size_t position, std::size_t removed, std::size_t added) {
    // A document counts its last, invisible line end in some edits; the lengths tell what really happened.
    const std::size_t size = m_text.size();
    position = std::min(position, size);
    added = std::min(added, size - position);
    removed = added + m_size - size;
    const std::size_t editEnd = position + removed;
    const bool wasFresh = std::exchange(m_fresh, false);
    ++m_revision;
    m_size = size;

    m_valid = m_statements.firstEndingBehind(position, 0, m_valid);
    if (m_valid > 0 && !m_statements[m_valid - 1].terminated) {
        --m_valid;
    }
    // The character before a statement tells a line for the client from SQL: it must not have changed either.
    m_tail = m_statements.firstBehind(editEnd, wasFresh ? m_valid : m_tail, m_statements.size());
    m_statements.move(m_tail, removed, added);
    m_marks.textEdited(position, removed, added);
    m_trail.note(position, removed, added);
    callWaiting(false);
}

bool StatementMap::refresh() {
    if (m_fresh) {
        return true;
    }
    const std::size_t unlimited = std::numeric_limits<std::size_t>::max();
    if (!m_slow && refreshWithin(m_bus == nullptr ? unlimited : kInlineBudget)) {
        return true;
    }
    m_slow = true;
    m_idle.start(kPause);
    return false;
}

void StatementMap::whenFresh(std::function<void(bool)> done) {
    if (refresh()) {
        done(true);
        return;
    }
    m_waiting.push_back(std::move(done));
    m_idle.start(std::chrono::milliseconds{0});
}

bool StatementMap::refreshWithin(std::size_t budget) {
    if (m_fresh) {
        return true;
    }
    Scan scan;
    if (m_valid > 0) {
        scan.position = m_statements[m_valid - 1].after;
        scan.mode = m_statements[m_valid - 1].mode;
    }
    std::size_t read = 0;
    while (read < budget) {
        read += std::min(scan.window, m_size - scan.position);
        if (scanWindow(scan)) {
            commit(scan, true);
            return true;
        }
    }
    commit(scan, false);
    return false;
}

/// True when everything behind is known.
bool StatementMap::scanWindow(Scan& scan) {
    // One character more in front: it tells whether a line begins here.
    const std::size_t begin = scan.position == 0 ? 0 : scan.position - 1;
    const std::size_t end = scan.position + std::min(scan.window, m_size - scan.position);
    const bool whole = end == m_size;
    const QString text = m_text.piece(begin, end);
    sql::Utf16StatementScanner scanner(viewOf(text), m_dialect,
                                       {.offset = scan.position - begin, .line = 1, .mode = scan.mode});
    const std::size_t before = scan.position;
    while (std::optional<sql::Statement> statement = scanner.next()) {
        if (!statement->terminated && !whole) {
            break;
        }
        statement->span = {statement->span.begin + begin, statement->span.end + begin};
        statement->after += begin;
        // Only who runs it asks for that, and it would have to follow each edit.
        statement->unclosed.reset();
        if (take(scan, *statement)) {
            return true;
        }
    }
    if (scan.position == before) {
        // Grows with the statement that it has to hold, so that reading stays linear.
        scan.window *= 2;
    }
    if (whole) {
        m_tail = m_statements.size();
    }
    return whole;
}

/// True when this statement was known already, and so are all behind it.
bool StatementMap::take(Scan& scan, sql::Statement statement) {
    while (m_tail < m_statements.size() && m_statements.begin(m_tail) < statement.span.begin) {
        ++m_tail;
    }
    const auto known = m_tail < m_statements.size() ? std::optional(m_statements[m_tail]) : std::nullopt;
    // The same text may be something else behind rows or another DELIMITER.
    if (known && known->span == statement.span && known->after == statement.after && known->kind == statement.kind &&
        known->mode == statement.mode) {
        return true;
    }
    scan.position = statement.after;
    scan.mode = statement.mode;
    scan.found.push_back(statement);
    return false;
}

void StatementMap::commit(Scan& scan, bool fresh) {
    const std::size_t room = m_tail - m_valid;
    const std::size_t count = scan.found.size();
    m_statements.replace(m_valid, fresh || count > room ? m_tail : m_valid + count, scan.found);
    m_tail += count > room ? count - room : 0;
    m_valid += count;
    if (fresh) {
        becomeFresh();
    }
}

void StatementMap::becomeFresh() {
    m_valid = m_statements.size();
    m_tail = m_valid;
    m_fresh = true;
    m_slow = false;
    m_idle.stop();
    m_marks.keepOnly(statements());
    Q_EMIT changed();
    callWaiting(true);
}

StatementMap::Question::Question() = default;

void StatementMap::askEngine() {
    if (m_question && m_question->request.active()) {
        // Its answer is of an older text; the next question follows it.
        return;
    }
    // With the last unit of the terminator, which tells whether a line begins behind it.
    const std::size_t before = m_valid == 0 ? 0 : 1;
    const std::size_t start = m_valid == 0 ? 0 : m_statements[m_valid - 1].after - before;
    const ScriptMode mode = m_valid == 0 ? ScriptMode() : m_statements[m_valid - 1].mode;
    m_question.emplace();
    m_question->revision = m_revision;
    m_question->start = start;
    m_question->text = m_text.piece(start, m_size);
    protocol::SplitScript command{
        .dialect = m_dialect, .sql = toUtf8KeepingLength(m_question->text), .from = before, .mode = mode};
    m_question->request = m_bus->ask(
        std::move(command), [this](const protocol::ScriptSplit& answer) { receive(answer); },
        [this](const Error&) {
            // Nobody else can tell: then it takes the time that it takes.
            m_question.reset();
            (void)refreshWithin(std::numeric_limits<std::size_t>::max());
        });
}

void StatementMap::receive(const protocol::ScriptSplit& answer) {
    const Question question = std::move(*m_question);
    m_question.reset();
    if (question.revision != m_revision || m_fresh) {
        if (!m_fresh) {
            m_idle.start(m_waiting.empty() ? kPause : std::chrono::milliseconds{0});
        }
        return;
    }
    const std::u16string_view text = viewOf(question.text);
    Utf16Cursor cursor(text);
    m_statements.truncate(m_valid);
    for (const protocol::ScriptStatement& found : answer.statements) {
        const std::size_t begin = cursor.advanceToByte(found.span.begin);
        const std::size_t end = cursor.advanceToByte(found.span.end);
        const std::size_t after = cursor.advanceToByte(found.after);
        m_statements.push({.span = {begin + question.start, end + question.start},
                           .after = after + question.start,
                           .line = 1,
                           .kind = static_cast<sql::StatementKind>(found.kind),
                           .terminated = found.terminated,
                           .mode = found.mode,
                           .unclosed = {}});
    }
    becomeFresh();
}

void StatementMap::callWaiting(bool fresh) {
    for (const std::function<void(bool)>& done : std::exchange(m_waiting, {})) {
        done(fresh);
    }
}

std::optional<sql::Statement> StatementMap::statementAt(std::size_t caret) const {
    const KnownStatements known = statements();
    const std::size_t later = known.firstBehind(caret);
    if (later == known.size() && !m_fresh) {
        // Only what a known statement holds is certain.
        const bool inside = later > 0 && caret < known[later - 1].after;
        return inside ? std::optional(known[later - 1]) : std::nullopt;
    }
    if (later > 0) {
        const sql::Statement before = known[later - 1];
        if (before.span.begin == caret && later > 1) {
            const sql::Statement finished = known[later - 2];
            if (finished.kind != sql::StatementKind::Meta && finished.terminated && finished.after == caret) {
                return finished;
            }
        }
        const bool meta = before.kind == sql::StatementKind::Meta;
        const std::size_t end = meta ? before.span.end : before.after;
        if (!before.terminated || caret <= before.span.end || caret < end || m_text.lineStart(caret) <= end) {
            return before;
        }
    }
    if (later < known.size() && known[later].span.begin <= m_text.lineEnd(caret)) {
        return known[later];
    }
    return std::nullopt;
}

bool StatementMap::sharesLine(const sql::Statement& statement) const {
    const KnownStatements known = statements();
    const std::size_t next = known.firstBehind(statement.span.begin);
    // The statement itself is one of them, or was.
    const bool isKnown = next > 0 && known[next - 1].span.begin == statement.span.begin;
    const std::size_t here = isKnown ? next - 1 : next;
    const bool before = here > 0 && m_text.lineStart(statement.span.begin) <= known[here - 1].span.end;
    const std::size_t following = here < known.size() ? here + 1 : here;
    return before || (following < known.size() && known[following].span.begin <= m_text.lineEnd(statement.span.end));
}

} // namespace dbv::viewmodel
