// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/grammar.h>

#include "engine/setting_statement.h"

namespace dbv::engine {

/// What the statements of a user may have left in a session, read from their text: nothing, changes of stored rows, or
/// something that is gone with the session. What is not known to leave nothing is taken for the last.
///
/// An open transaction is not among it: the server tells of that.
class SessionMemory {
public:
    enum class Level : std::uint8_t {
        Nothing, ///< it is as it was opened
        Writes,  ///< at most the numbers that a server remembers of the last change
        State,   ///< temporary tables, settings and the like
    };

    /// What a statement does, as far as that shows.
    enum class Effect : std::uint8_t {
        Known,   ///< a setting, or the control of a transaction
        Reads,   ///< it may call what its text does not name: a view's functions
        Changes, ///< the same of triggers
    };

    struct Noted {
        Effect effect = Effect::Known;
        SettingKind setting = SettingKind::None;
    };

    /// Notes a statement that is about to be sent. `callsNothing` where that is known of it, as `sql::plainlyCallsNothing` has it.
    Noted note(std::string_view statement, Grammar grammar, bool callsNothing = false);
    /// The server says that the session was changed by what no statement shows.
    void noteHidden() { m_traces |= bit(Trace::Other); }
    /// Whether a statement would lock tables by name.
    [[nodiscard]] bool wouldLockTables(std::string_view statement, Grammar grammar) const;
    [[nodiscard]] Level level() const;
    /// What is in the session, for people (`temporary tables`).
    [[nodiscard]] std::vector<std::string> held() const { return named(~0U); }
    /// What is gone with the session: all but the settings that `SessionSettings` makes again.
    [[nodiscard]] std::vector<std::string> gone() const { return named(~bit(Trace::Repeatable)); }
    /// Of that, what the next statement may build on without failing where it is missing: a temporary table that hides
    /// another of its name, a lock, and what a function may have done.
    [[nodiscard]] std::vector<std::string> missed() const;
    /// Tables were locked by name (MySQL's LOCK TABLES), which beginning a transaction would undo.
    [[nodiscard]] bool locksTables() const { return has(Trace::TableLocks); }
    void clear() { *this = {}; }
    /// What the session was opened with, beside its statements: it may set the search path.
    void noteStart(std::string_view settings);

private:
    enum class Trace : std::uint8_t {
        None,
        Writes,
        TemporaryTables,
        Settings,
        /// Settings, channels, a database: what can be said again.
        Repeatable,
        Prepared,
        TableLocks,
        OtherLocks,
        Attached,
        Other
    };

    [[nodiscard]] Effect effectOf(std::string_view statement, Grammar grammar, SettingKind setting, bool callsNothing);
    /// `verb` is its first word.
    [[nodiscard]] Trace traceOf(std::string_view statement, std::string_view verb, Grammar grammar, SettingKind setting,
                                bool callsNothing) const;
    [[nodiscard]] static Trace traceOfReading(std::string_view statement, Grammar grammar);
    [[nodiscard]] static Trace traceOfWriting(std::string_view statement, Grammar grammar, bool callsNothing);
    [[nodiscard]] Trace traceOfCreating(std::string_view statement, Grammar grammar) const;
    [[nodiscard]] static Trace traceOfCopying(std::string_view statement, Grammar grammar);
    [[nodiscard]] static Trace traceOfPragma(std::string_view statement);
    [[nodiscard]] static Trace traceOfLock(std::string_view statement, Grammar grammar);
    [[nodiscard]] static constexpr unsigned bit(Trace trace) { return 1U << static_cast<unsigned>(trace); }
    [[nodiscard]] bool has(Trace trace) const { return (m_traces & bit(trace)) != 0; }
    [[nodiscard]] std::vector<std::string> named(unsigned traces) const;

    /// One bit a trace.
    unsigned m_traces = 0;
    /// PostgreSQL's search path may begin with the schema of temporary tables, so that what is made is one.
    bool m_temporaryPath = false;
};

/// The words of an enumeration, for people: `a`, `a and b`, `a, b and c`.
[[nodiscard]] std::string enumerated(const std::vector<std::string>& words);

} // namespace dbv::engine
