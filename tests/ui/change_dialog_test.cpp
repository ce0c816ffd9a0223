// SPDX-License-Identifier: Apache-2.0
// The trial of a change: what its dialog is like without a mouse, on a small screen and in production.
#include "ui/shell/change_dialog.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QTableView>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include "dialogs_fixture.h"
#include "support/held_change.h"
#include "ui/shell/said_text.h"
#include "ui/shell/warning_line.h"

namespace dbv::ui {
namespace {

class ChangeDialogs : public Dialogs {
protected:
    ChangeDialogs() {
        engine.on<protocol::HoldChange>([this](RequestId id, const protocol::HoldChange&) { held = id; });
    }
    ChangeDialog* show(bool typesName, protocol::ChangeHeld change = support::heldUpdate()) {
        trial.start({.connection = ConnectionId{7}, .session = SessionKey{3}}, {.sql = "UPDATE film SET n = n + 1"});
        ChangeDialog* dialog = shown(new ChangeDialog(trial, DatabasePlace{.name = u"Shop"_s}, typesName, nullptr));
        check(*dialog);
        engine.say(held, std::move(change));
        deliver();
        return dialog;
    }
    [[nodiscard]] static QPushButton* commitOf(const QWidget& dialog) {
        return dialog.findChild<QPushButton*>(u"change.commit"_s);
    }

    viewmodel::ChangeTrial trial{bus};
    RequestId held;
};

TEST_F(ChangeDialogs, CanBeUsedByKeysAndOnASmallScreen) {
    ChangeDialog* dialog = show(false);
    EXPECT_TRUE(dialog->findChild<QPushButton*>(u"change.back"_s)->hasFocus());
    check(*dialog);
    EXPECT_FALSE(dialog->findChild<QLineEdit*>(u"change.name"_s)->isVisible());
    engine.finish(held, protocol::ChangeSettled{.end = protocol::TransactionEnd::RollBack, .byClock = true});
    deliver();
    check(*dialog);
    delete dialog;
}

TEST_F(ChangeDialogs, InProductionTheNameIsTypedBeforeItIsKept) {
    ChangeDialog* dialog = show(true);
    check(*dialog);
    EXPECT_FALSE(commitOf(*dialog)->isEnabled());
    commitOf(*dialog)->click();
    typeInto(*dialog, u"Name to confirm"_s, u"film"_s);
    EXPECT_TRUE(commitOf(*dialog)->isEnabled());
    deliver();
    EXPECT_TRUE(engine.commands<protocol::SettleChange>().empty());
    commitOf(*dialog)->click();
    deliver();
    EXPECT_EQ(engine.commands<protocol::SettleChange>().size(), 1U);
    delete dialog;
}

TEST_F(ChangeDialogs, ShowsTheChangedColumnsBesideTheFirst) {
    protocol::ChangeHeld change = support::heldUpdate();
    change.measured.columns = {{.name = "id"}, {.name = "title"}, {.name = "rate"}, {.name = "note"}, {.name = "last"}};
    const auto row = [](std::vector<std::string> texts) {
        protocol::SampleRow values;
        for (std::string& text : texts) {
            values.push_back({.bytes = std::move(text)});
        }
        return values;
    };
    change.measured.sample = {
        {.before = row({"1", "a", "2.99", "x", "mon"}), .after = row({"1", "a", "3.99", "x", "tue"})},
        {.before = row({"2", "b", "0.99", "y", "mon"}), .after = row({"2", "b", "0.99", "y", "tue"})}};
    ChangeDialog* dialog = show(false, std::move(change));
    const QHeaderView* header = dialog->findChild<QTableView*>(u"change.sample"_s)->horizontalHeader();
    std::vector<int> order;
    for (int place = 0; place < header->count(); ++place) {
        order.push_back(header->logicalIndex(place));
    }
    EXPECT_EQ(order, (std::vector<int>{0, 2, 4, 1, 3}));
    delete dialog;
}

TEST_F(ChangeDialogs, MarksWhatWouldBeLostAndIsNoHigherThanItNeedsToBe) {
    protocol::ChangeHeld change = support::heldUpdate();
    change.undo = {.id = {}, .whyNot = "The table has no key."};
    const protocol::SampleRow row = change.measured.sample[0].before;
    change.measured.sample.assign(20, {.before = row, .after = {}});
    ChangeDialog* dialog = show(false, std::move(change));
    const auto* warning = dialog->findChild<WarningLine*>();
    ASSERT_TRUE(warning->isVisible());
    EXPECT_EQ(warning->text(), u"It can not be undone after the commit. The table has no key."_s);
    EXPECT_FALSE(dialog->findChild<SaidText*>(u"change.told"_s)->toPlainText().contains(u"has no key"_s));
    const auto* sample = dialog->findChild<QTableView*>(u"change.sample"_s);
    EXPECT_LT(sample->height(), sample->rowHeight(0) * 10);
    EXPECT_GE(sample->height(), sample->rowHeight(0) * 8);
    for (const SaidText* text : dialog->findChildren<SaidText*>()) {
        if (text->toPlainText().startsWith(u"UPDATE"_s)) {
            EXPECT_EQ(text->font().family(), QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
        }
    }
    check(*dialog);
    delete dialog;
}

TEST_F(ChangeDialogs, GoesOnBeneathTheNameOfALockWhereItsLineIsBroken) {
    protocol::ChangeHeld change = support::heldUpdate();
    change.measured.footprint.locks = {{.object = "public." + std::string(200, 'f'), .mode = "RowExclusiveLock"}};
    ChangeDialog* dialog = show(false, std::move(change));
    const auto* told = dialog->findChild<SaidText*>(u"change.told"_s);
    const QTextDocument& text = *told->document();
    bool seen = false;
    for (QTextBlock block = text.begin(); block.isValid(); block = block.next()) {
        if (!block.text().startsWith(u"    public."_s)) {
            EXPECT_EQ(block.blockFormat().leftMargin() == 0, !block.text().startsWith(u' '))
                << block.text().toStdString();
            continue;
        }
        seen = true;
        ASSERT_GT(block.layout()->lineCount(), 1);
        const QTextLine second = block.layout()->lineAt(1);
        EXPECT_NEAR(second.cursorToX(second.textStart()) + block.blockFormat().leftMargin(),
                    block.layout()->lineAt(0).cursorToX(4) + block.blockFormat().leftMargin(), 1.0);
        EXPECT_GT(block.blockFormat().leftMargin(), 0);
    }
    EXPECT_TRUE(seen);
    check(*dialog);
    delete dialog;
}

TEST_F(ChangeDialogs, HostileNamesAndManyColumnsFitTheScreen) {
    protocol::ChangeHeld change = support::heldUpdate();
    change.measured.table = std::string(10'000, 't');
    change.measured.columns.assign(200, Column{.name = std::string(5'000, 'c'), .type = "TEXT"});
    change.measured.sample.assign(
        50, {.before = protocol::SampleRow(200, {.bytes = std::string(5'000, 'x')}), .after = {}});
    ChangeDialog* dialog = show(true, std::move(change));
    check(*dialog);
    delete dialog;
}

} // namespace
} // namespace dbv::ui
