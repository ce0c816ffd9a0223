// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/connector/session.h>
#include <dbv/core/error.h>
#include <dbv/core/result.h>

#include "engine/script_safety.h"
#include "engine/session_companion.h"
#include "engine/transaction_words.h"

namespace dbv::engine {

/// The transaction around one script of a connection whose safety is a dry run. It is begun before the first statement, never
/// committed, and rolled back at the end, however that comes. What the script says of transactions of its own is done with
/// savepoints within it, so that each of its statements sees what it would see without the dry run.
///
/// Thread: one step at a time.
class DryRun {
public:
    /// What was done in place of a statement.
    struct Instead {
        std::string command;
        std::string told;
    };

    /// `goesOn` is whether the script goes on behind a statement that fails.
    explicit DryRun(bool goesOn) : m_goesOn(goesOn) {}

    /// Before a statement is sent that the gate lets through; nothing to be done instead means that it is to be sent.
    /// Blocks: on the server. Errors: why it is not sent.
    [[nodiscard]] Result<std::optional<Instead>> before(Session& session, SessionCompanion& companion,
                                                        std::string_view statement, ScriptSafety::Judgement judged);
    /// When it has ended at the server, with what: what it is to be reported with. `stopped` keeps it from asking the server.
    /// Blocks: on the server.
    [[nodiscard]] std::optional<Error> after(Session& session, std::optional<Error> error, bool stopped);
    /// Its transaction is open, as far as is known.
    [[nodiscard]] bool isOpen() const { return m_open; }
    /// Nothing more may be sent: the transaction has ended by itself, or what it holds is not known.
    [[nodiscard]] bool isOver() const { return m_over; }
    /// At the end, where the session is usable. Blocks: on the server.
    /// Errors: why it is not sure that all is rolled back; then the session is to be thrown away.
    [[nodiscard]] Result<void> rollBack(Session& session, SessionCompanion& companion);
    /// The session is, or will be, thrown away, and the transaction with it.
    void lost(SessionCompanion& companion);
    /// Whether something of its own was sent since this was told last.
    [[nodiscard]] bool takeHasSent() { return std::exchange(m_hasSent, false); }
    /// What is to be said when all was rolled back.
    [[nodiscard]] std::string rolledBackText() const;

private:
    [[nodiscard]] Result<void> begin(Session& session, SessionCompanion& companion);
    [[nodiscard]] Result<std::optional<Instead>> beginBlock(Session& session, std::string_view statement);
    [[nodiscard]] Result<std::optional<Instead>> commitBlock(Session& session);
    [[nodiscard]] Result<std::optional<Instead>> rollBackBlock(Session& session);
    /// Goes back to a savepoint of ours and frees it. Errors: then the run is over.
    [[nodiscard]] Result<void> goBack(Session& session, std::string_view savepoint);
    [[nodiscard]] Result<void> free(Session& session, std::string_view savepoint);
    [[nodiscard]] Result<void> ours(Session& session, const std::string& sql);
    /// The server has ended the transaction together with a statement.
    [[nodiscard]] Error slipped(std::optional<Error> error);

    const bool m_goesOn;
    bool m_open = false;
    bool m_over = false;
    /// A transaction of the script's own is open.
    bool m_block = false;
    /// A savepoint of ours stands before the statement that runs.
    bool m_savepoint = false;
    /// The statement that runs writes.
    bool m_writes = false;
    /// Rows were added, which may have drawn numbers.
    bool m_addedRows = false;
    bool m_hasSent = false;
    /// The statement before has failed, and it is gone back to the savepoint before it when the next is sent.
    bool m_goesBack = false;
};

} // namespace dbv::engine
