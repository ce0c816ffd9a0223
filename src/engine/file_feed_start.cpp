// SPDX-License-Identifier: Apache-2.0
// What of a script on the disk is not run: what stands before the place to begin at, and behind the only statement.
#include "engine/file_feed.h"

#include <algorithm>
#include <utility>

namespace dbv::engine {

namespace {

bool isOneByte(scripts::TextEncoding encoding) {
    return encoding != scripts::TextEncoding::Utf8 && encoding != scripts::TextEncoding::Bytes;
}

/// Whether a statement says in which encoding the script is, which was read by it and is sent in UTF-8.
bool saysOwnEncoding(const scripts::ScriptStatement& statement) {
    constexpr std::size_t kLongest = 200;
    if (statement.kind != sql::StatementKind::Sql || statement.text.size() > kLongest) {
        return false;
    }
    const bool sets =
        statement.text.starts_with("SET") || statement.text.starts_with("set") || statement.text.starts_with("/*!");
    const std::string_view said = sets ? scripts::saidEncoding(statement.text) : std::string_view();
    const auto named = scripts::encodingNamed(said);
    return !said.empty() && (!named || isOneByte(*named));
}

/// Where a statement stands in the script itself, or the line that includes the one it stands in.
const scripts::TextPlace& mainPlaceOf(const scripts::ScriptFiles& files, const scripts::ScriptStatement& statement) {
    return files.depth() == 0 ? statement.begin : files.mainPlace();
}

} // namespace

bool FileFeed::standsBefore(const scripts::ScriptFiles& files, const scripts::ScriptStatement& statement) const {
    if (!m_plan.from) {
        return false;
    }
    const scripts::TextPlace& place = mainPlaceOf(files, statement);
    switch (m_plan.from->by) {
    case protocol::ScriptStart::By::Line: return place.line < m_plan.from->value;
    case protocol::ScriptStart::By::Offset: break;
    case protocol::ScriptStart::By::Within:
        // Up to the semicolon behind it. The line of an include is short, and counts from its beginning.
        return place.offset < m_plan.from->value &&
               (files.depth() > 0 ||
                place.offset + scripts::encodedSize(statement.text, files.source().encoding()) < m_plan.from->value);
    }
    return place.offset < m_plan.from->value;
}

bool FileFeed::standsBehind(const scripts::ScriptFiles& files, const scripts::ScriptStatement& statement,
                            std::optional<std::uint64_t>& first) const {
    if (!m_plan.onlyOne || standsBefore(files, statement)) {
        return false;
    }
    const std::uint64_t place = mainPlaceOf(files, statement).offset;
    return first.has_value() ? place != *first : (first = place, false);
}

Result<bool> FileFeed::passesOver(const scripts::ScriptStatement& statement, Session& session) {
    if (isOneByte(m_files->source().encoding()) && saysOwnEncoding(statement)) {
        if (!std::exchange(m_toldEncoding, true)) {
            m_listener.tell({"info", "The script is sent in UTF-8, so \"" + std::string(statement.text) +
                                         "\" and its kind are left out."});
        }
        return true;
    }
    if (!standsBefore(*m_files, statement)) {
        return false;
    }
    if (statement.rowUse == scripts::RowUse::Variables && !std::exchange(m_toldUnset, true)) {
        m_listener.tell({"warning", "The statement in line " + std::to_string(statement.begin.line) +
                                        " is passed over, so the variables that its \\gset sets have no value."});
    }
    Result<bool> sets = false;
    if (statement.kind == sql::StatementKind::Sql) {
        sets = m_passed.note(statement.text, placeIn(m_files->file(), statement.begin), session);
    }
    if (!sets) {
        return sets;
    }
    (*sets ? m_setAgain : m_skipped) += 1;
    return !*sets;
}

Result<void> FileFeed::checkBegun() const {
    if (!m_plan.from || m_begun) {
        return {};
    }
    const scripts::TextPlace& end = m_files->mainPlace();
    const std::uint64_t lines = end.line - (end.column == 1 && end.line > 1 ? 1 : 0);
    const std::uint64_t statements = m_skipped + m_setAgain;
    const bool line = m_plan.from->by == protocol::ScriptStart::By::Line;
    return fail(
        ErrorKind::InvalidInput,
        "No statement of " + m_plan.origin.path + " stands in " + (line ? "line " : "byte ") +
            std::to_string(m_plan.from->value) + " or behind it: it has " + std::to_string(statements) +
            (statements == 1 ? " statement, " : " statements, ") + std::to_string(lines) +
            (lines == 1 ? " line and " : " lines and ") + std::to_string(end.offset) + " bytes. Nothing of it was run" +
            (m_setAgain == 0 ? std::string(".") : " but " + std::to_string(m_setAgain) + " that set something."),
        "Begin before that: at a line from 1 to " + std::to_string(std::max<std::uint64_t>(lines, 1)) +
            ", or at a byte from 0 to " + std::to_string(end.offset) + " (dbvis run: --continue-from LINE or byte:N).",
        Damage::Statement);
}

void FileFeed::tellSkipped(Session& session) {
    const std::uint64_t skipped = std::exchange(m_skipped, 0);
    if (skipped > 0) {
        m_listener.tell({"info", std::to_string(skipped) + " statements before line " +
                                     std::to_string(m_next->begin.line) + " were passed over; " +
                                     std::to_string(m_setAgain) + " that set something were sent."});
    }
    std::ranges::for_each(m_passed.otherwiseSet(), m_listener.tell);
    if (m_plan.from && !m_plan.onlyOne && !m_plan.transactionsChosen) {
        if (auto open = m_passed.openTransaction(session.transactionState(), m_grammar.dialect)) {
            m_listener.tell(*std::move(open));
        }
    }
}

} // namespace dbv::engine
