// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog_index.h"
#include "sql/cursor_scope.h"

namespace dbv::engine {

/// A column of a source of a statement.
struct SourceColumn {
    std::string name;
    /// Empty where only the text tells of it.
    std::string type;
    /// The table that it is of; the source's own name where only the text tells of it.
    std::string table;
};

/// The table of the database behind a source; null for one that is made of text alone, and for one that nobody knows.
[[nodiscard]] const catalog::IndexedTable* tableOf(const catalog::CatalogIndex& index, const sql::ScopeSource& source);

/// The columns of a source, as far as they are known.
[[nodiscard]] std::vector<SourceColumn> columnsOf(const catalog::CatalogIndex& index, const sql::ScopeSource& source);

/// Conditions by which the foreign keys of two sources join them, or, where they have none, columns of one name that look like
/// keys. Names are quoted as the dialect needs it.
[[nodiscard]] std::vector<std::string> joinConditions(const catalog::CatalogIndex& index,
                                                      const sql::ScopeSource& joined, const sql::ScopeSource& other,
                                                      DialectId dialect);

} // namespace dbv::engine
