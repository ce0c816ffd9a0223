// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "engine/session_companion.h"
#include "protocol/script_commands.h"

namespace dbv::engine {

/// The transactions around a script, or around each so many of its statements, that are not written in it.
///
/// Thread: one step at a time.
class ScriptBlock {
public:
    /// `every` statements are committed together; 0 is all of them. `goesOn` is whether the script goes on behind a failure.
    ScriptBlock(std::uint64_t every, bool goesOn) : m_every(every), m_goesOn(goesOn) {}

    /// Before a statement is sent: begins a transaction where none is open. What is left out instead of being sent, since
    /// the transactions are not the script's here, comes with what to say of it.
    /// Blocks: on the server. Errors: why it is not sent.
    [[nodiscard]] Result<std::optional<Notice>> before(Session& session, SessionCompanion& companion,
                                                       std::string_view statement);
    /// When it has ended; `failure` is why it has failed, or null. What is to be said: the statement has ended the transaction by itself.
    [[nodiscard]] std::optional<Notice> after(Session& session, const Error* failure);
    /// It is time to commit.
    [[nodiscard]] bool isFull() const { return m_open && m_every > 0 && m_statements >= m_every; }
    [[nodiscard]] bool isOpen() const { return m_open; }
    /// Blocks: on the server. Errors: of the server; nothing is kept then.
    [[nodiscard]] Result<void> commit(Session& session, SessionCompanion& companion);
    [[nodiscard]] Result<void> rollBack(Session& session, SessionCompanion& companion);
    /// The session is thrown away, and the transaction with it.
    void lost(SessionCompanion& companion);

private:
    [[nodiscard]] Result<void> begin(Session& session, SessionCompanion& companion);

    std::uint64_t m_every;
    bool m_goesOn;
    bool m_open = false;
    std::uint64_t m_statements = 0;
    /// Between a BEGIN of the script that was left out and its end; and whether a part of what stands there was committed.
    bool m_within = false;
    bool m_committedWithin = false;
    bool m_toldLeftOut = false;
    bool m_toldSlipped = false;
};

/// Which statements such a transaction holds, in words, by where the first and the last of them begin.
[[nodiscard]] std::string spanInWords(const protocol::FilePlace& first, const protocol::FilePlace& last);

} // namespace dbv::engine
