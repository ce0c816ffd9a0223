// SPDX-License-Identifier: Apache-2.0
#include "bench/bare_mariadb.h"

#include <initializer_list>
#include <string_view>

#include "bench/measurement.h"

namespace dbv::bench {

namespace {

using ResultHandle = std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)>;

constexpr const char* kDatabase = "bench";
constexpr const char* kUser = "reader";
constexpr const char* kPassword = "opensesame";

void query(MYSQL* connection, std::string_view sql) {
    if (mysql_real_query(connection, sql.data(), sql.size()) != 0) {
        giveUp(std::string(sql.substr(0, 200)) + ": " + mysql_error(connection));
    }
}

std::uint64_t lookAtRows(MYSQL* connection, MYSQL_RES* result) {
    if (result == nullptr) {
        giveUp(mysql_error(connection));
    }
    std::uint64_t sum = 0;
    const unsigned int columns = mysql_num_fields(result);
    for (MYSQL_ROW row = mysql_fetch_row(result); row != nullptr; row = mysql_fetch_row(result)) {
        const unsigned long* sizes = mysql_fetch_lengths(result);
        for (unsigned int column = 0; column < columns; ++column) {
            sum += row[column] == nullptr ? 0 : lookAt(row[column], sizes[column]);
        }
    }
    if (mysql_errno(connection) != 0) {
        giveUp(mysql_error(connection));
    }
    return sum;
}

/// Reads whole results, one after the other, and looks at each value. Unit: milliseconds.
double timeOf(MYSQL* connection, std::initializer_list<std::string_view> statements) {
    const Stopwatch watch;
    for (const std::string_view sql : statements) {
        query(connection, sql);
        const ResultHandle rows(mysql_store_result(connection), &mysql_free_result);
        if (lookAtRows(connection, rows.get()) == 0) {
            giveUp(std::string(sql) + ": found nothing");
        }
    }
    return watch.milliseconds();
}

} // namespace

BareMariadb::BareMariadb()
    : m_certificate(m_authority.issueForThisMachine()),
      m_server({{"--ssl-cert=" + m_certificate.certificate.string(), "--ssl-key=" + m_certificate.key.string(),
                 "--innodb-buffer-pool-size=1G", "--table-open-cache=20000", "--table-definition-cache=20000",
                 "--open-files-limit=65000"}}) {
    if (!m_authority.problem().empty() || !m_server.problem().empty()) {
        giveUp(m_authority.problem() + m_server.problem());
    }
    m_server.run(std::string("CREATE DATABASE ") + kDatabase);
    m_server.run(std::string("CREATE USER ") + kUser + "@127.0.0.1 IDENTIFIED BY '" + kPassword + "'");
    m_server.run(std::string("GRANT ALL ON ") + kDatabase + ".* TO " + kUser + "@127.0.0.1");
}

std::string BareMariadb::urlOf(const char* user, LineKind kind) const {
    return std::string("mysql://") + user + "@127.0.0.1:" + std::to_string(m_server.port()) + "/" + kDatabase +
           "?ssl-mode=" + (kind == LineKind::Tls ? "verify_identity" : "disabled") +
           (kind == LineKind::Tls ? "&ssl-ca=" + m_authority.certificate().string() : "");
}

std::string BareMariadb::url(LineKind kind) const {
    return urlOf("root", kind);
}

BareServer::Login BareMariadb::savedLogin(LineKind kind) const {
    return {urlOf(kUser, kind), kPassword};
}

ConnectParams BareMariadb::params() const {
    ConnectParams params;
    params.host = m_server.host();
    params.port = m_server.port();
    params.user = "root";
    params.database = kDatabase;
    return params;
}

BareMariadb::Connection BareMariadb::connect(LineKind kind, const char* user, const char* password) const {
    Connection connection(mysql_init(nullptr), &mysql_close);
    mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (kind == LineKind::Tls) {
        mysql_ssl_set(connection.get(), nullptr, nullptr, m_authority.certificate().c_str(), nullptr, nullptr);
        const my_bool yes = 1;
        mysql_options(connection.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    }
    if (mysql_real_connect(connection.get(), "127.0.0.1", user, password, kDatabase, m_server.port(), nullptr, 0) ==
        nullptr) {
        giveUp(mysql_error(connection.get()));
    }
    return connection;
}

void BareMariadb::makeMixedRows(std::uint64_t rows) {
    m_server.run(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, big BIGINT, r1 DOUBLE, r2 DECIMAL(12,2), flag TINYINT(1),"
        " day DATE, at DATETIME(6), name VARCHAR(60), mail VARCHAR(60), city VARCHAR(40), note VARCHAR(120), json JSON,"
        " hash VARBINARY(32), uuid CHAR(36), some VARCHAR(20), code CHAR(8), c INT, body TEXT)"
        " SELECT seq AS id, seq * 7919 % 1000 AS a, seq * 31 % 100000 AS b, seq * 7310000000057 AS big,"
        " seq / 7e0 AS r1, seq * 0.37 - 9 AS r2, seq % 2 AS flag, DATE('2001-01-01') + INTERVAL seq % 9000 DAY AS day,"
        " TIMESTAMP('2024-03-01 12:34:56.100001') + INTERVAL seq * 1000017 MICROSECOND AS at,"
        " CONCAT('Name of person ', seq) AS name, CONCAT('person', seq, '@mail.example.org') AS mail,"
        " CONCAT('City ', seq % 400) AS city,"
        " IF(seq % 3 <> 0, CONCAT('a note that says a few words about row ', seq), NULL) AS note,"
        " CONCAT('{\"id\":', seq, ',\"tags\":[\"red\",\"green\"],\"ok\":true,\"price\":', seq % 997, '}') AS json,"
        " UNHEX(MD5(seq)) AS hash, INSERT(INSERT(MD5(seq), 9, 0, '-'), 14, 0, '-') AS uuid,"
        " IF(seq % 5 = 0, 'present', NULL) AS some, CONCAT('C', LPAD(seq, 7, '0')) AS code, -CAST(seq AS SIGNED) AS c,"
        " CONCAT('Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore"
        " et dolore', LEFT(' magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut"
        " aliquip', 20 + seq % 80)) AS body FROM seq_1_to_" +
            std::to_string(rows),
        kDatabase);
    m_reader = connect(LineKind::Plain);
}

void BareMariadb::makeTables(const std::string& schema, int count, const std::string& body) {
    m_server.run("CREATE DATABASE " + schema);
    const Connection connection = connect(LineKind::Plain);
    query(connection.get(), "USE " + schema);
    for (int i = 0; i < count; ++i) {
        std::string text = body;
        if (const std::size_t mark = text.find('#'); mark != std::string::npos) {
            text.replace(mark, 1, std::to_string(i - i % 20));
        }
        query(connection.get(), "CREATE TABLE table_" + std::to_string(i) + " " + text);
    }
}

void BareMariadb::makeManyTables(int count) {
    makeTables("many", count,
               "(id INT PRIMARY KEY, a TEXT NOT NULL, b DOUBLE, c INT DEFAULT 0, d TEXT, e BLOB, f DECIMAL(10,2),"
               " g VARCHAR(40), h VARCHAR(40) UNIQUE, i INT REFERENCES many.table_# (id))");
    // Something of every kind that is asked for.
    for (const std::string& sql :
         {std::string("ALTER TABLE table_0 COMMENT 'the first', ADD CHECK (c >= 0)"),
          std::string("CREATE TRIGGER touched BEFORE UPDATE ON table_0 FOR EACH ROW SET NEW.c = 1"),
          std::string("GRANT SELECT ON table_0 TO ") + kUser + "@127.0.0.1"}) {
        m_server.run(sql, "many");
    }
}

void BareMariadb::makeCrowd(int count) {
    makeTables("crowd", count, "(id INT)");
}

void BareMariadb::holdLock() {
    m_server.run("CREATE TABLE locked (n INT PRIMARY KEY) SELECT 1 AS n", kDatabase);
    m_locker = connect(LineKind::Plain);
    query(m_locker.get(), "BEGIN");
    timeOf(m_locker.get(), {"SELECT n FROM locked FOR UPDATE"});
}

std::string BareMariadb::endlessStatement() const {
    return "SELECT t.*, n.seq FROM seq_1_to_1000 n CROSS JOIN t";
}

double BareMariadb::timeOfConnect(LineKind kind) {
    const Stopwatch watch;
    const Connection connection = connect(kind, kUser, kPassword);
    return watch.milliseconds();
}

std::uint64_t BareMariadb::readRows() {
    query(m_reader.get(), "SELECT * FROM t");
    const ResultHandle rows(mysql_use_result(m_reader.get()), &mysql_free_result);
    return lookAtRows(m_reader.get(), rows.get());
}

double BareMariadb::timeOfFirstRow() {
    const Stopwatch watch;
    query(m_reader.get(), "SELECT * FROM t");
    const ResultHandle rows(mysql_use_result(m_reader.get()), &mysql_free_result);
    if (!rows || mysql_fetch_row(rows.get()) == nullptr) {
        giveUp(mysql_error(m_reader.get()));
    }
    // The rest is read when the result is freed.
    return watch.milliseconds();
}

double BareMariadb::timeOfNames() {
    const Connection connection = connect(LineKind::Plain);
    // As the list of schemas, which comes first.
    timeOf(connection.get(), {"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA"});
    return timeOf(connection.get(), {"SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_ROWS FROM"
                                     " information_schema.TABLES WHERE TABLE_SCHEMA = 'many'"});
}

double BareMariadb::timeOfDescriptions() {
    const Connection connection = connect(LineKind::Plain);
    return timeOf(
        connection.get(),
        {"SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, TABLE_COMMENT FROM information_schema.TABLES"
         " WHERE TABLE_SCHEMA = 'many'",
         "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLUMN_COMMENT FROM"
         " information_schema.COLUMNS WHERE TABLE_SCHEMA = 'many'",
         "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE FROM"
         " information_schema.STATISTICS WHERE TABLE_SCHEMA = 'many'",
         "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,"
         " REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = 'many'",
         "SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM"
         " information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = 'many'",
         "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS"
         " WHERE CONSTRAINT_SCHEMA = 'many'",
         "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT FROM"
         " information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = 'many'",
         "SELECT TABLE_NAME, GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.TABLE_PRIVILEGES"
         " WHERE TABLE_SCHEMA = 'many'"});
}

std::vector<std::string> BareMariadb::ownClient() const {
    return {"mariadb",        "--no-defaults",
            "--quick",        "--batch",
            "--skip-ssl",     "-uroot",
            "-h127.0.0.1",    "-P" + std::to_string(m_server.port()),
            kDatabase,        "-e",
            "SELECT * FROM t"};
}

std::vector<std::string> BareMariadb::scriptClient() const {
    return {"mariadb", "--no-defaults", "--skip-ssl", "-uroot", "-h127.0.0.1", "-P" + std::to_string(m_server.port()),
            kDatabase};
}

} // namespace dbv::bench
