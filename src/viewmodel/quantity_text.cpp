// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/quantity_text.h"

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include <QCoreApplication>

namespace dbv::viewmodel {

namespace {

/// One of the units that belong together.
struct UnitBeside {
    const char* name = "";
    std::int64_t factor = 1;
    /// What people write, too, between blanks.
    const char* also = "";
};

constexpr std::array kByteUnits{UnitBeside{"TB", 1LL << 40, " t tib "}, UnitBeside{"GB", 1LL << 30, " g gib "},
                                UnitBeside{"MB", 1LL << 20, " m mib "}, UnitBeside{"KB", 1LL << 10, " k kib "},
                                UnitBeside{"bytes", 1, " b byte "}};
constexpr std::array kTimeUnits{UnitBeside{"h", 3'600'000, " hour hours "},
                                UnitBeside{"min", 60'000, " mins minute minutes "},
                                UnitBeside{"s", 1000, " sec secs second seconds "}, UnitBeside{"ms", 1}};
constexpr std::array kPointUnits{UnitBeside{"pt", 1}};

std::span<const UnitBeside> unitsBeside(QuantityUnit unit) {
    switch (unit) {
    case QuantityUnit::Bytes: return kByteUnits;
    case QuantityUnit::Milliseconds: return kTimeUnits;
    case QuantityUnit::Points: return kPointUnits;
    default: return {};
    }
}

/// What is counted one by one has a word that follows the number.
QString countedText(std::int64_t number, const QString& shown, QuantityUnit unit) {
    const bool one = number == 1;
    const auto say = [&](const char* single, const char* several) {
        return one ? QCoreApplication::translate("Quantity", single)
                   : QCoreApplication::translate("Quantity", several).arg(shown);
    };
    switch (unit) {
    case QuantityUnit::Days:
        return say(QT_TRANSLATE_NOOP("Quantity", "1 day"), QT_TRANSLATE_NOOP("Quantity", "%1 days"));
    case QuantityUnit::Rows:
        return say(QT_TRANSLATE_NOOP("Quantity", "1 row"), QT_TRANSLATE_NOOP("Quantity", "%1 rows"));
    case QuantityUnit::Columns:
        return say(QT_TRANSLATE_NOOP("Quantity", "1 column"), QT_TRANSLATE_NOOP("Quantity", "%1 columns"));
    case QuantityUnit::Sessions:
        return say(QT_TRANSLATE_NOOP("Quantity", "1 session"), QT_TRANSLATE_NOOP("Quantity", "%1 sessions"));
    case QuantityUnit::Statements:
        return say(QT_TRANSLATE_NOOP("Quantity", "1 statement"), QT_TRANSLATE_NOOP("Quantity", "%1 statements"));
    default: return shown;
    }
}

/// The number at the beginning of a text, and what stands behind it.
std::pair<QString, QString> numberAndUnit(const QString& text) {
    const QString typed = text.trimmed();
    qsizetype end = 0;
    while (end < typed.size() && !typed[end].isLetter()) {
        ++end;
    }
    return {typed.left(end).trimmed(), typed.mid(end).trimmed()};
}

std::optional<std::int64_t> factorNamed(const QString& name, QuantityUnit unit, std::int64_t usual) {
    if (name.isEmpty()) {
        return usual;
    }
    for (const UnitBeside& kin : unitsBeside(unit)) {
        const QString asked = QLatin1Char(' ') + name.toLower() + QLatin1Char(' ');
        if (name.compare(QLatin1String(kin.name), Qt::CaseInsensitive) == 0 ||
            QLatin1String(kin.also).contains(asked)) {
            return kin.factor;
        }
    }
    // The word that the program writes itself, in its singular and plural.
    for (const std::int64_t number : {std::int64_t{1}, std::int64_t{2}}) {
        const QString word = numberAndUnit(countedText(number, QString::number(number), unit)).second;
        if (!word.isEmpty() && word.compare(name, Qt::CaseInsensitive) == 0) {
            return 1;
        }
    }
    return std::nullopt;
}

} // namespace

std::int64_t quantityFactor(std::int64_t number, QuantityUnit unit) {
    for (const UnitBeside& kin : unitsBeside(unit)) {
        if (number != 0 && number % kin.factor == 0) {
            return kin.factor;
        }
    }
    return 1;
}

std::int64_t smallerFactor(std::int64_t factor, QuantityUnit unit) {
    for (const UnitBeside& kin : unitsBeside(unit)) {
        if (kin.factor < factor) {
            return kin.factor;
        }
    }
    return 1;
}

QString quantityText(std::int64_t number, QuantityUnit unit, const QLocale& locale) {
    const std::int64_t factor = quantityFactor(number, unit);
    const QString shown = locale.toString(static_cast<qlonglong>(number / factor));
    for (const UnitBeside& kin : unitsBeside(unit)) {
        if (kin.factor == factor) {
            return shown + QLatin1Char(' ') + QLatin1String(kin.name);
        }
    }
    return countedText(number, shown, unit);
}

QString quantityText(double number, QuantityUnit unit, const QLocale& locale) {
    const QString shown = locale.toString(number, 'g', QLocale::FloatingPointShortest);
    const std::span<const UnitBeside> kin = unitsBeside(unit);
    return kin.empty() ? shown : shown + QLatin1Char(' ') + QLatin1String(kin.back().name);
}

std::optional<std::int64_t> quantityFrom(const QString& text, QuantityUnit unit, std::int64_t usual,
                                         const QLocale& locale) {
    const auto [typed, name] = numberAndUnit(text);
    const std::optional<std::int64_t> factor = factorNamed(name, unit, usual);
    if (!factor || typed.isEmpty()) {
        return std::nullopt;
    }
    bool isWhole = false;
    if (const std::int64_t whole = locale.toLongLong(typed, &isWhole); isWhole) {
        const bool fits = *factor == 1 || std::abs(whole) <= std::numeric_limits<std::int64_t>::max() / *factor;
        return fits ? std::optional(whole * *factor) : std::nullopt;
    }
    bool isNumber = false;
    const double number = locale.toDouble(typed, &isNumber) * static_cast<double>(*factor);
    // Beyond this not each whole number is one of these.
    constexpr double kExact = 9.0e15;
    if (!isNumber || !std::isfinite(number) || std::abs(number) > kExact || number != std::floor(number)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::optional<double> fractionFrom(const QString& text, QuantityUnit unit, const QLocale& locale) {
    const auto [typed, name] = numberAndUnit(text);
    if (!factorNamed(name, unit, 1) || typed.isEmpty()) {
        return std::nullopt;
    }
    bool isNumber = false;
    const double number = locale.toDouble(typed, &isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace dbv::viewmodel
