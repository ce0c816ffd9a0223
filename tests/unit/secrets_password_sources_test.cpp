// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/password_sources.h"
#include "secrets_workshop.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

std::string told(const PasswordSearch& search) {
    return search.found ? std::string(search.found->password.reveal()) + " from " + search.found->origin : "nothing";
}

class PasswordSourcesTest : public VaultTest {
protected:
    void SetUp() override { places.home = folder(); }

    const PgpassQuestion question{.host = "h", .port = "1", .database = "d", .user = "u"};
    MadeUpPlaces places;
};

TEST_F(PasswordSourcesTest, PostgresAsksTheVariableBeforeTheFile) {
    EXPECT_EQ(told(postgresPassword(question, places.places())), "nothing");
    const auto file = putPrivate(folder() / ".pgpass", "*:*:*:*:filed\n");
    EXPECT_EQ(told(postgresPassword(question, places.places())), "filed from " + file.string() + ", line 1");
    places.variables["PGPASSWORD"] = "varied";
    EXPECT_EQ(told(postgresPassword(question, places.places())), "varied from the variable PGPASSWORD");
    places.variables["PGPASSWORD"] = "";
    EXPECT_EQ(told(postgresPassword(question, places.places())), "filed from " + file.string() + ", line 1");
}

TEST_F(PasswordSourcesTest, MysqlAsksTheVariableLast) {
    places.variables["MYSQL_PWD"] = "varied";
    EXPECT_EQ(told(mysqlPassword({}, places.places())), "varied from the variable MYSQL_PWD");
    const auto file = putPrivate(folder() / ".my.cnf", "[client]\npassword=filed\n");
    EXPECT_EQ(told(mysqlPassword({}, places.places())), "filed from " + file.string() + ", line 2");
}

TEST_F(PasswordSourcesTest, AFileThatCanNotBeReadIsToldAndTheSearchGoesOn) {
    places.variables["MYSQL_PWD"] = "varied";
    put(folder() / ".my.cnf", "password=x\n");
    putPrivate(folder() / ".mylogin.cnf", "garbage");
    const PasswordSearch search = mysqlPassword("shop", places.places());
    EXPECT_EQ(told(search), "varied from the variable MYSQL_PWD");
    ASSERT_EQ(search.warnings.size(), 2U);
    EXPECT_THAT(search.warnings[0], HasSubstr(".mylogin.cnf"));
    EXPECT_THAT(search.warnings[1], HasSubstr(".my.cnf, line 1"));
}

TEST_F(PasswordSourcesTest, ThePlacesOfThisProcessAreThoseOfItsEnvironment) {
    const UserPlaces real = userPlaces();
    EXPECT_FALSE(real.home.empty());
    EXPECT_TRUE(real.variable("PATH"));
    EXPECT_FALSE(real.variable("DBVIS_NO_SUCH_VARIABLE"));
    EXPECT_FALSE(setVariable(real, "DBVIS_NO_SUCH_VARIABLE"));
}

} // namespace
} // namespace dbv::secrets::workshop
