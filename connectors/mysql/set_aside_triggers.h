// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Triggers that would act on each row that is put back, which the server can't leave out for one session.
///
/// While rows come back each has a condition before what it does, by which it acts for every other session and not for this one. So
/// whatever ends the restore, MariaDB loses no trigger; MySQL drops one before it makes it anew, so a kill between the two is its end. What
/// a restore has left with the condition, the next one finds.
/// Thread: the session's. Blocks: every call, on the server. Must not outlive the line.
class SetAsideTriggers {
public:
    SetAsideTriggers(Line& line, std::string database) : m_line(line), m_database(std::move(database)) {}

    /// Finds those that act on new rows of these tables. Errors: of the server; Unsupported, with names, for those that could not be put back as
    /// they are.
    [[nodiscard]] Result<void> find(const std::vector<std::string>& tables);
    [[nodiscard]] bool any() const { return !m_triggers.empty(); }
    /// `tells of orders`, for people.
    [[nodiscard]] std::vector<std::string> names() const;
    /// Sets them aside. After an error each is as it was, as far as the error does not tell otherwise.
    [[nodiscard]] Result<void> setAside();
    /// Puts all back as they were, also where the session was asked to stop. Errors: of the server, with the names of those that have the condition
    /// still.
    [[nodiscard]] Result<void> putBack();

private:
    struct Trigger {
        std::string name;
        std::string table;
        std::string mode;
        std::string charset;
        std::string collation;
        /// As it was made.
        std::string ddl;
        std::string body;
        /// The one that acts behind it; empty where none does.
        std::string next;
        bool isAside = false;
    };
    [[nodiscard]] Result<void> add(const std::string& name, const std::string& table);
    [[nodiscard]] Result<void> make(const Trigger& trigger, bool isAside);
    [[nodiscard]] Result<void> runAnyway(const std::string& statement);

    Line& m_line;
    std::string m_database;
    /// What gives the session back the character sets that it had.
    std::string m_ownCharsets;
    /// In the order in which they act.
    std::vector<Trigger> m_triggers;
    std::vector<std::string> m_unfit;
};

/// A trigger's statement with the condition, and without; empty where it has none, or its body is not at its end. Pure.
[[nodiscard]] std::string withCondition(std::string_view ddl, std::string_view body);
[[nodiscard]] std::string withoutCondition(std::string_view ddl);

} // namespace dbv::mysql
