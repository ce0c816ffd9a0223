// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::sql {

/// A statement without the secrets that stand in it.
struct BlankedStatement {
    std::string text;
    /// Something was taken out.
    bool blanked = false;

    friend bool operator==(const BlankedStatement&, const BlankedStatement&) = default;
};

/// Puts `***` in the place of what is a password, a key or a token by what stands around it: PASSWORD '…', IDENTIFIED BY '…',
/// options of servers, user mappings and subscriptions, keys of encrypting functions, values for columns that are called so,
/// and texts that hold a connection with its password. Rather too much than too little.
/// Shape: linear; all other bytes stay as they are.
/// Limits: a value is known by its name beside it; the rows of an INSERT have none.
[[nodiscard]] BlankedStatement blankSecrets(std::string_view statement, Grammar grammar);

} // namespace dbv::sql
