// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/error.h>

namespace dbv::sqlite {

/// What SQLite said when a call failed, and where the transaction stood around it.
struct Failure {
    /// The extended result code.
    int code = 0;
    /// SQLite's own words.
    std::string message;
    bool transactionWasOpen = false;
    bool transactionIsOpen = false;
};

/// The name of a result code as SQLite's documentation writes it (`SQLITE_CONSTRAINT_UNIQUE`). An extended code that is
/// not known by name is given as its primary one.
[[nodiscard]] std::string_view codeName(int extendedCode);

/// What an error adds when SQLite has rolled the open transaction back by itself.
inline constexpr std::string_view kRolledBack = ". SQLite has rolled back the open transaction.";

/// The Error for a failure. Pure: the same failure always gives the same error.
[[nodiscard]] Error errorFor(const Failure& failure);

} // namespace dbv::sqlite
