// SPDX-License-Identifier: Apache-2.0
#include "sql/parameters.h"

#include <gtest/gtest.h>

namespace dbv::sql {
namespace {

using Names = std::vector<std::string>;

Names of(std::string_view statement) {
    return parametersOf(statement, DialectId::Sqlite);
}

TEST(Parameters, AreNumberedAsSqliteDoes) {
    EXPECT_EQ(of("SELECT ?, :a, @b, $c, :a, ?"), (Names{"?", ":a", "@b", "$c", "?"}));
    EXPECT_EQ(of("SELECT ?3, ?1, ?"), (Names{"?1", "", "?3", "?"}));
    EXPECT_EQ(of("SELECT :a, ?1, :A"), (Names{":a", ":A"}));
}

TEST(Parameters, AreNotFoundInTextsAndComments) {
    EXPECT_EQ(of("SELECT '?', \":a\", [@b] -- $c\n/* ? */"), Names{});
}

TEST(Parameters, WithANumberThatSqliteRefusesAreLeftToIt) {
    EXPECT_EQ(of("SELECT ?0"), Names{});
    EXPECT_EQ(of("SELECT ?, ?32767"), Names{});
    EXPECT_EQ(of("SELECT ?99999999999999999999999"), Names{});
}

} // namespace
} // namespace dbv::sql
