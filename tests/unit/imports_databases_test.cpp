// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include "imports_encryption.h"
#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::imports::importBeekeeper;
using dbv::imports::importDbGate;
using dbv::imports::importPgAdminDatabase;

/// Runs statements on a file of SQLite, which is made.
void makeDatabase(const std::filesystem::path& file, const QStringList& statements) {
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("making"));
        database.setDatabaseName(QString::fromStdString(file.string()));
        ASSERT_TRUE(database.open());
        for (const QString& statement : statements) {
            QSqlQuery query(database);
            ASSERT_TRUE(query.exec(statement)) << query.lastError().text().toStdString();
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("making"));
}

constexpr const char* kInstallationKey = "1122334455667788990011223344556677889900112233445566778899001122";

QString quoted(const std::string& text) {
    return u'\'' + QString::fromStdString(text) + u'\'';
}

QStringList beekeeperRows() {
    const QString pw = quoted(phraseEncrypted(kInstallationKey, "\"s3cret\""));
    const QString other = quoted(phraseEncrypted("another", "\"s3cret\""));
    const QString phrase = quoted(phraseEncrypted(kInstallationKey, "\"phrase\""));
    return {
        QStringLiteral("CREATE TABLE connection_folder(id INTEGER PRIMARY KEY, name VARCHAR)"),
        QStringLiteral("INSERT INTO connection_folder VALUES(7, 'Work')"),
        QStringLiteral(
            "CREATE TABLE saved_connection(id INTEGER PRIMARY KEY, name VARCHAR, connectionType VARCHAR, host VARCHAR, "
            "port "
            "INTEGER, username VARCHAR, defaultDatabase VARCHAR, password VARCHAR, sshEnabled BOOLEAN, sshHost "
            "VARCHAR, sshPort "
            "INTEGER, sshUsername VARCHAR, sshMode VARCHAR, sshKeyfile VARCHAR, sshKeyfilePassword VARCHAR, "
            "sshPassword VARCHAR, "
            "sshBastionHost VARCHAR, sshBastionHostPort INTEGER, sshBastionUsername VARCHAR, ssl BOOLEAN, sslCaFile "
            "VARCHAR, "
            "sslRejectUnauthorized BOOLEAN, readOnlyMode BOOLEAN, socketPathEnabled BOOLEAN, socketPath VARCHAR, "
            "connectionFolderId INTEGER)"),
        QStringLiteral(
            "INSERT INTO saved_connection VALUES(1, 'Shop', 'postgresql', 'db', 5432, 'ann', 'shop', %1, 1, "
            "'bastion', 22, 'deploy', 'keyfile', '/k', %2, NULL, 'gate', 2222, 'jane', 1, '/ca.pem', 1, 1, 0, "
            "NULL, 7)")
            .arg(pw, phrase),
        QStringLiteral("INSERT INTO saved_connection(id, name, connectionType, host, port, username, password, ssl, "
                       "sslRejectUnauthorized) VALUES(2, 'Shop', 'mariadb', 'h', 3306, 'root', %1, 1, 1)")
            .arg(other),
        QStringLiteral(
            "INSERT INTO saved_connection(id, name, connectionType, defaultDatabase) VALUES(3, 'Local', 'sqlite', "
            "'/data/app.db')"),
        QStringLiteral("INSERT INTO saved_connection(id, name, connectionType) VALUES(4, 'Big', 'bigquery')"),
        QStringLiteral(
            "INSERT INTO saved_connection(id, name, connectionType, socketPathEnabled, socketPath, port) VALUES(5, "
            "'Sock', 'mysql', 1, '/run/mysqld/mysqld.sock', 3306)"),
    };
}

dbv::imports::ForeignFile keyFile(const char* published) {
    return fileOf(phraseEncrypted(published, std::string(R"({"encryptionKey":")") + kInstallationKey + "\"}"));
}

TEST(ImportBeekeeper, RowsAreReadWithPasswordsWhereTheKeyIsThere) {
    const Folder folder;
    makeDatabase(folder.path() / "app.db", beekeeperRows());
    const auto key = keyFile("38782F413F442A472D4B6150645367566B59703373367639792442264529482B");
    const auto report = importBeekeeper(folder.path() / "app.db", key);
    EXPECT_EQ(shown(report), "Work | Shop: postgres ann@db:5432 /shop verify-full ca=/ca.pem via jane@gate:2222 > "
                             "deploy@bastion:22 key /k | s3cret | phrase:phrase\n"
                             "Shop (2): mysql root@h:3306 require (partly)\n"
                             "Local: sqlite  //data/app.db\n"
                             "Big: refused\n"
                             "Sock: mysql /run/mysqld/mysqld.sock\n");
    EXPECT_EQ(remarks(report, 1),
              "The password could not be read: it is encrypted with another key. Enter it at the first use.\n"
              "The TLS certificate is not verified (TLS mode require).\n");
    EXPECT_EQ(report->items[0].connection.config.safety, dbv::Safety::ReadOnly);
    const auto without = importBeekeeper(folder.path() / "app.db", std::nullopt);
    EXPECT_NE(remarks(without, 0).find("Beekeeper Studio keeps its key where other programs can not read it"),
              std::string::npos);
}

TEST(ImportBeekeeper, ReadingLeavesTheFileAsItWas) {
    const Folder folder;
    makeDatabase(folder.path() / "app.db", beekeeperRows());
    const auto before = std::filesystem::last_write_time(folder.path() / "app.db");
    ASSERT_TRUE(importBeekeeper(folder.path() / "app.db", std::nullopt));
    EXPECT_EQ(std::filesystem::last_write_time(folder.path() / "app.db"), before);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(ImportBeekeeper, BrokenMissingAndForeignDatabasesAreNamed) {
    const Folder folder;
    const auto missing = errorOf(importBeekeeper(folder.path() / "no.db", std::nullopt));
    EXPECT_EQ(missing.kind, dbv::ErrorKind::NotFound);
    const auto garbage = folder.put("bad.db", std::string(5000, 'x'));
    EXPECT_NE(errorOf(importBeekeeper(garbage, std::nullopt)).message.find("bad.db could not be read as a database"),
              std::string::npos);
    makeDatabase(folder.path() / "other.db", {QStringLiteral("CREATE TABLE t(a)")});
    EXPECT_NE(
        errorOf(importBeekeeper(folder.path() / "other.db", std::nullopt)).message.find("no table saved_connection"),
        std::string::npos);
    EXPECT_NE(errorOf(importPgAdminDatabase(folder.path() / "other.db")).message.find("not a file of pgAdmin"),
              std::string::npos);
    EXPECT_FALSE(importPgAdminDatabase(folder.path()));
    makeDatabase(folder.path() / "cut.db", beekeeperRows());
    std::filesystem::resize_file(folder.path() / "cut.db", 6000);
    EXPECT_FALSE(importBeekeeper(folder.path() / "cut.db", std::nullopt));
    makeDatabase(folder.path() / "many.db",
                 {QStringLiteral("CREATE TABLE saved_connection(id, name)"),
                  QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001) "
                                 "INSERT INTO saved_connection SELECT i, 'x' FROM n")});
    EXPECT_NE(errorOf(importBeekeeper(folder.path() / "many.db", std::nullopt)).message.find("more than 10000 rows"),
              std::string::npos);
}

TEST(ImportPgAdmin, ServersOfItsDatabaseComeWithTheirGroups) {
    const Folder folder;
    makeDatabase(
        folder.path() / "pgadmin4.db",
        {QStringLiteral("CREATE TABLE servergroup(id INTEGER PRIMARY KEY, user_id INTEGER, name VARCHAR(128))"),
         QStringLiteral("INSERT INTO servergroup VALUES(1, 1, 'Servers')"),
         QStringLiteral("CREATE TABLE server(id INTEGER PRIMARY KEY, user_id INTEGER, servergroup_id INTEGER, name "
                        "VARCHAR, host VARCHAR, port INTEGER, maintenance_db VARCHAR, username VARCHAR, password "
                        "VARCHAR, service VARCHAR, use_ssh_tunnel INTEGER, tunnel_host VARCHAR, tunnel_port VARCHAR, "
                        "tunnel_username VARCHAR, tunnel_authentication INTEGER, tunnel_identity_file VARCHAR, "
                        "connection_params JSON)"),
         QStringLiteral("INSERT INTO server VALUES(1, 1, 1, 'Prod', 'db', 5433, 'postgres', 'ann', 'Zm9v', '', 1, "
                        "'bastion', '22', 'deploy', 1, '/home/ann/.ssh/id_rsa', '{\"sslmode\": \"verify-ca\", "
                        "\"sslrootcert\": \"<STORAGE_DIR>/ca.pem\", \"connect_timeout\": 10}')")});
    const auto report = importPgAdminDatabase(folder.path() / "pgadmin4.db");
    EXPECT_EQ(shown(report), "Servers | Prod: postgres ann@db:5433 /postgres verify-ca connect_timeout=10 via "
                             "deploy@bastion:22 key /home/ann/.ssh/id_rsa (partly)\n");
    EXPECT_NE(remarks(report, 0).find("encrypted by pgAdmin's master password"), std::string::npos);
    EXPECT_NE(remarks(report, 0).find("pgAdmin's own storage"), std::string::npos);
}

TEST(ImportPgAdmin, AnExportOfServersIsReadAsWell) {
    const auto report = dbv::imports::importPgAdmin(fileOf(R"({"Servers": {
      "1": {"Name": "Prod", "Group": "Work", "Port": 5432, "Username": "ann", "Host": "db", "MaintenanceDB": "postgres",
            "SSLMode": "require", "UseSSHTunnel": 1, "TunnelHost": "b", "TunnelPort": "22", "TunnelUsername": "u",
            "TunnelAuthentication": 0},
      "2": {"Name": "New", "Group": "Work", "Port": 5432, "Username": "ann", "Host": "/run/postgresql",
            "MaintenanceDB": "d", "ConnectionParameters": {"sslmode": "prefer", "passfile": "/p"}},
      "3": {"Name": "Svc", "Group": "", "Service": "prod"}}})"));
    EXPECT_EQ(shown(report), "Work | Prod: postgres ann@db:5432 /postgres require via u@b:22 password (partly)\n"
                             "Work | New: postgres ann@/run/postgresql:5432 /d prefer passfile=/p\n"
                             "Svc: postgres  (partly)\n");
    EXPECT_FALSE(dbv::imports::importPgAdmin(fileOf("[]")));
}

TEST(ImportDbGate, LinesAreReadWithEncryptedAndPlainPasswords) {
    const auto crypt = [](const char* text) {
        return "crypt:" + phraseEncrypted(kInstallationKey, std::string("\"") + text + "\"");
    };
    const std::string lines =
        R"({"_id":"1","engine":"postgres@dbgate-plugin-postgres","displayName":"Prod","server":"db","port":"5432","user":"ann","password":")" +
        crypt("pgsecret") +
        R"(","passwordMode":"saveEncrypted","defaultDatabase":"shop","useSshTunnel":true,"sshHost":"bastion","sshPort":"2222","sshLogin":"deploy","sshMode":"keyFile","sshKeyfile":"/k","sshKeyfilePassword":")" +
        crypt("phrase") + "\"}\n" +
        R"({"_id":"2","engine":"mysql@dbgate-plugin-mysql","server":"h","user":"root","password":"raw","useSsl":true,"sslRejectUnauthorized":false,"parent":"Work"})"
        "\n\nnot json\n"
        R"({"_id":"3","engine":"sqlite@dbgate-plugin-sqlite","databaseFile":"/d.db"})"
        "\n"
        R"({"_id":"4","engine":"mongo@dbgate-plugin-mongo","displayName":"M","server":"h"})"
        "\n"
        R"({"_id":"5","engine":"postgres@dbgate-plugin-postgres","useDatabaseUrl":true,"databaseUrl":"postgres://u:p@x/d"})"
        "\n";
    const auto report =
        importDbGate(fileOf(lines), keyFile("mQAUaXhavRGJDxDTXSCg7Ej0xMmGCrx6OKA07DIMBiDcYYkvkaXjTAzPUEHEHEf9"));
    EXPECT_EQ(shown(report),
              "Prod: postgres ann@db:5432 /shop via deploy@bastion:2222 key /k | pgsecret | phrase:phrase\n"
              "Work | root@h: mysql root@h require | raw\n"
              "/d.db: sqlite  //d.db\n"
              "M: refused\n"
              "u@x/d: postgres u@x /d | p\n");
    EXPECT_EQ(report->remarks,
              std::vector<std::string>{"/home/ann/list, line 4: it is not a JSON object and was passed over."});
    EXPECT_FALSE(importDbGate(fileOf("garbage"), {}));
    EXPECT_FALSE(importDbGate(fileOf(std::string("{}\0", 3)), {}));
    EXPECT_NE(remarks(importDbGate(fileOf(lines), std::nullopt), 0).find("DbGate keeps its key"), std::string::npos);
}

} // namespace
