// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbv::sql {

/// Tells which semicolon ends a statement, by the state machine of SQLite's complete.c: the body of a trigger holds
/// semicolons of its own, and ends at one followed by END and one more.
class SqliteCompletion {
public:
    /// What the machine distinguishes. White space and comments change nothing and are not fed to it.
    enum class Word : std::uint8_t { Semicolon, Other, Explain, Create, Temp, Trigger, End };

    /// Takes the next token; true when it ends the statement.
    constexpr bool feed(Word word) {
        m_state = kNext[static_cast<std::size_t>(m_state)][static_cast<std::size_t>(word)];
        return m_state == State::Start;
    }

    /// What an unquoted name is for the machine.
    template <class Unit>
    [[nodiscard]] static constexpr Word wordOf(std::basic_string_view<Unit> name) {
        // Nearly all names differ from the six words in their length or first letter.
        switch (name.size()) {
        case 3: return is(name, "END") ? Word::End : Word::Other;
        case 4: return is(name, "TEMP") ? Word::Temp : Word::Other;
        case 6: return is(name, "CREATE") ? Word::Create : Word::Other;
        case 7:
            if (is(name, "TRIGGER")) {
                return Word::Trigger;
            }
            return is(name, "EXPLAIN") ? Word::Explain : Word::Other;
        case 9: return is(name, "TEMPORARY") ? Word::Temp : Word::Other;
        default: return Word::Other;
        }
    }

private:
    enum class State : std::uint8_t { Start, Normal, Explain, Create, Trigger, Semicolon, End };

    template <class Unit>
    [[nodiscard]] static constexpr bool is(std::basic_string_view<Unit> name, std::string_view capitals) {
        for (std::size_t i = 0; i < capitals.size(); ++i) {
            const Unit capital = static_cast<Unit>(capitals[i]);
            if (name[i] != capital && name[i] != static_cast<Unit>(capital + ('a' - 'A'))) {
                return false;
            }
        }
        return true;
    }

    static constexpr std::array<std::array<State, 7>, 7> kNext = [] {
        using enum State;
        return std::array<std::array<State, 7>, 7>{{
            // ;        other    EXPLAIN  CREATE   TEMP     TRIGGER  END
            {Start, Normal, Explain, Create, Normal, Normal, Normal},             // Start
            {Start, Normal, Normal, Normal, Normal, Normal, Normal},              // Normal
            {Start, Explain, Normal, Create, Normal, Normal, Normal},             // Explain
            {Start, Normal, Normal, Normal, Create, Trigger, Normal},             // Create
            {Semicolon, Trigger, Trigger, Trigger, Trigger, Trigger, Trigger},    // Trigger
            {Semicolon, Trigger, Trigger, Trigger, Trigger, Trigger, State::End}, // Semicolon
            {Start, Trigger, Trigger, Trigger, Trigger, Trigger, Trigger},        // End
        }};
    }();

    State m_state = State::Start;
};

} // namespace dbv::sql
