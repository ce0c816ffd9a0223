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

void SessionSettings::carriedOut(std::string_view setting, DialectId dialect, std::string_view command,
                                 TransactionState state) {
    const bool inTransaction = state != TransactionState::None;
    if (command == "COMMIT") {
        keepPending(dialect);
    } else if (!m_pending.empty() && (command == "ROLLBACK" || !inTransaction)) {
        // A part of the transaction may be left, or its end was somebody else's: what holds of its settings is not known.
        const bool allTakenBack = command == "ROLLBACK" && !inTransaction;
        m_pending.clear();
        if (!allTakenBack) {
            giveUp();
        }
    }
    if (setting.empty() || !m_whole) {
        return;
    }
    if (inTransaction && dialect == DialectId::PostgreSql) {
        m_pending.emplace_back(setting);
        if (m_pending.size() > kMostStatements) {
            giveUp();
        }
    } else {
        keep(std::string(setting), dialect);
    }
}

void SessionSettings::sessionOpened() {
    m_pending.clear();
    m_whole = true;
}

void SessionSettings::forget(const std::string& statement) {
    std::erase(m_statements, statement);
}

void SessionSettings::keep(std::string statement, DialectId dialect) {
    // Of what is set several times, the last word counts.
    const std::string target = settingTarget(statement, dialect);
    std::erase_if(m_statements, [&](const std::string& each) {
        return each == statement || (!target.empty() && settingTarget(each, dialect) == target);
    });
    m_statements.push_back(std::move(statement));
    std::size_t bytes = 0;
    for (const std::string& each : m_statements) {
        bytes += each.size();
    }
    if (m_statements.size() > kMostStatements || bytes > kMostBytes) {
        giveUp();
    }
}

void SessionSettings::keepPending(DialectId dialect) {
    for (std::string& statement : std::exchange(m_pending, {})) {
        keep(std::move(statement), dialect);
    }
}

void SessionSettings::giveUp() {
    m_whole = false;
    m_statements.clear();
    m_pending.clear();
}

} // namespace dbv::engine
