// SPDX-License-Identifier: Apache-2.0
// What an import says it would do is what it does, and no password is in what it says.
#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "dbvis_fixture.h"

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
            {"name": "service", "config": {"connector": "postgres", "host": "h", "options": {"service": "x"}}},
            {"name": "plugin", "config": {"connector": "mysql", "host": "h", "options": {"plugin_dir": "/x"}}},
            {"name": "file", "config": {"connector": "mysql", "host": "h", "options": {"read-default-file": "/x"}}},
            {"name": "good", "config": {"connector": "postgres", "host": "h"}}]})",
         1, 6}};
    return kSources;
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

TEST_F(DbvisImport, OptionsThatHoldAPasswordAreKeptByNobody) {
    for (const char* target :
         {"postgresql://h/d?dbname=host%3Dh%20password%3DSEKRET", "postgresql://h/d?dbname=postgresql://u:SEKRET@h/d",
          "postgresql://h/d?options=-c x password=SEKRET", "postgresql://h/d?application_name=password=SEKRET",
          "postgresql://h/d?user=u:SEKRET", "sqlite:file:x?key=SEKRET", "postgresql://u%3ASEKRET@h/d",
          "mysql://h/d?startupSql=set password='SEKRET'", "mysql://h/d?init_command=set password='SEKRET'",
          "postgresql://h/d?sslkeypass=SEKRET"}) {
        EXPECT_EQ(run({"connections", "add", "wrong", target}), 2) << target;
        const std::string said = errors();
        EXPECT_EQ(said.find("SEKRET"), std::string::npos) << said;
    }
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(output(), "");
}

} // namespace

} // namespace dbv::testing
