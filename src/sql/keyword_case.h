// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "sql/format_style.h"
#include "sql/statement_pieces.h"

namespace dbv::sql {

/// Writes the keywords of a statement as a style wants them. A word that may be a name where it stands is left alone: some
/// servers tell names apart by the case of their letters.
class KeywordCasing {
public:
    KeywordCasing(KeywordCase wanted, DialectId dialect) : m_wanted(wanted), m_dialect(dialect) {}

    /// Appends the piece at a place.
    void append(std::string& out, const StatementPieces& statement, std::size_t at, std::size_t before) const;

private:
    [[nodiscard]] bool isKeyword(const StatementPieces& statement, std::size_t at, std::size_t before) const;

    KeywordCase m_wanted;
    DialectId m_dialect;
};

/// A keyword as a style writes it.
[[nodiscard]] std::string inCase(std::string_view word, KeywordCase wanted);

} // namespace dbv::sql
