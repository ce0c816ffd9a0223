// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/transaction_bar.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"

namespace dbv::ui {
namespace {

using protocol::TransactionMode;
using Qt::Literals::StringLiterals::operator""_s;

class TransactionBarOnFakeEngine : public ::testing::Test {
protected:
    TransactionBarOnFakeEngine() {
        engine.on<protocol::WatchSessions>([this](RequestId id, const protocol::WatchSessions&) { watch = id; });
        bar.setControl(&control);
        bar.resize(1'000, 40);
        bar.show();
    }
    void connect(std::vector<std::string> levels = {"READ COMMITTED", "SERIALIZABLE"}) {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{7};
        facts.isolationLevels = std::move(levels);
        control.setConnection(facts);
    }
    void say(protocol::Event event) {
        engine.say(watch, std::move(event));
        QCoreApplication::sendPostedEvents();
    }
    void begin(TransactionState state = TransactionState::Open) {
        say(protocol::TransactionChanged{SessionKey{3}, state, std::chrono::steady_clock::now()});
    }
    template <class T>
    [[nodiscard]] T* part(const QString& name) const {
        return bar.findChild<T*>(name);
    }
    static void choose(QComboBox* box, const QVariant& value) {
        box->setCurrentIndex(box->findData(value));
        Q_EMIT box->activated(box->currentIndex());
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    viewmodel::TransactionControl control{bus, SessionKey{3}};
    TransactionBar bar;
    RequestId watch;
};

TEST_F(TransactionBarOnFakeEngine, IsEmptyWithoutAConnectionAndWithoutATab) {
    EXPECT_FALSE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    connect();
    EXPECT_TRUE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    bar.setControl(nullptr);
    EXPECT_FALSE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    bar.setControl(&control);
    EXPECT_TRUE(part<QComboBox>(u"transactionMode"_s)->isVisible());
}

TEST_F(TransactionBarOnFakeEngine, LetsGoOfATabThatIsClosed) {
    auto other = std::make_unique<viewmodel::TransactionControl>(bus, SessionKey{4});
    protocol::ConnectionFacts facts;
    facts.connection = ConnectionId{7};
    other->setConnection(facts);
    bar.setControl(other.get());
    EXPECT_TRUE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    other.reset();
    EXPECT_FALSE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    bar.setControl(&control);
    EXPECT_FALSE(part<QComboBox>(u"transactionMode"_s)->isVisible());
}

TEST_F(TransactionBarOnFakeEngine, ShowsCommitAndRollBackOnlyWhereThereIsSomethingToEndByHand) {
    connect();
    EXPECT_FALSE(part<QPushButton>(u"commit"_s)->isVisible());
    choose(part<QComboBox>(u"transactionMode"_s), static_cast<int>(TransactionMode::Manual));
    EXPECT_EQ(engine.commands<protocol::SetTransactionMode>().size(), 1U);
    EXPECT_TRUE(part<QPushButton>(u"commit"_s)->isVisible());
    EXPECT_FALSE(part<QPushButton>(u"commit"_s)->isEnabled());
    begin();
    EXPECT_TRUE(part<QPushButton>(u"commit"_s)->isEnabled());
    EXPECT_TRUE(part<QLabel>(u"transactionAge"_s)->text().startsWith(u"Transaction open for"_s));
    part<QPushButton>(u"rollBack"_s)->click();
    ASSERT_EQ(engine.commands<protocol::EndTransaction>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::EndTransaction>()[0].end, protocol::TransactionEnd::RollBack);
    EXPECT_FALSE(part<QPushButton>(u"rollBack"_s)->isEnabled());
}

TEST_F(TransactionBarOnFakeEngine, ATransactionThatAStatementBeganCanBeEndedInAutomaticModeToo) {
    connect();
    begin();
    part<QPushButton>(u"commit"_s)->click();
    ASSERT_EQ(engine.commands<protocol::EndTransaction>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::EndTransaction>()[0].end, protocol::TransactionEnd::Commit);
}

TEST_F(TransactionBarOnFakeEngine, OffersTheLevelsOfTheServerAndNoneWhereThereIsNoChoice) {
    connect();
    auto* level = part<QComboBox>(u"isolationLevel"_s);
    EXPECT_TRUE(level->isVisible());
    EXPECT_EQ(level->count(), 3);
    choose(level, u"SERIALIZABLE"_s);
    ASSERT_EQ(engine.commands<protocol::SetTransactionMode>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::SetTransactionMode>()[0].isolation, "SERIALIZABLE");
    EXPECT_EQ(level->currentData().toString(), u"SERIALIZABLE"_s);
    control.setConnection(std::nullopt);
    connect({});
    EXPECT_FALSE(level->isVisible());
}

TEST_F(TransactionBarOnFakeEngine, MarksATransactionThatFailedOrIsOverdue) {
    connect();
    auto* age = part<QLabel>(u"transactionAge"_s);
    begin();
    EXPECT_FALSE(age->font().bold());
    say(protocol::TransactionReminded{SessionKey{3}, std::chrono::steady_clock::now(), "long"});
    EXPECT_TRUE(age->font().bold());
    begin(TransactionState::Failed);
    EXPECT_TRUE(age->text().startsWith(u"Transaction failed"_s));
    begin(TransactionState::None);
    EXPECT_FALSE(age->isVisible());
}

TEST_F(TransactionBarOnFakeEngine, ShowsThatTheSessionWasToldToLeaveCommitsToTheUser) {
    connect();
    auto* mode = part<QComboBox>(u"transactionMode"_s);
    say(protocol::AutocommitChanged{SessionKey{3}, false});
    EXPECT_TRUE(mode->currentText().contains(u"autocommit is off"_s)) << mode->currentText().toStdString();
    EXPECT_TRUE(mode->toolTip().contains(u"SET autocommit = 1"_s));
    EXPECT_TRUE(part<QPushButton>(u"commit"_s)->isVisible());
    choose(mode, static_cast<int>(TransactionMode::Automatic));
    EXPECT_TRUE(mode->currentText().contains(u"autocommit is off"_s)) << "only a statement switches it on";
    say(protocol::AutocommitChanged{SessionKey{3}, true});
    EXPECT_EQ(mode->currentData().toInt(), static_cast<int>(TransactionMode::Automatic));
    EXPECT_EQ(mode->count(), 2);
}

TEST_F(TransactionBarOnFakeEngine, KeepsTheEndsOfATransactionWhereThereIsLittleRoom) {
    connect();
    begin();
    EXPECT_FALSE(part<QToolButton>(u"transactionMore"_s)->isVisible());
    bar.resize(bar.minimumSizeHint());
    for (const QString& name : {u"commit"_s, u"rollBack"_s}) {
        const auto* button = part<QPushButton>(name);
        EXPECT_TRUE(button->isVisible());
        EXPECT_LE(button->geometry().right(), bar.width());
    }
    EXPECT_FALSE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    auto* more = part<QToolButton>(u"transactionMore"_s);
    ASSERT_TRUE(more->isVisible());
    Q_EMIT more->menu()->aboutToShow();
    for (QAction* one : more->menu()->actions()) {
        if (one->text() == u"Commit by hand"_s) {
            one->trigger();
        }
    }
    EXPECT_EQ(control.mode(), TransactionMode::Manual);
}

TEST_F(TransactionBarOnFakeEngine, KeepsTheLevelInSightWhereTransactionsAreEndedByHandAndFindsItByKey) {
    connect();
    auto* level = part<QComboBox>(u"isolationLevel"_s);
    auto* age = part<QLabel>(u"transactionAge"_s);
    auto* more = part<QToolButton>(u"transactionMore"_s);
    choose(part<QComboBox>(u"transactionMode"_s), static_cast<int>(TransactionMode::Manual));
    begin();
    const int whole = bar.sizeHint().width();
    // There is no room for all: who commits goes first, and the age is told in fewer words.
    bar.resize(bar.minimumSizeHint().width() + level->sizeHint().width() + age->sizeHint().width() * 2 / 3, 40);
    ASSERT_LT(bar.width(), whole);
    EXPECT_TRUE(level->isVisible());
    EXPECT_LE(level->geometry().right(), bar.width());
    EXPECT_FALSE(part<QComboBox>(u"transactionMode"_s)->isVisible());
    EXPECT_TRUE(age->isVisible());
    EXPECT_TRUE(age->text().startsWith(u"Open · "_s)) << age->text().toStdString();
    EXPECT_TRUE(age->toolTip().startsWith(u"Transaction open for"_s));
    bar.offerLevels();
    EXPECT_TRUE(level->view()->isVisible());
    level->hidePopup();
    // Where each statement is committed by itself it is in the menu.
    choose(part<QComboBox>(u"transactionMode"_s), static_cast<int>(TransactionMode::Automatic));
    bar.resize(bar.minimumSizeHint());
    ASSERT_FALSE(level->isVisible());
    QTimer::singleShot(0, &bar, [more] {
        EXPECT_TRUE(more->menu()->isVisible());
        for (QAction* one : more->menu()->actions()) {
            if (one->text() == u"serializable"_s) {
                one->trigger();
            }
        }
        more->menu()->close();
    });
    bar.offerLevels();
    EXPECT_EQ(control.isolation(), u"SERIALIZABLE"_s);
}

} // namespace
} // namespace dbv::ui
