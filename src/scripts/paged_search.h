// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>

#include <QString>

#include <dbv/core/result.h>

#include "scripts/paged_text.h"

namespace dbv::scripts {

/// What is looked for in a text on the disk.
struct TextPattern {
    QString text;
    bool matchCase = false;
    bool regex = false;
};

/// From where to where. Unit: bytes of the file.
struct TextRange {
    std::uint64_t from = 0;
    std::uint64_t until = std::numeric_limits<std::uint64_t>::max();
};

/// Where something was found.
struct TextMatch {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

/// Hears how far it is.
using ScanFurther = std::function<void(std::uint64_t offset)>;

/// The first match that begins in the range, or backward the last one that ends in it.
/// Limits: a match is at most 64 KB long. Blocks: until it is found. Errors: IoError; Cancelled; InvalidInput for a pattern that is none.
[[nodiscard]] Result<std::optional<TextMatch>> findText(PagedText& text, const TextPattern& pattern, TextRange range,
                                                        bool backward, const std::stop_token& stop,
                                                        const ScanFurther& further);

/// A line whose number is known.
struct KnownLine {
    std::uint64_t offset = 0;
    /// From 1.
    std::uint64_t line = 1;
};

/// How far lines are counted: to the one that holds a byte, or the one of a number, whichever comes first.
struct CountGoal {
    std::uint64_t offset = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t line = std::numeric_limits<std::uint64_t>::max();
};

/// Counts lines from a known one on; the last one that begins where the file ends before.
/// Blocks: until they are counted. Errors: IoError; Cancelled.
[[nodiscard]] Result<KnownLine> countLines(PagedText& text, KnownLine from, CountGoal goal, const std::stop_token& stop,
                                           const std::function<void(const KnownLine&)>& further);

} // namespace dbv::scripts
