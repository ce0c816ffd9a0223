// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include <dbv/connector/dumper.h>

namespace dbv::backup {

/// How far work with a backup has come: what its phase counts, and how much of the whole is behind it.
struct WorkAdvance : DumpAdvance {
    /// From 0 to 1; nothing where nobody knows.
    std::optional<double> share = std::nullopt;
};
/// Hears of it from time to time, one call at a time; false asks to stop.
using WorkProgress = std::function<bool(const WorkAdvance&)>;

// What the steps of work with a backup cost, compared with each other. Each of them goes through all of the same database, so how large that
// is does not matter; how far a step is, is told by totals that are known of it.
inline constexpr double kDumpCost = 2;
inline constexpr double kReadBackCost = 1;
inline constexpr double kRestoreCost = 4;
inline constexpr double kCompareCost = 2;
inline constexpr double kDrillCost = kReadBackCost + kRestoreCost + kCompareCost;

/// A stretch of a larger work, which begins and ends at these shares of it. Where nobody can measure the stretch, what was before it counts.
[[nodiscard]] WorkProgress stretchOf(WorkProgress whole, double begin, double end);
/// For what tells no share of its own.
[[nodiscard]] DumpProgress unmeasured(WorkProgress whole);
/// For an inventory that is taken to be compared with one of so many rows; 0 where that is not known.
[[nodiscard]] DumpProgress comparing(WorkProgress whole, std::uint64_t rows);
/// How much that is; nothing of a total that nobody knows.
[[nodiscard]] std::optional<double> shareOf(std::uint64_t done, std::uint64_t total);

/// How far a dump is, by the bytes that came of it.
///
/// Thread: `wrote` by the one that takes the dump, the rest by whoever tells, one at a time.
class DumpMoves {
public:
    /// `expected` is about how long it will be; 0 where nobody knows.
    explicit DumpMoves(std::uint64_t expected) : m_expected(expected) {}

    void wrote(std::uint64_t bytes) { m_bytes += bytes; }
    /// For the dumper. Must not outlive this.
    [[nodiscard]] DumpProgress heard(WorkProgress told);

private:
    [[nodiscard]] bool tell(const DumpAdvance& advance, const WorkProgress& told);

    std::uint64_t m_expected;
    std::atomic<std::uint64_t> m_bytes = 0;
    std::uint64_t m_seen = 0;
    std::chrono::steady_clock::time_point m_movedAt;
    /// Something was copied before the first byte came.
    bool m_copies = false;
};

/// How far a restore is, by the bytes of the dump that it has taken.
///
/// Thread: one, that of the restore; `gave` may be called by another.
class RestoreMoves {
public:
    explicit RestoreMoves(std::uint64_t bytes) : m_total(bytes) {}

    void gave(std::uint64_t bytes) { m_given += bytes; }
    /// For the dumper. Must not outlive this.
    [[nodiscard]] DumpProgress heard(WorkProgress told);

private:
    [[nodiscard]] bool tell(const DumpAdvance& advance, const WorkProgress& told);

    std::uint64_t m_total;
    std::atomic<std::uint64_t> m_given = 0;
    /// The dump is laid on the disk as a whole before it is put back.
    bool m_unpacks = false;
};

} // namespace dbv::backup
