// SPDX-License-Identifier: Apache-2.0
// `dbvis run`, and `runScriptFile` of `dbvis rpc`, with the engine behind them.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <gmock/gmock.h>

#include <sys/stat.h>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DbvisRun : public DbvisProgram {
protected:
    void SetUp() override { static_cast<void>(write("it.db", "")); }
    std::string write(const std::string& name, const std::string& text) {
        std::string path = m_home.path().toStdString() + "/" + name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    /// What a query of the database writes.
    std::string read(const std::string& sql) {
        EXPECT_EQ(run({"query", m_database, sql, "--no-header"}), 0) << errors();
        return output();
    }

    /// Whether a query comes to write this. Other programs are at it, and nothing else tells how far they are.
    bool becomes(const std::string& sql, const std::string& expected) {
        QElapsedTimer waited;
        waited.start();
        std::string last;
        while (last != expected && waited.elapsed() < ChildProgram::kWaitMs) {
            ChildProgram reader{{"DBVIS_HOME=" + m_reader.path().toStdString()}};
            EXPECT_TRUE(reader.start(DBV_PROGRAM_DIR "/dbvis", {"query", m_database, sql, "--no-header"}));
            reader.closeInput();
            EXPECT_EQ(reader.wait(), 0) << reader.errors();
            last = reader.output();
        }
        return last == expected;
    }
    /// Interrupts a run that has nothing to read yet.
    void stopsAtPipe(const std::string& pipe, const std::string& safety);

    QTemporaryDir m_reader;
    std::string m_database = m_home.path().toStdString() + "/it.db";
};

TEST_F(DbvisRun, RunsSeveralScripts) {
    const std::string first = write("first.sql", "CREATE TABLE t(a);\nINSERT INTO t VALUES (1);\n");
    const std::string second = write("second.sql", "INSERT INTO t VALUES (2);\nSELECT * FROM t;\n");
    EXPECT_EQ(run({"run", first, second, "--url", m_database, "--progress"}), 0) << errors();
    EXPECT_EQ(output(), "");
    EXPECT_THAT(errors(), HasSubstr("2 statements, 0 failed, 43 bytes in "));
    EXPECT_EQ(read("SELECT sum(a) FROM t"), "3\n");
}

TEST_F(DbvisRun, NamesThePlaceOfAFailureAndGoesOnFromThere) {
    const std::string path = write(
        "bad.sql", "CREATE TABLE t(a UNIQUE);\nINSERT INTO t VALUES (1);\n  INSERT INTO t VALUES (1);\nINSERT INTO "
                   "t\n VALUES (2), nothing;\nINSERT INTO t VALUES (3);\n");
    EXPECT_EQ(run({"run", path, "--url", m_database}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("bad.sql, line 3, column 3"), HasSubstr("--continue-from byte:54")));
    EXPECT_EQ(run({"run", path, "--url", m_database, "--continue-from", "4"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("bad.sql, line 5, column 14"), HasSubstr("--continue-from 4\n")));
    EXPECT_EQ(run({"run", path, "--url", m_database, "--continue-from", "6"}), 0);
    EXPECT_EQ(read("SELECT group_concat(a) FROM t"), "\"1,3\"\n");
    EXPECT_EQ(run({"run", path, "--url", m_database, "--keep-going", "--transaction", "2"}), 1);
    EXPECT_EQ(read("SELECT group_concat(a) FROM t"), "\"1,3\"\n");
}

TEST_F(DbvisRun, TakesTheInput) {
    start({"run", "-", "--url", m_database});
    send("CREATE TABLE t(a);\nINSERT INTO t VALUES (1);");
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0) << errors();
    EXPECT_EQ(read("SELECT count(*) FROM t"), "1\n");
    start({"run", "-", "--url", m_database, "--safety", "dryRun"});
    send("INSERT INTO t VALUES (2);");
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0) << errors();
    EXPECT_EQ(read("SELECT count(*) FROM t"), "1\n");
}

TEST_F(DbvisRun, AsksForAYesWhereTheConnectionConfirms) {
    start({"rpc"});
    send(
        R"({"jsonrpc":"2.0","id":"s","method":"saveConnection","params":{"connection":{"name":"shop","config":{"url":"sqlite:)" +
        m_database + R"(","safety":"confirm"}}}})");
    EXPECT_THAT(lineWith(R"("id":"s")"), HasSubstr("shop"));
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0);
    const std::string make = write("make.sql", "CREATE TABLE t(a);");
    EXPECT_EQ(run({"run", make, "--connection", "shop"}), 0);
    const std::string text = "INSERT INTO t VALUES (1);\nDROP TABLE t;";
    EXPECT_EQ(run({"run", write("drop.sql", text), "--connection", "shop"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("line 2 of "), HasSubstr("run it again with --yes")));
    EXPECT_EQ(read("SELECT count(*) FROM t"), "0\n");
    start({"run", "-", "--connection", "shop"});
    send(text);
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 1);
    EXPECT_EQ(read("SELECT count(*) FROM t"), "0\n");
    start({"run", "-", "--connection", "shop", "--yes"});
    send(text);
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0) << errors();
    EXPECT_EQ(read("SELECT count(*) FROM sqlite_schema"), "0\n");
}

TEST_F(DbvisRun, RefusesWhatDoesNotFitTogether) {
    const std::string path = write("a.sql", "SELECT 1;");
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"run", path},
                                                  {"run", path, "--url", m_database, "--transaction", "some"},
                                                  {"run", path, "--url", m_database, "--continue-from", "0"},
                                                  {"run", path, "--url", m_database, "--continue-from", "byte:x"},
                                                  {"run", path, "--url", m_database, "--continue-from", "line"}}) {
        EXPECT_NE(run(wrong), 0);
        EXPECT_THAT(errors(), HasSubstr("dbvis run --help."));
    }
    EXPECT_NE(run({"run", path, "--url", m_database, "--continue-from", "line"}), 0);
    EXPECT_THAT(errors(),
                HasSubstr("--continue-from takes a line (1, 2, ...) or byte:N of the unpacked script (byte:0, "
                          "byte:1, ...), not line."));
    EXPECT_NE(run({"run", path, path, "--url", m_database, "--continue-from", "2"}), 0);
    EXPECT_THAT(errors(), HasSubstr("--continue-from is for one script, and 2 were given."));
    EXPECT_EQ(run({"run", m_home.path().toStdString() + "/none.sql", "--url", m_database}), 1);
    EXPECT_THAT(errors(), HasSubstr("none.sql can not be read"));
}

TEST_F(DbvisRun, LooksForAllScriptsBeforeItRunsAny) {
    const std::string first = write("first.sql", "CREATE TABLE t(a);\n");
    EXPECT_EQ(run({"run", first, m_home.path().toStdString() + "/none.sql", "--url", m_database}), 1);
    EXPECT_THAT(errors(), HasSubstr("none.sql can not be read: No such file or directory. Nothing was run."));
    EXPECT_EQ(run({"run", first, m_home.path().toStdString(), "--url", m_database}), 1);
    EXPECT_THAT(errors(), HasSubstr("Is a directory"));
    EXPECT_EQ(read("SELECT count(*) FROM sqlite_schema"), "0\n");
    EXPECT_EQ(run({"run", "--help"}), 0);
    EXPECT_THAT(output(), HasSubstr("one for each file"));
}

TEST_F(DbvisRun, TellsWhereAScriptEndsThatWasToGoOnBehindIt) {
    const std::string path = write("a.sql", "CREATE TABLE t(a);\nSELECT 1;\n-- the end\n");
    EXPECT_EQ(run({"run", path, "--url", m_database, "--continue-from", "3"}), 1);
    EXPECT_THAT(errors(),
                AllOf(HasSubstr("a.sql stands in line 3 or behind it: it has 2 statements, 3 lines and 40 bytes. "
                                "Nothing of it was run.\n  at "),
                      HasSubstr("at a line from 1 to 3, or at a byte from 0 to 40 (dbvis run: --continue-from LINE or "
                                "byte:N)")));
    EXPECT_EQ(run({"run", path, "--url", m_database, "--continue-from", "byte:9999"}), 1);
    EXPECT_THAT(errors(), HasSubstr("stands in byte 9999 or behind it: it has 2 statements"));
    EXPECT_EQ(read("SELECT count(*) FROM sqlite_schema"), "0\n");
}

TEST_F(DbvisRun, TellsHowManyFailuresAreNotListed) {
    std::string text;
    for (int i = 0; i < 1003; ++i) {
        text += "SELECT nothing;\n";
    }
    const std::string many = write("many.sql", text);
    EXPECT_EQ(run({"run", many, many, "--url", m_database, "--keep-going"}), 1);
    const std::string told = errors();
    const std::string more = "dbvis: 3 more statements have failed, which are not listed: 1003 in all.";
    const std::size_t first = told.find(more);
    ASSERT_NE(first, std::string::npos) << told.substr(told.size() - std::min<std::size_t>(told.size(), 300));
    EXPECT_NE(told.find(more, first + 1), std::string::npos);
}

TEST_F(DbvisRun, GoesOnBehindAFileThatIsMissing) {
    const std::string text = "CREATE TABLE t(a);\n.read missing.sql\nINSERT INTO t VALUES (1);\n";
    const std::string path = write("a.sql", text);
    EXPECT_EQ(run({"run", path, "--url", m_database, "--keep-going", "--progress"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("missing.sql can not be read: No such file or directory.\n  at "),
                                HasSubstr("a.sql, line 2, column 1"), HasSubstr("3 statements, 1 failed")));
    EXPECT_EQ(read("SELECT count(*) FROM t"), "1\n");
    // What is to stop at it tells from where to go on.
    EXPECT_EQ(run({"run", path, "--url", m_database, "--continue-from", "2", "--yes"}), 1);
    EXPECT_THAT(errors(), HasSubstr("--continue-from 2\n"));
    EXPECT_EQ(read("SELECT count(*) FROM t"), "1\n");
}

TEST_F(DbvisRun, NamesLinesAsTheFileHasThem) {
    const std::string open = write("open.sql", "SELECT 1;\nSELECT 2;\nSELECT 3,\n  'abc\n;\n");
    EXPECT_EQ(run({"run", open, "--url", m_database}), 1);
    EXPECT_THAT(errors(), HasSubstr("The quote that is opened in line 4 is never closed"));
    const std::string bad = write("bad.sql", "CREATE TABLE t(a);\nSELECT 'ab\xFF';\n");
    EXPECT_EQ(run({"run", bad, "--url", m_database, "--encoding", "utf-8", "--yes"}), 1);
    EXPECT_THAT(errors(), HasSubstr("bad.sql, line 2, column 11\n"));
    EXPECT_EQ(read("SELECT count(*) FROM t"), "0\n") << "what stands before it has run";
}

TEST_F(DbvisRun, StopsWhileNobodyWritesAndSaysNothingOfAStatement) {
    const std::string pipe = m_home.path().toStdString() + "/pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    // Also where it would be copied first, to be looked through.
    for (const std::string safety : {"off", "confirm"}) {
        SCOPED_TRACE(safety);
        stopsAtPipe(pipe, safety);
    }
}

TEST_F(DbvisRun, CallsTheInputByItsNameAlsoWhereItIsCopied) {
    start({"run", "-", "--url", m_database});
    send("SELECT 1;\nSELECT nothing;");
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("at the input, line 2, column 8"), Not(HasSubstr("/tmp/db-visualizer."))));
    start({"run", "-", "--url", m_database});
    send("SELECT 1;\nDROP TABLE t;");
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("In line 2 of the input: "), Not(HasSubstr("/tmp/db-visualizer."))));
    start({"run", "-", "--url", m_database, "--continue-from", "7"});
    send("SELECT 1;");
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 1);
    EXPECT_THAT(errors(), HasSubstr("No statement of the input stands in line 7"));
}

TEST_F(DbvisRun, AsksOfWhatIsOpenedByAUrlAsWell) {
    const std::string path = write("drop.sql", "CREATE TABLE t(a);\nDROP TABLE t;\n");
    EXPECT_EQ(run({"run", path, "--url", m_database}), 1);
    EXPECT_THAT(errors(),
                AllOf(HasSubstr("Nothing was sent: a statement would have to be confirmed first. In line 2 of "),
                      HasSubstr("run it again with --yes; with --safety off nothing is asked about.")));
    EXPECT_EQ(read("SELECT count(*) FROM sqlite_schema"), "0\n");
    EXPECT_EQ(run({"run", path, "--url", m_database, "--yes"}), 0) << errors();
    EXPECT_EQ(run({"run", path, "--url", m_database, "--safety", "off"}), 0) << errors();
    const std::string pipe = m_home.path().toStdString() + "/pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    start({"run", pipe, "--url", m_database});
    std::ofstream(pipe, std::ios::binary) << "CREATE TABLE t(a);\nSELECT nothing;\n";
    EXPECT_EQ(m_program.wait(), 1);
    EXPECT_THAT(errors(), HasSubstr("at " + pipe + ", line 2, column 8"))
        << "a pipe is read once, and looked through all the same";
    EXPECT_EQ(read("SELECT count(*) FROM t"), "0\n");
    EXPECT_EQ(run({"query", m_database, "DROP TABLE t"}), 1);
    EXPECT_THAT(errors(), HasSubstr("with --safety off nothing is asked about"));
    EXPECT_EQ(run({"export", m_database, "--query", "DELETE FROM t RETURNING a"}), 1);
    EXPECT_THAT(errors(), HasSubstr("export it with --safety off"));
    EXPECT_EQ(run({"query", m_database, "DROP TABLE t", "--yes"}), 0) << errors();
}

TEST_F(DbvisRun, RunsWhatHasComeOfAPackedPipe) {
    for (const char* packs : {"gzip -c", "zstd -qc", "xz -c"}) {
        SCOPED_TRACE(packs);
        EXPECT_EQ(run({"query", m_database, "DROP TABLE IF EXISTS t; CREATE TABLE t(a)", "--yes"}), 0) << errors();
        const std::string pipe = m_home.path().toStdString() + "/packed";
        const std::string go = m_home.path().toStdString() + "/go";
        for (const std::string& each : {pipe, go}) {
            std::filesystem::remove(each);
            ASSERT_EQ(::mkfifo(each.c_str(), 0600), 0);
        }
        start({"run", pipe, "--url", m_database, "--safety", "off"});
        ChildProgram writer;
        const std::string both = "(echo 'INSERT INTO t VALUES (1);' | " + std::string(packs) + "; cat '" + go +
                                 "'; echo 'INSERT INTO t VALUES (2);' | " + std::string(packs) + ") > '" + pipe + "'";
        ASSERT_TRUE(writer.start("/bin/sh", {"-c", both}));
        // The rest does not come before the first is done.
        EXPECT_TRUE(becomes("SELECT count(*) FROM t", "1\n"));
        std::ofstream(go, std::ios::binary).close();
        EXPECT_EQ(writer.wait(), 0);
        EXPECT_EQ(m_program.wait(), 0) << errors();
        EXPECT_EQ(read("SELECT group_concat(a) FROM t"), "\"1,2\"\n");
    }
}

void DbvisRun::stopsAtPipe(const std::string& pipe, const std::string& safety) {
    start({"run", pipe, "--url", m_database, "--safety", safety});
    const std::filesystem::path descriptors = "/proc/" + std::to_string(m_program.id()) + "/fd";
    const auto hasOpened = [&] {
        std::error_code failed;
        std::filesystem::directory_iterator all(descriptors, failed);
        return !failed && std::any_of(begin(all), end(all), [&](const std::filesystem::directory_entry& each) {
            return std::filesystem::read_symlink(each.path(), failed) == pipe;
        });
    };
    QElapsedTimer waited;
    waited.start();
    while (!hasOpened() && waited.elapsed() < ChildProgram::kWaitMs) {
        QThread::msleep(10);
    }
    m_program.signal(SIGINT);
    EXPECT_EQ(m_program.wait(), 128 + SIGINT);
    EXPECT_THAT(errors(), HasSubstr("empty: a database without tables.\ndbvis: stopped before anything of " + pipe +
                                    " was sent.\n"));
}

TEST_F(DbvisRun, AnswersOverJsonRpc) {
    connectInMemory();
    const std::string path =
        write("a.sql", "CREATE TABLE t(a);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (nothing);\n");
    send(R"({"jsonrpc":"2.0","id":"r","method":"runScriptFile","params":{"connectionId":1,"path":")" + path + R"("}})");
    const std::string failed = lineWith("script.failed");
    EXPECT_THAT(failed, HasSubstr(R"("line":3)"));
    EXPECT_THAT(failed, HasSubstr(R"("position":23)"));
    const std::string answer = lineWith(R"("result")");
    EXPECT_THAT(answer, HasSubstr(R"("failed":1)"));
    EXPECT_THAT(answer, HasSubstr(R"("statements":3)"));
    EXPECT_THAT(answer, HasSubstr(R"("continueFrom":{"column":1,)"));
    send(R"({"jsonrpc":"2.0","id":"p","method":"pauseScript","params":{"id":"r"}})");
    EXPECT_THAT(lineWith(R"("id":"p")"), HasSubstr(R"("paused":false)"));
    send(
        R"({"jsonrpc":"2.0","id":"w","method":"runScriptFile","params":{"connectionId":1,"path":"x","transaction":"two"}})");
    EXPECT_THAT(lineWith(R"("id":"w")"), HasSubstr("-32602"));
}

TEST_F(DbvisRun, HoldsLittleOfALargeScript) {
    connectInMemory();
    std::string text = "CREATE TABLE t(a);\n";
    const std::string row = "INSERT INTO t SELECT length('" + std::string(1000, 'x') + "') WHERE false;\n";
    for (int i = 0; i < 60'000; ++i) {
        text += row;
    }
    const std::string path = write("large.sql", text);
    send(R"({"jsonrpc":"2.0","id":"r","method":"runScriptFile","params":{"connectionId":1,"path":")" + path + R"("}})");
    EXPECT_THAT(lineWith(R"("result")"), HasSubstr(R"("statements":60001)"));
    EXPECT_LT(residentKib(), 200 * 1024);
}

TEST_F(DbvisRun, TellsThatALimitOfMemoryHasNoEffectInSqlite) {
    const std::string path =
        write("limits.sql", "PRAGMA soft_heap_limit = 5000000;\npragma main.HARD_HEAP_LIMIT(5000000);\n");
    EXPECT_EQ(run({"run", path, "--url", m_database}), 0);
    EXPECT_THAT(errors(), AllOf(HasSubstr("PRAGMA soft_heap_limit has no effect here"),
                                HasSubstr("PRAGMA hard_heap_limit has no effect here")));
    EXPECT_EQ(run({"run", write("asks.sql", "PRAGMA soft_heap_limit;"), "--url", m_database}), 0);
    EXPECT_EQ(errors().find("has no effect"), std::string::npos) << "it is only asked for";
}

TEST_F(DbvisRun, PutsACommitThatFailsInNoLineOfTheScript) {
    const std::string path =
        write("deferred.sql", "CREATE TABLE p(a PRIMARY KEY);\nCREATE TABLE c(a REFERENCES p DEFERRABLE "
                              "INITIALLY DEFERRED);\nINSERT INTO c VALUES (1);\nSELECT 1;\n");
    EXPECT_EQ(run({"run", path, "--url", "sqlite:" + m_database + "?foreignKeys=true", "--transaction", "one"}), 1);
    const std::string told = errors();
    EXPECT_THAT(told, AllOf(HasSubstr("COMMIT has failed for the statements from line 1 to line 4 of "),
                            HasSubstr("none of them is kept: FOREIGN KEY"), HasSubstr("--continue-from 1\n")));
    EXPECT_EQ(told.find("in the statement of"), std::string::npos) << told;
    EXPECT_EQ(read("SELECT count(*) FROM sqlite_schema"), "0\n");
}

} // namespace

} // namespace dbv::testing
