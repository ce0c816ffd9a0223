// SPDX-License-Identifier: Apache-2.0
// Names of machines and users that a shell would run are refused wherever they come from.
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "dbvis_fixture.h"

namespace dbv::testing {

class DbvisSshNames : public DbvisProgram {
protected:
    std::string file(const std::string& name, const std::string& text) {
        const std::string path = m_home.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path) << text;
        return path;
    }
};

TEST_F(DbvisSshNames, NoneIsKept) {
    for (const auto& [way, wrong] :
         std::vector<std::pair<std::string, std::string>>{{"deploy@$(touch /x).corp.test", "host name"},
                                                          {"de`id`@bastion", "user name"},
                                                          {"$(id),bastion", "host name"},
                                                          {"a;id@first,bastion", "user name"},
                                                          {"user@-oProxyCommand=id", "host name"}}) {
        EXPECT_EQ(run({"connections", "add", "bad", "postgresql://h/d", "--ssh", way}), 2) << way << errors();
        const std::string said = errors();
        EXPECT_TRUE(said.find(wrong) != std::string::npos || said.find("names no machine") != std::string::npos)
            << way << ": " << said;
    }
    ASSERT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(output().find("bad"), std::string::npos);
}

TEST_F(DbvisSshNames, NoneIsImported) {
    const std::string own = file("own.json", R"({"format": "dbvis connections", "version": 1, "connections": [
        {"name": "shell host", "config": {"connector": "postgres", "host": "h", "ssh": {"target": {"host": "$(id).corp.test", "port": 0, "user": ""}}}},
        {"name": "shell jump", "config": {"connector": "postgres", "host": "h", "ssh": {"target": {"host": "b", "port": 0, "user": ""},
            "jump": [{"host": "a|id", "port": 0, "user": ""}]}}},
        {"name": "shell user", "config": {"connector": "postgres", "host": "h", "ssh": {"target": {"host": "b", "port": 0, "user": "`id`"}}}},
        {"name": "good", "config": {"connector": "postgres", "host": "h", "ssh": {"target": {"host": "b", "port": 0, "user": "ann"}}}}]})");
    EXPECT_NE(run({"connections", "import", "dbvis", own}), -1);
    const std::string said = output() + errors();
    for (const char* words : {"is no host name for SSH", "is no user name for SSH"}) {
        EXPECT_NE(said.find(words), std::string::npos) << said;
    }
    ASSERT_EQ(run({"connections", "list"}), 0);
    const std::string list = output();
    EXPECT_NE(list.find("good"), std::string::npos) << list;
    EXPECT_EQ(list.find("shell"), std::string::npos) << list;
}

TEST_F(DbvisSshNames, NoneIsOpened) {
    start({"rpc"});
    for (const char* ssh : {R"({"host":"$(id).corp.test"})", R"({"host":"b","user":"`id`"})",
                            R"({"host":"b","jump":[{"host":"a","user":"x;id"}]})"}) {
        send(
            R"({"jsonrpc":"2.0","id":"c","method":"connect","params":{"config":{"connector":"postgres","host":"h","ssh":)" +
            std::string(ssh) + "}}}");
        const std::string answer = lineWith(R"("id":"c")");
        EXPECT_NE(answer.find("for SSH: it must not hold"), std::string::npos) << answer;
        EXPECT_NE(answer.find("invalidInput"), std::string::npos) << answer;
    }
}

TEST_F(DbvisSshNames, SeveralHostsAreNotPromisedThroughSsh) {
    const std::string url = "postgresql://nohost.test,127.0.0.1:56432/d";
    EXPECT_EQ(run({"connections", "add", "many", url, "--ssh", "bastion"}), 2);
    EXPECT_NE(errors().find("SSH leads to one host, and the connection names several: \"nohost.test,127.0.0.1\""),
              std::string::npos)
        << errors();
    EXPECT_EQ(run({"query", url, "SELECT 1", "--ssh", "127.0.0.1:1"}), 3);
    EXPECT_NE(errors().find("SSH leads to one host, and the connection names several: \"nohost.test,127.0.0.1\""),
              std::string::npos)
        << errors();
}

} // namespace dbv::testing
