// SPDX-License-Identifier: Apache-2.0
// Every kind of value, as MariaDB's own client shows it, by both protocols.
#include <iostream>
#include <vector>

#include "mysql_fixture.h"

namespace dbv::conformance {

namespace {

// One a line: what a column of it is called here, its declaration, and a value.
constexpr std::string_view kValues = R"(TINYINT|tinyint|-128
TINYINT|tinyint|NULL
TINYINT|bool|1
TINYINT UNSIGNED|tinyint unsigned|255
TINYINT(3) UNSIGNED ZEROFILL|tinyint(3) zerofill|7
SMALLINT|smallint|-32768
SMALLINT UNSIGNED|smallint unsigned|65535
MEDIUMINT|mediumint|-8388608
MEDIUMINT UNSIGNED|mediumint unsigned|16777215
INT|int|-2147483648
INT UNSIGNED|int unsigned|4294967295
INT(10) UNSIGNED ZEROFILL|int(10) unsigned zerofill|42
BIGINT|bigint|-9223372036854775808
BIGINT|bigint|9223372036854775807
BIGINT UNSIGNED|bigint unsigned|18446744073709551615
BIGINT UNSIGNED|bigint unsigned|9223372036854775808
BIGINT UNSIGNED|serial|1
BIGINT(20) UNSIGNED ZEROFILL|bigint zerofill|18446744073709551615
BIGINT(20) UNSIGNED ZEROFILL|bigint zerofill|5
DECIMAL(10,0)|decimal|-1234567890
DECIMAL(65,30)|decimal(65,30)|99999999999999999999999999999999999.999999999999999999999999999999
DECIMAL(65,30)|decimal(65,30)|-0.000000000000000000000000000001
DECIMAL(10,2)|decimal(10,2)|-0.00
DECIMAL(5,2) UNSIGNED|decimal(5,2) unsigned|1.5
DECIMAL(8,3)|numeric(8,3)|12345.678
FLOAT|float|0.1
FLOAT|float|16777216
FLOAT|float|1234567
FLOAT|float|123456.7
FLOAT|float|3.402823466e38
FLOAT|float|-1.17549e-38
FLOAT|float|1e-15
FLOAT|float|1e15
FLOAT|float|1e16
FLOAT|float|0
FLOAT(7,3)|float(7,3)|1234.5678
FLOAT UNSIGNED|float unsigned|2.5
DOUBLE|double|0.1
DOUBLE|double|-0e0
DOUBLE|double|123456789.125
DOUBLE|double|9007199254740993
DOUBLE|double|1.7976931348623157e308
DOUBLE|double|-2.2250738585072014e-308
DOUBLE|double|1e15
DOUBLE|double|1e14
DOUBLE|double|1.5e15
DOUBLE|double|123456789012345678
DOUBLE|double|1e-4
DOUBLE|double|1e-14
DOUBLE|double|1e-15
DOUBLE|double|1.2345e-15
DOUBLE|double|1e-16
DOUBLE|double|1e100
DOUBLE|double|1.25e-100
DOUBLE|double|0.30000000000000004
DOUBLE|double|1/3e0
DOUBLE(10,4)|double(10,4)|-12345.67895
DOUBLE(20,10)|double(20,10)|0.5
BIT(1)|bit|1
BIT(8)|bit(8)|b'10000001'
BIT(10)|bit(10)|b'1000000001'
BIT(64)|bit(64)|b'1111111111111111111111111111111111111111111111111111111111111111'
BIT(64)|bit(64)|0
DATE|date|'2026-11-26'
DATE|date|'0000-00-00'
DATE|date|'2024-00-00'
DATE|date|'9999-12-31'
TIME|time|'-838:59:59'
TIME(6)|time(6)|'-838:59:59.999999'
TIME(6)|time(6)|'838:59:59.999999'
TIME(3)|time(3)|'-00:00:00.001'
TIME|time|'00:00:00'
TIME(1)|time(1)|'99:59:59.9'
DATETIME|datetime|'0000-00-00 00:00:00'
DATETIME|datetime|'9999-12-31 23:59:59'
DATETIME(6)|datetime(6)|'2026-11-26 23:59:59.000001'
DATETIME(3)|datetime(3)|'0000-00-00 00:00:00'
DATETIME(1)|datetime(1)|'1000-01-01 00:00:00.9'
TIMESTAMP|timestamp null|'2038-01-19 03:14:07'
TIMESTAMP(6)|timestamp(6) null|'1970-01-02 00:00:00.000001'
TIMESTAMP|timestamp null|'0000-00-00 00:00:00'
YEAR|year|2026
YEAR|year|0
YEAR|year|1901
CHAR(5)|char(5)|'ab '
CHAR(3)|char(3) charset latin1|'äöü'
VARCHAR(20)|varchar(20)|' b '
VARCHAR(20)|varchar(20) charset latin1|'Größe'
VARCHAR(20)|varchar(20) charset utf8mb4|'ä€🦜'
VARCHAR(10)|varchar(10) charset ucs2|'äb'
VARCHAR(10)|varchar(10) charset utf32|'🦜'
VARCHAR(100)|varchar(100)|'quote'' back\\slash "x" \t tab'
VARCHAR(5)|varchar(5)|''
TINYTEXT|tinytext|'x'
TEXT|text|repeat('ä', 5000)
MEDIUMTEXT|mediumtext|'m'
LONGTEXT|longtext|repeat('long ', 100000)
TEXT|text charset latin1|'é'
ENUM|enum('a','b c','ä')|'ä'
ENUM|enum('a','b')|''
SET|set('x','y','z')|'z,x'
SET|set('x','y')|''
BINARY(16)|binary(16)|x'00112233445566778899AABBCCDDEEFF'
BINARY(4)|binary(4)|'a'
VARBINARY(10)|varbinary(10)|x'FF00'
VARBINARY(10)|varbinary(10)|''
TINYBLOB|tinyblob|x'00'
BLOB|blob|x'C3280001'
MEDIUMBLOB|mediumblob|repeat(x'00FF', 1000)
LONGBLOB|longblob|repeat(x'AB', 300000)
JSON|json|'{"b": 1,  "a": [1, 2, "ä"]}'
JSON|json|'null'
GEOMETRY|geometry|ST_GeomFromText('POINT(1 2)')
POINT|point|ST_GeomFromText('POINT(1.5 -2)', 4326)
LINESTRING|linestring|ST_GeomFromText('LINESTRING(0 0,1 1,2 2)')
POLYGON|polygon|ST_GeomFromText('POLYGON((0 0,0 1,1 1,0 0))')
GEOMETRYCOLLECTION|geometrycollection|ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))')
UUID|uuid|'123e4567-e89b-12d3-a456-426655440000'
INET6|inet6|'2001:db8::ff00:42:8329'
INET6|inet6|'::ffff:192.0.2.128'
INET4|inet4|'192.0.2.1'
)";

struct Sample {
    std::string type;
    std::string declaration;
    std::string value;
};

std::vector<Sample> samples() {
    std::vector<Sample> list;
    std::string_view rest = kValues;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        const std::size_t first = line.find('|');
        const std::size_t second = line.find('|', first + 1);
        list.push_back({std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1)),
                        std::string(line.substr(second + 1))});
    }
    return list;
}

/// A mark that could be a parameter's keeps MariaDB's queries from going the way of prepared statements.
constexpr std::string_view kAsText = " /* as text? */";

std::string hexDigitsOf(const std::string& bytes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

} // namespace

class MysqlTypes : public MysqlTest {
protected:
    /// What the server's own client shows. Bytes in hexadecimal digits: it ends them at a zero.
    [[nodiscard]] std::string shown(const std::string& table, const ResultTable& ours) const {
        // The digits of a BIT are those of its number, unless it is made to bytes before.
        const bool bits = ours.columns[0].type.starts_with("BIT");
        const std::string what = bits ? "HEX(CAST(a AS BINARY))" : ours.rows[0][0].bytes ? "HEX(a)" : "a";
        std::string answer =
            server().ask("SELECT " + what + " FROM " + table, database(), {"--raw", "--skip-column-names"});
        EXPECT_TRUE(answer.ends_with('\n'));
        answer.pop_back();
        return answer;
    }
    [[nodiscard]] static std::string comparable(const Value& value) {
        const std::string text = value.text.value_or("NULL");
        return value.bytes ? hexDigitsOf(text) : text;
    }
};

TEST_F(MysqlTypes, AreShownAsTheServersOwnClientDoesByBothProtocols) {
    int cells = 0;
    run("SET sql_mode = ''");
    for (const Sample& sample : samples()) {
        if (!isMariaDb() && (sample.type == "UUID" || sample.type.starts_with("INET"))) {
            continue;
        }
        const std::string table = "t" + std::to_string(cells);
        run("CREATE TABLE " + table + " (a " + sample.declaration + ")");
        run("INSERT INTO " + table + " VALUES (" + sample.value + ")");
        const ResultTable text = run("SELECT a FROM " + table + std::string(kAsText));
        const ResultTable query = run("SELECT a FROM " + table);
        const ResultTable prepared = run({"SELECT a FROM " + table + " WHERE 7 = ?", {std::int64_t{7}}, {}});
        ASSERT_EQ(text.rows.size(), 1U) << sample.declaration;
        ASSERT_EQ(query.rows.size(), 1U) << sample.declaration;
        ASSERT_EQ(prepared.rows.size(), 1U) << sample.declaration;
        const std::string expected = shown(table, text);
        EXPECT_EQ(comparable(text.rows[0][0]), expected) << sample.declaration << " " << sample.value;
        EXPECT_EQ(query.rows[0][0], text.rows[0][0]) << sample.declaration << " " << sample.value;
        EXPECT_EQ(prepared.rows[0][0], text.rows[0][0]) << sample.declaration << " " << sample.value;
        // Only MariaDB tells the kind of a shape.
        const bool isShape = sample.value.starts_with("ST_");
        EXPECT_EQ(text.columns[0].type, isShape && !isMariaDb() ? "GEOMETRY" : sample.type) << sample.declaration;
        EXPECT_EQ(query.columns[0], text.columns[0]) << sample.declaration;
        EXPECT_EQ(prepared.columns[0], text.columns[0]) << sample.declaration;
        EXPECT_EQ(text.columns[0].binary, text.rows[0][0].bytes) << sample.declaration;
        cells += 3;
    }
    std::cout << cells << " cells compared: as text, as a query goes, and prepared with a parameter\n";
}

TEST_F(MysqlTypes, OfExpressionsAreTheSameByBothProtocols) {
    int cells = 0;
    for (const std::string_view expression : {"1",
                                              "-1",
                                              "1.50",
                                              "1e0",
                                              "1/3",
                                              "1e0/3",
                                              "PI()",
                                              "NOW() - NOW()",
                                              "'text'",
                                              "x'00'",
                                              "NULL",
                                              "TRUE",
                                              "DATE '2024-02-29'",
                                              "TIME '10:11:12.5'",
                                              "TIMESTAMP '2024-02-29 10:11:12.123'",
                                              "SEC_TO_TIME(3723.25)",
                                              "CAST(1 AS UNSIGNED)",
                                              "~0",
                                              "CONCAT('a', 1)",
                                              "CAST('a' AS BINARY)",
                                              "POINT(1,2)",
                                              "JSON_OBJECT('a', 1)",
                                              "ROUND(1.25e0, 1)",
                                              "CAST(0.1 AS FLOAT)",
                                              "STR_TO_DATE('2024', '%Y')",
                                              "MAKETIME(838,59,59.999999)",
                                              "_latin1 x'E4'",
                                              "UUID() IS NOT NULL",
                                              "1 IN (1,2)",
                                              "CAST('12:30' AS TIME(3))",
                                              "REPEAT('x', 70000)"}) {
        const std::string sql = "SELECT " + std::string(expression);
        const ResultTable text = run(sql + std::string(kAsText));
        const ResultTable query = run(sql);
        const ResultTable prepared = run({sql + " FROM (SELECT 1) AS t WHERE 7 = ?", {std::int64_t{7}}, {}});
        ASSERT_EQ(text.rows.size(), 1U) << expression;
        ASSERT_EQ(query.rows.size(), 1U) << expression;
        ASSERT_EQ(prepared.rows.size(), 1U) << expression;
        EXPECT_EQ(query.rows[0][0], text.rows[0][0]) << expression;
        EXPECT_EQ(query.columns[0], text.columns[0]) << expression;
        EXPECT_EQ(prepared.rows[0][0], text.rows[0][0]) << expression;
        EXPECT_EQ(prepared.columns[0].type, text.columns[0].type) << expression;
        ++cells;
    }
    std::cout << cells << " expressions compared\n";
}

TEST_F(MysqlTypes, OfDoublesAreTheSameByBothProtocols) {
    run("CREATE TABLE d (a double, b float)");
    std::string values;
    // A walk through all magnitudes, always the same.
    std::uint64_t seed = 88172645463325252ULL;
    const auto next = [&seed] {
        seed ^= seed << 13U;
        seed ^= seed >> 7U;
        seed ^= seed << 17U;
        return seed;
    };
    for (int i = 0; i < 2000; ++i) {
        const auto mantissa = std::to_string(next() % 100'000'000'000'000'000ULL);
        const auto far = std::to_string(static_cast<int>(next() % 590) - 307);
        const auto near = std::to_string(static_cast<int>(next() % 70) - 35);
        values += std::string(i == 0 ? "" : ",") + "(" + (next() % 2 == 0 ? "-" : "") + mantissa.substr(0, 1) + "." +
                  mantissa.substr(1, next() % 17) + "e" + far + "," + mantissa.substr(0, 1) + "." +
                  mantissa.substr(1, next() % 9) + "e" + near + ")";
    }
    run("INSERT INTO d VALUES " + values);
    const ResultTable text = run("SELECT a, b FROM d" + std::string(kAsText));
    const ResultTable query = run("SELECT a, b FROM d");
    const ResultTable prepared = run({"SELECT a, b FROM d WHERE 7 = ?", {std::int64_t{7}}, {}});
    ASSERT_EQ(text.rows.size(), 2000U);
    ASSERT_EQ(query.rows.size(), 2000U);
    ASSERT_EQ(prepared.rows.size(), 2000U);
    for (std::size_t i = 0; i < text.rows.size(); ++i) {
        EXPECT_EQ(query.rows[i], text.rows[i]);
        EXPECT_EQ(prepared.rows[i], text.rows[i]);
    }
}

TEST_F(MysqlTypes, OfEveryLengthArriveWhole) {
    run("CREATE TABLE w (n int, a longtext, b longblob)");
    // Around every length at which there has to be more room, up and down again.
    const std::vector<int> lengths{0,     127, 128,   129,   0,      255,     256,    257,   5,
                                   65535, 3,   65536, 65537, 200000, 1000000, 131072, 70000, 1};
    std::string values;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        const std::string length = std::to_string(lengths[i]);
        values += std::string(i == 0 ? "" : ",") + "(" + std::to_string(i) + ",REPEAT('ab', " + length +
                  " / 2 + 1), IF(" + length + " = 3, NULL, REPEAT(x'00FF', " + length + " / 2 + 1)))";
    }
    run("INSERT INTO w VALUES " + values);
    run("UPDATE w SET a = LEFT(a, " + std::to_string(lengths[1]) + ") WHERE n = 1");
    const ResultTable text = run("SELECT a, b FROM w ORDER BY n" + std::string(kAsText));
    const ResultTable query = run("SELECT a, b FROM w ORDER BY n");
    ASSERT_EQ(text.rows.size(), lengths.size());
    EXPECT_EQ(query.rows, text.rows);
}

TEST_F(MysqlTypes, OfParametersArriveAsWhatTheyAre) {
    run("CREATE TABLE p (a bigint, b double, c longtext, d longblob, e int)");
    const std::string bytes("\x00\xFF'\\", 4);
    run({"INSERT INTO p VALUES (?, ?, ?, ?, ?)",
         {std::int64_t{-9223372036854775807}, 0.1, "ä'\\\"🦜", ParameterBytes{bytes}, ParameterValue()},
         {}});
    const ResultTable back = run("SELECT * FROM p");
    EXPECT_EQ(back.rows[0], (std::vector<Value>{textValue("-9223372036854775807"), textValue("0.1"),
                                                textValue("ä'\\\"🦜"), bytesValue(bytes), Value()}));
}

} // namespace dbv::conformance
