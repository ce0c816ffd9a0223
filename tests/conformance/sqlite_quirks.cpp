// SPDX-License-Identifier: Apache-2.0
#include <QtCore/QTemporaryDir>

#include "driver_quirks.h"
#include "sqlite/connector.h"

namespace dbv::conformance {

namespace {

class SqliteQuirks : public DriverQuirks {
public:
    [[nodiscard]] std::unique_ptr<Connector> connector() const override {
        return std::make_unique<sqlite::SqliteConnector>();
    }
    [[nodiscard]] ConnectParams params() const override {
        ConnectParams params;
        params.database = m_folder.filePath(QStringLiteral("conformance.db")).toStdString();
        params.workingDirectory = m_folder.path().toStdString();
        params.options.emplace("mode", "rwc");
        return params;
    }
    [[nodiscard]] std::pair<ConnectParams, ErrorKind> wrongParams() const override {
        ConnectParams wrong = params();
        wrong.database += ".missing";
        wrong.options["mode"] = "rw";
        return {std::move(wrong), ErrorKind::NotFound};
    }
    [[nodiscard]] DialectId dialect() const override { return DialectId::Sqlite; }
    [[nodiscard]] std::string schema() const override { return "main"; }
    [[nodiscard]] std::string integerType() const override { return "INTEGER"; }
    [[nodiscard]] std::string realType() const override { return "REAL"; }
    [[nodiscard]] std::string textType() const override { return "TEXT"; }
    [[nodiscard]] std::string bytesType() const override { return "BLOB"; }
    [[nodiscard]] std::string bytesLiteral(std::string_view hex) const override {
        return "x'" + std::string(hex) + "'";
    }
    [[nodiscard]] std::optional<std::string> textFromHex(std::string_view hex) const override {
        return "CAST(" + bytesLiteral(hex) + " AS TEXT)";
    }
    [[nodiscard]] std::string silentEndlessQuery() const override {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    }
    [[nodiscard]] std::string endlessRows() const override {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    }
    [[nodiscard]] std::string parameter(int position) const override { return "?" + std::to_string(position); }
    [[nodiscard]] int mostColumns() const override { return 2000; }
    [[nodiscard]] std::string failsWhileRunning() const override {
        return "SELECT abs(-9223372036854775807 - i) FROM (SELECT 0 AS i UNION ALL SELECT 1)";
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

Engine sqliteEngine() {
    return {"Sqlite", [] { return std::unique_ptr<DriverQuirks>(std::make_unique<SqliteQuirks>()); }};
}

} // namespace dbv::conformance
