// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string_view>

#include <dbv/connector/session.h>
#include <dbv/core/statement_class.h>

namespace dbv::engine {

/// What statements do by way of the views that they name: a view may call a function that writes, and reading it looks like
/// reading anything.
///
/// Thread: one step at a time.
class ViewReach {
public:
    /// Adds the names in a statement of which `found` was found to those that are asked about.
    void note(std::string_view statement, const Classification& found, Grammar grammar);
    /// Names were noted that `learn` asks about.
    [[nodiscard]] bool hasNoted() const { return !m_noted.empty(); }
    /// Whether functions are trusted that are declared to write nothing.
    enum class Trust : bool { Nothing, Declarations };

    /// Learns which of the noted names are views, and of those within them, as they are now.
    /// Blocks: on the server; not where that has no views that can do more than look.
    /// Errors: of asking.
    [[nodiscard]] Result<void> learn(Session& session, Trust trust);
    /// What was found in a statement, with what the views do that it names.
    [[nodiscard]] Classification with(Classification found, std::string_view statement, Grammar grammar) const;

    /// No view is known that a noted statement names.
    [[nodiscard]] bool isEmpty() const { return m_views.empty(); }

private:
    struct Known {
        Classification does;
        std::set<ViewName> names;
    };

    void addEffects(Classification& found, const std::set<ViewName>& names, std::set<ViewName>& seen) const;

    std::set<ViewName> m_noted;
    std::map<ViewName, Known> m_views;
};

} // namespace dbv::engine
