// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace dbv {

/// A number that names one thing of the kind `Tag`; 0 names nothing. Never reused within a process.
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    [[nodiscard]] constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

/// An open connection: a target and the sessions that were opened to it.
using ConnectionId = Id<struct ConnectionTag>;
/// One conversation over the bus: a command and its events.
using RequestId = Id<struct RequestTag>;
/// The session that a query tab keeps for itself; 0 asks for any session.
using SessionKey = Id<struct SessionTag>;
/// A secret that a front end has left for the engine.
using SecretId = Id<struct SecretTag>;
/// One result set kept in a spool.
using ResultId = Id<struct ResultTag>;

} // namespace dbv

template <class Tag>
struct std::hash<dbv::Id<Tag>> {
    std::size_t operator()(const dbv::Id<Tag>& id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
