// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/connector/grammar.h>
#include <dbv/core/result.h>

#include "engine/backup_before.h"
#include "engine/confirmations.h"
#include "engine/safety_gate.h"
#include "engine/session_companion.h"
#include "engine/statement_feed.h"
#include "engine/view_reach.h"
#include "protocol/safety_values.h"

namespace dbv::engine {

/// Where a script runs.
struct ScriptPlace {
    Session& session;
    SessionCompanion& companion;
};

/// Holds one script to the safety of its connection: looks through all of it before anything is sent, where somebody would have to
/// be asked, and at each statement again as the server reads it by then.
///
/// Thread: one step at a time.
class ScriptSafety {
public:
    /// `confirmations` outlives it.
    ScriptSafety(SafetyGate gate, Confirmations& confirmations, BackupBefore backup = {})
        : m_gate(gate), m_backup(std::move(backup)), m_confirmations(confirmations) {}

    /// Before the first statement; does nothing after the first time. What the connection asks to be measured is measured there.
    /// Blocks: on the server, where somebody may have to be asked.
    /// `feed` gives the statements, of which `query` is the command.
    /// Errors: ConfirmationRequired, and then `takeAsked` tells what; InvalidInput for a confirmation that is not valid; of the server.
    [[nodiscard]] Result<void> begin(const protocol::RunQuery& query, StatementFeed& feed, ScriptPlace place,
                                     const std::stop_token& stop);
    /// What of a statement decides how it is sent, as far as its text tells.
    struct Judgement {
        /// Nothing is undone when it is stopped.
        bool onlyReads = false;
        bool controlsTransaction = false;
        bool addsRows = false;
    };
    /// Before a statement is sent.
    /// Blocks: on the server, in a sandbox and in a dry run; until a backup is made that has to be there before. Errors: why it is not sent.
    [[nodiscard]] Result<Judgement> judge(std::string_view statement, ScriptPlace place, const std::stop_token& stop);
    /// Whether what is sent runs in a transaction that is rolled back.
    [[nodiscard]] bool rollsBack() const { return m_gate.rollsBack(); }
    /// Whether the server was asked something since this was told last.
    [[nodiscard]] bool takeHasQuestioned() { return std::exchange(m_hasQuestioned, false); }
    [[nodiscard]] std::optional<protocol::Confirmation> takeAsked() { return std::exchange(m_asked, std::nullopt); }

private:
    /// Looks through the script for what is asked about.
    [[nodiscard]] Result<protocol::Confirmation> lookThrough(const protocol::RunQuery& query, StatementFeed& feed,
                                                             ScriptPlace place, const std::stop_token& stop);
    /// Whether a statement is asked about that by its text is not, since it would change too many rows.
    [[nodiscard]] Result<bool> isTooMany(const protocol::RunQuery& query, std::string_view text, ScriptPlace place,
                                         protocol::ClassifiedStatement& statement, bool first) const;

    SafetyGate m_gate;
    ViewReach m_views;
    BackupBefore m_backup;
    Confirmations& m_confirmations;
    /// What the script's last USE says, sent or not.
    std::string m_used;
    bool m_begun = false;
    bool m_confirmed = false;
    bool m_hasQuestioned = false;
    std::optional<protocol::Confirmation> m_asked;
};

/// Whether a statement may be exported from: an export asks nothing, so what would have to be confirmed is refused, and in a dry
/// run what does more than read.
[[nodiscard]] Result<void> judgeExport(SafetyGate gate, std::string_view statement, Session& session);

/// What each statement of a script does; nothing of its lines for the client and of the rows of a COPY.
/// Errors: Cancelled; InvalidInput for more than one answer may hold.
[[nodiscard]] Result<std::vector<protocol::ClassifiedStatement>>
classifyScript(std::string_view script, Grammar grammar, const std::stop_token& stop);

} // namespace dbv::engine
