// SPDX-License-Identifier: Apache-2.0
// Changes that are run before they are decided on, at real servers.
#include <algorithm>
#include <string>
#include <vector>

#include "server_sessions_fixture.h"
#include "sqlite/connector.h"

namespace dbv::testing {

namespace {

using protocol::ChangeHeld;
using protocol::ChangePreviewed;
using protocol::ChangeSettled;
using protocol::MeasuredChange;
using protocol::SampleRow;

enum class Server : std::uint8_t { Sqlite, Postgres, MariaDb };

class Changes : public ServerSessions, public ::testing::WithParamInterface<Server> {
protected:
    void SetUp() override {
        ServerSessions::SetUp();
        switch (GetParam()) {
        case Server::Sqlite: connectSqlite(); break;
        case Server::Postgres: connectPostgres(); break;
        case Server::MariaDb: connectMariadb(); break;
        }
        makeTables();
    }
    void connectSqlite() {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = m_folder.filePath(QStringLiteral("changes.sqlite")).toStdString();
        connect(config, {{"mode", "rwc"}});
    }
    /// Three owners with two things each, which go with them; what is lost is noted by a trigger.
    void makeTables() {
        const std::string suffix = GetParam() == Server::MariaDb ? " ENGINE=InnoDB" : "";
        if (GetParam() == Server::Sqlite) {
            succeeds("PRAGMA foreign_keys = ON");
        }
        succeeds("CREATE TABLE owner (id int PRIMARY KEY, name varchar(20))" + suffix);
        succeeds("CREATE TABLE thing (id int PRIMARY KEY, owner int, CONSTRAINT belongs FOREIGN KEY (owner) REFERENCES "
                 "owner (id) "
                 "ON DELETE CASCADE)" +
                 suffix);
        succeeds("CREATE TABLE lost (name varchar(20))" + suffix);
        succeeds("INSERT INTO owner VALUES (1, 'one'), (2, NULL), (3, 'three')");
        succeeds("INSERT INTO thing VALUES (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)");
        switch (GetParam()) {
        case Server::Sqlite:
            succeeds("CREATE TRIGGER notes AFTER DELETE ON owner BEGIN INSERT INTO lost VALUES (old.name); END");
            break;
        case Server::Postgres:
            succeeds("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO lost VALUES "
                     "(old.name); RETURN old; END $$; CREATE TRIGGER notes AFTER DELETE ON owner FOR EACH ROW EXECUTE "
                     "FUNCTION note()");
            break;
        case Server::MariaDb:
            succeeds("CREATE TRIGGER notes AFTER DELETE ON owner FOR EACH ROW INSERT INTO lost VALUES (old.name)");
            break;
        }
    }
    [[nodiscard]] protocol::PreviewChange change(std::string sql) const {
        protocol::PreviewChange command;
        command.connection = m_connection;
        command.session = SessionKey{1};
        command.sql = std::move(sql);
        return command;
    }
    [[nodiscard]] MeasuredChange preview(std::string sql) {
        const protocol::Event event = m_log->awaitLast(send(change(std::move(sql))));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<ChangePreviewed>(event).measured;
    }
    RequestId hold(std::string sql, std::uint64_t keepForMs = 600'000) {
        const RequestId request = send(protocol::HoldChange{change(std::move(sql)), keepForMs});
        if (!m_log->awaitUnlessOver<ChangeHeld>(request)) {
            ADD_FAILURE() << failureText(request);
        }
        return request;
    }
    [[nodiscard]] std::string failureText(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* failed = std::get_if<RequestFailed>(&event);
        return failed != nullptr ? failed->error.message : std::string("it ended");
    }
    [[nodiscard]] ChangeSettled settled(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<ChangeSettled>(event);
    }
    [[nodiscard]] std::string owners() { return valueOf("SELECT count(*) FROM owner", 2); }
    [[nodiscard]] std::string things() { return valueOf("SELECT count(*) FROM thing", 2); }
    [[nodiscard]] TransactionState transaction() {
        const auto listed =
            std::get<protocol::SessionsListed>(m_log->awaitLast(send(protocol::ListSessions{m_connection})));
        const auto found = std::ranges::find(listed.list.sessions, SessionKey{1}, &protocol::SessionInfo::session);
        return found == listed.list.sessions.end() ? TransactionState::None : found->transaction;
    }
    [[nodiscard]] std::string touched(const MeasuredChange& measured) const {
        std::string all;
        for (const TableChanges& table : measured.footprint.tables.value_or(std::vector<TableChanges>())) {
            all += table.table.name + " +" + std::to_string(table.inserted) + " ~" + std::to_string(table.updated) +
                   " -" + std::to_string(table.deleted) + "; ";
        }
        return all;
    }
};

std::string textOf(const SampleRow& row) {
    std::string text;
    for (const protocol::SampleValue& value : row) {
        text += (text.empty() ? "" : "|") + value.bytes.value_or("NULL");
    }
    return text;
}

TEST_P(Changes, AreMeasuredWithWhatCascadesAndTriggersTouch) {
    const MeasuredChange measured = preview("DELETE FROM owner WHERE id <= 2");
    EXPECT_EQ(measured.change, RowChange::Delete);
    EXPECT_EQ(measured.table, "owner");
    EXPECT_EQ(measured.affectedRows, 2);
    ASSERT_EQ(measured.sample.size(), 2U) << measured.noSample;
    EXPECT_EQ(textOf(measured.sample[0].before), "1|one");
    EXPECT_EQ(textOf(measured.sample[1].before), "2|NULL");
    EXPECT_FALSE(measured.sample[0].after);
    if (GetParam() == Server::MariaDb) {
        EXPECT_EQ(measured.footprint.rowsChanged, 8);
        EXPECT_GT(measured.footprint.rowsLocked.value_or(0), 0);
    } else {
        EXPECT_EQ(touched(measured), "lost +2 ~0 -0; owner +0 ~0 -2; thing +0 ~0 -4; ");
    }
    EXPECT_EQ(transaction(), TransactionState::None);
    EXPECT_EQ(owners(), "3");
    EXPECT_EQ(things(), "6");
    EXPECT_EQ(valueOf("SELECT count(*) FROM lost", 2), "0");
}

TEST_P(Changes, ShowRowsBeforeAndAfter) {
    const MeasuredChange measured = preview("UPDATE owner SET name = 'x' WHERE name IS NULL OR id = 3;");
    EXPECT_EQ(measured.affectedRows, 2);
    ASSERT_EQ(measured.sample.size(), 2U) << measured.noSample;
    ASSERT_TRUE(measured.sample[0].after && measured.sample[1].after);
    EXPECT_EQ(textOf(measured.sample[0].before) + " " + textOf(*measured.sample[0].after), "2|NULL 2|x");
    EXPECT_EQ(textOf(measured.sample[1].before) + " " + textOf(*measured.sample[1].after), "3|three 3|x");
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner WHERE name = 'x'", 2), "0");
}

TEST_P(Changes, CountWhatTheyAddWithoutASample) {
    const MeasuredChange measured = preview("INSERT INTO lost SELECT name FROM owner");
    EXPECT_EQ(measured.affectedRows, 3);
    EXPECT_TRUE(measured.sample.empty());
    EXPECT_NE(measured.noSample, "");
    EXPECT_EQ(valueOf("SELECT count(*) FROM lost", 2), "0");
}

TEST_P(Changes, AreHeldUntilTheyAreCommitted) {
    const RequestId held = hold("DELETE FROM owner WHERE id = 1");
    // Whoever decides may look at it from its own session; nobody else sees it.
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner", 1), "2");
    EXPECT_EQ(transaction(), TransactionState::Open);
    EXPECT_EQ(settled(send(protocol::SettleChange{held, TransactionEnd::Commit})).end, TransactionEnd::Commit);
    EXPECT_EQ(settled(held).end, TransactionEnd::Commit);
    EXPECT_EQ(owners(), "2");
    EXPECT_EQ(things(), "4");
    EXPECT_EQ(failure(send(protocol::SettleChange{held, TransactionEnd::Commit})).kind, ErrorKind::NotFound);
}

TEST_P(Changes, AreTakenBackWhenThatIsSaid) {
    const RequestId held = hold("DELETE FROM owner");
    EXPECT_EQ(settled(send(protocol::SettleChange{held, TransactionEnd::RollBack})).end, TransactionEnd::RollBack);
    EXPECT_FALSE(settled(held).byClock);
    EXPECT_EQ(transaction(), TransactionState::None);
    EXPECT_EQ(owners(), "3");
}

TEST_P(Changes, AreTakenBackByTheClock) {
    const ChangeSettled end = settled(hold("DELETE FROM owner", 1));
    EXPECT_TRUE(end.byClock);
    EXPECT_EQ(end.end, TransactionEnd::RollBack);
    EXPECT_EQ(owners(), "3");
}

TEST_P(Changes, AreTakenBackWhenTheirRequestIsGivenUp) {
    const RequestId held = hold("DELETE FROM owner");
    cancel(held);
    EXPECT_EQ(settled(held).end, TransactionEnd::RollBack);
    EXPECT_EQ(owners(), "3");
}

TEST_P(Changes, LeaveAnOpenTransactionAsItWas) {
    succeeds("BEGIN; DELETE FROM owner WHERE id = 1");
    EXPECT_EQ(preview("DELETE FROM owner").affectedRows, 2);
    const RequestId back = hold("DELETE FROM owner WHERE id = 2");
    EXPECT_EQ(settled(send(protocol::SettleChange{back, TransactionEnd::RollBack})).end, TransactionEnd::RollBack);
    const RequestId kept = hold("DELETE FROM owner WHERE id = 3");
    EXPECT_EQ(settled(send(protocol::SettleChange{kept, TransactionEnd::Commit})).end, TransactionEnd::Commit);
    EXPECT_EQ(transaction(), TransactionState::Open);
    EXPECT_EQ(valueOf("SELECT max(id) FROM owner"), "2");
    succeeds("COMMIT");
    EXPECT_EQ(owners(), "1");
}

TEST_P(Changes, TellThatTheirTransactionWasEndedByAnother) {
    const RequestId held = hold("DELETE FROM owner WHERE id = 1");
    succeeds("ROLLBACK");
    EXPECT_EQ(failure(send(protocol::SettleChange{held, TransactionEnd::Commit})).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(failure(held).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(owners(), "3");
}

TEST_P(Changes, LeaveNothingWhenTheyFail) {
    const Error refused = failure(send(change("/* x */ UPDATE owner SET id = 7, nothing = 1")));
    EXPECT_EQ(refused.kind, ErrorKind::SqlError);
    EXPECT_EQ(transaction(), TransactionState::None);
    const Error doubled = failure(send(change("UPDATE owner SET id = 9 WHERE id < 3")));
    EXPECT_EQ(doubled.kind, ErrorKind::SqlError);
    EXPECT_EQ(transaction(), TransactionState::None);
    EXPECT_EQ(owners(), "3");
}

TEST_P(Changes, AreRefusedWhereNoRollbackSurelyHelps) {
    for (const std::string sql : {"DROP TABLE owner", "SELECT 1", "DELETE FROM owner WHERE unheard_of(id)"}) {
        EXPECT_EQ(failure(send(change(sql))).kind, ErrorKind::Unsupported) << sql;
    }
    EXPECT_EQ(failure(send(change("DELETE FROM owner; DELETE FROM thing"))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(failure(send(change(""))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(owners(), "3");
}

TEST_P(Changes, AreTakenBackWhenTheConnectionIsClosed) {
    const RequestId held = hold("DELETE FROM owner WHERE id = 1");
    static_cast<void>(m_log->awaitLast(send(protocol::CloseSession{m_connection, SessionKey{1}})));
    static_cast<void>(m_log->awaitLast(held));
    EXPECT_EQ(owners(), "3");
}

std::string nameOf(const ::testing::TestParamInfo<Server>& info) {
    switch (info.param) {
    case Server::Sqlite: return "Sqlite";
    case Server::Postgres: return "Postgres";
    case Server::MariaDb: break;
    }
    return "MariaDb";
}

INSTANTIATE_TEST_SUITE_P(Servers, Changes, ::testing::Values(Server::Sqlite, Server::Postgres, Server::MariaDb),
                         nameOf);

} // namespace

} // namespace dbv::testing
