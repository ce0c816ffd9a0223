// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connection_details.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableWidget>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using viewmodel::ConnectionSessions;

class DetailsOnFakeEngine : public ::testing::Test {
protected:
    DetailsOnFakeEngine() {
        database.name = u"shop"_s;
        database.facts.connection = ConnectionId{7};
        database.facts.serverVersion = "PostgreSQL 15.20";
        engine.on<protocol::ListSessions>([this](RequestId id, const protocol::ListSessions& command) {
            asked = command.connection;
            answer ? engine.finish(id, protocol::SessionsListed{*answer})
                   : engine.finish(id, protocol::RequestFailed{
                                           makeError(ErrorKind::NotFound, "There is no open connection 7.", ""), {}});
        });
    }
    void open() {
        const auto titleOf = [this](SessionKey session) { return session == known ? title : QString(); };
        details = std::make_unique<ConnectionDetails>(bus, database, titleOf, nullptr);
        QCoreApplication::sendPostedEvents();
    }
    [[nodiscard]] QString cell(int row, ConnectionSessions::Column column) const {
        return details->findChild<QTableWidget*>()->item(row, column)->text();
    }
    [[nodiscard]] QString summary() const {
        for (const QLabel* label : details->findChildren<QLabel*>()) {
            if (!label->text().isEmpty()) {
                return label->text();
            }
        }
        return {};
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    viewmodel::OpenDatabase database;
    std::optional<protocol::SessionList> answer = protocol::SessionList{};
    ConnectionId asked;
    /// The tab that the window knows, and what it is called there.
    SessionKey known;
    QString title;
    std::unique_ptr<ConnectionDetails> details;
};

TEST_F(DetailsOnFakeEngine, ShowsEachSessionWithItsTransactionAndWhatItHolds) {
    protocol::SessionInfo tab;
    tab.name = "query 2";
    tab.serverSessionId = "4711";
    tab.activity = protocol::SessionActivity::Running;
    tab.transaction = TransactionState::Open;
    tab.transactionSince = std::chrono::steady_clock::now() - std::chrono::minutes(5);
    tab.holds = {"temporary tables", "settings"};
    tab.lastUse = std::chrono::steady_clock::now() - std::chrono::hours(2);
    protocol::SessionInfo explorer;
    explorer.purpose = protocol::SessionPurpose::Metadata;
    explorer.activity = protocol::SessionActivity::Lost;
    explorer.lostBecause = "The server closed the connection.";
    answer->sessions = {tab, explorer};
    answer->budget = 2;
    answer->waiting = 1;
    open();
    EXPECT_EQ(asked, ConnectionId{7});
    EXPECT_EQ(summary(), u"Sessions: 2 of at most 2. Statements that wait for one: 1."_s);
    EXPECT_EQ(cell(0, ConnectionSessions::Name), u"query 2"_s);
    EXPECT_EQ(cell(0, ConnectionSessions::ServerId), u"4711"_s);
    EXPECT_EQ(cell(0, ConnectionSessions::Activity), u"running"_s);
    EXPECT_EQ(cell(0, ConnectionSessions::Transaction), u"open for 5 min"_s);
    EXPECT_EQ(cell(0, ConnectionSessions::LastUse), u"2 h 0 min ago"_s);
    EXPECT_EQ(cell(0, ConnectionSessions::Holds), u"temporary tables, settings"_s);
    EXPECT_EQ(cell(1, ConnectionSessions::Name), u"explorer"_s);
    EXPECT_EQ(cell(1, ConnectionSessions::Activity), u"lost: The server closed the connection."_s);
}

TEST_F(DetailsOnFakeEngine, CallsTheSessionOfATabAsTheTabIsCalled) {
    known = SessionKey{12};
    title = u"Query 8"_s;
    protocol::SessionInfo tab;
    tab.session = known;
    tab.name = "query 12";
    answer->sessions = {tab};
    open();
    EXPECT_EQ(cell(0, ConnectionSessions::Name), u"Query 8"_s);
}

TEST_F(DetailsOnFakeEngine, SaysWhyThereAreNoSessionsAnyMore) {
    answer.reset();
    open();
    EXPECT_EQ(details->findChild<QTableWidget*>()->rowCount(), 0);
    EXPECT_TRUE(summary().contains(u"There is no open connection 7."_s)) << summary().toStdString();
}

TEST_F(DetailsOnFakeEngine, TellsOfTheServer) {
    open();
    EXPECT_TRUE(details->findChild<QPlainTextEdit*>()->toPlainText().contains(u"PostgreSQL 15.20"_s));
}

} // namespace
} // namespace dbv::ui
