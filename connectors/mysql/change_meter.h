// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/change_meter.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Counts by what InnoDB tells of the open transaction: rows of all tables together, those of triggers and cascades included.
class MysqlChangeMeter final : public ChangeMeter {
public:
    /// Blocks: on the server. Errors: of `Line::query`; SqlError for a user without the privilege PROCESS.
    [[nodiscard]] static Result<std::unique_ptr<ChangeMeter>> begin(Line& line);

    explicit MysqlChangeMeter(Line& line) : m_line(line) {}

    /// Blocks: on the server, a tenth of a second where what it told is not new.
    [[nodiscard]] Result<ChangeFootprint> read() override;

private:
    struct Counts {
        std::int64_t changed = 0;
        std::int64_t locked = 0;

        friend bool operator==(const Counts&, const Counts&) = default;
    };
    [[nodiscard]] Result<Counts> counts();

    Line& m_line;
    Counts m_before;
};

/// The columns of a table's primary key; `table` is a name as a statement writes it.
/// Blocks: on the server. Errors: of `Line::query`.
[[nodiscard]] Result<std::vector<std::string>> readRowKey(Line& line, std::string_view table);

} // namespace dbv::mysql
