// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

#include "jobs/export_rows.h"
#include "support/cell_rows.h"

namespace {

using dbv::protocol::ExportFormat;
using dbv::protocol::ExportOptions;
using dbv::support::CellRows;
using dbv::support::StringSink;

std::string written(CellRows& rows, ExportFormat format, const ExportOptions& options) {
    auto formatter = dbv::jobs::makeRowFormatter(format, options);
    if (!formatter) {
        return "error: " + formatter.error().message;
    }
    StringSink sink;
    const auto totals = dbv::jobs::exportRows(rows, **formatter, sink, {}, {});
    return totals ? sink.text : "error: " + totals.error().message;
}

std::string written(CellRows& rows, ExportFormat format) {
    return written(rows, format, dbv::jobs::usualOptions(format));
}

void fillMixed(CellRows& rows) {
    rows.integer(1).text("plain").real(0.1).blob("\x01\x02").endRow();
    rows.integer(std::numeric_limits<std::int64_t>::min()).text("a \"b\", c\nd").real(1e300).blob("").endRow();
    rows.null().text("").real(-std::numeric_limits<double>::infinity()).null().endRow();
    rows.integer(9007199254740993).text("\xC3\xA4\xF0\x9F\x98\x80\t\\").real(3.0).null().endRow();
    rows.integer(0).text("bad \xFF").null().null().endRow();
}

TEST(RowFormatter, CsvQuotesWhatNeedsItAndKeepsNullApartFromTheEmptyString) {
    CellRows rows({"id", "text", "real", "blob"});
    fillMixed(rows);
    EXPECT_EQ(written(rows, ExportFormat::Csv), "id,text,real,blob\n"
                                                "1,plain,0.1,AQI=\n"
                                                "-9223372036854775808,\"a \"\"b\"\", c\nd\",1.0e+300,\"\"\n"
                                                ",\"\",-Inf,\n"
                                                "9007199254740993,\xC3\xA4\xF0\x9F\x98\x80\t\\,3.0,\n"
                                                "0,bad \xFF,,\n");
}

TEST(RowFormatter, TsvEscapesAndWritesNullAsBackslashN) {
    CellRows rows({"id", "text", "real", "blob"});
    fillMixed(rows);
    EXPECT_EQ(written(rows, ExportFormat::Tsv), "id\ttext\treal\tblob\n"
                                                "1\tplain\t0.1\tAQI=\n"
                                                "-9223372036854775808\ta \"b\", c\\nd\t1.0e+300\t\n"
                                                "\\N\t\t-Inf\t\\N\n"
                                                "9007199254740993\t\xC3\xA4\xF0\x9F\x98\x80\\t\\\\\t3.0\t\\N\n"
                                                "0\tbad \xFF\t\\N\t\\N\n");
}

TEST(RowFormatter, JsonKeepsEveryDigitAndGivesBytesAsBase64) {
    CellRows rows({"id", "text", "real", "blob"});
    fillMixed(rows);
    EXPECT_EQ(written(rows, ExportFormat::NdJson),
              R"({"id":1,"text":"plain","real":0.1,"blob":{"b64":"AQI="}}
{"id":-9223372036854775808,"text":"a \"b\", c\nd","real":1.0e+300,"blob":{"b64":""}}
{"id":null,"text":"","real":"-Inf","blob":null}
{"id":9007199254740993,"text":"ä😀\t\\","real":3.0,"blob":null}
{"id":0,"text":{"b64":"YmFkIP8="},"real":null,"blob":null}
)");
}

TEST(RowFormatter, JsonNumbersThatNoTypeOfOursHoldsKeepTheirDigits) {
    const std::string long1(60, '9');
    CellRows rows({"n", "t"});
    rows.setNumber(0);
    for (const std::string& number : {long1 + ".50", std::string("18446744073709551615"), std::string("-1e+30")}) {
        rows.text(number).text(number).endRow();
    }
    for (const char* const none : {"NaN", "Infinity", "007", "1.", ".5", "1e", "-", "1 ", ""}) {
        rows.text(none).text(none).endRow();
    }
    EXPECT_EQ(written(rows, ExportFormat::NdJson), "{\"n\":" + long1 + ".50,\"t\":\"" + long1 + ".50\"}\n" +
                                                       R"({"n":18446744073709551615,"t":"18446744073709551615"}
{"n":-1e+30,"t":"-1e+30"}
{"n":"NaN","t":"NaN"}
{"n":"Infinity","t":"Infinity"}
{"n":"007","t":"007"}
{"n":"1.","t":"1."}
{"n":".5","t":".5"}
{"n":"1e","t":"1e"}
{"n":"-","t":"-"}
{"n":"1 ","t":"1 "}
{"n":"","t":""}
)");
}

TEST(RowFormatter, JsonOfNoRowsIsAnEmptyArray) {
    CellRows rows({"a"});
    EXPECT_EQ(written(rows, ExportFormat::Json), "[]\n");
}

TEST(RowFormatter, RepeatedColumnNamesBecomeDifferentKeys) {
    CellRows rows({"a", "a", "a_2", "a", "", ""});
    rows.integer(1).integer(2).integer(3).integer(4).integer(5).integer(6).endRow();
    EXPECT_EQ(written(rows, ExportFormat::NdJson), "{\"a\":1,\"a_3\":2,\"a_2\":3,\"a_4\":4,\"\":5,\"_2\":6}\n");
}

TEST(RowFormatter, OptionsChangeHeaderDelimiterLineEndAndNull) {
    CellRows rows({"a", "b"});
    rows.text("x;y").null().endRow();
    rows.text("null").integer(1).endRow();
    ExportOptions options;
    options.header = false;
    options.delimiter = ';';
    options.lineEnd = "\r\n";
    options.nullText = "null";
    EXPECT_EQ(written(rows, ExportFormat::Csv, options), "\"x;y\";null\r\n\"null\";1\r\n");
}

TEST(RowFormatter, OptionsThatBreakTheFileAreRefused) {
    ExportOptions options;
    options.delimiter = '"';
    EXPECT_EQ(dbv::jobs::makeRowFormatter(ExportFormat::Csv, options).error().kind, dbv::ErrorKind::InvalidInput);
    options = {};
    options.nullText = "a,b";
    EXPECT_EQ(dbv::jobs::makeRowFormatter(ExportFormat::Csv, options).error().kind, dbv::ErrorKind::InvalidInput);
    options = {};
    options.lineEnd = "x";
    EXPECT_EQ(dbv::jobs::makeRowFormatter(ExportFormat::Tsv, options).error().kind, dbv::ErrorKind::InvalidInput);
}

TEST(RowFormatter, LargeValuesAreWrittenByRanges) {
    // Long enough for several ranges, with characters that lie across their ends.
    std::string text = "x";
    while (text.size() < 3 * dbv::jobs::RowOutput::kRange) {
        text += "\xE2\x82\xAC\"";
    }
    CellRows rows({"t", "b", "bad"});
    ASSERT_TRUE(rows.text(text).blob(text).text(text + "\xE2").endRow());
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(written(rows, ExportFormat::Json)));
    const QJsonObject row = json.array().at(0).toObject();
    EXPECT_EQ(row[QStringLiteral("t")].toString().toStdString(), text);
    const auto b64 = [&row](const QString& key) {
        const QByteArray encoded = row[key].toObject()[QStringLiteral("b64")].toString().toLatin1();
        return QByteArray::fromBase64(encoded).toStdString();
    };
    EXPECT_EQ(b64(QStringLiteral("b")), text);
    EXPECT_EQ(b64(QStringLiteral("bad")), text + "\xE2");

    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    quoted += "\"";
    ExportOptions noHeader;
    noHeader.header = false;
    EXPECT_EQ(written(rows, ExportFormat::Csv, noHeader).substr(0, quoted.size()), quoted);
}

/// A strict reader of RFC 4180, so that what was written is judged by other code than wrote it.
std::vector<std::vector<std::string>> readCsv(const std::string& text) {
    std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"') {
                lines.back().back() += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                lines.back().back() += text[++i];
            } else {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            lines.back().emplace_back();
        } else if (c == '\n') {
            lines.emplace_back(1);
        } else {
            lines.back().back() += c;
        }
    }
    lines.pop_back();
    return lines;
}

std::string randomText(std::minstd_rand& random) {
    constexpr std::string_view kPieces[] = {"\"",
                                            ",",
                                            "\n",
                                            "\r",
                                            "a",
                                            "long enough for a word",
                                            "\xC3\xA4",
                                            "\\",
                                            "\x01",
                                            "\xE2\x82\xAC",
                                            "\xF0\x9F\x98\x80",
                                            " ",
                                            "\x7F",
                                            "\t"};
    std::string text;
    for (auto count = random() % 8; count > 0; --count) {
        text += kPieces[random() % std::size(kPieces)];
    }
    return text;
}

TEST(RowFormatter, WhatIsWrittenReadsBackEqual) {
    std::minstd_rand random(7);
    std::vector<std::vector<std::string>> expected;
    CellRows rows({"a", "b", "c"});
    for (int row = 0; row < 3000; ++row) {
        expected.emplace_back();
        for (int column = 0; column < 3; ++column) {
            expected.back().push_back(randomText(random));
            rows.text(expected.back().back());
        }
        rows.endRow();
    }
    ExportOptions noHeader;
    noHeader.header = false;
    EXPECT_EQ(readCsv(written(rows, ExportFormat::Csv, noHeader)), expected);

    const QJsonArray json =
        QJsonDocument::fromJson(QByteArray::fromStdString(written(rows, ExportFormat::Json))).array();
    ASSERT_EQ(json.size(), 3000);
    for (qsizetype row = 0; row < json.size(); ++row) {
        const QJsonObject object = json.at(row).toObject();
        EXPECT_EQ(object[QStringLiteral("b")].toString().toStdString(), expected[static_cast<std::size_t>(row)][1]);
    }
}

TEST(ExportRows, StopsWhenAskedTo) {
    CellRows rows({"a"});
    rows.integer(1).endRow();
    auto formatter = dbv::jobs::makeRowFormatter(ExportFormat::Csv, {});
    StringSink sink;
    std::stop_source stop;
    stop.request_stop();
    const auto totals = dbv::jobs::exportRows(rows, **formatter, sink, {}, stop.get_token());
    ASSERT_FALSE(totals);
    EXPECT_EQ(totals.error().kind, dbv::ErrorKind::Cancelled);
    EXPECT_EQ(sink.text, "");
}

TEST(ExportRows, CountsRowsAndBytes) {
    CellRows rows({"a"});
    rows.integer(1).endRow();
    rows.integer(22).endRow();
    auto formatter = dbv::jobs::makeRowFormatter(ExportFormat::Csv, {});
    StringSink sink;
    const auto totals = dbv::jobs::exportRows(rows, **formatter, sink, {}, {});
    ASSERT_TRUE(totals);
    EXPECT_EQ(*totals, (dbv::jobs::ExportTotals{2, 7}));
}

} // namespace
