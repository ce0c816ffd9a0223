// SPDX-License-Identifier: Apache-2.0
// What an import says it would do is what it does, and no password is in what it says.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "dbvis_fixture.h"
#include "support/terminal_program.h"

namespace dbv::testing {

namespace {

struct ForeignSource {
    std::string program;
    std::string name;
    std::string text;
    int good = 0;
    int refused = 0;
};

const std::vector<ForeignSource>& sourcesWithSecrets() {
    static const std::vector<ForeignSource> kSources{
        {"dbeaver", "data-sources.json", R"({"connections": {
            "a-1": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "",
                    "configuration": {"host": "h", "user": "u:SEKRET", "database": "d"}},
            "a-2": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "pw password=SEKRET",
                    "configuration": {"host": "h"}},
            "a-3": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "nul",
                    "configuration": {"host": "h\u0000evil"}},
            "a-4": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "line",
                    "configuration": {"host": "h", "user": "a\nb"}},
            "a-5": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "tab",
                    "configuration": {"host": "h", "database": "a\tb"}},
            "a-6": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "good",
                    "configuration": {"host": "h"}}}})",
         1, 5},
        {"tableplus", "Connections.json", R"([
            {"ConnectionName": "one", "Driver": "MySQL", "DatabaseHost": "root:SEKRET@h"},
            {"Driver": "PostgreSQL", "DatabaseHost": "h password=SEKRET", "DatabaseName": "d?password=SEKRET"},
            {"ConnectionName": "good", "Driver": "PostgreSQL", "DatabaseHost": "h", "DatabaseName": "d"}])",
         1, 2},
        {"pg_service", "services.conf", "[good]\nhost=h\n[two]\ndbname=postgresql://u:SEKRET@h/d\n", 1, 1},
        {"pgadmin", "servers.json", R"({"Servers": {
            "1": {"Name": "one", "Host": "postgresql://u:SEKRET@h/", "Port": 5432, "Username": "u"},
            "2": {"Name": "good", "Host": "h", "Port": 5432, "Username": "u"}}})",
         1, 1},
        {"dbvis", "own.json", R"({"format": "dbvis connections", "version": 1, "connections": [
            {"name": "pw u:SEKRET@h", "config": {"connector": "postgres", "host": "h"}},
            {"name": "pw2", "group": "u:SEKRET@h", "config": {"connector": "postgres", "host": "h"}},
            {"name": "db", "config": {"connector": "postgres", "host": "h",
                "options": {"dbname": "host=h password=SEKRET"}}},
            {"name": "replica", "config": {"connector": "postgres", "host": "h", "options": {"replication": "on"}}},
            {"name": "plugin", "config": {"connector": "mysql", "host": "h", "options": {"plugin_dir": "/x"}}},
            {"name": "file", "config": {"connector": "mysql", "host": "h", "options": {"read-default-file": "/x"}}},
            {"name": "good", "config": {"connector": "postgres", "host": "h"}}]})",
         1, 6}};
    return kSources;
}

/// A file of ours with this many connections.
std::string manyConnections(int count) {
    std::string text = R"({"format": "dbvis connections", "version": 1, "connections": [)";
    for (int i = 0; i < count; ++i) {
        text += std::string(i == 0 ? "" : ",") +
                R"({"name": "same", "config": {"connector": "sqlite", "database": "/d)" + std::to_string(i) + R"("}})";
    }
    return text + "]}";
}

class DbvisImport : public DbvisProgram {
protected:
    [[nodiscard]] std::string write(const ForeignSource& source) const {
        const std::string path = m_files.filePath(QString::fromStdString(source.name)).toStdString();
        std::ofstream(path, std::ios::binary) << source.text;
        return path;
    }

    QTemporaryDir m_files;
};

TEST_F(DbvisImport, ShowsNoPasswordAndDoesWhatItSaidItWouldDo) {
    for (const ForeignSource& source : sourcesWithSecrets()) {
        const std::string file = write(source);
        const std::string end = ", " + std::to_string(source.refused) + " refused.\n";
        for (const bool dry : {true, false}) {
            for (const char* format : {"json", "text"}) {
                std::vector<std::string> words{"connections", "import", source.program, file, "--without-secrets"};
                if (dry) {
                    words.emplace_back("--dry-run");
                }
                if (std::string(format) == "json") {
                    words.insert(words.end(), {"--format", "json"});
                }
                EXPECT_EQ(run(words), 0) << source.program;
                const std::string said = output() + errors();
                EXPECT_EQ(said.find("SEKRET"), std::string::npos) << said;
                EXPECT_NE(said.find("good"), std::string::npos) << said;
                if (dry && std::string(format) == "text") {
                    EXPECT_TRUE(said.ends_with(std::to_string(source.good) + " would be kept" + end)) << said;
                }
            }
            if (!dry) {
                // The text comes after the JSON, which has kept it.
                EXPECT_EQ(run({"connections", "list"}), 0);
                const std::string listed = output();
                EXPECT_EQ(std::ranges::count(listed, '\n'), source.good) << listed;
                EXPECT_EQ(run({"connections", "remove", "good"}), 0);
                EXPECT_EQ(run({"connections", "import", source.program, file, "--without-secrets"}), 0);
                const std::string said = output();
                EXPECT_TRUE(said.ends_with(std::to_string(source.good) + " kept" + end)) << said;
                EXPECT_EQ(run({"connections", "remove", "good"}), 0);
            }
        }
    }
}

TEST_F(DbvisImport, KeepsManyAtOnceAndKnowsThemAgain) {
    const std::string file = write({"dbvis", "many.json", manyConnections(250)});
    EXPECT_EQ(run({"connections", "import", "dbvis", file}), 0) << errors();
    EXPECT_NE(output().find("250 kept."), std::string::npos);
    EXPECT_EQ(run({"connections", "list"}), 0);
    const std::string listed = output();
    EXPECT_EQ(std::ranges::count(listed, '\n'), 250);
    EXPECT_NE(listed.find("same (250)"), std::string::npos);
    EXPECT_EQ(run({"connections", "import", "dbvis", file}), 0) << errors();
    EXPECT_NE(output().find("0 kept, 250 known already."), std::string::npos);
}

TEST_F(DbvisImport, OfMoreThanOneFileMayHaveIsRefusedAndSaid) {
    const std::string file = write({"dbvis", "many.json", manyConnections(5001)});
    EXPECT_EQ(run({"connections", "import", "dbvis", file}), 1);
    const std::string said = errors();
    EXPECT_NE(said.find("has 5001 connections; at most 5000"), std::string::npos) << said;
    EXPECT_NE(said.find("Divide it"), std::string::npos) << said;
}

TEST_F(DbvisImport, ThatIsEndedBySignalSaysWhatIsKept) {
    const std::string file = write({"dbvis", "many.json", manyConnections(5000)});
    support::TerminalProgram terminal;
    ASSERT_TRUE(terminal.start(DBV_PROGRAM_DIR "/dbvis", {"connections", "import", "dbvis", file},
                               {"DBVIS_HOME=" + m_home.path().toStdString()}));
    EXPECT_NE(terminal.until("connections kept, of 5000"), "");
    terminal.signal(SIGINT);
    std::string rest;
    EXPECT_EQ(terminal.wait(rest), 130);
    const std::string words = "The import was ended early: ";
    const std::size_t at = rest.find(words);
    ASSERT_NE(at, std::string::npos) << rest;
    EXPECT_EQ(run({"connections", "list"}), 0);
    const std::string listed = output();
    EXPECT_EQ(std::to_string(std::ranges::count(listed, '\n')),
              rest.substr(at + words.size(), rest.find(' ', at + words.size()) - at - words.size()));
}

TEST_F(DbvisImport, ReadsAPipe) {
    const std::string text = manyConnections(3);
    start({"connections", "import", "dbvis", "/dev/stdin", "--dry-run"});
    send(text);
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0) << errors();
    EXPECT_NE(output().find("3 would be kept."), std::string::npos);
    start({"connections", "import", "dbvis", "/dev/stdin", "--dry-run"});
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 1);
    EXPECT_NE(errors().find("Nothing came out of /dev/stdin"), std::string::npos);
}

TEST_F(DbvisImport, OptionsThatHoldAPasswordAreKeptByNobody) {
    for (const char* target :
         {"postgresql://h/d?dbname=host%3Dh%20password%3DSEKRET", "postgresql://h/d?dbname=postgresql://u:SEKRET@h/d",
          "postgresql://h/d?options=-c x password=SEKRET", "postgresql://h/d?application_name=password=SEKRET",
          "postgresql://h/d?user=u:SEKRET", "sqlite:file:x?key=SEKRET", "postgresql://u:SEKRET@h/d",
          "mysql://h/d?startupSql=set password='SEKRET'", "mysql://h/d?init_command=set password='SEKRET'",
          "postgresql://h/d?sslkeypass=SEKRET"}) {
        EXPECT_EQ(run({"connections", "add", "wrong", target}), 2) << target;
        const std::string said = errors();
        EXPECT_EQ(said.find("SEKRET"), std::string::npos) << said;
    }
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisImport, AndWhateverElseIsSavedHasTheSafetyThatTheSettingsSay) {
    std::ofstream(m_home.filePath(QStringLiteral("settings.json")).toStdString())
        << R"({"safety.usual": "sandbox", "safety.production": "dryRun", "safety.test": "readOnly"})";
    const std::string file = write({"dbvis", "some.json", R"({"format": "dbvis connections", "version": 1,
        "connections": [{"name": "usual", "config": {"url": "sqlite:/a.db"}},
                        {"name": "prod", "environment": "production", "config": {"url": "sqlite:/b.db"}},
                        {"name": "test", "environment": "test", "config": {"url": "sqlite:/c.db"}},
                        {"name": "said", "environment": "test", "config": {"url": "sqlite:/d.db", "safety": "off"}}]})"});
    EXPECT_EQ(run({"connections", "import", "dbvis", file}), 0) << errors();
    EXPECT_NE(output().find("It is read-only here, as the settings say of new connections."), std::string::npos);
    EXPECT_EQ(run({"connections", "add", "added", "sqlite:/e.db"}), 0) << errors();
    EXPECT_EQ(run({"connections", "add", "writable", "sqlite:/f.db", "--environment", "test", "--writable"}), 0);
    start({"rpc"});
    send(R"({"jsonrpc":"2.0","id":"a","method":"saveConnection","params":{"connection":{"name":"saved",)"
         R"("environment":"production","config":{"url":"sqlite:/g.db"}}}})");
    EXPECT_NE(lineWith(R"("id":"a")").find("saved"), std::string::npos);
    send(R"({"jsonrpc":"2.0","id":"b","method":"saveConnection","params":{"connection":{"name":"chosen",)"
         R"("config":{"url":"sqlite:/h.db","safety":"confirm"}}}})");
    EXPECT_NE(lineWith(R"("id":"b")").find("chosen"), std::string::npos);
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0);
    for (const auto& [name, safety] : std::vector<std::pair<std::string, std::string>>{{"usual", "sandbox"},
                                                                                       {"prod", "dryRun"},
                                                                                       {"test", "readOnly"},
                                                                                       {"said", "off"},
                                                                                       {"added", "sandbox"},
                                                                                       {"writable", "confirm"},
                                                                                       {"saved", "dryRun"},
                                                                                       {"chosen", "confirm"}}) {
        EXPECT_EQ(run({"connections", "show", name, "--format", "json"}), 0) << errors();
        const std::string shown = output();
        EXPECT_NE(shown.find(R"("safety":")" + safety), std::string::npos) << shown;
    }
}

} // namespace

} // namespace dbv::testing
