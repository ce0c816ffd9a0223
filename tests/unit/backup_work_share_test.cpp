// SPDX-License-Identifier: Apache-2.0
#include "backup/work_share.h"

#include <algorithm>
#include <string>
#include <vector>

#include "backup_workshop.h"

namespace dbv::backup {

namespace {

struct ToldAdvance {
    std::string phase;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::string unit;
    std::optional<double> share;
};

/// What was told, in its order.
class Told {
public:
    [[nodiscard]] WorkProgress hears() {
        return [this](const WorkAdvance& advance) {
            all.push_back(
                {std::string(advance.phase), advance.done, advance.total, std::string(advance.unit), advance.share});
            return true;
        };
    }
    [[nodiscard]] std::vector<double> shares() const {
        std::vector<double> shares;
        for (const ToldAdvance& each : all) {
            if (each.share) {
                shares.push_back(*each.share);
            }
        }
        return shares;
    }

    std::vector<ToldAdvance> all;
};

TEST(WorkShare, AStretchIsItsPartOfTheWhole) {
    Told told;
    const WorkProgress second = stretchOf(told.hears(), 0.5, 0.75);
    EXPECT_TRUE(second({{"a", 1, 2, "rows"}, 0.5}));
    EXPECT_TRUE(second({{"a", 9, 2, "rows"}, 4.5}));
    EXPECT_TRUE(second({{"b", 1, 0, "rows"}}));
    EXPECT_EQ(told.shares(), (std::vector{0.625, 0.75, 0.5}));
    EXPECT_TRUE(stretchOf(told.hears(), 0, 0.5)({{"b", 1, 0, "rows"}}));
    EXPECT_FALSE(told.all.back().share) << "nothing is known of it, and nothing was before it";
}

TEST(WorkShare, ADumpIsMeasuredByItsBytesWhateverItsEngineCounts) {
    Told told;
    DumpMoves moves(1'000);
    const DumpProgress heard = moves.heard(told.hears());
    EXPECT_TRUE(heard({"reading rows", 3, 0, "rows"}));
    EXPECT_EQ(told.all.back().phase, "reading rows") << "no byte has come";
    EXPECT_FALSE(told.all.back().share);
    moves.wrote(400);
    EXPECT_TRUE(heard({"reading rows", 5, 0, "rows"}));
    EXPECT_EQ(told.all.back().phase, "dumping");
    EXPECT_EQ(told.all.back().done, 400U);
    EXPECT_EQ(told.all.back().total, 1'000U);
    EXPECT_EQ(told.all.back().unit, "bytes");
    EXPECT_EQ(told.all.back().share, 0.4);
    moves.wrote(700);
    EXPECT_TRUE(heard({"reading rows", 9, 0, "rows"}));
    EXPECT_EQ(told.all.back().phase, "reading rows") << "what was expected of the dump is over";
    EXPECT_EQ(told.all.back().share, 1.0);
}

TEST(WorkShare, WhatIsCopiedBeforeADumpCountsToo) {
    Told told;
    DumpMoves moves(1'000);
    const DumpProgress heard = moves.heard(told.hears());
    EXPECT_TRUE(heard({"copying", 5, 10, "pages"}));
    EXPECT_TRUE(heard({"copying", 10, 10, "pages"}));
    moves.wrote(500);
    EXPECT_TRUE(heard({"writing", 500, 1'000, "bytes"}));
    const std::vector<double> shares = told.shares();
    ASSERT_EQ(shares.size(), 3U);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
    EXPECT_GT(shares[2], shares[1]);
    EXPECT_LT(shares[2], 1);
}

TEST(WorkShare, NobodyInventsAShareOfADumpThatNobodyCanMeasure) {
    Told told;
    DumpMoves moves(0);
    const DumpProgress heard = moves.heard(told.hears());
    moves.wrote(500);
    EXPECT_TRUE(heard({"reading rows", 5, 0, "rows"}));
    EXPECT_FALSE(told.all.back().share);
    EXPECT_EQ(told.all.back().done, 500U);
    EXPECT_EQ(told.all.back().total, 0U);
}

TEST(WorkShare, ARestoreIsMeasuredByWhatItTakes) {
    Told told;
    RestoreMoves moves(1'000);
    const DumpProgress heard = moves.heard(told.hears());
    moves.gave(250);
    EXPECT_TRUE(heard({"restoring", 3, 0, "statements"}));
    EXPECT_EQ(told.all.back().share, 0.25);
    EXPECT_EQ(told.all.back().unit, "bytes");
}

TEST(WorkShare, OfARestoreByAProgramThatTellsNothingTheShareStays) {
    Told told;
    RestoreMoves moves(1'000);
    const DumpProgress heard = moves.heard(told.hears());
    moves.gave(1'000);
    EXPECT_TRUE(heard({"unpacking", 1'000, 0, "bytes"}));
    EXPECT_EQ(told.all.back().total, 1'000U);
    EXPECT_TRUE(heard({"restoring", 0, 0, "bytes"}));
    EXPECT_EQ(told.shares()[0], told.shares()[1]);
    EXPECT_LT(told.shares()[1], 0.5);
    EXPECT_TRUE(heard({"restoring", 5, 10, "pages"}));
    EXPECT_GT(told.shares()[2], told.shares()[1]) << "a copy by pages can be measured";
}

TEST(WorkShare, AComparisonKnowsHowManyRowsThereAreToBe) {
    Told told;
    const DumpProgress heard = comparing(told.hears(), 10);
    EXPECT_TRUE(heard({"reading rows", 5, 0, "rows"}));
    EXPECT_EQ(told.all.back().phase, "comparing");
    EXPECT_EQ(told.all.back().total, 10U);
    EXPECT_EQ(told.all.back().share, 0.5);
    EXPECT_TRUE(heard({"reading rows", 15, 0, "rows"}));
    EXPECT_EQ(told.all.back().total, 0U) << "it has grown";
    EXPECT_TRUE(heard({"copying", 1, 2, "pages"}));
    EXPECT_EQ(told.all.back().phase, "copying");
}

using WorkShareOfBackups = BackupWorkshop;

TEST_F(WorkShareOfBackups, NeverGoesBackAndComesToItsEnd) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"));
    ASSERT_TRUE(run(*session, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
                              "INSERT INTO t SELECT i, 'row ' || i FROM n"));
    // Through the place of a dump's progress the share is not heard, so it is asked of each work by itself.
    ASSERT_TRUE(make(*session, path("a.dbvbackup")));
    Told read;
    ASSERT_TRUE(verifyBackup(PlacedFile(path("a.dbvbackup")), nullptr, read.hears()));
    ASSERT_FALSE(read.shares().empty());
    EXPECT_TRUE(std::ranges::is_sorted(read.shares()));
    Told drilled;
    const Result<RestoredBackup> same = drillBackup(*open(":memory:"), PlacedFile(path("a.dbvbackup")), nullptr,
                                                    {folder(), {}}, drilled.hears(), [](const auto& /*scratch*/) {});
    ASSERT_TRUE(same) << same.error().message;
    const std::vector<double> shares = drilled.shares();
    ASSERT_GT(shares.size(), 3U);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
    EXPECT_GT(shares.back(), 0.9);
    EXPECT_LE(shares.back(), 1);
    const auto compared =
        std::ranges::find_if(drilled.all, [](const ToldAdvance& each) { return each.phase == "comparing"; });
    ASSERT_NE(compared, drilled.all.end());
    EXPECT_EQ(compared->total, 40'000U);
}

} // namespace
} // namespace dbv::backup
