// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace dbv::testing {

/// The program, and a folder for backups of whole servers.
class DbvisServers : public DbvisProgram {
protected:
    void SetUp() override { std::filesystem::create_directory(path("to")); }
    [[nodiscard]] std::string path(const std::string& name) const { return m_work.path().toStdString() + "/" + name; }
    /// The backups in the folder, by name.
    [[nodiscard]] std::vector<std::string> made() const {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(path("to"))) {
            if (!entry.path().filename().string().starts_with('.')) {
                files.push_back(entry.path().filename().string());
            }
        }
        std::ranges::sort(files);
        return files;
    }
    /// How many of them are of a database, by the beginning of their names.
    [[nodiscard]] std::size_t madeOf(const std::string& begin) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(made(), [&begin](const std::string& name) { return name.starts_with(begin); }));
    }
    int makeAll(const std::string& url, const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"backup", "make", url, "--all-databases", "--to", path("to")};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
    std::string list() {
        EXPECT_EQ(run({"backup", "list"}), 0) << errors();
        return output();
    }

    QTemporaryDir m_work;
};

/// A server of PostgreSQL with several databases: `a"b'c`, `closed` (to `ann`), `größe ☃`, `postgres`; `mold` is a template, and `shut` lets
/// nobody in. What waits for a lock in `größe ☃` can be held there.
class DbvisPostgresServer : public DbvisServers {
protected:
    static constexpr const char* kQuoted = "a\"b'c";
    static constexpr const char* kUnicode = "größe ☃";

    static void SetUpTestSuite() {
        s_server = std::make_unique<support::PostgresServer>(
            support::PostgresServer::Options{.settings = {"max_prepared_transactions = 3"}, .hba = {}});
        ASSERT_EQ(s_server->problem(), "");
        for (const char* name : {R"("a""b'c")", "closed", R"("größe ☃")", "mold", "shut"}) {
            s_server->run(std::string("CREATE DATABASE ") + name);
        }
        for (const char* name : {kQuoted, kUnicode, "closed"}) {
            s_server->run("CREATE TABLE t AS SELECT i, md5(i::text) AS x FROM generate_series(1, 500) i", name);
        }
        s_server->run("CREATE TABLE parted (i integer) PARTITION BY RANGE (i)", kUnicode);
        s_server->run("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
        s_server->run("ALTER DATABASE mold IS_TEMPLATE true");
        s_server->run("ALTER DATABASE shut ALLOW_CONNECTIONS false");
        s_server->run("CREATE ROLE ann LOGIN");
        s_server->run("GRANT pg_read_all_data TO ann");
        s_server->run("CREATE ROLE bob LOGIN");
        for (const char* name : {kQuoted, kUnicode}) {
            s_server->run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO bob", name);
        }
    }
    static void TearDownTestSuite() { s_server.reset(); }

    [[nodiscard]] static support::PostgresServer& server() { return *s_server; }
    [[nodiscard]] static std::string url(const std::string& user = "postgres",
                                         const std::string& database = "postgres") {
        return "postgresql://" + user + "@" + server().host() + ":" + std::to_string(server().port()) + "/" + database;
    }
    /// From now on a backup of `größe ☃` waits.
    static void hold() {
        server().run("BEGIN; LOCK TABLE parted IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'held'", kUnicode);
    }
    static void release() { server().run("ROLLBACK PREPARED 'held'", kUnicode); }
    /// Until something waits for the lock. False when nothing does in time.
    [[nodiscard]] static bool isWaitedFor() {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < ChildProgram::kWaitMs) {
            if (server().run("SELECT count(*) FROM pg_locks WHERE NOT granted") != "0") {
                return true;
            }
            QThread::msleep(20);
        }
        return false;
    }
    static void expectNothingLeft() {
        EXPECT_EQ(server().run("SELECT count(*) FROM pg_database WHERE datname LIKE 'db\\_visualizer%'"), "0");
    }

private:
    static inline std::unique_ptr<support::PostgresServer> s_server;
};

} // namespace dbv::testing
