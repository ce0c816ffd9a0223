// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include <dbv/connector/dialect.h>

namespace dbv::sql {

/// A function that a server brings along.
struct BuiltinFunction {
    /// In small letters.
    std::string_view name;
    /// What it takes, with the brackets; empty for one that is written without any (`current_date`).
    std::string_view takes;
};

/// The usual ones of a dialect, in no order.
[[nodiscard]] std::span<const BuiltinFunction> builtinFunctions(DialectId dialect);

/// All names of functions that are known of a dialect and only read, in capitals, sorted; those of types among them.
[[nodiscard]] std::span<const std::string_view> functionNames(DialectId dialect);

} // namespace dbv::sql
