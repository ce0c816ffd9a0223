// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "mysql/connector.h"
#include "postgres/connector.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace dbv::testing {

/// A server that can be killed, whichever it is.
class MortalServer {
public:
    MortalServer() = default;
    MortalServer(const MortalServer&) = delete;
    MortalServer& operator=(const MortalServer&) = delete;
    virtual ~MortalServer() = default;

    [[nodiscard]] virtual std::string problem() const = 0;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    [[nodiscard]] virtual std::shared_ptr<Connector> connector() const = 0;
    [[nodiscard]] virtual std::string user() const = 0;
    virtual void crash() = 0;
    virtual void start() = 0;
    /// All statements that it has got.
    [[nodiscard]] virtual std::string log() const = 0;
    /// Start-up statements that leave a mark, and what shows the mark and the place where names are looked up.
    [[nodiscard]] virtual std::string startupSql() const = 0;
    [[nodiscard]] virtual std::string showsState() const = 0;
    virtual std::string run(const std::string& sql) const = 0;
};

class MortalPostgres final : public MortalServer {
public:
    MortalPostgres() { m_server.run("CREATE DATABASE home"); }
    [[nodiscard]] std::string problem() const override { return m_server.problem(); }
    [[nodiscard]] std::uint16_t port() const override { return m_server.port(); }
    [[nodiscard]] std::shared_ptr<Connector> connector() const override {
        return std::make_shared<postgres::PostgresConnector>();
    }
    [[nodiscard]] std::string user() const override { return "postgres"; }
    void crash() override { m_server.crash(); }
    void start() override { m_server.start(); }
    [[nodiscard]] std::string log() const override { return m_server.log(); }
    [[nodiscard]] std::string startupSql() const override {
        return "CREATE SCHEMA IF NOT EXISTS own; SET search_path = own, public; SET my.mark = 'started up'";
    }
    [[nodiscard]] std::string showsState() const override {
        return "SELECT current_setting('my.mark') || ', ' || current_database() || ', ' || current_schema()";
    }
    std::string run(const std::string& sql) const override {
        return m_server.run("SET search_path = own, public; " + sql, "home");
    }

private:
    support::PostgresServer m_server{
        {.settings = {"log_statement = all", "log_min_error_statement = panic", "synchronous_commit = on"}, .hba = {}}};
};

class MortalMariadb final : public MortalServer {
public:
    MortalMariadb() { m_server.run("CREATE DATABASE home"); }
    [[nodiscard]] std::string problem() const override { return m_server.problem(); }
    [[nodiscard]] std::uint16_t port() const override { return m_server.port(); }
    [[nodiscard]] std::shared_ptr<Connector> connector() const override {
        return std::make_shared<mysql::MysqlConnector>();
    }
    [[nodiscard]] std::string user() const override { return "root"; }
    void crash() override { m_server.crash(); }
    void start() override { m_server.start(); }
    [[nodiscard]] std::string log() const override {
        std::ostringstream text;
        text << std::ifstream(m_server.folder() / "data" / "general.log").rdbuf();
        return text.str();
    }
    [[nodiscard]] std::string startupSql() const override { return "SET @mark = 'started up'"; }
    [[nodiscard]] std::string showsState() const override { return "SELECT CONCAT(@mark, ', ', DATABASE(), ', own')"; }
    std::string run(const std::string& sql) const override { return m_server.run(sql, "home"); }

private:
    support::MariadbServer m_server{{.settings = {"--general-log=1", "--general-log-file=general.log"}}};
};

} // namespace dbv::testing
