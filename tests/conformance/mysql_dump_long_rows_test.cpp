// SPDX-License-Identifier: Apache-2.0
// Dumps of MySQL and MariaDB: long values go back into the server they came from, and what does not is told before.
#include <memory>
#include <string>

#include "mysql/dump_values.h"
#include "mysql_dump_compare.h"

namespace dbv::conformance {

/// At a server that takes 16 MB in one statement.
class MysqlDumpLongRows : public MysqlDumpCompare {
protected:
    void SetUp() override {
        MysqlDumpCompare::SetUp();
        m_packet = textOf("SELECT @@GLOBAL.max_allowed_packet");
        run("SET GLOBAL max_allowed_packet = 16777216");
        run("CREATE TABLE t (id INT PRIMARY KEY, b LONGBLOB)");
    }
    void TearDown() override {
        run("SET GLOBAL max_allowed_packet = " + m_packet);
        MysqlDumpCompare::TearDown();
    }
    /// Adds a row in which every byte stands so many times.
    void addEveryByte(int times) const {
        std::string bytes;
        for (int byte = 0; byte < 256; ++byte) {
            constexpr std::string_view kHexDigits = "0123456789ABCDEF";
            bytes += kHexDigits[static_cast<std::size_t>(byte) / 16];
            bytes += kHexDigits[static_cast<std::size_t>(byte) % 16];
        }
        run("INSERT INTO t SELECT COUNT(*), REPEAT(x'" + bytes + "', " + std::to_string(times) + ") FROM t");
    }
    [[nodiscard]] std::string warnings() const {
        run("ANALYZE TABLE t");
        if (!isMariaDb()) {
            run("SET SESSION information_schema_stats_expiry = 0");
        }
        const Result<DumpPlan> plan = session().dumper()->plan(DumpScope());
        EXPECT_TRUE(plan) << plan.error().message;
        std::string text;
        for (const Notice& notice : plan ? plan->notices : std::vector<Notice>()) {
            text += notice.message + "\n";
        }
        return text;
    }

private:
    std::string m_packet;
};

TEST_F(MysqlDumpLongRows, GoBackIntoTheServerTheyCameFrom) {
    addEveryByte(36'000);
    run("INSERT INTO t VALUES (8, NULL), (9, REPEAT(x'C327', 600000))");
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    const std::string sum = "SELECT GROUP_CONCAT(id, MD5(b) ORDER BY id) FROM t";
    EXPECT_EQ(textIn(*there, sum), textOf(sum));
    // Rows are compared in the form that they have had ever since.
    for (const auto& [row, count] : heard.rows.at("table .t")) {
        EXPECT_TRUE(row.ends_with(",NULL)") || row.find(",x'") < 4) << row.substr(0, 40);
    }
    EXPECT_EQ(warnings().find("max_allowed_packet"), std::string::npos) << warnings();
}

TEST_F(MysqlDumpLongRows, AreNamedWhereTheServerWouldNotTakeThem) {
    run("INSERT INTO t VALUES (7, REPEAT(x'00', 9000000))");
    const std::string told = warnings();
    EXPECT_NE(told.find("Rows of \"t\" are longer"), std::string::npos) << told;
    EXPECT_NE(told.find("max_allowed_packet"), std::string::npos) << told;
}

TEST(MysqlDumpLongValues, StandInAScriptAsTheyAre) {
    using enum mysql::ValueForm;
    const auto written = [](mysql::ValueForm form, std::string_view value) {
        std::string row;
        mysql::putScriptValue(row, form, value);
        return row;
    };
    EXPECT_EQ(written(Bytes, std::string_view("\0a'", 3)), "x'006127'");
    EXPECT_EQ(written(Number, "12"), "12");
    const std::string large(mysql::kLongValue + 1, '\'');
    EXPECT_TRUE(written(Bytes, large).starts_with("_binary'\\'\\'"));
    EXPECT_EQ(written(Bytes, std::string(mysql::kLongValue + 1, 'a')).size(), mysql::kLongValue + 10);
}

} // namespace dbv::conformance
