// SPDX-License-Identifier: Apache-2.0
#include "engine/file_feed.h"

#include <algorithm>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/script_block.h"
#include "engine/used_rows.h"
#include "protocol/query_commands.h"
#include "sql/classifier.h"
#include "sql/text_position.h"

namespace dbv::engine {

namespace {

std::string_view startWords(protocol::ScriptStart::By by) {
    switch (by) {
    case protocol::ScriptStart::By::Line: return " from line ";
    case protocol::ScriptStart::By::Offset: return " from byte ";
    case protocol::ScriptStart::By::Within: break;
    }
    return " within byte ";
}

} // namespace

FileFeed::FileFeed(Plan plan, std::stop_source stop) : m_plan(std::move(plan)), m_stop(std::move(stop)) {}

Result<std::shared_ptr<FileFeed>> FileFeed::open(Plan plan, std::stop_source stop) {
    auto feed = std::make_shared<FileFeed>(std::move(plan), std::move(stop));
    FileFeed* const self = feed.get();
    auto files = scripts::ScriptFiles::open(self->m_plan.origin, self->m_plan.rules, self->m_stop.get_token(),
                                            [self](Notice notice) { self->m_listener.tell(std::move(notice)); });
    if (!files) {
        return std::unexpected(std::move(files.error()));
    }
    feed->m_files = std::move(*files);
    feed->m_place.file = feed->m_plan.origin.path;
    return feed;
}

void FileFeed::useControl(const std::shared_ptr<RunControl>& control) {
    m_control = control;
    m_onStop.emplace(control->stop.get_token(), [stop = m_stop]() mutable { stop.request_stop(); });
}

std::string FileFeed::identity() const {
    std::string text = "-- Script: " + m_plan.origin.path + " [" + m_files->source().identity() + "] in " +
                       std::string(scripts::encodingName(m_files->source().encoding()));
    if (m_plan.from) {
        text += std::string(startWords(m_plan.from->by)) + std::to_string(m_plan.from->value);
    }
    return text + (m_plan.onlyOne ? ", one statement" : "");
}

Result<void> FileFeed::each(const Grammar& grammar, const std::stop_token& stop, const See& see) {
    // A file that was opened is read once more.
    if (m_plan.origin.descriptor && !m_files->source().fileSize()) {
        return fail(ErrorKind::InvalidInput,
                    "A script that comes from a pipe can not be looked through before it runs, as this connection's "
                    "safety wants it. Nothing was sent.",
                    "Write it to a file first, or open the connection with another safety.");
    }
    scripts::ScriptRules rules = m_plan.rules;
    rules.looksOnly = true;
    auto opened = scripts::ScriptFiles::open(m_plan.origin, std::move(rules), m_stop.get_token(), [](const Notice&) {});
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    m_check = std::move(*opened);
    m_phase = "check";
    std::uint64_t number = 0;
    std::optional<std::uint64_t> first;
    Result<void> seen;
    while (!stop.stop_requested()) {
        const auto read = m_check->next(grammar);
        if (!read || !*read) {
            seen = read ? Result<void>() : std::unexpected(read.error());
            break;
        }
        const scripts::ScriptStatement& statement = **read;
        if (standsBehind(*m_check, statement, first)) {
            break;
        }
        // What does not go on behind it is not begun.
        if (statement.failure && statement.failure->kind == ErrorKind::IoError && !standsBefore(*m_check, statement) &&
            (!m_plan.goesOn || m_check->stopsOnError())) {
            seen = std::unexpected(*statement.failure);
            break;
        }
        // What is set again is held to the safety as well.
        if (statement.kind == sql::StatementKind::Sql &&
            (!standsBefore(*m_check, statement) || setsSession(statement.text, grammar))) {
            Classification found = sql::classify(statement.text, grammar);
            if (statement.rowUse == scripts::RowUse::Statements) {
                // What it gives is run, and nobody can look at that before.
                sql::addEffect(found, StatementClass::Unknown, EffectReason::UnseenCode, "\\gexec");
            }
            see({.statement = number,
                 .span = {0, statement.text.size()},
                 .found = std::move(found),
                 .place = "line " + std::to_string(statement.begin.line) + " of " + m_check->file()},
                statement.text);
        }
        ++number;
        m_listener.further();
    }
    m_looked = m_check->identities();
    m_check.reset();
    m_phase = "run";
    return seen;
}

std::string FileFeed::looked() const {
    std::string all;
    for (const std::string& identity : m_looked) {
        all += identity + "\n";
    }
    return all;
}

void FileFeed::allowOnly(std::string_view looked) {
    std::set<std::string> allowed;
    while (!looked.empty()) {
        const std::size_t end = looked.find('\n');
        allowed.emplace(looked.substr(0, end));
        looked.remove_prefix(std::min(looked.size(), end + 1));
    }
    m_files->allowOnly(std::move(allowed));
}

Result<bool> FileFeed::find(Session& session) {
    const Grammar grammar = session.grammar();
    // One that comes late was cut long ago.
    if (m_next && grammar != m_grammar && !m_late) {
        m_files->putBack();
        m_next.reset();
    }
    m_grammar = grammar;
    while (!m_next) {
        if (m_late = m_passed.takeDue(); m_late) {
            --m_skipped;
            ++m_setAgain;
            m_next = scripts::ScriptStatement{.text = m_late->text, .unclosed = {}, .begin = {}};
            return true;
        }
        if (m_skipped > 0 && m_stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        Result<std::optional<scripts::ScriptStatement>> read = m_files->next(grammar);
        if (!read) {
            m_text = {};
            m_place = reading();
            m_resume = m_kept ? std::nullopt : m_resume;
            m_kept = false;
            return std::unexpected(std::move(read.error()));
        }
        if (!*read) {
            if (Result<void> begun = checkBegun(); !begun) {
                m_text = {};
                m_place = reading();
                return std::unexpected(std::move(begun.error()));
            }
        }
        if (!*read || standsBehind(*m_files, **read, m_first)) {
            m_over = true;
            return false;
        }
        if (!standsBefore(*m_files, **read) && m_passed.reachPlace()) {
            // Behind what is set in the transaction that is open there.
            m_files->putBack();
            continue;
        }
        const Result<bool> passed = passesOver(**read, session);
        if (!passed) {
            m_text = {};
            m_place = reading();
            return passed;
        }
        if (*passed) {
            m_phase = "skip";
            m_listener.further();
            continue;
        }
        m_next = **read;
        if (!standsBefore(*m_files, *m_next)) {
            m_phase = "run";
            if (!std::exchange(m_begun, true)) {
                tellSkipped(session);
            }
        }
    }
    return true;
}

sql::Statement FileFeed::take() {
    scripts::ScriptStatement statement = *std::exchange(m_next, std::nullopt);
    m_text = statement.text;
    m_copies = statement.copyFollows;
    m_changed = statement.changed;
    m_failure = std::move(statement.failure);
    m_rowUse = statement.rowUse;
    m_rows.reset();
    if (m_copies) {
        m_own = statement.text;
        m_text = m_own;
    }
    m_place = m_late ? m_late->place : placeIn(m_files->file(), statement.begin);
    // Going on at what is set again would be going back.
    // Behind a part of what another statement gives, nothing can go on.
    m_resumable = m_files->depth() == 0 && !statement.generated;
    if (m_begun && std::exchange(m_kept, false)) {
        noteKeptBefore();
    }
    return {.span = {0, m_text.size()},
            .after = m_text.size(),
            .line = static_cast<std::size_t>(m_place.line),
            .kind = statement.kind,
            .terminated = true,
            .unclosed = statement.unclosed,
            .callsNothing = statement.callsNothing};
}

Result<void> FileFeed::takeRows(Cursor& cursor) {
    // More than one row is not looked at where one is wanted.
    const bool one = m_rowUse == scripts::RowUse::Variables;
    Result<scripts::UsedRows> rows =
        readUsedRows(cursor, one ? 2 : protocol::kUnlimitedRows, m_plan.rules.limits.statement);
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    m_files->useRows(*std::move(rows));
    return {};
}

CopyLines* FileFeed::copyLines() {
    if (!m_copies) {
        return nullptr;
    }
    const Result<bool> follow = m_files->rowsFollow();
    m_rows = m_files->rowsBegin();
    // Why they can not be read is told where they are asked for.
    return follow.value_or(true) ? &m_lines : nullptr;
}

Result<std::string_view> FileFeed::FileCopyLines::next() {
    if (m_feed.m_control->isPaused()) {
        m_feed.m_listener.rests();
        m_feed.m_control->waitWhilePaused();
    }
    if (m_feed.m_stop.stop_requested()) {
        return std::unexpected(cancelledError());
    }
    m_feed.m_listener.further();
    return m_feed.m_files->copyBlock();
}

std::string FileFeed::standAtCommit() {
    m_text = "COMMIT";
    m_changed = m_atCommit = true;
    return spanInWords(m_block, std::exchange(m_place, m_block));
}

protocol::FilePlace FileFeed::reading() const {
    const scripts::ScriptFiles& files = m_check ? *m_check : *m_files;
    return placeIn(files.file(), files.place());
}

std::optional<protocol::FilePlace> FileFeed::placeOf(std::size_t byte) const {
    if (m_changed || byte > m_text.size()) {
        return std::nullopt;
    }
    const sql::LineColumn within = sql::lineColumn(m_text, byte);
    protocol::FilePlace place = m_place;
    place.offset += scripts::encodedSize(m_text.substr(0, byte), m_files->source().encoding());
    place.line += within.line - 1;
    place.column = within.line == 1 ? place.column + within.column - 1 : within.column;
    return place;
}

std::optional<protocol::FilePlace> FileFeed::placeOfRow(std::uint64_t row) const {
    if (!m_rows || row == 0) {
        return std::nullopt;
    }
    // Where in another file that is, nobody has counted.
    return protocol::FilePlace{m_rows->first, m_rows->first == m_place.file ? m_place.offset : 0,
                               m_rows->second + row - 1, 1};
}

std::uint64_t FileFeed::bytes() const {
    const scripts::ScriptFiles& files = m_check ? *m_check : *m_files;
    const bool plain = files.source().packing() == scripts::Packing::None;
    return plain ? files.mainPlace().offset : files.source().taken();
}

std::uint64_t FileFeed::totalBytes() const {
    return m_files->source().fileSize().value_or(0);
}

} // namespace dbv::engine
