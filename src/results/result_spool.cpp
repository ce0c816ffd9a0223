// SPDX-License-Identifier: Apache-2.0
#include "results/result_spool.h"

#include <utility>

#include "results/spool_pages.h"

namespace dbv::results {

namespace {

/// As much as comes free at a time while the reading thread and the writing one take turns.
constexpr std::size_t kPoolBytes = std::size_t{8} << 20U;

/// The block itself, or a copy without the slack if most of its memory is unused: the first block of a result has a row
/// or two, but room for thousands.
[[nodiscard]] RowBatchPtr fitted(RowBatchPtr batch) {
    const std::span<const CellSlot> slots = batch->cellSlots();
    const std::span<const std::byte> arena = batch->arena();
    if (batch->byteSize() <= 2 * (slots.size_bytes() + arena.size())) {
        return batch;
    }
    ByteArena fittedArena;
    fittedArena.reserve(arena.size());
    fittedArena.append(arena.data(), arena.size());
    return std::make_shared<const RowBatch>(batch->columns(), batch->rows(),
                                            std::vector<CellSlot>(slots.begin(), slots.end()), std::move(fittedArena));
}

} // namespace

ResultSpool::ResultSpool(std::shared_ptr<SpoolBudget> budget, std::shared_ptr<SpoolWriter> writer,
                         std::vector<Column> columns)
    : m_columns(std::move(columns)),
      m_writer(std::move(writer)),
      m_pages(std::make_shared<SpoolPages>(std::move(budget))),
      m_batchPool(std::make_shared<BatchPool>(kPoolBytes)) {}

ResultSpool::~ResultSpool() {
    m_writer->discard(std::move(m_pages));
}

Result<void> ResultSpool::append(RowBatchPtr batch) {
    if (std::optional<Error> error = m_pages->stopped()) {
        return std::unexpected(std::move(*error));
    }
    if (batch->rows() == 0) {
        return {};
    }
    batch = fitted(std::move(batch));
    const std::uint32_t page = m_rows.nextPage();
    const std::uint64_t rows = batch->rows();
    if (m_pages->addResident(page, batch)) {
        m_rows.append(rows);
        return {};
    }
    if (Result<void> queued = m_pages->addQueued(page, batch); !queued) {
        return queued;
    }
    m_rows.append(rows);
    m_writer->submit(m_pages, page, batch->byteSize());
    return {};
}

Result<std::uint64_t> ResultSpool::store(std::string_view bytes) {
    if (std::optional<Error> error = m_pages->stopped()) {
        return std::unexpected(std::move(*error));
    }
    return m_pages->storeLarge(bytes);
}

Result<void> ResultSpool::finish() {
    m_finished.store(true, std::memory_order_release);
    if (std::optional<Error> error = m_pages->stopped()) {
        return std::unexpected(std::move(*error));
    }
    return {};
}

std::optional<Error> ResultSpool::stopped() const {
    return m_pages->stopped();
}

std::optional<ResultSpool::Located> ResultSpool::tryRow(std::uint64_t row) const {
    if (row >= rowCount()) {
        return std::nullopt;
    }
    const RowDirectory::Place place = m_rows.find(row);
    RowBatchPtr batch = m_pages->tryPage(place.page);
    if (batch == nullptr) {
        return std::nullopt;
    }
    return Located{std::move(batch), place.rowInPage};
}

Result<ResultSpool::Located> ResultSpool::row(std::uint64_t row) const {
    const std::uint64_t rows = rowCount();
    if (row >= rows) {
        return fail(ErrorKind::InvalidInput, "Row " + std::to_string(row + 1) + " was asked for, but only " +
                                                 std::to_string(rows) + " rows have arrived.");
    }
    const RowDirectory::Place place = m_rows.find(row);
    Result<RowBatchPtr> batch = m_pages->page(place.page);
    if (!batch) {
        return std::unexpected(std::move(batch.error()));
    }
    return Located{std::move(*batch), place.rowInPage};
}

Result<std::string> ResultSpool::largeRange(const LargeValue& value, std::uint64_t offset, std::uint64_t count) const {
    return m_pages->largeRange(value, offset, count);
}

void ResultSpool::releaseBefore(std::uint64_t row) {
    const std::uint64_t rows = rowCount();
    if (rows == 0) {
        return;
    }
    // Of a page that is only partly behind, nothing can go.
    m_pages->releaseBefore(row >= rows ? m_rows.find(rows - 1).page + 1 : m_rows.find(row).page);
}

SpoolStats ResultSpool::stats() const {
    return {rowCount(), m_pages->share().memoryBytes(), m_pages->share().diskBytes()};
}

} // namespace dbv::results
