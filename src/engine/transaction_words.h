// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::engine {

/// What a statement says about transactions.
enum class TransactionWords : std::uint8_t {
    None,      ///< nothing
    Begin,     ///< begins one, as usual or at a level
    Commit,    ///< ends one by keeping it
    RollBack,  ///< ends one by taking it back
    Savepoint, ///< makes, frees, or goes back to a savepoint
    Level,     ///< chooses the level of the one that is open or of the next
    Other,     ///< more than that: a chain, a second phase, a mode of access
};

/// What the words of a statement say about transactions, as its session reads it. By the words alone: what it prepares or
/// calls is not looked at.
[[nodiscard]] TransactionWords transactionWords(std::string_view statement, Grammar grammar);
/// The same where psql's `\;` may join several: `Other` where one of those says something.
[[nodiscard]] TransactionWords transactionWordsOfAll(std::string_view statement, Grammar grammar);

} // namespace dbv::engine
