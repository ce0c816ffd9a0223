// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "results/result_spool.h"
#include "viewmodel/row_source.h"

namespace dbv::viewmodel {

/// The rows of one result that the engine keeps. What is in memory is read at once; for the rest the engine is asked, so
/// that the UI thread never touches a disk.
///
/// Owns: a share of the result; whoever ran the query also says `ReleaseResult`. The bus must outlive it.
class SpoolRowSource final : public RowSource {
public:
    SpoolRowSource(std::shared_ptr<const results::ResultSpool> spool, ResultId id, bus::CommandBus& bus);

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_spool->columns(); }
    [[nodiscard]] std::uint64_t rowCount() const override { return m_spool->rowCount(); }
    [[nodiscard]] std::optional<LocatedRow> tryRow(std::uint64_t row) const override;
    [[nodiscard]] std::unique_ptr<PendingRead> load(std::uint64_t row, Loaded loaded) override;
    [[nodiscard]] std::unique_ptr<PendingRead> readLarge(const LargeValue& value, std::uint64_t offset,
                                                         std::uint64_t count, RangeRead read) override;

private:
    bus::CommandBus& m_bus;
    ResultId m_id;
    std::shared_ptr<const results::ResultSpool> m_spool;
};

} // namespace dbv::viewmodel
