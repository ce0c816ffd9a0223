// SPDX-License-Identifier: Apache-2.0
// Numbers beyond plain integers, which a prepared statement gives as numbers and the server itself as texts.
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <iostream>

#include "mysql_fixture.h"

namespace dbv::conformance {

namespace {

// A mark in it keeps a statement away from prepared statements.
constexpr std::string_view kWithoutPreparing = " /* as text? */";

/// Doubles that are hard to write down; always the same ones.
class HardDoubles {
public:
    [[nodiscard]] double next() {
        const std::uint64_t bits = step();
        const int sign = (bits & 1U) != 0 ? -1 : 1;
        switch (m_turn++ % 8) {
        case 0: {
            const auto any = std::bit_cast<double>(step());
            return std::isfinite(any) ? any : 0.5;
        }
        case 1: return sign * scaled(17, 14 + static_cast<int>(step() % 4));
        case 2: return sign * scaled(17, -5 + static_cast<int>(step() % 3));
        case 3: return sign * std::pow(10.0, static_cast<double>(step() % 40) - 20);
        case 4: return sign * std::ldexp(1.0, static_cast<int>(step() % 200) - 100);
        case 5: return sign * static_cast<double>(step() >> (step() % 60)) / 8;
        case 6: return sign * scaled(9, static_cast<int>(step() % 12) - 4);
        default: return sign * scaled(3, static_cast<int>(step() % 40) - 17);
        }
    }

private:
    std::uint64_t step() {
        m_seed ^= m_seed << 13U;
        m_seed ^= m_seed >> 7U;
        m_seed ^= m_seed << 17U;
        return m_seed;
    }
    /// A number of at most so many digits, of which the first stands for so many zeros.
    double scaled(std::size_t most, int exponent) {
        const std::string digits = std::to_string(100'000'000'000'000'000ULL + step() % 900'000'000'000'000'000ULL);
        return std::stod(digits.substr(0, 1) + "." + digits.substr(1, step() % most) + "e" + std::to_string(exponent));
    }

    std::uint64_t m_seed = 88172645463325252ULL;
    unsigned int m_turn = 0;
};

std::string literalOf(double value) {
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
    return {text.data(), end.ptr};
}

} // namespace

class MysqlNumbers : public MysqlTest {
protected:
    void SetUp() override {
        MysqlTest::SetUp();
        ASSERT_FALSE(HasFatalFailure());
        // Too large ones become the largest.
        run("SET sql_mode = ''");
    }
    /// Compares what `FROM` gives for each of the expressions by all ways, and tells how many cells that were.
    [[nodiscard]] std::size_t compared(const std::string& expressions, const std::string& from) const {
        const std::string sql = "SELECT " + expressions + " FROM " + from;
        const ResultTable text = run(sql + std::string(kWithoutPreparing));
        const ResultTable query = run(sql);
        const ResultTable prepared = run({sql + " WHERE 7 = ?", {std::int64_t{7}}, {}});
        EXPECT_EQ(query.rows.size(), text.rows.size());
        EXPECT_EQ(prepared.rows.size(), text.rows.size());
        EXPECT_EQ(query.columns, text.columns);
        int differ = 0;
        std::size_t cells = 0;
        for (std::size_t row = 0; row < text.rows.size() && differ < 20; ++row) {
            for (std::size_t column = 0; column < text.rows[row].size(); ++column, ++cells) {
                const Value& expected = text.rows[row][column];
                for (const ResultTable* other : {&query, &prepared}) {
                    const Value& actual = other->rows.at(row).at(column);
                    differ += actual == expected ? 0 : 1;
                    EXPECT_EQ(actual, expected)
                        << "row " << row << ", " << text.columns[column].name << " " << text.columns[column].type;
                }
            }
        }
        return cells;
    }
};

TEST_F(MysqlNumbers, AreTheSameByBothProtocolsHoweverTheyAreDeclared) {
    run("CREATE TABLE n (a double, b double(30,10), c double(53,30), d double(10,2), e double(20,0), f float, "
        "g float(10,2), h float(24,0), i float(40,30), j double zerofill, k float zerofill, l double(20,4) zerofill, "
        "m float(10,2) zerofill)");
    constexpr int kRows = 8000;
    HardDoubles doubles;
    std::string values;
    for (int i = 0; i < kRows; ++i) {
        const std::string value = literalOf(doubles.next());
        values += std::string(values.empty() ? "" : ",") + "(" + value;
        for (int other = 1; other < 13; ++other) {
            values.append(",").append(value);
        }
        values += ")";
        if (i % 1000 == 999) {
            run("INSERT INTO n VALUES " + values);
            values.clear();
        }
    }
    const std::size_t cells = compared("*", "n");
    EXPECT_EQ(cells, std::size_t{kRows} * 13);
    std::cout << cells << " cells compared\n";
}

TEST_F(MysqlNumbers, AreTheSameByBothProtocolsWhenTheyWereReckoned) {
    run("CREATE TABLE r (a double, b double(30,10), c double(20,0), d float, e float(10,2), f double(20,4) zerofill, "
        "g int(8) zerofill)");
    constexpr int kRows = 4000;
    HardDoubles doubles;
    std::string values;
    for (int i = 0; i < kRows; ++i) {
        const std::string value = literalOf(doubles.next());
        values += std::string(i == 0 ? "" : ",") + "(" + value + "," + value + "," + value + "," + value + "," + value +
                  "," + value + "," + std::to_string(i) + ")";
    }
    run("INSERT INTO r VALUES " + values);
    std::size_t cells = compared("round(a, 2), round(a, 0), round(a, 10), round(a, 29), truncate(a, 3), round(a, -3), "
                                 "a / 3, b / 3, c / 3, -b, abs(e), b + c, b * c, e % 7, d * 1, coalesce(f, 1), "
                                 "coalesce(g, 1), greatest(f, 0), if(a > 0, f, e), ifnull(f, c), nullif(g, 3), "
                                 "sqrt(abs(a)), (SELECT max(f) FROM r), case when a > 0 then b else e end",
                                 "r");
    cells += compared("x.f, x.g, x.m", "(SELECT f, g, e + 1 AS m FROM r) AS x");
    cells += compared("max(f), min(g), sum(b), avg(c), sum(e), std(b), max(d), avg(g), bit_or(g)", "r");
    run("SET div_precision_increment = 0");
    cells += compared("c / 3, b / 3, c / 7e3, b / 1e9, b / 1e11", "r");
    cells += compared("avg(c), avg(e)", "r");
    // Numbers below what the decimals can show.
    run("UPDATE r SET c = CAST(g AS SIGNED) % 13 - 6, b = c / 1e10");
    cells += compared("c, c / 3, c / 2, c / 4, c / 13, b / 3, b / 2, b / 1e2", "r");
    EXPECT_GT(cells, 100'000U);
    std::cout << cells << " cells compared\n";
}

TEST_F(MysqlNumbers, OfTheServersOwnClientAreShown) {
    EXPECT_EQ(textOf("SELECT 3322918064917952.5e0"), "3322918064917952.5");
    if (isMariaDb()) {
        EXPECT_EQ(textOf("SELECT round(1e22, 2)"), "10000000000000000000000.00");
        EXPECT_EQ(textOf("SELECT round(123456789.123e15, 2)"), "123456789123000000000000.00");
    }
    run("CREATE TABLE s (a double(30,10), b double(53,30), c float(10,2) zerofill)");
    run("INSERT INTO s VALUES (99999999999999.1234, 0.1, 1.5)");
    EXPECT_EQ(run("SELECT * FROM s").rows[0],
              (std::vector<Value>{textValue("99999999999999.1200000000"), textValue("0.100000000000000000000000000000"),
                                  textValue("0000001.50")}));
}

TEST_F(MysqlNumbers, OfYearsAreTheSameByBothProtocolsWhereverTheyComeFrom) {
    run("CREATE TABLE y (a year, b year(4), c int)");
    run("INSERT INTO y VALUES (0, 0, 1), (2026, 1901, 2), (NULL, 2155, 3)");
    std::size_t cells = compared("a, b, coalesce(a, b), ifnull(a, b), if(c = 1, a, b), (SELECT min(a) FROM y), "
                                 "(SELECT a FROM y WHERE c = 1), greatest(a, b), nullif(a, 3), a + 0, "
                                 "case c when 1 then a else b end, year('0000-00-00'), cast(a AS char)",
                                 "y");
    cells += compared("max(a), min(a), min(b), sum(a)", "y");
    cells += compared("x.a, x.m", "(SELECT a, coalesce(a, b) AS m FROM y) AS x");
    cells += compared("x.a", "(SELECT a FROM y UNION ALL SELECT b FROM y) AS x");
    cells +=
        compared("x.a, x.l, x.f", "(SELECT a, lag(a) OVER (ORDER BY c) AS l, first_value(a) OVER (ORDER BY c) AS f "
                                  "FROM y) AS x");
    cells += compared("a, lag(a) OVER (ORDER BY c), first_value(a) OVER (ORDER BY c)", "y");
    EXPECT_EQ(cells, 73U);
    if (isMariaDb()) {
        run("CREATE TABLE t (a year(2))");
        run("INSERT INTO t VALUES (5), (99), (0)");
        EXPECT_EQ(compared("a, max(a) OVER (), coalesce(a, 1)", "t"), 9U);
        EXPECT_EQ(compared("max(a)", "t"), 1U);
    }
}

} // namespace dbv::conformance
