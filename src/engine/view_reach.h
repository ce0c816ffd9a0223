// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <dbv/connector/session.h>
#include <dbv/core/statement_class.h>

namespace dbv::engine {

/// What statements do by way of what they name: a view may call a function that writes, and reading it looks like
/// reading anything. So may a column, an operator, a conversion, and a function that is called like one of the server's own.
///
/// Thread: one step at a time.
class ViewReach {
public:
    /// Adds the names in a statement of which `found` was found to those that are asked about. `database` is the one that is used by
    /// then, where a statement before it in the script has changed that.
    void note(std::string_view statement, const Classification& found, Grammar grammar,
              const std::string& database = {});
    /// Names were noted that `learn` asks about.
    [[nodiscard]] bool hasNoted() const { return !m_noted.names.empty() || !m_noted.parts.empty(); }
    /// Whether functions are trusted that are declared to write nothing.
    enum class Trust : bool { Nothing, Declarations };

    /// Learns which of the noted names are views, and of those within them, and what reaches code, as it is now.
    /// Blocks: on the server; not where that has nothing that can do more than look.
    /// Errors: of asking.
    [[nodiscard]] Result<void> learn(Session& session, Trust trust);
    /// What was found in a statement, with what the views do that it names, and the code that it reaches.
    [[nodiscard]] Classification with(Classification found, std::string_view statement, Grammar grammar,
                                      const std::string& database = {}) const;

    /// Nothing is known that a noted statement names.
    [[nodiscard]] bool isEmpty() const { return m_views.empty() && m_code.empty() && !m_unread; }

private:
    struct Known {
        Classification does;
        StatementNames named;
    };

    /// Takes over what one question was answered.
    void take(const NamedObjects& answer, const Grammar& grammar, Trust trust, bool tooDeep);
    void addEffects(Classification& found, const StatementNames& named, std::set<ViewName>& seen) const;

    StatementNames m_noted;
    /// There was a statement whose names can not be told.
    bool m_unread = false;
    /// Those of one name together: which of them is meant, only the server knows.
    std::map<ViewName, Known> m_views;
    /// The function that each part would call.
    std::map<NamedPart, std::string> m_code;
};

} // namespace dbv::engine
