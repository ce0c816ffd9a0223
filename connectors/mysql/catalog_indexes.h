// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/data/object_info.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// The columns that an index's lines are read from.
inline constexpr std::string_view kIndexColumns =
    "TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE";

/// Collects the lines of indexes, in the order of `kIndexColumns` and the lines of an index together, and puts each index
/// where it belongs: a unique index over whole columns is a key, any other an index. Behind those columns may be the
/// expression of a functional index, where the server has such, and the word by which it says that no query uses the index.
class IndexLines {
public:
    void add(ObjectDescription& table, const TextRow& line);
    /// After the last line.
    void finish();
    /// No line has come.
    [[nodiscard]] bool empty() const { return m_table == nullptr; }

private:
    struct Part {
        std::string column;
        std::string expression;
        /// Behind either: the length of a prefix, the direction.
        std::string suffix;
    };

    void addKey();
    void addIndex();

    ObjectDescription* m_table = nullptr;
    std::string m_name;
    std::string m_type;
    std::string m_unused;
    bool m_unique = false;
    std::vector<Part> m_parts;
};

} // namespace dbv::mysql
