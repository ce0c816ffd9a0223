// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "protocol/values.h"

namespace dbv::cli {

/// What is kept already, as somebody looks at it who adds many connections: found by where they lead, not one by one.
class KeptNames {
public:
    /// A name that nobody else is to have from now on.
    void reserve(const std::string& name) { m_names.insert(name); }
    void add(const protocol::SavedConnection& saved);
    /// Whether a connection is kept just so, under its name or one that was made of it: where its secrets lie is this
    /// machine's own business.
    [[nodiscard]] bool holds(const protocol::SavedConnection& found) const;
    /// The name, or the first one made of it that nobody has: "Shop (2)".
    [[nodiscard]] std::string freeName(const std::string& name);

private:
    std::unordered_set<std::string> m_names;
    std::unordered_map<std::string, std::vector<protocol::SavedConnection>> m_byPlace;
    /// Which number is tried next for a name that is taken.
    std::unordered_map<std::string, int> m_numbers;
};

} // namespace dbv::cli
