// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <mysql.h>

#include "support/mariadb_server.h"
#include "watched_database.h"

namespace dbv::testing {

namespace {

// What there is and what it is like, as one text.
constexpr const char* kStructure = R"(
SELECT GROUP_CONCAT(REPLACE(line, '\n', '~') SEPARATOR '\n') FROM (
SELECT CONCAT('object ', TABLE_TYPE, ' ', TABLE_SCHEMA, '.', TABLE_NAME) AS line, TABLE_SCHEMA AS s FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', TABLE_SCHEMA, '.', TABLE_NAME, ' ', CONCAT_WS('|', ENGINE, ROW_FORMAT, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT)), TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', TABLE_SCHEMA, '.', TABLE_NAME, ' column ', CONCAT_WS('|', COLUMN_NAME, ORDINAL_POSITION, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, COLLATION_NAME, COLUMN_KEY, EXTRA, COLUMN_COMMENT)), TABLE_SCHEMA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('object index ', TABLE_SCHEMA, '.', TABLE_NAME, '.', INDEX_NAME), TABLE_SCHEMA FROM information_schema.STATISTICS WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', TABLE_SCHEMA, '.', TABLE_NAME, ' index ', CONCAT_WS('|', INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, INDEX_TYPE)), TABLE_SCHEMA FROM information_schema.STATISTICS WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('object constraint ', TABLE_SCHEMA, '.', TABLE_NAME, '.', CONSTRAINT_NAME), TABLE_SCHEMA FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('object partition ', TABLE_SCHEMA, '.', TABLE_NAME, '.', PARTITION_NAME), TABLE_SCHEMA FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made') AND PARTITION_NAME IS NOT NULL
UNION ALL SELECT CONCAT('object ', ROUTINE_TYPE, ' ', ROUTINE_SCHEMA, '.', ROUTINE_NAME), ROUTINE_SCHEMA FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', ROUTINE_SCHEMA, '.', ROUTINE_NAME, ' ', CONCAT_WS('|', ROUTINE_DEFINITION, SQL_DATA_ACCESS, SECURITY_TYPE, DEFINER, ROUTINE_COMMENT)), ROUTINE_SCHEMA FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('object trigger ', TRIGGER_SCHEMA, '.', TRIGGER_NAME), TRIGGER_SCHEMA FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', TRIGGER_SCHEMA, '.', EVENT_OBJECT_TABLE, ' trigger ', ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT), TRIGGER_SCHEMA FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', TABLE_SCHEMA, '.', TABLE_NAME, ' view ', VIEW_DEFINITION, DEFINER), TABLE_SCHEMA FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('object event ', EVENT_SCHEMA, '.', EVENT_NAME), EVENT_SCHEMA FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('shape ', EVENT_SCHEMA, '.', EVENT_NAME, ' event ', STATUS, EVENT_DEFINITION), EVENT_SCHEMA FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN ('shop', 'elsewhere', 'made')
UNION ALL SELECT CONCAT('object schema ', SCHEMA_NAME), SCHEMA_NAME FROM information_schema.SCHEMATA
UNION ALL SELECT CONCAT('shape ', SCHEMA_NAME, ' schema ', DEFAULT_COLLATION_NAME), SCHEMA_NAME FROM information_schema.SCHEMATA
UNION ALL SELECT CONCAT('outside variable ', VARIABLE_NAME, '=', VARIABLE_VALUE), '' FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME NOT LIKE 'gtid%'
UNION ALL SELECT CONCAT('outside plugin ', PLUGIN_NAME, PLUGIN_STATUS), '' FROM information_schema.PLUGINS
UNION ALL SELECT CONCAT('outside bystander ', COUNT(*)), '' FROM information_schema.PROCESSLIST WHERE ID = {bystander}
) facts WHERE s NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys'))";

// Makes the query that reads all rows, of the tables of users and of those with rights.
constexpr const char* kRowsQuery = R"(
SELECT CONCAT('SELECT GROUP_CONCAT(line SEPARATOR ''\n'') FROM (', GROUP_CONCAT(CONCAT('SELECT CONCAT(''', kind, ' ', s, '.', t, ' '', CONCAT_WS(''|'', ', columns, ')) AS line FROM `', s, '`.`', t, '`')
  SEPARATOR ' UNION ALL '), ') facts') FROM (
SELECT c.TABLE_SCHEMA AS s, c.TABLE_NAME AS t, IF(k.TABLE_TYPE = 'SEQUENCE', 'number', IF(c.TABLE_SCHEMA = 'mysql' OR c.TABLE_SCHEMA = 'elsewhere', 'outside', 'row')) AS kind,
  GROUP_CONCAT(CONCAT('QUOTE(REGEXP_REPLACE(`', c.COLUMN_NAME, '`, ''"password_last_changed": ?[0-9]+|\n'', ''~''))') ORDER BY c.ORDINAL_POSITION) AS columns
FROM information_schema.COLUMNS c JOIN information_schema.TABLES k ON k.TABLE_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME
WHERE k.TABLE_TYPE <> 'VIEW' AND c.COLUMN_NAME <> 'Timestamp' AND (c.TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') OR
  (c.TABLE_SCHEMA = 'mysql' AND c.TABLE_NAME IN ('global_priv', 'db', 'tables_priv', 'columns_priv', 'procs_priv', 'roles_mapping', 'proxies_priv', 'servers', 'func', 'plugin')))
GROUP BY s, t, kind) tables_of)";

// Puts rows and numbers back.
constexpr const char* kMariadbMend = R"(
SET foreign_key_checks = 0; UNLOCK TABLES;
DROP VIEW IF EXISTS shop.made; DROP TABLE IF EXISTS shop.made; DROP SEQUENCE IF EXISTS shop.made; DROP DATABASE IF EXISTS made;
DROP FUNCTION IF EXISTS shop.made; DROP PROCEDURE IF EXISTS shop.made;
ALTER TABLE shop.item DROP INDEX IF EXISTS made, DROP COLUMN IF EXISTS made;
DELETE FROM shop.owner; INSERT INTO shop.owner SELECT * FROM as_it_was.owner;
DELETE FROM shop.item; INSERT INTO shop.item SELECT * FROM as_it_was.item;
DELETE FROM shop.note; INSERT INTO shop.note SELECT * FROM as_it_was.note;
DELETE FROM shop.drawn; INSERT INTO shop.drawn SELECT * FROM as_it_was.drawn;
DELETE FROM shop.plain; INSERT INTO shop.plain SELECT * FROM as_it_was.plain;
DELETE FROM shop.told; INSERT INTO shop.told SELECT * FROM as_it_was.told;
DELETE FROM shop.parts; INSERT INTO shop.parts SELECT * FROM as_it_was.parts;
DELETE FROM shop.versioned; INSERT INTO shop.versioned SELECT * FROM as_it_was.versioned;
CREATE OR REPLACE SEQUENCE shop.num NOCACHE ENGINE=InnoDB; SET foreign_key_checks = 1)";

/// A connection that is kept.
class PlainMariadb {
public:
    explicit PlainMariadb(const std::string& socket) : m_line(mysql_init(nullptr), &mysql_close) {
        mysql_options(m_line.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
        m_open = mysql_real_connect(m_line.get(), nullptr, "root", "", "mysql", 0, socket.c_str(),
                                    CLIENT_MULTI_STATEMENTS) != nullptr;
    }

    /// The first cell of the last result; nothing after an error.
    [[nodiscard]] std::optional<std::string> run(const std::string& sql) const {
        std::string cell;
        int more = m_open ? mysql_real_query(m_line.get(), sql.data(), sql.size()) : 1;
        while (more == 0) {
            const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(m_line.get()),
                                                                                  &mysql_free_result);
            MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
            cell = row == nullptr || row[0] == nullptr ? "" : row[0];
            more = mysql_next_result(m_line.get());
        }
        return more < 0 ? std::optional(cell) : std::nullopt;
    }
    [[nodiscard]] std::string problem() const { return mysql_error(m_line.get()); }

private:
    std::unique_ptr<MYSQL, decltype(&mysql_close)> m_line;
    bool m_open = false;
};

class WatchedMariadb final : public WatchedDatabase {
public:
    WatchedMariadb() {
        if (!server().problem().empty()) {
            return;
        }
        std::filesystem::create_directories(files());
        std::ofstream(script()) << readSafetyFile("mariadb.sql");
        WatchedMariadb::restore();
    }
    [[nodiscard]] protocol::ConnectionConfig config() const override { return configFor("shop"); }
    [[nodiscard]] protocol::ConnectionConfig bystanderConfig() const override { return configFor("mysql"); }
    [[nodiscard]] DialectId dialect() const override { return DialectId::MariaDb; }
    [[nodiscard]] std::string table() const override { return "mariadb.txt"; }
    [[nodiscard]] std::filesystem::path files() const override { return server().folder() / "files"; }
    [[nodiscard]] DatabaseState state() const override {
        std::string structure = kStructure;
        constexpr std::string_view kPlace = "{bystander}";
        structure.replace(structure.find(kPlace), kPlace.size(), bystander());
        structure = answer(structure);
        if (structure != m_structure) {
            // Only then there are other rows to read.
            m_structure = structure;
            m_rowsQuery = answer(kRowsQuery);
        }
        return linesOf(structure + "\n" + answer(m_rowsQuery) + "\n" + linesOfFiles(files()));
    }
    void mend() override {
        // Where that is not enough, it is seen.
        if (!line().run(kMariadbMend)) {
            m_line.reset();
        }
        restoreFiles();
    }
    void restore() override {
        EXPECT_EQ(server().ask("source " + script().string(), "mysql", {}), "");
        restoreFiles();
    }

private:
    [[nodiscard]] const PlainMariadb& line() const {
        if (!m_line) {
            m_line = std::make_unique<PlainMariadb>(server().socket());
        }
        return *m_line;
    }
    [[nodiscard]] std::string answer(const std::string& sql) const {
        const std::optional<std::string> cell = line().run(sql);
        EXPECT_TRUE(cell) << line().problem();
        return cell.value_or("");
    }
    void restoreFiles() const {
        std::filesystem::remove_all(files());
        std::filesystem::create_directories(files());
        std::filesystem::permissions(files(), std::filesystem::perms::all);
        std::ofstream(files() / "kept.txt") << "90\tfrom a file\t1.00\t1\n";
    }
    [[nodiscard]] static support::MariadbServer& server() {
        static support::MariadbServer server(
            {.settings = {"--group-concat-max-len=64M", "--performance-schema=0", "--innodb-flush-method=nosync",
                          "--innodb-doublewrite=0", "--innodb-stats-auto-recalc=0"}});
        return server;
    }
    [[nodiscard]] static std::filesystem::path script() { return server().folder() / "setup.sql"; }
    [[nodiscard]] static protocol::ConnectionConfig configFor(std::string database) {
        protocol::ConnectionConfig config;
        config.connector = "mysql";
        config.host = server().host();
        config.port = server().port();
        config.user = "root";
        config.database = std::move(database);
        return config;
    }

    mutable std::unique_ptr<PlainMariadb> m_line;
    mutable std::string m_structure;
    mutable std::string m_rowsQuery;
};

} // namespace

std::unique_ptr<WatchedDatabase> watchedMariadb() {
    return std::make_unique<WatchedMariadb>();
}

} // namespace dbv::testing
