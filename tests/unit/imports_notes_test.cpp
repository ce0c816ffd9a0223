// SPDX-License-Identifier: Apache-2.0
// What an import takes over is told where it protects less than a connection does here by itself.
#include <string>

#include <gtest/gtest.h>

#include "imports/exchange.h"
#include "imports/importers.h"
#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::Safety;
using dbv::imports::ImportItem;
using dbv::imports::ImportState;
using dbv::imports::readConnections;

/// The one connection of a file of ours.
ImportItem ours(const std::string& connection) {
    auto report = readConnections("file", R"({"format": "dbvis connections", "version": 1, "connections": [)" +
                                              connection + "]}");
    EXPECT_TRUE(report) << report.error().message;
    return report ? std::move(report->items.front()) : ImportItem();
}

std::string toldOf(const ImportItem& item) {
    std::string all;
    for (const std::string& remark : item.remarks) {
        all += remark + "\n";
    }
    return all;
}

/// What is told of a connection with such a configuration.
std::string told(const std::string& config) {
    return toldOf(ours(R"({"name": "A", "config": )" + config + "}"));
}

TEST(ImportNotes, TellALineThatIsProtectedLessThanUsual) {
    const std::string far = R"({"connector": "postgres", "host": "db.example.com")";
    EXPECT_EQ(told(far + "}"), "");
    EXPECT_EQ(told(far + R"(, "tls": {"mode": "verify-full"}})"), "");
    EXPECT_EQ(told(far + R"(, "tls": {"mode": "disable"}})"), "Its line is not encrypted (TLS mode disable).\n");
    EXPECT_EQ(told(far + R"(, "tls": {"mode": "prefer"}})"),
              "Its line goes on without encryption where the server has none (TLS mode prefer).\n");
    EXPECT_EQ(told(far + R"(, "tls": {"mode": "require"}})"),
              "The TLS certificate is not verified (TLS mode require).\n");
    EXPECT_EQ(told(far + R"(, "options": {"sslmode": "require"}})"),
              "The TLS certificate is not verified (TLS mode require).\n");
    EXPECT_EQ(told(R"({"url": "mysql://u@db.example.com/d?ssl-mode=required"})"),
              "The TLS certificate is not verified (TLS mode require).\n");
    EXPECT_EQ(told(R"({"url": "postgresql://u@db.example.com/d?ssl=true"})"),
              "The TLS certificate is not verified (TLS mode require).\n");
    EXPECT_EQ(told(R"({"url": "postgresql://u@localhost/d?sslmode=disable"})"), "");
    EXPECT_EQ(told(R"({"url": "sqlite:/d.db"})"), "");
}

TEST(ImportNotes, TellSettingsThatSessionsBeginWith) {
    EXPECT_EQ(told(R"({"connector": "postgres", "host": "h", "options": {"options": "-c row_security=off",
                       "application_name": "x"}})"),
              "Server settings at start-up: options=-c row_security=off.\n");
    EXPECT_EQ(told(R"({"url": "postgresql://h/d?options=-c%20search_path%3Devil"})"),
              "Server settings at start-up: options=-c search_path=evil.\n");
}

TEST(ImportNotes, OneOfProductionIsReadOnlyWhereNothingElseWasSaid) {
    const std::string place = R"({"connector": "postgres", "host": "h")";
    const ImportItem unsaid = ours(R"({"name": "A", "environment": "production", "config": )" + place + "}}");
    EXPECT_EQ(unsaid.connection.config.safety, Safety::ReadOnly);
    EXPECT_EQ(toldOf(unsaid), "It is read-only here, as one of production is until somebody lets it be written to.\n");
    const ImportItem unknown = ours(R"({"name": "A", "environment": "PROD!", "config": )" + place + "}}");
    EXPECT_EQ(unknown.connection.config.safety, Safety::ReadOnly) << "it counts as production";
    const ImportItem said =
        ours(R"({"name": "A", "environment": "production", "config": )" + place + R"(, "safety": "confirm"}})");
    EXPECT_EQ(said.connection.config.safety, Safety::Confirm);
    EXPECT_EQ(toldOf(said), "It can be written to although it is one of production (safety confirm).\n");
    const ImportItem off = ours(R"({"name": "A", "config": )" + place + R"(, "safety": "off"}})");
    EXPECT_EQ(off.connection.config.safety, Safety::Off);
    EXPECT_EQ(toldOf(off), "Nothing is asked about before it is done (safety off).\n");
    EXPECT_EQ(ours(R"({"name": "A", "environment": "staging", "config": )" + place + "}}").connection.config.safety,
              Safety::Confirm);
}

TEST(ImportNotes, AreGivenForOtherProgramsToo) {
    const auto report = dbv::imports::importTablePlus(
        fileOf(R"([{"ConnectionName": "A\nB", "Driver": "PostgreSQL", "DatabaseHost": "db.example.com",
                    "Enviroment": "production", "tLSMode": 1}])"),
        {});
    ASSERT_TRUE(report) << report.error().message;
    const ImportItem& item = report->items.front();
    EXPECT_EQ(item.connection.name, "A B");
    EXPECT_EQ(item.connection.config.safety, Safety::ReadOnly);
    EXPECT_NE(toldOf(item).find("holds a line break"), std::string::npos) << toldOf(item);
    EXPECT_NE(toldOf(item).find("It is read-only here"), std::string::npos) << toldOf(item);
}

TEST(ImportNotes, ANameOfSeveralLinesIsToldToBeOneHere) {
    const ImportItem lines = ours(R"({"name": "A\nB\tC", "group": "D\rE", "config": {"url": "sqlite:/d.db"}})");
    EXPECT_EQ(lines.connection.name, "A B C");
    EXPECT_EQ(lines.connection.group, "D E");
    EXPECT_EQ(toldOf(lines), "Its name holds a line break or another control character, which is a blank here.\n"
                             "Its group holds a line break or another control character, which is a blank here.\n");
    const ImportItem longer =
        ours(R"({"name": ")" + std::string(300, 'x') + R"(", "config": {"url": "sqlite:/d.db"}})");
    EXPECT_EQ(longer.connection.name.size(), 200U);
    EXPECT_EQ(toldOf(longer), "Its name is longer than 200 characters, and cut off there.\n");
    EXPECT_EQ(lines.state, ImportState::Complete);
}

} // namespace
