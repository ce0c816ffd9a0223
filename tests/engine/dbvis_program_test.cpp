// SPDX-License-Identifier: Apache-2.0
// The program itself, with a real database behind it.
#include <csignal>
#include <fstream>
#include <string>

#include <QFile>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

TEST_F(DbvisProgram, AnswersAScriptWithExactValues) {
    connectInMemory();
    runSql("q", "create table t(a, b); insert into t values (9007199254740993, x'00ff'), (null, 0.1); select * from t");
    EXPECT_EQ(lineWith("query.columns"),
              R"({"jsonrpc":"2.0","method":"query.columns","params":{"id":"q","columns":)"
              R"([{"binary":false,"name":"a","type":""},{"binary":false,"name":"b","type":""}],"statement":2}})"
              "\n");
    std::string rows = rowsOfResult();
    std::erase_if(rows, [](char c) { return c == ','; });
    EXPECT_EQ(rows, R"(["9007199254740993"{"b64":"AP8="}][null"0.1"])");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("affectedRows":2)"), std::string::npos);
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0);
}

TEST_F(DbvisProgram, QueryWritesRowsAndSaysWhatFailed) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1 as a, null as b"}), 0);
    EXPECT_EQ(output(), "a,b\n1,\n");
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1;\nselec 2"}), 1);
    EXPECT_NE(errors().find("line 2, column 1"), std::string::npos);
    EXPECT_EQ(run({"query", "/no/such.db", "select 1"}), 3);
    EXPECT_EQ(run({"query"}), 2);
}

TEST_F(DbvisProgram, EachResultIsALineOfJson) {
    EXPECT_EQ(
        run({"query", "sqlite::memory:", "--format", "json", "select 1 as a union all select 2;\nselect 'x' as b"}), 0);
    EXPECT_EQ(output(), "[{\"a\":1},{\"a\":2}]\n[{\"b\":\"x\"}]\n");
    EXPECT_EQ(run({"query", "sqlite::memory:", "--format", "json", "select 1 as a where 0"}), 0);
    EXPECT_EQ(output(), "[]\n");
    // What was cut off is a line by itself, and none that reads like a whole one.
    EXPECT_EQ(run({"query", "sqlite::memory:", "--format", "json", "--keep-going",
                   "select abs(column1) as a from (values (1), (-9223372036854775808));select 2 as b"}),
              1);
    EXPECT_EQ(output(), "[{\"a\":1}\n[{\"b\":2}]\n");
}

TEST_F(DbvisProgram, OfSeveralResultsTheOneThatIsCutIsNamed) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "--max-rows", "1", "select 1 union select 2"}), 0);
    EXPECT_NE(errors().find("dbvis: the result has more than these 1 rows."), std::string::npos) << errors();
    EXPECT_EQ(run({"query", "sqlite::memory:", "--max-rows", "1", "--format", "table",
                   "select 1;\nselect 1 union select 2;\nselect 3"}),
              0);
    EXPECT_EQ(errors(), "dbvis: the result of the statement in line 2 has more rows than the 1 that are written.\n");
}

TEST_F(DbvisProgram, AFileOfSqlMayBeginWithAByteOrderMark) {
    QTemporaryDir folder;
    const auto write = [&folder](const std::string& bytes) {
        std::string file = folder.path().toStdString() + "/a.sql";
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    };
    EXPECT_EQ(run({"query", "sqlite::memory:", "-f", write("\xEF\xBB\xBFselect 'marked' as a")}), 0) << errors();
    EXPECT_EQ(output(), "a\nmarked\n");
    for (const std::string& wide : {std::string("\xFF\xFEs\0", 4), std::string("\xFE\xFF\0s", 4)}) {
        EXPECT_EQ(run({"query", "sqlite::memory:", "-f", write(wide)}), 2);
        EXPECT_NE(errors().find("is UTF-16"), std::string::npos) << errors();
    }
}

TEST_F(DbvisProgram, ConnectionsAreKeptUnderTheirName) {
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:"}), 0);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(output(), "mem\tsqlite::memory:\t\t\t\t\t\n");
    EXPECT_EQ(run({"query", "@mem", "select 7"}), 0);
    EXPECT_EQ(output(), "7\n7\n");
    EXPECT_EQ(run({"connections", "remove", "mem"}), 0);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisProgram, ExportReplacesAFileAsAWhole) {
    const std::string path = m_home.filePath(QStringLiteral("out.json")).toStdString();
    EXPECT_EQ(run({"export", "sqlite::memory:", "--query", "select 1 as a", "-o", path}), 0);
    QFile file(QString::fromStdString(path));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll().toStdString(), "[\n{\"a\":1}\n]\n");
    EXPECT_EQ(run({"export", "sqlite::memory:", "--query", "select nonsense", "-o", path}), 1);
    ASSERT_TRUE(file.seek(0));
    EXPECT_EQ(file.readAll().toStdString(), "[\n{\"a\":1}\n]\n");
}

TEST_F(DbvisProgram, ReadOnlyHoldsForAKeptConnectionToo) {
    const std::string file = m_home.filePath(QStringLiteral("kept.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a)"}), 0);
    EXPECT_EQ(run({"connections", "add", "kept", file}), 0);
    EXPECT_EQ(run({"query", "@kept", "create table u(a)", "--read-only"}), 1);
    EXPECT_NE(errors().find("read-only"), std::string::npos);
    EXPECT_EQ(run({"query", "@kept", "select name from sqlite_schema"}), 0);
    EXPECT_EQ(output(), "name\nt\n");
}

TEST_F(DbvisProgram, ADryRunLeavesNothing) {
    const std::string file = m_home.filePath(QStringLiteral("dry.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a); insert into t values (1)"}), 0);
    EXPECT_EQ(run({"connections", "add", "kept", file}), 0);
    for (const std::string& target : {file, std::string("@kept")}) {
        EXPECT_EQ(run({"query", target, "begin; delete from t; drop table t; commit", "--safety", "dryRun"}), 0);
        const std::string told = errors();
        EXPECT_NE(told.find("Dry run: COMMIT was not sent."), std::string::npos) << told;
        EXPECT_NE(told.find("Dry run: everything was rolled back."), std::string::npos) << told;
        EXPECT_EQ(run({"query", file, "select a from t"}), 0);
        EXPECT_EQ(output(), "a\n1\n");
    }
    EXPECT_EQ(run({"query", "@kept", "vacuum", "--safety", "dryRun"}), 1);
    EXPECT_NE(errors().find("a rollback would not take back"), std::string::npos);
}

TEST_F(DbvisProgram, AnInMemoryDatabaseIsTheSameForAllWhoUseIt) {
    connectInMemory();
    runSql("q", "create table t(a); insert into t values (7)");
    ASSERT_NE(lineWith(R"("id":"q","result")"), ChildProgram::kNothingCame);
    send(R"({"jsonrpc":"2.0","id":"m","method":"getMetadata","params":{"connectionId":1,"schema":"main"}})");
    EXPECT_NE(lineWith(R"("id":"m")").find(R"("name":"t")"), std::string::npos);
}

TEST_F(DbvisProgram, ATestOfAConnectionSaysHowFarItCame) {
    const std::string file = m_home.filePath(QStringLiteral("letter.txt")).toStdString();
    std::ofstream(file) << std::string(4096, 'x');
    start({"rpc"});
    const auto test = [this](const std::string& id, const std::string& url) {
        send(R"({"jsonrpc":"2.0","id":")" + id + R"(","method":"testConnection","params":{"config":{"url":")" + url +
             R"("}}})");
        return lineWith(R"("id":")" + id);
    };
    EXPECT_NE(test("good", "sqlite::memory:").find(R"("dialect":"sqlite")"), std::string::npos);
    const std::string noFile = test("file", "sqlite:" + file);
    EXPECT_NE(noFile.find(R"("diagnosis":[{"message":"SQLite opens \")" + file + R"(\".","ok":true,"step":"resolve",)"),
              std::string::npos)
        << noFile;
    EXPECT_NE(noFile.find(R"("ok":false,"step":"database","timeMs":)"), std::string::npos) << noFile;
    const std::string noUrl = test("url", "oracle://host/db");
    EXPECT_NE(noUrl.find(R"("ok":false,"step":"resolve","timeMs":)"), std::string::npos) << noUrl;
}

TEST_F(DbvisProgram, AResultThatIsCutHidesNoFailureOfItsStatement) {
    connectInMemory();
    runSql("s", "pragma foreign_keys=on; create table p(id integer primary key); "
                "create table c(p references p deferrable initially deferred)");
    ASSERT_NE(lineWith(R"("id":"s","result")"), ChildProgram::kNothingCame);
    send(R"~({"jsonrpc":"2.0","id":"q","method":"runQuery","params":{"connectionId":1,"maxRows":1,"sql":)~"
         R"~("insert into c values (1), (2) returning p"}})~");
    const std::string answer = lineWith(R"("id":"q","result")");
    EXPECT_NE(answer.find("FOREIGN KEY constraint failed"), std::string::npos) << answer;
}

TEST_F(DbvisProgram, ParametersAreWhatTheyAre) {
    connectInMemory();
    send(R"~({"jsonrpc":"2.0","id":"q","method":"runQuery","params":{"connectionId":1,"sql":)~"
         R"~("select ?1>3, typeof(?1), typeof(?2), typeof(?3), hex(?4), typeof(?5)",)~"
         R"~("params":[2,0.5,"2",{"b64":"AP8="},null]}})~");
    EXPECT_EQ(rowsOfResult(), R"(["0","integer","real","text","00FF","null"])");
}

TEST_F(DbvisProgram, APasswordIsNotKeptInAConnection) {
    EXPECT_EQ(run({"connections", "add", "pw", "postgresql://u:secret@h/d"}), 2);
    EXPECT_EQ(errors().find("secret"), std::string::npos);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisProgram, AnExportOfAStatementWithoutRowsRunsNothing) {
    const std::string file = m_home.filePath(QStringLiteral("rows.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a); insert into t values (1)"}), 0);
    EXPECT_EQ(run({"export", file, "--query", "delete from t", "--safety", "off", "-o", file + ".csv"}), 1);
    EXPECT_NE(errors().find("nothing was run"), std::string::npos);
    EXPECT_EQ(run({"query", file, "select count(*) as n from t"}), 0);
    EXPECT_EQ(output(), "n\n1\n");
}

TEST_F(DbvisProgram, AnExportToTheOutputTakesOneStatementThatReturnsRows) {
    const std::string file = m_home.filePath(QStringLiteral("rows.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a); insert into t values (1)"}), 0);
    for (const char* sql : {"select 1; delete from t", "select 1; select 2", "", "-- nothing"}) {
        EXPECT_EQ(run({"export", file, "--query", sql}), 1) << sql;
        EXPECT_NE(errors().find("exactly one statement"), std::string::npos) << sql;
        EXPECT_EQ(output(), "") << sql;
    }
    EXPECT_EQ(run({"export", file, "--query", "delete from t", "--safety", "off"}), 1);
    EXPECT_NE(errors().find("nothing was run"), std::string::npos);
    EXPECT_EQ(run({"export", file, "--query", "select count(*) as n from t;\n"}), 0);
    EXPECT_EQ(output(), "n\n1\n");
}

TEST_F(DbvisProgram, AnExportWhoseRowsHaveNoPlaceToGoRunsNothing) {
    const std::string file = m_home.filePath(QStringLiteral("rows.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a); insert into t values (1)"}), 0);
    EXPECT_EQ(run({"export", file, "--query", "delete from t returning a", "--safety", "off", "-o", file + "/no.csv"}),
              1);
    EXPECT_EQ(run({"query", file, "select count(*) as n from t"}), 0);
    EXPECT_EQ(output(), "n\n1\n");
}

TEST_F(DbvisProgram, AnExportReplacesNoDatabaseThatIsOpen) {
    const std::string file = m_home.filePath(QStringLiteral("open.db")).toStdString();
    const std::string other = m_home.filePath(QStringLiteral("other.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a); insert into t values (1)"}), 0);
    EXPECT_EQ(run({"query", "sqlite:" + other + "?mode=rwc", "create table u(b)"}), 0);
    for (const std::string& target : {file, file + "-journal", other}) {
        EXPECT_EQ(run({"export", "sqlite:" + file + "?attach.o=" + other, "--table", "t", "-o", target}), 1);
        EXPECT_NE(errors().find("belongs to a database that is open here"), std::string::npos) << target;
    }
    EXPECT_EQ(run({"query", file, "select count(*) as n from t"}), 0);
    EXPECT_EQ(output(), "n\n1\n");
}

TEST_F(DbvisProgram, AnExportReplacesNoDatabaseThatAStatementAttached) {
    const std::string other = m_home.filePath(QStringLiteral("attached.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + other + "?mode=rwc", "create table u(b)"}), 0);
    connectInMemory();
    runSql("a", "attach '" + other + "' as o");
    ASSERT_NE(lineWith(R"("id":"a","result")"), ChildProgram::kNothingCame);
    const auto exportTo = [&](const std::string& path) {
        send(R"({"jsonrpc":"2.0","id":"e","method":"exportQuery","params":{"connectionId":1,"sql":"select 1",)"
             R"("format":"csv","path":")" +
             path + "\"}}");
        return lineWith(R"("id":"e")");
    };
    EXPECT_NE(exportTo(other).find("belongs to a database that is open here"), std::string::npos);
    runSql("d", "detach o");
    ASSERT_NE(lineWith(R"("id":"d","result")"), ChildProgram::kNothingCame);
    EXPECT_NE(exportTo(other).find(R"("rows":1)"), std::string::npos);
}

TEST_F(DbvisProgram, AnExportSaysWhatAnOpenTransactionKeepsFromIt) {
    const std::string file = m_home.filePath(QStringLiteral("bank.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "pragma journal_mode=wal; create table t(a)"}), 0);
    start({"rpc"});
    send(R"({"jsonrpc":"2.0","id":"c","method":"connect","params":{"config":{"url":"sqlite:)" + file +
         R"(?busyTimeoutMs=0"}}})");
    ASSERT_NE(lineWith(R"("id":"c")").find(R"("connectionId":1)"), std::string::npos);
    const auto exported = [&] {
        send(R"({"jsonrpc":"2.0","id":"e","method":"exportTable","params":{"connectionId":1,"table":"t",)"
             R"("format":"csv","path":")" +
             file + R"(.csv"}})");
        return lineWith(R"("id":"e")");
    };
    runSql("b", "begin; insert into t values (1)");
    ASSERT_NE(lineWith(R"("id":"b","result")"), ChildProgram::kNothingCame);
    std::string answer = exported();
    EXPECT_NE(answer.find(R"("rows":0)"), std::string::npos) << answer;
    EXPECT_NE(answer.find("A transaction of this connection is open."), std::string::npos) << answer;
    runSql("x", "commit; pragma journal_mode=delete; begin exclusive");
    ASSERT_NE(lineWith(R"("id":"x","result")"), ChildProgram::kNothingCame);
    answer = exported();
    EXPECT_NE(answer.find("A transaction of this connection itself is open"), std::string::npos) << answer;
    runSql("r", "rollback");
    ASSERT_NE(lineWith(R"("id":"r","result")"), ChildProgram::kNothingCame);
    EXPECT_NE(exported().find(R"("notices":[],"rows":1)"), std::string::npos);
}

TEST_F(DbvisProgram, AMistakeOnAFreshConnectionIsNoChangeOfTheTables) {
    const std::string file = m_home.filePath(QStringLiteral("typo.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a)"}), 0);
    EXPECT_EQ(run({"query", file, "select nocol from t"}), 1);
    EXPECT_EQ(errors().find("changed meanwhile"), std::string::npos);
}

TEST_F(DbvisProgram, ATransactionThatWasLeftOpenIsTold) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "create table t(a); begin; insert into t values (1)"}), 1);
    EXPECT_NE(errors().find("not committed"), std::string::npos);
    EXPECT_EQ(run({"query", "sqlite::memory:", "create table t(a); begin; insert into t values (1); commit"}), 0);
}

TEST_F(DbvisProgram, SettingsThatWereSetAsideAreTold) {
    std::ofstream(m_home.filePath(QStringLiteral("settings.json")).toStdString()) << "garbage";
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1 as a"}), 0);
    EXPECT_NE(errors().find("settings.json"), std::string::npos);
    EXPECT_EQ(output(), "a\n1\n");
}

TEST_F(DbvisProgram, AHugeTimeoutIsNoneAtAll) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1 as a", "--timeout", "9223372036855"}), 0);
    EXPECT_EQ(output(), "a\n1\n");
}

TEST_F(DbvisProgram, AnOutputThatCanNotBeWrittenIsAFailureEachTime) {
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(run({"query", "sqlite::memory:", "select 1"}, "/dev/full"), 4);
    }
}

} // namespace

} // namespace dbv::testing
