// SPDX-License-Identifier: Apache-2.0
// What the formatter makes of scripts that a person can read. Each `<dialect>.sql` has what it becomes beside it.
#include "sql/formatter.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using dbv::DialectId;
using dbv::sql::FormatLayout;

struct FormatCase {
    std::string name;
    DialectId dialect;
    std::string layoutName;
    FormatLayout layout;
};

void PrintTo(const FormatCase& each, std::ostream* out) {
    *out << each.name << ", " << each.layoutName;
}

std::string readFile(const std::string& name) {
    std::ifstream file(std::string(DBV_SOURCE_DIR) + "/tests/golden/format/" + name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

class GoldenFormat : public testing::TestWithParam<FormatCase> {};

TEST_P(GoldenFormat, WritesTheScriptAsExpectedAndLeavesWhatItWroteAlone) {
    const FormatCase& each = GetParam();
    dbv::sql::FormatStyle style;
    style.layout = each.layout;
    const std::string expected = readFile(each.name + "." + each.layoutName + ".sql");
    const auto written = dbv::sql::format(readFile(each.name + ".sql"), each.dialect, style, {});
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(*written, expected);
    const auto again = dbv::sql::format(*written, each.dialect, style, {});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, expected);
}

std::vector<FormatCase> formatCases() {
    std::vector<FormatCase> cases;
    for (const auto& [name, dialect] :
         {std::pair("postgresql", DialectId::PostgreSql), {"mysql", DialectId::MySql}, {"sqlite", DialectId::Sqlite}}) {
        cases.push_back({name, dialect, "standard", FormatLayout::Standard});
        cases.push_back({name, dialect, "compact", FormatLayout::Compact});
        cases.push_back({name, dialect, "river", FormatLayout::River});
    }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(Dialects, GoldenFormat, testing::ValuesIn(formatCases()),
                         [](const auto& each) { return each.param.name + "_" + each.param.layoutName; });

} // namespace
