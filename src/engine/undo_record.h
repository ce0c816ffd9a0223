// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>

#include "protocol/undo_values.h"
#include "sql/kept_table.h"
#include "sql/undo_statements.h"

namespace dbv::engine {

/// The rows of a change, before and after it, and all that is needed to find and write them again.
struct UndoImage {
    DialectId dialect = DialectId::Sqlite;
    sql::KeptTable table;
    sql::KeptSettings settings;
    std::vector<sql::ChangedRow> rows;

    friend bool operator==(const UndoImage&, const UndoImage&) = default;
};

/// What stands before the rows in a file, so that files can be listed without them. Without id, outcome and bytes, which the
/// file has itself.
[[nodiscard]] std::string encodeUndoEntry(const protocol::UndoEntry& entry);
/// Nothing when the bytes are not those of one.
[[nodiscard]] std::optional<protocol::UndoEntry> decodeUndoEntry(std::string_view bytes);

/// The rows, as they are sealed.
[[nodiscard]] std::string encodeUndoImage(const UndoImage& image);
[[nodiscard]] std::optional<UndoImage> decodeUndoImage(std::string_view bytes);

} // namespace dbv::engine
