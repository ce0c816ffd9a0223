// SPDX-License-Identifier: Apache-2.0
#include "engine/loss_words.h"

#include <gtest/gtest.h>

namespace dbv::engine {
namespace {

TEST(LossWords, NameASettingWithoutAValueThatMayBeNobodysBusiness) {
    EXPECT_EQ(settingName("SET search_path TO sales, public"), "SET search_path TO sales, public");
    EXPECT_EQ(settingName("SET app.token = 'hunter2'"), "SET app.token");
    EXPECT_EQ(settingName("SET app.token TO 'hunter2'"), "SET app.token TO");
    EXPECT_EQ(settingName("SELECT set_config('app.token', 'hunter2', false)"), "SELECT set_config");
    EXPECT_EQ(settingName("SET @token := 'hunter2'"), "SET @token");
    EXPECT_EQ(settingName("USE shop"), "USE shop");
}

TEST(LossWords, SayWhatASessionGoesOnWithout) {
    const std::string told = lackTold({"SET ROLE a", "USE b"});
    EXPECT_TRUE(told.starts_with("This runs without SET ROLE a and USE b, ")) << told;
}

TEST(LossWords, SayWhatIsGoneAndWhatIsMadeAgain) {
    const SessionLoss nothing{"gone.", {}, {}};
    EXPECT_EQ(lossTold(nothing, true),
              "The session was lost: gone. Nothing of yours was in it. It is opened again at the next use.");
    EXPECT_EQ(reopeningTold(nothing),
              "The session was opened again after it was lost (gone.); nothing of yours was in it.");
    const SessionLoss settings{"gone.", {}, {"USE a", "USE b", "USE c", "USE d", "USE e", "USE f"}};
    EXPECT_EQ(lossTold(settings, true),
              "The session was lost: gone. It is opened again at the next use, and its settings are made again.");
    EXPECT_EQ(reopeningTold(settings),
              "The session was opened again after it was lost (gone.); to be made again first: USE a, USE "
              "b, USE c, USE d and 2 more.");
    const SessionLoss both{"gone.", {"temporary tables", "locks"}, {"USE a"}};
    EXPECT_EQ(lossTold(both, false), "The session was lost: gone. Gone with it: temporary tables and locks.");
    EXPECT_EQ(reopeningTold(both), "The session was opened again after it was lost (gone.); gone with it: temporary "
                                   "tables and locks; to be made again first: USE a.");
}

TEST(LossWords, SayWhatTheNextStatementWouldMiss) {
    const Error transaction = refusalWithout({kOpenTransaction, "locks"}, "gone.", true);
    EXPECT_EQ(transaction.message, "The session was lost, and with it the open transaction and locks: gone. The server "
                                   "rolls the transaction back. Nothing was sent.");
    EXPECT_EQ(transaction.damage, Damage::Session);
    const Error tables = refusalWithout({"temporary tables"}, "gone.", true);
    EXPECT_EQ(tables.message, "The session was lost, and with it temporary tables: gone. Nothing was sent.");
    EXPECT_NE(tables.hint.find("Make again"), std::string::npos);
}

} // namespace
} // namespace dbv::engine
