// SPDX-License-Identifier: Apache-2.0
#include "backup/work_share.h"

#include <algorithm>
#include <utility>

namespace dbv::backup {

namespace {

using std::chrono::steady_clock;

/// What is laid beside before, compared with what is done with it.
constexpr double kCopyShare = 0.3;
constexpr double kUnpackShare = 0.2;
/// So long without a byte, something else is going on.
constexpr std::chrono::seconds kQuiet{1};

} // namespace

std::optional<double> shareOf(std::uint64_t done, std::uint64_t total) {
    return total == 0 ? std::nullopt
                      : std::optional(std::min(1.0, static_cast<double>(done) / static_cast<double>(total)));
}

WorkProgress stretchOf(WorkProgress whole, double begin, double end) {
    return [whole = std::move(whole), begin, end](const WorkAdvance& advance) {
        WorkAdvance told = advance;
        if (advance.share) {
            told.share = begin + (end - begin) * std::clamp(*advance.share, 0.0, 1.0);
        } else if (begin > 0) {
            told.share = begin;
        }
        return whole(told);
    };
}

DumpProgress unmeasured(WorkProgress whole) {
    return [whole = std::move(whole)](const DumpAdvance& advance) { return whole(WorkAdvance{advance}); };
}

DumpProgress comparing(WorkProgress whole, std::uint64_t rows) {
    return [whole = std::move(whole), rows](const DumpAdvance& advance) {
        WorkAdvance told{advance};
        if (advance.unit == "rows" && advance.total == 0) {
            told.phase = "comparing";
            // A database that has grown holds more than was backed up.
            told.total = advance.done <= rows ? rows : 0;
            told.share = shareOf(advance.done, rows);
        }
        return whole(told);
    };
}

DumpProgress DumpMoves::heard(WorkProgress told) {
    return [this, told = std::move(told)](const DumpAdvance& advance) { return tell(advance, told); };
}

bool DumpMoves::tell(const DumpAdvance& advance, const WorkProgress& told) {
    WorkAdvance heard{advance};
    const std::uint64_t bytes = m_bytes;
    if (bytes == 0) {
        m_copies = m_copies || advance.total > 0;
        if (const std::optional<double> copied = shareOf(advance.done, advance.total)) {
            heard.share = kCopyShare * *copied;
        }
        return told(heard);
    }
    const steady_clock::time_point now = steady_clock::now();
    if (bytes != m_seen) {
        m_seen = bytes;
        m_movedAt = now;
    }
    const double before = m_copies ? kCopyShare : 0;
    if (const std::optional<double> written = shareOf(bytes, m_expected)) {
        heard.share = before + (1 - before) * *written;
    }
    // Rows are read beside it, which is told where nothing else goes on.
    const bool isWritten = m_expected > 0 && bytes >= m_expected;
    if (!isWritten && now - m_movedAt < kQuiet) {
        heard.phase = "dumping";
        heard.done = bytes;
        heard.total = m_expected;
        heard.unit = "bytes";
    }
    return told(heard);
}

DumpProgress RestoreMoves::heard(WorkProgress told) {
    return [this, told = std::move(told)](const DumpAdvance& advance) { return tell(advance, told); };
}

bool RestoreMoves::tell(const DumpAdvance& advance, const WorkProgress& told) {
    WorkAdvance heard{advance};
    const std::uint64_t given = m_given;
    const std::optional<double> taken = shareOf(given, m_total);
    if (advance.phase == "unpacking") {
        m_unpacks = true;
        heard.total = m_total;
        heard.share = taken ? std::optional(kUnpackShare * *taken) : std::nullopt;
    } else if (const std::optional<double> done = shareOf(advance.done, advance.total)) {
        const double before = m_unpacks ? kUnpackShare : 0;
        heard.share = before + (1 - before) * *done;
    } else if (m_unpacks) {
        heard.share = kUnpackShare;
    } else if (taken) {
        // What the engine takes it has put back, unless it counts that itself.
        heard.done = advance.phase == "restoring" && advance.unit == "bytes" ? advance.done : given;
        heard.total = m_total;
        heard.unit = "bytes";
        heard.share = shareOf(heard.done, m_total);
    }
    return told(heard);
}

} // namespace dbv::backup
