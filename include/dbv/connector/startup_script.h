// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/connector/grammar.h>

namespace dbv {

/// Statements that a connection wants run whenever a session is opened, and one way in which the server may read them.
struct StartupScript {
    /// The option that holds them, by the name that it was given with.
    std::string option;
    std::string sql;
    Grammar reading;
};

} // namespace dbv
