// SPDX-License-Identifier: Apache-2.0
// What a connection can not be opened with is refused when it is kept, not when it is needed.
#include <string>
#include <vector>

#include "dbvis_fixture.h"
#include "support/tcp_peers.h"

namespace dbv::testing {

namespace {

class DbvisParameters : public DbvisProgram {};

TEST_F(DbvisParameters, ThatNoServerIsOpenedWithAreRefusedByTheirNames) {
    struct Case {
        std::vector<std::string> target;
        std::string name;
        std::string allowed;
    };
    for (const Case& each : std::vector<Case>{
             {{"postgresql://h/d?sslmode=nope"}, "sslmode", "verify-full"},
             {{"postgresql://h/d?connect_timeout=abc"}, "connect_timeout", "0 and less for no limit"},
             {{"postgresql://h/d?replication=database"}, "replication", "Leave it out"},
             {{"postgresql://h,k/d?hostaddr=192.0.2.7"}, "hostaddr", "one address for each host"},
             {{"postgresql://h/d?application_name"}, "application_name", "application_name="},
             {{"postgresql://h/d?target_session_attrs=x"}, "target_session_attrs", "read-write"},
             {{"postgresql://h/d?channel_binding=x"}, "channel_binding", "require"},
             {{"postgresql://h/d?port=70000"}, "port", "1 to 65535"},
             {{"postgresql://h/d?maxSessions=0"}, "maxSessions", "1 to 1000"},
             {{"postgresql://h/d?ssmode=require"}, "ssmode", "sslmode"},
             {{"postgresql://h:70000/d"}, "port", "1 to 65535"},
             {{"mysql://h/d?ssl-mode=nope"}, "ssl-mode", "verify_identity"},
             {{"mysql://h/d?connect_timeout=abc"}, "connect_timeout", "seconds from 1"},
             {{"mysql://h/d?charset=latin1"}, "charset", "utf8mb4"},
             {{"mysql://h/d?tls-version=SSLv3"}, "tls-version", "TLSv1.3"},
             {{"mysql://h/d?compress=x"}, "compress", "1, 0"},
             {{"mysql://h/d", "--tls", "prefer", "--tls-ca", "/ca.pem"}, "/ca.pem", "verify-ca"},
             {{"sqlite:a.db?mode=x"}, "mode", "ro"},
             {{"sqlite:a.db?nonsense=1"}, "nonsense", "mode"},
             {{"sqlite://h/a.db"}, "", ""},
         }) {
        std::vector<std::string> words{"connections", "add", "wrong"};
        words.insert(words.end(), each.target.begin(), each.target.end());
        EXPECT_EQ(run(words), 2) << each.target.front();
        const std::string said = errors();
        EXPECT_NE(said.find(each.name), std::string::npos) << each.target.front() << said;
        EXPECT_NE(said.find(each.allowed), std::string::npos) << each.target.front() << said;
    }
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisParameters, ThatHaveNothingToDoWithThisMachineNowAreKept) {
    for (const char* target :
         {"postgresql://h/d?sslmode=verify-full&sslrootcert=/not/there.pem", "sqlite:/not/there.db",
          "mysql://h/d?ssl-mode=VERIFY_CA&ssl-ca=/not/there.pem&connect_timeout=5",
          "postgresql://h/d?connect_timeout=0&hostaddr=192.0.2.7&ssl=true", "postgresql:///?service=not-there"}) {
        EXPECT_EQ(run({"connections", "add", "right", target}), 0) << target;
        EXPECT_EQ(errors(), "");
    }
}

TEST_F(DbvisParameters, OfTheTimeHoldForTheOpeningAsWell) {
    const support::TcpServer silent([](support::TestSocket& guest) { support::TcpServer::keepSilent(guest); });
    for (const char* scheme : {"postgresql", "mysql"}) {
        const std::string url = scheme + std::string("://me@127.0.0.1:") + std::to_string(silent.port()) + "/d";
        EXPECT_EQ(run({"query", url, "SELECT 1", "--timeout", "300"}), 3);
        const std::string said = errors();
        EXPECT_NE(said.find("not open after 300 ms"), std::string::npos) << said;
    }
}

TEST_F(DbvisParameters, AFileWhoseNameReadsLikeALoginIsKeptAndThatIsTold) {
    EXPECT_EQ(run({"connections", "add", "login", "sec/hunter22@h"}), 0);
    const std::string said = errors();
    EXPECT_NE(said.find("as the name of a file"), std::string::npos) << said;
    EXPECT_EQ(said.find("hunter22"), std::string::npos) << said;
    EXPECT_EQ(run({"connections", "add", "file", "./sec/word@h"}), 0);
    EXPECT_EQ(errors(), "");
}

TEST_F(DbvisParameters, ALoginThatIsTakenForAFileIsNotRepeatedWhenThereIsNoSuchFile) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"query", "ann/hunter22@h", "select 1"}, {"connections", "test", "ann/hunter22@h"}}) {
        EXPECT_NE(run(words), 0);
        const std::string said = errors() + output();
        EXPECT_NE(said.find("not understood: ann/***@h."), std::string::npos) << said;
        EXPECT_EQ(said.find("hunter22"), std::string::npos) << said;
    }
}

} // namespace

} // namespace dbv::testing
