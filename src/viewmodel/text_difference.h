// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <QString>

namespace dbv::viewmodel {

/// One line of a comparison.
struct DifferenceLine {
    enum class Kind : std::uint8_t {
        Same,
        /// Only in the first text, or only in the second.
        First,
        Second,
        /// Same lines that are not shown; the text tells how many.
        Skipped,
    };
    Kind kind = Kind::Same;
    QString text;

    friend bool operator==(const DifferenceLine&, const DifferenceLine&) = default;
};

/// Compares two texts line by line. Of what is the same, three lines around a difference are told.
/// Limits: parts that differ in over 2,000 lines are told as replaced as a whole; at most 20,000 lines are told.
[[nodiscard]] std::vector<DifferenceLine> differenceOf(const QString& first, const QString& second);

/// As a text, a sign before each line: `-` only in the first, `+` only in the second.
[[nodiscard]] QString differenceText(const std::vector<DifferenceLine>& lines);

} // namespace dbv::viewmodel
