// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/grammar.h>

namespace dbv::scripts {

/// The variables of psql, which a script sets by `\\set` and names by `:name`, `:'name'` and `:"name"`.
class ScriptVariables {
public:
    /// The value is what stands behind the name, without anything between.
    void set(const std::vector<std::string>& arguments);
    void setTo(const std::string& name, std::string value) { m_values.insert_or_assign(name, std::move(value)); }
    void unset(const std::string& name) { m_values.erase(name); }
    /// Whether psql takes a name: letters, digits and underscores.
    [[nodiscard]] static bool isName(std::string_view name);

    /// The statement with the values in it; nothing where it names none, so that it stays as it is.
    [[nodiscard]] std::optional<std::string> putInto(std::string_view statement, const Grammar& grammar) const;
    /// A word of a client's line with its value in its place.
    [[nodiscard]] std::string valueOf(const std::string& word) const;

private:
    [[nodiscard]] const std::string* find(std::string_view name) const;

    std::map<std::string, std::string, std::less<>> m_values;
};

/// What psql takes a word for behind `\\if`; nothing where it is neither true nor false.
[[nodiscard]] std::optional<bool> readTruth(std::string_view word);

} // namespace dbv::scripts
