// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <dbv/data/large_value_store.h>
#include <dbv/data/row_batch_builder.h>

#include "viewmodel/row_source.h"

namespace dbv::test {

/// One made-up value.
struct FakeBytes {
    std::string bytes;
};
using FakeValue = std::variant<std::monostate, std::int64_t, double, std::string, FakeBytes>;

/// Makes the rows of a result when they are asked for, so that it can have any number of them. Rows may be away until
/// they are loaded; loads are answered by `answerLoads`, when the test says so.
class FakeRowSource final : public viewmodel::RowSource {
public:
    using MakeValue = std::function<FakeValue(std::uint64_t row, int column)>;

    FakeRowSource(std::vector<Column> columns, std::uint64_t rows, MakeValue make)
        : m_columns(std::move(columns)), m_rows(rows), m_make(std::move(make)) {}

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_columns; }
    [[nodiscard]] std::uint64_t rowCount() const override { return m_rows; }
    [[nodiscard]] std::optional<viewmodel::LocatedRow> tryRow(std::uint64_t row) const override {
        if (row >= m_rows || (m_away && !m_loaded.contains(row / kBlockRows))) {
            return std::nullopt;
        }
        RowBatchPtr& block = m_blocks[row / kBlockRows];
        if (block == nullptr) {
            const RowBatchPtr made = makeBlock(row / kBlockRows * kBlockRows);
            // A page lies in a few blocks; a test that walks through many must not keep them.
            if (m_blocks.size() > kMaxBlocks) {
                m_blocks.clear();
            }
            m_blocks[row / kBlockRows] = made;
            return viewmodel::LocatedRow{made, static_cast<std::size_t>(row % kBlockRows)};
        }
        return viewmodel::LocatedRow{block, static_cast<std::size_t>(row % kBlockRows)};
    }
    [[nodiscard]] std::unique_ptr<viewmodel::PendingRead> load(std::uint64_t row, Loaded loaded) override {
        ++m_loadCount;
        auto read = std::make_unique<Read>();
        m_loads.push_back({read->alive, row, std::move(loaded)});
        return read;
    }
    [[nodiscard]] std::unique_ptr<viewmodel::PendingRead> readLarge(const LargeValue& value, std::uint64_t offset,
                                                                    std::uint64_t count, RangeRead done) override {
        auto read = std::make_unique<Read>();
        const std::string& whole = m_store.values[static_cast<std::size_t>(value.offset)];
        std::string part = offset < whole.size() ? whole.substr(offset, count) : std::string();
        m_ranges.push_back({read->alive, std::move(part), std::move(done)});
        return read;
    }

    void setRowCount(std::uint64_t rows) {
        m_rows = rows;
        // The last block may be longer now.
        m_blocks.clear();
    }
    /// From now on rows are in memory only after they were loaded.
    void sendAway() { m_away = true; }
    /// From now on loads fail with this.
    void failLoads(Error error) { m_failure = std::move(error); }
    /// Answers what was asked so far and not forgotten; true when there was something.
    bool answerLoads() {
        const auto loads = std::exchange(m_loads, {});
        for (const PendingLoad& pending : loads) {
            if (pending.alive.expired()) {
                continue;
            }
            if (m_failure) {
                pending.done(std::unexpected(*m_failure));
                continue;
            }
            m_loaded.insert(pending.row / kBlockRows);
            pending.done({});
        }
        const auto ranges = std::exchange(m_ranges, {});
        for (const PendingRange& pending : ranges) {
            if (!pending.alive.expired()) {
                pending.done(pending.bytes);
            }
        }
        return !loads.empty() || !ranges.empty();
    }
    [[nodiscard]] int loadCount() const { return m_loadCount; }

    static constexpr std::uint64_t kBlockRows = 64;

private:
    static constexpr std::size_t kMaxBlocks = 8;

    struct Read final : viewmodel::PendingRead {
        std::shared_ptr<int> alive = std::make_shared<int>(0);
    };
    struct PendingLoad {
        std::weak_ptr<int> alive;
        std::uint64_t row = 0;
        Loaded done;
    };
    struct PendingRange {
        std::weak_ptr<int> alive;
        std::string bytes;
        RangeRead done;
    };
    struct Store final : LargeValueStore {
        std::vector<std::string> values;
        [[nodiscard]] Result<std::uint64_t> store(std::string_view bytes) override {
            values.emplace_back(bytes);
            return values.size() - 1;
        }
    };

    [[nodiscard]] RowBatchPtr makeBlock(std::uint64_t first) const {
        RowBatchBuilder builder(m_columns.size(), {.rows = kBlockRows, .bytes = std::size_t{1} << 30U}, m_store);
        const std::uint64_t end = std::min(m_rows, first + kBlockRows);
        for (std::uint64_t row = first; row < end; ++row) {
            builder.beginRow();
            for (int column = 0; column < static_cast<int>(m_columns.size()); ++column) {
                add(builder, m_make(row, column));
            }
        }
        return builder.take();
    }
    static void add(RowBatchBuilder& builder, const FakeValue& value) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            builder.addInteger(*integer);
        } else if (const auto* real = std::get_if<double>(&value)) {
            builder.addReal(*real);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            [[maybe_unused]] const auto added = builder.addText(*text);
        } else if (const auto* bytes = std::get_if<FakeBytes>(&value)) {
            [[maybe_unused]] const auto added = builder.addBytes(bytes->bytes);
        } else {
            builder.addNull();
        }
    }

    std::vector<Column> m_columns;
    std::uint64_t m_rows;
    MakeValue m_make;
    bool m_away = false;
    int m_loadCount = 0;
    std::optional<Error> m_failure;
    std::set<std::uint64_t> m_loaded;
    std::vector<PendingLoad> m_loads;
    std::vector<PendingRange> m_ranges;
    mutable Store m_store;
    mutable std::map<std::uint64_t, RowBatchPtr> m_blocks;
};

/// `count` columns `c0`, `c1`, … of one kind.
[[nodiscard]] inline std::vector<Column> fakeColumns(int count, ColumnFamily family = ColumnFamily::Text) {
    std::vector<Column> columns;
    for (int i = 0; i < count; ++i) {
        columns.push_back({.name = "c" + std::to_string(i), .type = "text", .family = family});
    }
    return columns;
}

} // namespace dbv::test
