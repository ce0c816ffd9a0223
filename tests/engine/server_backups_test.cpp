// SPDX-License-Identifier: Apache-2.0
// Backups of real servers that fall silent.
#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "server_sessions_fixture.h"
#include "support/fault_proxy.h"

namespace dbv::testing {

namespace {

using support::FaultProxy;
using support::ProxyDirection;
using support::ProxyDoor;
using ::testing::AnyOf;
using ::testing::HasSubstr;

/// More than any buffer on the way holds. Unit: bytes.
constexpr std::uint64_t kSomeOfTheDump = 300'000;

class ServerBackups : public ServerSessions {
protected:
    void SetUp() override {
        m_silentLimit = std::chrono::milliseconds(4000);
        startServers({});
        std::filesystem::create_directory(to());
    }
    [[nodiscard]] std::string to() const { return m_folder.filePath(QStringLiteral("to")).toStdString(); }
    [[nodiscard]] RequestId backUp() {
        protocol::StartBackup command;
        command.connection = m_connection;
        command.destination = to() + "/";
        command.check = protocol::BackupCheck::Drill;
        return send(std::move(command));
    }
    /// The error of a backup whose server says nothing more after a part of the dump.
    [[nodiscard]] Error silentAfterAPart(FaultProxy& proxy) {
        proxy.setFaults(ProxyDirection::ToClient, {.stallAfter = kSomeOfTheDump});
        Error error = failure(backUp());
        EXPECT_EQ(error.kind, ErrorKind::TimedOut) << error.message;
        EXPECT_TRUE(std::filesystem::is_empty(to()));
        return error;
    }
    /// The same once more, with a server that can be reached and with one that can't, and then without any fault.
    void endsAtSilence(FaultProxy& proxy) {
        EXPECT_THAT(silentAfterAPart(proxy).message, HasSubstr("though the server can be reached"));
        const std::uint64_t before = proxy.received(ProxyDirection::ToClient);
        const RequestId id = backUp();
        ASSERT_TRUE(proxy.waitForReceived(ProxyDirection::ToClient, before + kSomeOfTheDump));
        proxy.setDoor(ProxyDoor::Closed);
        EXPECT_THAT(failure(id).message, HasSubstr("can't be reached any more"));
        proxy.setDoor(ProxyDoor::Open);
        proxy.setFaults(ProxyDirection::ToClient, {});
        const protocol::Event event = m_log->awaitLast(backUp());
        const auto* finished = std::get_if<protocol::BackupFinished>(&event);
        ASSERT_NE(finished, nullptr) << std::get<RequestFailed>(event).error.message;
        EXPECT_EQ(finished->entry.state, protocol::BackupState::Proved) << finished->entry.trouble;
    }
};

TEST_F(ServerBackups, OfPostgresEndWhenItFallsSilent) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    FaultProxy proxy(sharedPostgres().port());
    connectPostgres({}, proxy.port());
    succeeds("CREATE TABLE t AS SELECT i, repeat(md5(i::text), 10) AS x FROM generate_series(1, 20000) i");
    endsAtSilence(proxy);
}

TEST_F(ServerBackups, OfMariadbEndWhenItFallsSilent) {
    ASSERT_EQ(sharedMariadb().problem(), "");
    FaultProxy proxy(sharedMariadb().port());
    m_database.clear();
    protocol::ConnectionConfig config = mariadbConfig();
    config.port = proxy.port();
    connect(config, {});
    succeeds("CREATE TABLE t AS SELECT seq AS i, repeat(md5(seq), 10) AS x FROM seq_1_to_20000");
    endsAtSilence(proxy);
}

TEST_F(ServerBackups, OfMariadbLeaveBrokenViewsOutAndSayWhy) {
    ASSERT_EQ(sharedMariadb().problem(), "");
    m_database.clear();
    connect(mariadbConfig(), {});
    succeeds("CREATE TABLE gone (i INT)");
    succeeds("CREATE TABLE t AS SELECT 1 AS a");
    succeeds("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
    succeeds("CREATE VIEW broken AS SELECT i FROM gone");
    succeeds("CREATE VIEW sound AS SELECT twice(a) AS d FROM t");
    succeeds("CREATE TABLE numbered (id INT AUTO_INCREMENT PRIMARY KEY, a INT)");
    succeeds("DROP TABLE gone");
    const protocol::Event event = m_log->awaitLast(backUp());
    const auto* finished = std::get_if<protocol::BackupFinished>(&event);
    ASSERT_NE(finished, nullptr) << std::get<RequestFailed>(event).error.message;
    EXPECT_EQ(finished->entry.state, protocol::BackupState::Proved) << finished->entry.trouble;
    EXPECT_THAT(
        finished->notices,
        ::testing::Contains(::testing::AllOf(
            ::testing::Field(&Notice::severity, "warning"),
            ::testing::Field(&Notice::message, ::testing::ContainsRegex("view \"broken\".*gone' doesn't exist")))));
    const auto compared = [&] {
        protocol::CompareBackup command;
        command.backup.id = finished->entry.id;
        command.connection = m_connection;
        const protocol::Event answer = m_log->awaitLast(send(std::move(command)));
        const auto* checked = std::get_if<protocol::BackupChecked>(&answer);
        EXPECT_NE(checked, nullptr) << std::get<RequestFailed>(answer).error.message;
        std::string said;
        for (const protocol::BackupDifference& each :
             checked != nullptr ? checked->differences : std::vector<protocol::BackupDifference>()) {
            said += each.object.name + " " + each.what + "\n";
        }
        return said;
    };
    EXPECT_EQ(compared(), "") << "what is broken is in neither";
    succeeds("INSERT INTO numbered (a) VALUES (7)");
    succeeds("DELETE FROM numbered");
    EXPECT_EQ(compared(), "") << "the same rows, though the next one gets another number";
    succeeds("DROP FUNCTION twice");
    EXPECT_THAT(compared(),
                ::testing::ContainsRegex("sound is broken in the database: FUNCTION .*twice does not exist"));
}

} // namespace

} // namespace dbv::testing
