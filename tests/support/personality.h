// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace dbv::support {

/// How a server in front of which a filter stands seems to be another one: what that one says of itself, what it has under
/// another form, and what it refuses, in its own words.
struct Personality {
    /// A part of a statement, and what stands there instead when it reaches the server.
    struct Rewriting {
        std::string part;
        std::string with;
    };
    /// A statement that has this part is refused.
    struct Refusal {
        std::string part;
        std::string sqlState;
        std::string message;
        /// MySQL only.
        int code = 1105;
    };
    /// A word of the start-up packet that is refused (PostgreSQL only).
    struct RefusedWord {
        std::string word;
        std::string sqlState;
        std::string message;
    };

    std::vector<Rewriting> rewritings;
    std::vector<Refusal> refusals;
    std::vector<RefusedWord> refusedWords;
    /// What it calls its version when it greets; empty leaves the server's own.
    std::string version;
    /// Gives no key to stop statements by (PostgreSQL only).
    bool givesNoKey = false;
};

/// The text that reaches the server for a statement: `refuse` makes one that fails as a refusal says.
template <class Refuse>
[[nodiscard]] std::string seenBy(const Personality& personality, std::string sql, Refuse refuse) {
    for (const Personality::Refusal& each : personality.refusals) {
        if (sql.find(each.part) != std::string::npos) {
            return refuse(each);
        }
    }
    for (const auto& [part, with] : personality.rewritings) {
        for (std::size_t at = sql.find(part); at != std::string::npos; at = sql.find(part, at + with.size())) {
            sql.replace(at, part.size(), with);
        }
    }
    return sql;
}

} // namespace dbv::support
