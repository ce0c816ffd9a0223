// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "watched_database.h"

namespace dbv::testing {

namespace {

using Handle = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Handle openFile(const std::string& path, int flags) {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &handle, flags, nullptr), SQLITE_OK) << path;
    return {handle, &sqlite3_close};
}

/// All that a query returns, a row a line.
std::string answerTo(sqlite3* handle, const std::string& sql) {
    std::string text;
    const auto add = [](void* all, int columns, char** values, char**) {
        for (int i = 0; i < columns; ++i) {
            *static_cast<std::string*>(all) += values[i] == nullptr ? "NULL" : values[i];
        }
        *static_cast<std::string*>(all) += '\n';
        return 0;
    };
    char* problem = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), add, &text, &problem), SQLITE_OK) << sql << ": " << problem;
    sqlite3_free(problem);
    return text;
}

class WatchedSqlite final : public WatchedDatabase {
public:
    WatchedSqlite() {
        std::filesystem::create_directories(folder() / "files");
        const Handle made = openFile(file(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        answerTo(made.get(), readSafetyFile("sqlite.sql"));
        std::filesystem::copy_file(file(), folder() / "as_it_was.db");
        restoreFiles();
    }
    [[nodiscard]] protocol::ConnectionConfig config() const override {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = file();
        config.options = {{"mode", "rw"}, {"foreignKeys", "true"}};
        return config;
    }
    [[nodiscard]] protocol::ConnectionConfig bystanderConfig() const override { return {}; }
    [[nodiscard]] DialectId dialect() const override { return DialectId::Sqlite; }
    [[nodiscard]] std::string table() const override { return "sqlite.txt"; }
    [[nodiscard]] std::filesystem::path files() const override { return folder() / "files"; }
    [[nodiscard]] DatabaseState state() const override {
        const std::string bytes = hashOf(file());
        // Its own bytes stand apart: where rows change, they do as well.
        std::string all = linesOfFiles(folder());
        const std::size_t own = all.find("outside file shop.db ");
        all.replace(own, all.find('\n', own) - own, "bytes " + bytes);
        const Handle open = openFile("file:" + file() + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        if (bytes == m_known) {
            return linesOf(all + m_inside);
        }
        std::string inside = answerTo(open.get(), R"(
            SELECT 'object ' || type || ' ' || name FROM sqlite_schema;
            SELECT 'shape ' || tbl_name || ' ' || name || ' ' || replace(ifnull(sql, ''), char(10), '~') FROM sqlite_schema;
            SELECT 'shape file ' || (SELECT user_version FROM pragma_user_version) || ' ' ||
                   (SELECT application_id FROM pragma_application_id) || ' ' || (SELECT journal_mode FROM pragma_journal_mode))");
        const std::string queries = answerTo(
            open.get(),
            "SELECT 'SELECT ''' || iif(name = 'sqlite_sequence', 'number ', 'row ') || name || ' '' || rowid || ''|'' "
            "|| ' || "
            "(SELECT group_concat('quote(\"' || c.name || '\")', ' || ''|'' || ') FROM pragma_table_info(s.name) c) || "
            "' FROM \"' || name || '\";' FROM pragma_table_list s WHERE type IN ('table', 'virtual') AND schema = "
            "'main' AND wr = 0 AND name <> "
            "'sqlite_schema'");
        inside += answerTo(open.get(), queries);
        m_known = bytes;
        m_inside = inside;
        return linesOf(all + inside);
    }
    void restore() override {
        for (const auto& each : std::filesystem::directory_iterator(folder())) {
            if (each.is_regular_file() && each.path().filename() != "as_it_was.db") {
                std::filesystem::remove(each.path());
            }
        }
        std::filesystem::copy_file(folder() / "as_it_was.db", file());
        restoreFiles();
    }

private:
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::string file() const { return folder() / "shop.db"; }
    void restoreFiles() const {
        std::filesystem::remove_all(files());
        std::filesystem::create_directories(files());
        const Handle other = openFile(files() / "kept.txt", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        answerTo(other.get(), "CREATE TABLE kept (a); INSERT INTO kept VALUES (1), (2)");
    }

    QTemporaryDir m_folder;
    mutable std::string m_known;
    mutable std::string m_inside;
};

} // namespace

std::unique_ptr<WatchedDatabase> watchedSqlite() {
    return std::make_unique<WatchedSqlite>();
}

} // namespace dbv::testing
