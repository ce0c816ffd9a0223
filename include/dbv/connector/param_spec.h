// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbv {

/// What a value of a connection is, as far as a form treats it differently.
enum class ParamKind : std::uint8_t {
    Text,
    Number,
    File,   ///< an existing file
    Choice, ///< one of `choices`, or nothing
    Switch, ///< the first of `choices` for off, the second for on, or nothing
    Script  ///< several lines
};

/// One value that a connector's connections have, for forms; its plugin.json lists them.
struct ParamSpec {
    /// `host`, `port`, `user` and `database` are those of ConnectParams; anything else is one of its `options`.
    std::string name;
    std::string label;
    ParamKind kind = ParamKind::Text;
    /// What an empty value means, or what it may look like; a few words.
    std::string hint;
    std::vector<std::string> choices;

    friend bool operator==(const ParamSpec&, const ParamSpec&) = default;
};

} // namespace dbv
