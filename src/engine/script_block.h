// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "engine/local_settings.h"
#include "engine/session_companion.h"
#include "engine/transaction_words.h"
#include "protocol/script_commands.h"

namespace dbv::engine {

/// The transactions around a script, or around each so many of its statements, that are not written in it.
///
/// Thread: one step at a time.
class ScriptBlock {
public:
    /// `every` statements are committed together; 0 is all of them. `goesOn` is whether the script goes on behind a failure.
    ScriptBlock(std::uint64_t every, bool goesOn) : m_every(every), m_goesOn(goesOn) {}

    /// What becomes of a statement, and what is to be said of it.
    struct Before {
        /// It is left out, since the transactions are not the script's here.
        bool isLeftOut = false;
        std::vector<Notice> told;
    };

    /// Before a statement is sent that stands at `place`: begins a transaction where none is open.
    /// Blocks: on the server. Errors: why it is not sent.
    [[nodiscard]] Result<Before> before(Session& session, SessionCompanion& companion, std::string_view statement,
                                        const protocol::FilePlace& place);
    /// When it has ended; `failure` is why it has failed, or null. What is to be said: the statement has ended the transaction by itself.
    /// Blocks: on a server whose errors do not tell of that.
    [[nodiscard]] std::optional<Notice> after(Session& session, const Error* failure);
    /// It is time to commit.
    [[nodiscard]] bool isFull() const { return m_open && m_every > 0 && m_statements >= m_every; }
    [[nodiscard]] bool isOpen() const { return m_open; }
    /// The one transaction around all of it was ended by a statement that has failed: nothing may be sent behind that.
    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// The latest statement has failed, and the server has committed what stood before it.
    [[nodiscard]] bool keptBefore() const { return m_keptBefore; }
    /// Blocks: on the server. Errors: of the server; nothing is kept then.
    [[nodiscard]] Result<void> commit(Session& session, SessionCompanion& companion);
    [[nodiscard]] Result<void> rollBack(Session& session, SessionCompanion& companion);
    /// The session is thrown away, and the transaction with it.
    void lost(SessionCompanion& companion);

private:
    using Span = std::pair<protocol::FilePlace, protocol::FilePlace>;

    [[nodiscard]] Result<void> begin(Session& session, SessionCompanion& companion);
    /// A statement that begins a transaction of the script's or says how one is to be.
    [[nodiscard]] Before leaveOutModes(const TransactionModes& modes, const protocol::FilePlace& place);
    /// A statement that begins or commits one.
    [[nodiscard]] Result<Before> leaveOut(Session& session, bool begins);
    /// What of a statement that is sent holds longer or shorter than the script says.
    [[nodiscard]] std::vector<Notice> heldOtherwise(std::string_view statement, Grammar grammar,
                                                    const protocol::FilePlace& place) const;
    [[nodiscard]] Error refusal() const;

    std::uint64_t m_every;
    bool m_goesOn;
    bool m_open = false;
    bool m_isBroken = false;
    bool m_keptBefore = false;
    std::uint64_t m_statements = 0;
    /// How the script's first transaction is to be, and so the one around all of it.
    std::string m_modes;
    /// Statements were sent.
    bool m_hasSent = false;
    /// The first and the last statement of the transaction that is open.
    Span m_span;
    /// Between a BEGIN of the script that was left out and its end; what of it was sent, and which part of that is committed.
    bool m_within = false;
    std::optional<protocol::FilePlace> m_sentWithin;
    std::optional<Span> m_committedWithin;
    LocalSettings m_locals;
    bool m_toldLeftOut = false;
    bool m_toldSlipped = false;
};

/// Which statements such a transaction holds, in words, by where the first and the last of them begin.
[[nodiscard]] std::string spanInWords(const protocol::FilePlace& first, const protocol::FilePlace& last);

} // namespace dbv::engine
