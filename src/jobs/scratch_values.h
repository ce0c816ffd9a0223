// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <dbv/core/result.h>
#include <dbv/data/cell.h>
#include <dbv/data/large_value_store.h>

class QTemporaryFile;

namespace dbv::jobs {

/// Large values for as long as one block of rows is in hand, in a temporary file that is made at the first of them.
/// Thread: one at a time.
/// Blocks: on the disk.
class ScratchValues final : public LargeValueStore {
public:
    ScratchValues();
    ~ScratchValues() override;

    [[nodiscard]] Result<std::uint64_t> store(std::string_view bytes) override;
    /// Bytes of a value from an offset within it; fewer than `count` only at its end.
    [[nodiscard]] Result<std::string> range(const LargeValue& value, std::uint64_t offset, std::uint64_t count) const;
    /// Forgets all values.
    void clear() { m_size = 0; }

private:
    [[nodiscard]] std::unexpected<Error> failed() const;

    std::unique_ptr<QTemporaryFile> m_file;
    std::uint64_t m_size = 0;
};

} // namespace dbv::jobs
