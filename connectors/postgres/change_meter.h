// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/change_meter.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// Counts by the statistics that the server keeps of the open transaction, which know of triggers and cascades.
class PostgresChangeMeter final : public ChangeMeter {
public:
    /// Blocks: on the server. Errors: of `Line::query`; SqlError from a server that keeps none.
    [[nodiscard]] static Result<std::unique_ptr<ChangeMeter>> begin(Line& line);

    explicit PostgresChangeMeter(Line& line) : m_line(line) {}

    [[nodiscard]] Result<ChangeFootprint> read() override;

private:
    using Counts = std::map<ObjectPath, TableChanges>;

    [[nodiscard]] Result<Counts> counts();

    Line& m_line;
    /// What earlier statements have changed, which these statistics count as well.
    Counts m_before;
};

/// The columns of a table's primary key; `table` is a name as a statement writes it.
/// Blocks: on the server. Errors: of `Line::query`.
[[nodiscard]] Result<std::vector<std::string>> readRowKey(Line& line, std::string_view table);

} // namespace dbv::postgres
