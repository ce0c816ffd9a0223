// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace dbv {

/// Whether a server can do something, as it was found by asking it or by what it refused.
enum class Ability : std::uint8_t { Untried, Yes, No };

/// The wire name of an ability.
[[nodiscard]] constexpr std::string_view abilityName(Ability ability) {
    switch (ability) {
    case Ability::Untried: return "untried";
    case Ability::Yes: return "yes";
    case Ability::No: return "no";
    }
    return "untried";
}

/// What a session's server can do. Many speak the protocol of another and leave parts of it out, so this comes from
/// probing and from refusals, never from a server's name; what was not tried yet says so.
struct SessionCapabilities {
    /// A statement that runs can be stopped, and the server confirms it. Without that a stop ends the session.
    Ability cancel = Ability::Untried;
    /// What a session sets, prepares or listens to is there for its next transaction as well. It is not behind a pooler
    /// that serves each transaction by another process of the server.
    Ability sessionState = Ability::Untried;
    /// The server itself refuses to change anything where a session asks it to.
    Ability readOnly = Ability::Untried;
    /// A rolled back transaction takes its DDL with it.
    Ability transactionalDdl = Ability::Untried;
    /// The server ends statements that take longer than the session allows.
    Ability statementTimeout = Ability::Untried;

    friend bool operator==(const SessionCapabilities&, const SessionCapabilities&) = default;
};

} // namespace dbv
