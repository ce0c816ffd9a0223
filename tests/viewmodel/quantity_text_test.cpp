// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/quantity_text.h"

#include <limits>

#include <gtest/gtest.h>

#include "support/qt_printers.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

const QLocale& english() {
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

std::optional<std::int64_t> bytes(const QString& text) {
    return quantityFrom(text, QuantityUnit::Bytes, std::int64_t{1} << 20, english());
}

TEST(QuantityText, IsWrittenInTheLargestUnitInWhichItIsWhole) {
    EXPECT_EQ(quantityText(std::int64_t{256} << 20, QuantityUnit::Bytes, english()), u"256 MB"_s);
    EXPECT_EQ(quantityText(std::int64_t{1536} << 20, QuantityUnit::Bytes, english()), u"1,536 MB"_s);
    EXPECT_EQ(quantityText(std::int64_t{1001}, QuantityUnit::Bytes, english()), u"1,001 bytes"_s);
    EXPECT_EQ(quantityText(std::int64_t{90'000}, QuantityUnit::Milliseconds, english()), u"90 s"_s);
    EXPECT_EQ(quantityText(std::int64_t{7'200'000}, QuantityUnit::Milliseconds, english()), u"2 h"_s);
    EXPECT_EQ(quantityText(std::int64_t{1}, QuantityUnit::Days, english()), u"1 day"_s);
    EXPECT_EQ(quantityText(std::int64_t{7}, QuantityUnit::Days, english()), u"7 days"_s);
    EXPECT_EQ(quantityText(12.5, QuantityUnit::Points, english()), u"12.5 pt"_s);
}

TEST(QuantityText, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(bytes(u"256 MB"_s), 256LL << 20);
    EXPECT_EQ(bytes(u" 1.5gb "_s), 1536LL << 20);
    EXPECT_EQ(bytes(u"3 MiB"_s), 3LL << 20);
    EXPECT_EQ(bytes(u"1,024 KB"_s), 1LL << 20);
    EXPECT_EQ(bytes(u"12"_s), 12LL << 20);
    EXPECT_EQ(bytes(u"12 bytes"_s), 12);
    EXPECT_EQ(bytes(u"12 b"_s), 12);
    const auto time = [](const QString& text) {
        return quantityFrom(text, QuantityUnit::Milliseconds, 60'000, english());
    };
    EXPECT_EQ(time(u"10 min"_s), 600'000);
    EXPECT_EQ(time(u"10 minutes"_s), 600'000);
    EXPECT_EQ(time(u"1.5 s"_s), 1500);
    EXPECT_EQ(time(u"250 ms"_s), 250);
    EXPECT_EQ(time(u"2 hours"_s), 7'200'000);
    EXPECT_EQ(quantityFrom(u"7 days"_s, QuantityUnit::Days, 1, english()), 7);
    EXPECT_EQ(quantityFrom(u"1 DAY"_s, QuantityUnit::Days, 1, english()), 1);
    EXPECT_EQ(fractionFrom(u"12.5 pt"_s, QuantityUnit::Points, english()), 12.5);
}

TEST(QuantityText, TakesNothingForANumberThatIsNone) {
    for (const char* text : {"", "MB", "many", "5 miles", "1.5 bytes", "1 2", "99999999999 TB", "--1", "5 MBX"}) {
        EXPECT_EQ(bytes(QString::fromLatin1(text)), std::nullopt) << text;
    }
    EXPECT_EQ(fractionFrom(u"large"_s, QuantityUnit::Points, english()), std::nullopt);
}

TEST(QuantityText, EveryNumberComesBackAsItWas) {
    for (const auto unit : {QuantityUnit::Bytes, QuantityUnit::Milliseconds, QuantityUnit::Days, QuantityUnit::Rows,
                            QuantityUnit::None, QuantityUnit::Sessions}) {
        for (const std::int64_t number :
             {std::int64_t{0}, std::int64_t{1}, std::int64_t{59}, std::int64_t{60'000}, std::int64_t{1} << 30,
              (std::int64_t{1} << 40) + 1, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
            // Where a number has no unit, that is 1.
            EXPECT_EQ(quantityFrom(quantityText(number, unit, english()), unit, 1, english()), number) << number;
        }
    }
}

} // namespace
} // namespace dbv::viewmodel
