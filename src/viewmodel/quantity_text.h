// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <QLocale>
#include <QString>

namespace dbv::viewmodel {

/// What a number counts.
enum class QuantityUnit : std::uint8_t { None, Bytes, Milliseconds, Days, Rows, Columns, Points, Sessions, Statements };

/// A number with its unit as people write it (`256 MB`, `10 min`, `1,500 ms`): in the largest unit in which it is whole, so that
/// nothing is rounded. A megabyte is 1,048,576 bytes. Pure.
[[nodiscard]] QString quantityText(std::int64_t number, QuantityUnit unit, const QLocale& locale);
/// The same for a number that need not be whole, which has no larger units.
[[nodiscard]] QString quantityText(double number, QuantityUnit unit, const QLocale& locale);

/// What somebody has typed as such a number: with the unit or one of its kin, in any case (`1.5 gb`), or without, which then is
/// `usual`, one of `quantityFactors`. Nothing for what is no number, or not whole. Pure.
[[nodiscard]] std::optional<std::int64_t> quantityFrom(const QString& text, QuantityUnit unit, std::int64_t usual,
                                                       const QLocale& locale);
/// The same for a number that need not be whole.
[[nodiscard]] std::optional<double> fractionFrom(const QString& text, QuantityUnit unit, const QLocale& locale);

/// The largest factor of a unit's kin in which a number is whole: 1,048,576 for 256 MB. Pure.
[[nodiscard]] std::int64_t quantityFactor(std::int64_t number, QuantityUnit unit);
/// The next smaller factor; 1 has none, and is its own. Pure.
[[nodiscard]] std::int64_t smallerFactor(std::int64_t factor, QuantityUnit unit);

} // namespace dbv::viewmodel
