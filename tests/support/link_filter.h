// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "fault_proxy.h"

namespace dbv::support {

/// Reads and changes what goes through one connection of a `FaultProxy`, so that a real server seems to be another one.
/// Thread: the proxy's.
class LinkFilter {
public:
    struct Passed {
        /// Goes on to the other side.
        std::string onward;
        /// Goes back to where the bytes came from, as if the other side had said it.
        std::string back;
        /// Ends the connection when all of it is written.
        bool hangUp = false;
    };

    LinkFilter() = default;
    LinkFilter(const LinkFilter&) = delete;
    LinkFilter& operator=(const LinkFilter&) = delete;
    virtual ~LinkFilter() = default;

    /// Takes bytes of one direction, in any pieces; what is not a whole message yet is kept.
    [[nodiscard]] virtual Passed pass(ProxyDirection direction, std::string_view bytes) = 0;
};

} // namespace dbv::support
