// SPDX-License-Identifier: Apache-2.0
#include "engine/session_settings.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/setting_statement.h"

namespace dbv::engine {

namespace {

constexpr std::size_t kMostStatements = 200;
constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

} // namespace

void SessionSettings::carriedOut(std::string_view statement, DialectId dialect, std::string_view command,
                                 TransactionState state) {
    const bool repeatable = settingKind(statement, dialect) == SettingKind::Repeatable;
    const bool inTransaction = state != TransactionState::None;
    if (command == "COMMIT") {
        keepPending();
    } else if (!m_pending.empty() && (command == "ROLLBACK" || !inTransaction)) {
        // A part of the transaction may be left, or its end was somebody else's: what holds of its settings is not known.
        const bool allTakenBack = command == "ROLLBACK" && !inTransaction;
        m_pending.clear();
        if (!allTakenBack) {
            giveUp();
        }
    }
    if (!repeatable || !m_whole) {
        return;
    }
    if (inTransaction && dialect == DialectId::PostgreSql) {
        m_pending.emplace_back(statement);
        if (m_pending.size() > kMostStatements) {
            giveUp();
        }
    } else {
        keep(std::string(statement));
    }
}

void SessionSettings::sessionOpened() {
    m_pending.clear();
    m_whole = true;
}

void SessionSettings::forget(const std::string& statement) {
    std::erase(m_statements, statement);
}

void SessionSettings::keep(std::string statement) {
    // Said again, it is the later one that counts.
    std::erase(m_statements, statement);
    m_statements.push_back(std::move(statement));
    std::size_t bytes = 0;
    for (const std::string& each : m_statements) {
        bytes += each.size();
    }
    if (m_statements.size() > kMostStatements || bytes > kMostBytes) {
        giveUp();
    }
}

void SessionSettings::keepPending() {
    for (std::string& statement : std::exchange(m_pending, {})) {
        keep(std::move(statement));
    }
}

void SessionSettings::giveUp() {
    m_whole = false;
    m_statements.clear();
    m_pending.clear();
}

} // namespace dbv::engine
