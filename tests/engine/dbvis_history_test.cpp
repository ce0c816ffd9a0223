// SPDX-License-Identifier: Apache-2.0
// `dbvis history`, and the history over JSON-RPC, with the file that both keep.
#include <string>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DbvisHistory : public DbvisProgram {
protected:
    int query(const std::string& sql) {
        return run({"query", "sqlite:" + m_home.path().toStdString() + "/a.db?mode=rwc", sql});
    }
    std::string history(std::vector<std::string> words = {}) {
        words.insert(words.begin(), "history");
        EXPECT_EQ(run(words), 0) << errors();
        return output();
    }
};

TEST_F(DbvisHistory, FindsWhatOtherProcessesHaveSent) {
    EXPECT_EQ(query("create table t(a); insert into t values (1), (2)"), 0);
    EXPECT_EQ(query("select nope from t"), 1);
    EXPECT_THAT(history(), AllOf(HasSubstr("create table t(a)"), HasSubstr("insert into t"), HasSubstr("select nope")));
    EXPECT_THAT(history({"ins"}), AllOf(HasSubstr("\tdone\t2\t"), Not(HasSubstr("create"))));
    EXPECT_THAT(history({"--outcome", "failed", "--format", "json"}),
                AllOf(HasSubstr(R"("error":"no such column: nope")"), HasSubstr(R"("source":"cli")")));
    EXPECT_THAT(history({"--since", "1h", "--limit", "1"}), AllOf(HasSubstr("nope"), Not(HasSubstr("insert"))));
    EXPECT_EQ(history({"--connection", "nobody's"}), "");
}

TEST_F(DbvisHistory, RecordsNothingInPrivateModeAndForgetsAllWhenToldTo) {
    history({"--private", "on"});
    EXPECT_EQ(query("select 42"), 0);
    EXPECT_EQ(history(), "");
    history({"--private", "off"});
    EXPECT_EQ(query("select 43"), 0);
    EXPECT_THAT(history(), HasSubstr("select 43"));
    history({"--clear"});
    EXPECT_EQ(history(), "");
}

TEST_F(DbvisHistory, SaysWhatItDoesNotUnderstand) {
    EXPECT_EQ(run({"history", "--since", "soon"}), 2);
    EXPECT_THAT(errors(), HasSubstr("--since must be a moment or a time, not soon."));
    EXPECT_EQ(run({"history", "--limit", "0"}), 2);
    EXPECT_EQ(run({"history", "text", "--clear"}), 2);
    EXPECT_EQ(run({"history", "--clear", "--connection", "a"}), 2);
    EXPECT_EQ(run({"history", "--outcome", "well"}), 2);
}

TEST_F(DbvisHistory, AnswersOverJsonRpc) {
    connectInMemory();
    runSql("q", "select 1 as one");
    lineWith(R"("id":"q","result")");
    const auto call = [this](const std::string& method, const std::string& params) {
        send(R"({"jsonrpc":"2.0","id":"h","method":")" + method + R"(","params":)" + params + "}");
        return lineWith(R"("id":"h")");
    };
    const std::string found = call("searchHistory", R"({"text":"one","outcome":"done"})");
    EXPECT_THAT(found, AllOf(HasSubstr(R"("sql":"select 1 as one")"), HasSubstr(R"("source":"rpc")"),
                             HasSubstr(R"("more":false)")));
    const std::size_t at = found.find(R"("id":1)") + 5;
    const std::string id = found.substr(at, found.find_first_of(",}", at) - at);
    EXPECT_THAT(call("searchHistory", R"({"outcome":"well"})"), HasSubstr("outcome must be one of"));
    EXPECT_THAT(call("searchHistory", R"({"limit":0})"), HasSubstr("limit must be a number"));
    EXPECT_THAT(call("removeHistory", "{}"), HasSubstr("Give the ids"));
    EXPECT_THAT(call("removeHistory", R"({"ids":["a"]})"), HasSubstr("ids must be an array of integers"));
    EXPECT_THAT(call("removeHistory", R"({"ids":[)" + id + "]}"), HasSubstr(R"({"removed":1})"));
    EXPECT_THAT(call("setHistoryPrivacy", R"({"private":true})"), HasSubstr(R"({"private":true})"));
    EXPECT_THAT(call("searchHistory", "{}"), AllOf(HasSubstr(R"("entries":[])"), HasSubstr(R"("private":true}})")));
}

} // namespace

} // namespace dbv::testing
