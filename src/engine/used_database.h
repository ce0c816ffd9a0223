// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/statement_class.h>

namespace dbv::engine {

/// Follows which database a script would use by then, before it runs: a name without one means another's table behind USE.
class UsedDatabase {
public:
    /// Begins with the session's own.
    explicit UsedDatabase(std::string database) : m_session(std::move(database)) {}

    /// What a statement does where it stands, of which `found` was found without that; and what it changes for those behind it.
    [[nodiscard]] Classification follow(Classification found, std::string_view statement, Grammar grammar);
    /// The one that a statement before has chosen; empty where that is the session's own.
    [[nodiscard]] const std::string& chosen() const { return m_chosen; }

private:
    std::string m_session;
    std::string m_chosen;
};

/// The database in which a session looks for names without one: what it was opened with, or what its statements have chosen since
/// (`settings`, as a `SessionCompanion` has them).
[[nodiscard]] std::string databaseOf(const Session& session, const std::vector<std::string>& settings);

} // namespace dbv::engine
