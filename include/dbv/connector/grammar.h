// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

namespace dbv {

/// How a server reads what it is sent: a dialect, and what the settings of a session say of quotes. It decides where a statement
/// ends, so whoever cuts a script asks for it before each one.
struct Grammar {
    DialectId dialect = DialectId::Sqlite;
    /// A backslash in quotes escapes what follows it: PostgreSQL's standard_conforming_strings off; MySQL without
    /// NO_BACKSLASH_ESCAPES. In the quotes of a name it never does.
    bool backslashEscapes = false;
    /// Double quotes hold a name and no text; MySQL's ANSI_QUOTES.
    bool doubleQuotedNames = true;
    /// The server has said so. Where not, it is what is usual.
    bool told = true;

    constexpr Grammar() = default;
    /// The usual one of a dialect, for whoever knows no more.
    constexpr Grammar(DialectId id)
        : dialect(id),
          backslashEscapes(id == DialectId::MySql || id == DialectId::MariaDb),
          doubleQuotedNames(!backslashEscapes) {}

    /// Settings make no difference.
    [[nodiscard]] constexpr bool isUsual() const {
        const Grammar usual(dialect);
        return backslashEscapes == usual.backslashEscapes && doubleQuotedNames == usual.doubleQuotedNames;
    }
    friend constexpr bool operator==(const Grammar&, const Grammar&) = default;
};

} // namespace dbv
