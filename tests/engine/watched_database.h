// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "protocol/connection_config.h"
#include "safety_table.h"

namespace dbv::testing {

/// A database of a real engine whose whole content, and what a statement could reach from it, is told and put back.
class WatchedDatabase {
public:
    WatchedDatabase() = default;
    WatchedDatabase(const WatchedDatabase&) = delete;
    WatchedDatabase& operator=(const WatchedDatabase&) = delete;
    virtual ~WatchedDatabase() = default;

    /// How it is opened.
    [[nodiscard]] virtual protocol::ConnectionConfig config() const = 0;
    /// How a connection is opened that is to survive whatever the table does; nothing where there are no others.
    [[nodiscard]] virtual protocol::ConnectionConfig bystanderConfig() const = 0;
    [[nodiscard]] virtual DialectId dialect() const = 0;
    /// The file with its statements, in `tests/engine/safety`.
    [[nodiscard]] virtual std::string table() const = 0;
    /// Everything that is kept: rows, structure, rights, other databases, files that it can write.
    [[nodiscard]] virtual DatabaseState state() const = 0;
    /// Makes it what it was at first. Nobody is connected to it.
    virtual void restore() = 0;
    /// The same, as far as rows were changed and things called `made` were made, and sooner: whoever calls it looks whether that was all.
    virtual void mend() { restore(); }
    /// Where files may be written; there is one, `kept.txt`.
    [[nodiscard]] virtual std::filesystem::path files() const = 0;
    /// The server's number for the bystander's session.
    void setBystander(std::string id) { m_bystander = std::move(id); }

protected:
    [[nodiscard]] const std::string& bystander() const { return m_bystander; }

private:
    std::string m_bystander = "0";
};

/// Of what a file holds.
[[nodiscard]] std::string hashOf(const std::filesystem::path& path);
/// One line for each file in a folder, with what it holds.
[[nodiscard]] std::string linesOfFiles(const std::filesystem::path& folder);

enum class WatchedEngine : std::uint8_t { Postgres, MariaDb, Sqlite };

/// One database for all tests of an engine, as it was at first.
[[nodiscard]] WatchedDatabase& watched(WatchedEngine engine);
/// For the names of tests.
[[nodiscard]] std::string nameOf(WatchedEngine engine);

[[nodiscard]] std::unique_ptr<WatchedDatabase> watchedPostgres();
[[nodiscard]] std::unique_ptr<WatchedDatabase> watchedMariadb();
[[nodiscard]] std::unique_ptr<WatchedDatabase> watchedSqlite();

} // namespace dbv::testing
