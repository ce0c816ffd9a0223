// SPDX-License-Identifier: Apache-2.0
#include "engine/local_settings.h"

#include <algorithm>
#include <memory>
#include <ranges>
#include <utility>

#include "engine/own_statement.h"
#include "engine/setting_statement.h"
#include "engine/used_rows.h"

namespace dbv::engine {

namespace {

/// The first value that a question of ours is answered with; empty for none, as a setting is that nobody has made.
Result<std::string> valueOf(Session& session, const StatementText& question) {
    constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
    Result<std::unique_ptr<Cursor>> cursor = session.execute(question);
    if (!cursor) {
        cursor.error().where.reset();
        return std::unexpected(std::move(cursor.error()));
    }
    const Result<scripts::UsedRows> rows = readUsedRows(**cursor, 1, kMostBytes);
    const Result<void> ended = (*cursor)->end();
    cursor->reset();
    if (!rows || !ended) {
        return std::unexpected(rows ? ended.error() : rows.error());
    }
    return rows->rows.empty() ? std::string() : rows->rows.front().front().value_or("");
}

} // namespace

Result<void> LocalSettings::note(Session& session, std::string_view statement) {
    const Grammar grammar = session.grammar();
    const std::string name = localSetting(statement, grammar);
    if (name.empty()) {
        const std::string replaced = m_set.empty() ? std::string() : settingTarget(statement, grammar);
        for (Local& local : m_set) {
            local.isReplaced = local.isReplaced || (!replaced.empty() && local.name == replaced);
        }
        return {};
    }
    if (session.transactionState() == TransactionState::Failed) {
        return {};
    }
    const auto known = std::ranges::find(m_set, name, &Local::name);
    if (known != m_set.end() && !known->isReplaced) {
        known->statement = statement;
        return {};
    }
    Result<std::string> before =
        valueOf(session, {.sql = "SELECT pg_catalog.current_setting($1, true)", .positional = {name}, .named = {}});
    if (!before) {
        return std::unexpected(std::move(before.error()));
    }
    std::erase_if(m_set, [&name](const Local& local) { return local.name == name; });
    m_set.push_back({name, std::string(statement), *std::move(before), false});
    return {};
}

Result<void> LocalSettings::giveBack(Session& session) {
    // The last first: a role that was set may not be allowed to set what came before it.
    for (const Local& local : std::exchange(m_set, {}) | std::views::reverse) {
        if (local.isReplaced) {
            continue;
        }
        const Result<std::string> done = valueOf(session, {.sql = "SELECT pg_catalog.set_config($1, $2, true)",
                                                           .positional = {local.name, local.before},
                                                           .named = {}});
        if (!done) {
            return std::unexpected(done.error());
        }
    }
    return {};
}

Result<void> LocalSettings::setAgain(Session& session) const {
    for (const Local& local : m_set) {
        if (Result<void> done = local.isReplaced ? Result<void>() : carryOut(session, local.statement); !done) {
            return done;
        }
    }
    return {};
}

} // namespace dbv::engine
