// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

/// How a transaction is to be, as a statement asks for it that begins one, or that is about the one that is open or the next.
struct TransactionModes {
    bool begins = false;
    /// `SERIALIZABLE` and the like; empty where none is asked for.
    std::string level;
    bool mayWrite = false;
    /// All that is asked for, in capitals; empty where that is nothing.
    std::string asked;

    /// What of it does not keep other statements from running (it is none of READ ONLY, DEFERRABLE, a snapshot), as SET TRANSACTION
    /// takes it.
    [[nodiscard]] std::string harmless() const;
};

/// Nothing where a statement is no BEGIN, START TRANSACTION or SET TRANSACTION of a server, or asks for something unknown.
[[nodiscard]] std::optional<TransactionModes> transactionModes(std::string_view statement, Grammar grammar);

} // namespace dbv::engine
