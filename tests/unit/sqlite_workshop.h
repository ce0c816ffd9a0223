// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <QtCore/QTemporaryDir>

#include <dbv/data/cell_text.h>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sqlite/connector.h"

namespace dbv::sqlite::workshop {

/// Refuses large values: these tests have none.
class NoStore : public LargeValueStore {
public:
    [[nodiscard]] Result<std::uint64_t> store(std::string_view /*bytes*/) override {
        return fail(ErrorKind::IoError, "no room", "");
    }
};

/// A folder that anybody may enter, with tools to make database files in it by SQLite's own means.
class Workshop : public testing::Test {
protected:
    Workshop() { std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms(0755)); }

    [[nodiscard]] std::string folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::string path(std::string_view name) const { return folder() + "/" + std::string(name); }
    /// Runs statements on a file without the connector.
    static void shell(const std::string& file, const std::string& sql) {
        sqlite3* handle = nullptr;
        ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
        char* message = nullptr;
        EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message << "\n" << sql;
        sqlite3_free(message);
        sqlite3_close(handle);
    }
    /// A small database of several pages.
    [[nodiscard]] std::string makeDatabase(std::string_view name, const std::string& before = {}) const {
        shell(path(name), before + "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);"
                                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                                   "INSERT INTO t SELECT i, hex(randomblob(20)) FROM n;");
        return path(name);
    }
    static void write(const std::string& file, std::string_view bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
    }
    [[nodiscard]] static std::string read(const std::string& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    /// Overwrites bytes in the middle of a file.
    static void patch(const std::string& file, std::streamoff at, std::string_view bytes) {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(at);
        stream << bytes;
    }

    [[nodiscard]] ConnectParams params(const std::string& database,
                                       std::map<std::string, std::string, std::less<>> options = {}) const {
        ConnectParams params;
        params.database = database;
        params.workingDirectory = folder();
        params.options = std::move(options);
        params.options.emplace("busyTimeoutMs", "0");
        return params;
    }
    [[nodiscard]] static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params) {
        SqliteConnector connector;
        return openSession(connector, params, {});
    }
    /// Opens what has to open.
    [[nodiscard]] std::unique_ptr<Session> open(const std::string& database,
                                                std::map<std::string, std::string, std::less<>> options = {}) const {
        auto session = tryOpen(params(database, std::move(options)));
        if (!session) {
            ADD_FAILURE() << session.error().message;
            return nullptr;
        }
        return std::move(*session);
    }
    /// Runs a statement; the first value of the first row as text.
    [[nodiscard]] static Result<std::string> run(Session& session, const StatementText& statement) {
        const auto cursor = session.execute(statement);
        if (!cursor) {
            return std::unexpected(cursor.error());
        }
        NoStore store;
        RowBatchBuilder rows((*cursor)->columns().size(), {}, store);
        std::string first;
        for (Result<bool> more = true; more.value_or(false);) {
            more = (*cursor)->fetch(rows);
            if (!more) {
                return std::unexpected(more.error());
            }
            const RowBatchPtr batch = rows.take();
            if (first.empty() && batch->rows() > 0 && batch->columns() > 0) {
                appendCellText(first, batch->cell(0, 0));
            }
        }
        return first;
    }
    [[nodiscard]] static Result<std::string> run(Session& session, std::string_view sql) {
        return run(session, StatementText{sql, {}, {}});
    }

private:
    QTemporaryDir m_folder;
};

} // namespace dbv::sqlite::workshop
