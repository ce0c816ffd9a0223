// SPDX-License-Identifier: Apache-2.0
// Changes that are run before they are decided on.
#include "viewmodel/change_trial.h"

#include <algorithm>
#include <optional>

#include "query_tab_fixture.h"
#include "sql/classifier.h"
#include "support/held_change.h"
#include "support/qt_printers.h"
#include "viewmodel/change_words.h"
#include "viewmodel/undo_words.h"

namespace dbv::viewmodel {
namespace {

class TriedChange : public QueryTabOnFakeEngine {
protected:
    TriedChange() {
        engine.on<protocol::HoldChange>([this](RequestId id, const protocol::HoldChange&) { held = id; });
        engine.on<protocol::SettleChange>([this](RequestId id, const protocol::SettleChange& command) {
            settle = id;
            wanted = command.end;
        });
    }
    void tryIt(const std::string& sql = "UPDATE film SET n = n + 1", std::size_t position = 0) {
        tab.tryChange({.sql = sql, .position = position, .line = 1});
        deliver();
    }
    void hold() {
        engine.say(held, support::heldUpdate());
        deliver();
    }
    /// The engine answers the decision, and then says the last word about the change.
    void settled(protocol::ChangeSettled end) {
        if (settle.value != 0) {
            engine.finish(settle, end);
        }
        engine.finish(held, end);
        deliver();
    }
    [[nodiscard]] bool wasDropped(RequestId request) const {
        const auto all = engine.commands<protocol::CancelRequest>();
        return std::ranges::any_of(all, [request](const auto& each) { return each.target == request; });
    }
    [[nodiscard]] ChangeTrial::State state() { return tab.trial().state(); }

    RequestId held;
    RequestId settle;
    protocol::TransactionEnd wanted = protocol::TransactionEnd::RollBack;
};

TEST_F(TriedChange, SaysUntilWhenItCanBeUndone) {
    tryIt();
    protocol::ChangeHeld change = support::heldUpdate();
    change.undo = {.id = "1", .until = 1'796'000'000'000};
    engine.say(held, change);
    deliver();
    EXPECT_EQ(tab.trial().undo(), change.undo);
    tab.trial().commit();
    deliver();
    settled({.end = protocol::TransactionEnd::Commit, .undo = change.undo});
    EXPECT_TRUE(tab.trial().outcome().contains(undoDay(change.undo.until))) << tab.trial().outcome().toStdString();
    tryIt();
    EXPECT_EQ(tab.trial().undo(), protocol::UndoPromise());
}

TEST_F(TriedChange, IsHeldUntilItIsCommitted) {
    tryIt();
    EXPECT_EQ(state(), ChangeTrial::State::Measuring);
    const auto sent = engine.commands<protocol::HoldChange>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].change.sql, "UPDATE film SET n = n + 1");
    EXPECT_EQ(sent[0].change.session, SessionKey{3});
    EXPECT_EQ(sent[0].change.connection, ConnectionId{7});
    hold();
    EXPECT_EQ(state(), ChangeTrial::State::Held);
    EXPECT_EQ(tab.trial().secondsLeft(), 60);
    EXPECT_EQ(states.back().second, StatementState(StatementRunning{.held = true}));
    tab.trial().commit();
    EXPECT_EQ(state(), ChangeTrial::State::Settling);
    deliver();
    ASSERT_EQ(engine.commands<protocol::SettleChange>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::SettleChange>()[0].held, held);
    EXPECT_EQ(wanted, protocol::TransactionEnd::Commit);
    settled({.end = protocol::TransactionEnd::Commit});
    EXPECT_EQ(state(), ChangeTrial::State::Committed);
    EXPECT_TRUE(tab.trial().endedAsAsked());
    EXPECT_EQ(messages.back().text, u"Tried and committed: 2 rows of film changed."_s);
    EXPECT_EQ(states.back().first, (TextSpan{0, 25}));
    EXPECT_EQ(states.back().second, StatementState(StatementSucceeded{2, true, false, 12, true}));
}

TEST_F(TriedChange, IsRolledBackWhenThatIsChosen) {
    tryIt("  UPDATE film SET n = 1 ; -- all of them", 10);
    hold();
    tab.trial().rollBack();
    deliver();
    EXPECT_EQ(wanted, protocol::TransactionEnd::RollBack);
    // A second word changes nothing.
    tab.trial().commit();
    deliver();
    EXPECT_EQ(engine.commands<protocol::SettleChange>().size(), 1U);
    settled({.end = protocol::TransactionEnd::RollBack, .byClock = false, .notices = {{"warning", "Not all."}}});
    EXPECT_EQ(state(), ChangeTrial::State::RolledBack);
    EXPECT_EQ(messages.back().text, u"Tried and rolled back: 2 rows of film changed."_s);
    EXPECT_EQ(messages[messages.size() - 2].text, u"Not all."_s);
    EXPECT_EQ(states.back().first.begin, 12U) << "its mark stands at the statement, not at the blanks before it";
    EXPECT_EQ(states.back().second, StatementState(StatementTried{2, 12}));
}

TEST_F(TriedChange, SaysThatTheClockHasRolledItBack) {
    tryIt();
    hold();
    settled({.end = protocol::TransactionEnd::RollBack, .byClock = true});
    EXPECT_EQ(state(), ChangeTrial::State::RolledBack);
    EXPECT_TRUE(tab.trial().endedByClock());
    EXPECT_FALSE(tab.trial().endedAsAsked());
    EXPECT_TRUE(messages.back().text.contains(u"because nobody decided in time"_s));
    EXPECT_EQ(messages.back().severity, TabMessage::Severity::Warning);
}

TEST_F(TriedChange, AClockThatWasFasterThanACommitIsNotTakenForIt) {
    tryIt();
    hold();
    tab.trial().commit();
    deliver();
    engine.finish(settle,
                  protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "It was decided on already."), {}});
    engine.finish(held, protocol::ChangeSettled{.end = protocol::TransactionEnd::RollBack, .byClock = true});
    deliver();
    EXPECT_EQ(state(), ChangeTrial::State::RolledBack);
    EXPECT_FALSE(tab.trial().endedAsAsked());
    EXPECT_TRUE(messages.back().text.contains(u"rolled back"_s));
}

TEST_F(TriedChange, AFailureIsToldWithItsPlaceInTheText) {
    tryIt("UPDATE film SET nn = 1", 100);
    Error error = makeError(ErrorKind::SqlError, "no such column: nn");
    error.where = TextSpan{16, 18};
    engine.finish(held, protocol::RequestFailed{error, {}});
    deliver();
    EXPECT_EQ(state(), ChangeTrial::State::Failed);
    EXPECT_EQ(messages.back().severity, TabMessage::Severity::Error);
    EXPECT_EQ(messages.back().where, (TextSpan{116, 118}));
    EXPECT_TRUE(tab.trial().outcome().contains(u"no such column: nn"_s));
    EXPECT_EQ(states.back().first, (TextSpan{100, 122}));
    EXPECT_EQ(states.back().second, StatementState(StatementFailed{"no such column: nn"}));
}

TEST_F(TriedChange, CanBeStoppedWhileItRuns) {
    tryIt();
    tab.trial().rollBack();
    deliver();
    ASSERT_EQ(engine.commands<protocol::CancelRequest>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::CancelRequest>()[0].target, held);
    engine.finish(held, protocol::RequestFailed{makeError(ErrorKind::Cancelled, "Cancelled."), {}});
    engine.finish(cancel, protocol::CancelConfirmed{true, 0});
    deliver();
    EXPECT_EQ(state(), ChangeTrial::State::RolledBack);
    EXPECT_TRUE(tab.trial().endedAsAsked());
    EXPECT_EQ(messages.back().text, u"Stopped while it was tried: nothing of it was kept."_s);
}

TEST_F(TriedChange, IsLeftWithItsConnectionAndWithItsTab) {
    tryIt();
    hold();
    EXPECT_TRUE(tab.loss().trial);
    EXPECT_FALSE(tab.loss().transaction);
    const auto question = leavingQuestion({{u"Query 1"_s, tab.loss()}});
    ASSERT_TRUE(question);
    EXPECT_TRUE(question->text.contains(u"tried in Query 1 is not decided on. It is rolled back."_s));
    EXPECT_EQ(question->leave, u"&Roll back"_s);
    tab.setConnection({});
    deliver();
    // Whoever drops it rolls it back.
    EXPECT_TRUE(wasDropped(held));
    EXPECT_EQ(state(), ChangeTrial::State::RolledBack);
    EXPECT_FALSE(tab.loss().any());
    EXPECT_TRUE(messages.back().text.contains(u"left its connection"_s));
}

TEST_F(TriedChange, ACommitThatIsUnderWayIsNotSaidToBeRolledBack) {
    tryIt();
    hold();
    tab.trial().commit();
    EXPECT_FALSE(tab.loss().any()) << "it is decided on";
    tab.setConnection({});
    deliver();
    EXPECT_FALSE(messages.back().text.contains(u"olled back"_s));
    EXPECT_TRUE(messages.back().text.contains(u"before the server had confirmed the commit"_s));
}

TEST_F(TriedChange, IsRolledBackByATabThatIsClosed) {
    std::optional<QueryTab> other(std::in_place, bus, engine.shelf(), SessionKey{4});
    other->setConnection(tab.connection());
    other->tryChange({.sql = "DELETE FROM film", .position = 0, .line = 1});
    deliver();
    hold();
    ASSERT_EQ(other->trial().state(), ChangeTrial::State::Held);
    other.reset();
    deliver();
    EXPECT_TRUE(wasDropped(held));
}

TEST_F(TriedChange, OneIsTriedAtATimeAndNoneWhileSomethingRuns) {
    tryIt();
    tryIt("DELETE FROM film");
    EXPECT_EQ(engine.commands<protocol::HoldChange>().size(), 1U);
    EXPECT_TRUE(messages.back().text.contains(u"waits for your decision"_s));
    hold();
    EXPECT_FALSE(tab.transactions().canEnd()) << "its own buttons decide on it";
    // What else changes something would end with it.
    for (const char* sql : {"DELETE FROM actor", "COMMIT", "SELECT 1; DROP TABLE film"}) {
        start(sql);
        EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty()) << sql;
        EXPECT_TRUE(messages.back().text.contains(u"only what reads can be run here"_s));
    }
    // The tab is free for looking at what it did.
    start("SELECT * FROM film");
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
    tab.trial().rollBack();
    deliver();
    settled({});
    tryIt("DELETE FROM film");
    EXPECT_EQ(engine.commands<protocol::HoldChange>().size(), 1U);
    EXPECT_TRUE(messages.back().text.contains(u"still running"_s));
}

TEST_F(TriedChange, AsksForTheValuesOfParameters) {
    tryIt("UPDATE film SET n = ?");
    ASSERT_TRUE(tab.parameters().isOpen());
    tab.parameters().setText(0, u"5"_s);
    tab.parameters().accept();
    deliver();
    const auto sent = engine.commands<protocol::HoldChange>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].change.positional, std::vector<ParameterValue>{std::int64_t{5}});
    EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty());
}

TEST_F(TriedChange, WithinATransactionItIsKeptThere) {
    tab.transactions().noteState(TransactionState::Open);
    tryIt();
    hold();
    EXPECT_TRUE(tab.trial().withinTransaction());
    tab.trial().commit();
    deliver();
    settled({.end = protocol::TransactionEnd::Commit});
    EXPECT_EQ(messages.back().text, u"Tried and kept in the open transaction: 2 rows of film changed."_s);
}

TEST(TriedChanges, AreThoseThatARollbackTakesBack) {
    const auto can = [](const char* sql) { return canBeTried(sql::classify(sql, DialectId::PostgreSql)); };
    EXPECT_TRUE(can("DELETE FROM t"));
    EXPECT_TRUE(can("UPDATE t SET a = 1 WHERE b = 2"));
    EXPECT_TRUE(can("INSERT INTO t VALUES (1)"));
    EXPECT_FALSE(can("SELECT 1"));
    EXPECT_FALSE(can("DROP TABLE t"));
    EXPECT_FALSE(can("TRUNCATE t"));
    EXPECT_FALSE(can("DELETE FROM t WHERE a = own_function(1)"));
}

TEST(TriedChanges, TellWhatTheyDidInSentences) {
    const QString told = changeSentences(support::heldUpdate().measured).join(u'\n');
    EXPECT_EQ(told, u"2 rows of film changed.\nWith triggers and cascades:\n    film: 2 changed\n"
                    "    film_actor: 1,400 deleted\nLocked until you decide:\n    film: others can use it, but "
                    "wait to change the same rows or its structure (RowExclusiveLock)\nIt took 12 ms.\n"
                    "Rows of foreign tables are not counted."_s);
    protocol::MeasuredChange one;
    one.change = RowChange::Delete;
    one.affectedRows = 1;
    one.footprint.rowsChanged = 5;
    one.footprint.rowsLocked = 3;
    one.noSample = "The table has no key.";
    one.timeMs = 2;
    EXPECT_EQ(changeSentences(one).join(u'\n'),
              u"1 row deleted.\nWith triggers and cascades: 5 rows of all tables.\nLocked until you decide: 3 rows.\n"
              "It took 2.0 ms.\nThe table has no key."_s);
    one.footprint.rowsChanged = 1;
    EXPECT_FALSE(changeSentences(one).join(u'\n').contains(u"triggers"_s));
}

TEST(TriedChanges, ShowEachChangedCellAsItWasAndIs) {
    ChangeSampleModel model;
    protocol::MeasuredChange measured = support::heldUpdate().measured;
    measured.sample.push_back({.before = measured.sample[0].before, .after = {}});
    model.show(measured);
    const auto at = [&model](int row, int column, int role = Qt::DisplayRole) {
        return model.data(model.index(row, column), role);
    };
    ASSERT_EQ(model.rowCount(), 3);
    ASSERT_EQ(model.columnCount(), 3);
    EXPECT_EQ(model.headerData(1, Qt::Horizontal).toString(), u"n"_s);
    EXPECT_EQ(at(0, 0).toString(), u"1"_s);
    EXPECT_FALSE(at(0, 0, ChangeSampleModel::ChangedRole).toBool());
    EXPECT_EQ(at(0, 1).toString(), u"7 → 8"_s);
    EXPECT_TRUE(at(0, 1, ChangeSampleModel::ChangedRole).toBool());
    EXPECT_EQ(at(1, 1).toString(), u"NULL → 0"_s);
    EXPECT_EQ(at(2, 1).toString(), u"7"_s);
    EXPECT_EQ(model.headerData(2, Qt::Vertical).toString(), u"3, not found again"_s);
    measured.change = RowChange::Delete;
    measured.sample[0] = {.before = {{}, {.bytes = std::string(3, '\0'), .binary = true}, {.bytes = "x", .cut = true}},
                          .after = {}};
    model.show(measured);
    EXPECT_EQ(at(0, 0).toString(), u"NULL"_s);
    EXPECT_EQ(at(0, 0, ChangeSampleModel::LookRole).toInt(), static_cast<int>(CellLook::Null));
    EXPECT_EQ(at(0, 1, ChangeSampleModel::LookRole).toInt(), static_cast<int>(CellLook::Blob));
    EXPECT_EQ(at(0, 2).toString(), u"x…"_s);
    EXPECT_EQ(model.headerData(0, Qt::Vertical).toString(), u"1"_s);
    measured.sample.assign(50, measured.sample[0]);
    model.show(measured);
    EXPECT_EQ(model.rowCount(), ChangeSampleModel::kMostRows);
}

} // namespace
} // namespace dbv::viewmodel
