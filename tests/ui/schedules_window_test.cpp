// SPDX-License-Identifier: Apache-2.0
// Schedules in the tab with backups, the tray, and what becomes of a window that is closed.
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include "dialog_walk.h"
#include "ui/backup/backup_desk.h"
#include "ui/backup/backup_tray.h"
#include "ui/backup/schedule_desk.h"
#include "ui/backup/schedule_dialog.h"
#include "ui/backup/schedules_view.h"
#include "ui/shell/said_text.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

/// What a tray was told; the test says whether there is one.
struct TrayNotes {
    bool isThere = true;
    bool isShown = false;
    QString tip;
    QStringList told;
    std::function<void()>* activated = nullptr;
};

class NotedTray final : public TrayHost {
public:
    explicit NotedTray(TrayNotes& notes) : m_notes(notes) { m_notes.activated = &activated; }
    [[nodiscard]] bool isAvailable() const override { return m_notes.isThere; }
    void show(const QIcon& icon, QMenu& /*menu*/) override {
        EXPECT_FALSE(icon.isNull());
        m_notes.isShown = true;
    }
    void hide() override { m_notes.isShown = false; }
    void setTip(const QString& tip) override { m_notes.tip = tip; }
    void notify(const QString& title, const QString& text) override { m_notes.told << title + u": "_s + text; }

private:
    TrayNotes& m_notes;
};

class SchedulesInTheWindow : public WindowOnFakeEngine {
protected:
    SchedulesInTheWindow() {
        engine.on<protocol::ListBackups>([](RequestId, const protocol::ListBackups&) {});
        engine.on<protocol::ListSchedules>(
            [this](RequestId id, const protocol::ListSchedules&) { engine.finish(id, listed); });
        engine.on<protocol::SaveSchedule>([this](RequestId id, const protocol::SaveSchedule& asked) {
            protocol::ScheduleEntry entry;
            entry.id = asked.id.empty() ? "new" : asked.id;
            entry.config = asked.config;
            engine.finish(id, protocol::ScheduleSaved{entry});
        });
        protocol::ScheduleEntry entry;
        entry.id = "s1";
        entry.config.name = "nightly";
        entry.config.connection = "shop";
        entry.config.when = "every day at 02:00";
        entry.config.destination = "/backups";
        listed.entries = {entry};
        start();
        protocol::SavedConnection saved;
        saved.name = "shop";
        saved.config.url = "/a.db";
        workspace.connections().setSaved({saved});
    }
    SchedulesView& open() {
        actions.trigger("schedule.show");
        deliver();
        auto* view = window.findChild<SchedulesView*>();
        EXPECT_NE(view, nullptr);
        return *view;
    }
    /// A window is not closed before its settings are saved.
    void keepRunning() {
        ownSettings.chosen.choose(settings::kBackupsKeepRunning, true);
        EXPECT_TRUE(QTest::qWaitFor([this] { return !ownSettings.chosen.isSaving(); }));
    }
    template <class Widget>
    static Widget& part(const QWidget& whole, const char* name) {
        auto* found = whole.findChild<Widget*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return *found;
    }

    protocol::SchedulesListed listed;
};

TEST_F(SchedulesInTheWindow, AreShownWithWhatCanBeDoneWithTheChosenOne) {
    EXPECT_FALSE(actions.isEnabled("schedule.edit"));
    SchedulesView& view = open();
    EXPECT_TRUE(view.isVisible());
    EXPECT_EQ(part<QTableView>(view, "schedules.table").model()->rowCount(), 1);
    EXPECT_EQ(view.chosen(), "s1");
    EXPECT_TRUE(part<SaidText>(view, "schedules.about").toPlainText().startsWith(u"shop → /backups"_s));
    EXPECT_TRUE(actions.isEnabled("schedule.run"));
    EXPECT_FALSE(actions.isEnabled("schedule.stop"));
    listed.entries[0].state.outcome = protocol::RunOutcome::Running;
    actions.trigger("schedule.show");
    window.findChild<BackupDesk*>()->schedules().list().refresh();
    deliver();
    EXPECT_FALSE(actions.isEnabled("schedule.run"));
    EXPECT_TRUE(actions.isEnabled("schedule.stop"));
    EXPECT_EQ(DialogWalk(view).nameless(), QStringList());
}

TEST_F(SchedulesInTheWindow, AnEmptyListSaysWhatToDoFirst) {
    listed.entries.clear();
    const SchedulesView& view = open();
    EXPECT_TRUE(part<QLabel>(view, "schedules.empty").text().contains(u"Make a schedule"_s));
}

TEST_F(SchedulesInTheWindow, ANewOneIsMadeOnOnePage) {
    workspace.openSaved("shop");
    ASSERT_TRUE(QTest::qWaitFor([this] { return workspace.tabs().size() == 1; }));
    deliver();
    actions.trigger("schedule.new");
    deliver();
    auto* dialog = window.findChild<ScheduleDialog*>();
    ASSERT_NE(dialog, nullptr);
    const DialogWalk walk(*dialog);
    EXPECT_EQ(walk.nameless(), QStringList());
    EXPECT_EQ(walk.doubleMnemonics(), QStringList());
    EXPECT_EQ(walk.outside(), QStringList());
    EXPECT_LE(dialog->minimumSizeHint().width(), 512);
    EXPECT_LE(dialog->minimumSizeHint().height(), 350);
    EXPECT_EQ(part<QComboBox>(*dialog, "schedule.connection").currentData().toString(), u"shop"_s)
        << "that of the shown tab";
    part<QPushButton>(*dialog, "schedule.save").click();
    EXPECT_TRUE(engine.commands<protocol::SaveSchedule>().empty());
    EXPECT_EQ(dialog->focusWidget(), &part<QLineEdit>(*dialog, "schedule.folder"));
    QTest::keyClicks(&part<QLineEdit>(*dialog, "schedule.folder"), u"/nightly"_s);
    part<QComboBox>(*dialog, "schedule.when").setCurrentText(u"every 6 hours"_s);
    part<QPushButton>(*dialog, "schedule.save").click();
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].config.destination, "/nightly");
    EXPECT_EQ(sent[0].config.when, "every 6 hours");
    EXPECT_EQ(sent[0].config.connection, "shop");
    EXPECT_EQ(sent[0].config.drill, protocol::DrillPace::Weekly);
    EXPECT_FALSE(sent[0].config.zone.empty());
}

TEST_F(SchedulesInTheWindow, ChangingOneKeepsWhatHasNoField) {
    listed.entries[0].config.retries = 9;
    listed.entries[0].config.keep.yearly = 3;
    listed.entries[0].config.drillsLocally = true;
    open();
    actions.trigger("schedule.edit");
    deliver();
    part<QPushButton>(*window.findChild<ScheduleDialog*>(), "schedule.save").click();
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 1U);
    protocol::ScheduleConfig same = listed.entries[0].config;
    same.compression = "zstd";
    EXPECT_EQ(sent[0].config, same);
    EXPECT_EQ(sent[0].id, "s1");
}

TEST_F(SchedulesInTheWindow, DrillsAreMadeOnAServerOfThisComputerWhereThatIsChosen) {
    listed.entries[0].config.drillConnection = "other";
    open();
    actions.trigger("schedule.edit");
    deliver();
    auto* dialog = window.findChild<ScheduleDialog*>();
    ASSERT_NE(dialog, nullptr);
    auto& place = part<QComboBox>(*dialog, "schedule.drillPlace");
    EXPECT_EQ(place.currentText(), u"other"_s);
    place.setCurrentIndex(1);
    EXPECT_TRUE(place.currentText().contains(u"this computer"_s));
    part<QPushButton>(*dialog, "schedule.save").click();
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_TRUE(sent[0].config.drillsLocally);
    EXPECT_EQ(sent[0].config.drillConnection, "");
}

TEST_F(SchedulesInTheWindow, WhatIsPackedKeptAndTriedAgainIsChanged) {
    listed.entries[0].config.scope.objects = {{"", "orders"}};
    listed.entries[0].config.drillConnection = "gone";
    open();
    actions.trigger("schedule.edit");
    deliver();
    auto* dialog = window.findChild<ScheduleDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(part<QComboBox>(*dialog, "part.what").currentText(), u"Chosen tables, views and sequences"_s);
    EXPECT_EQ(part<QListView>(*dialog, "part.objects").model()->rowCount(), 1);
    EXPECT_TRUE(part<QPushButton>(*dialog, "part.others").isVisible());
    part<QLineEdit>(*dialog, "schedule.name").setFocus();
    EXPECT_TRUE(part<QPushButton>(*dialog, "schedule.save").isDefault()) << "Enter in a field is for that";
    const DialogWalk walk(*dialog);
    EXPECT_EQ(walk.nameless(), QStringList());
    EXPECT_EQ(walk.doubleMnemonics(), QStringList());
    int value = 1;
    for (const char* const name :
         {"schedule.level", "schedule.newest", "schedule.daily", "schedule.yearly", "schedule.retries"}) {
        auto& number = part<QSpinBox>(*dialog, name);
        number.setFocus();
        number.selectAll();
        QTest::keyClicks(&number, QString::number(++value));
    }
    part<QComboBox>(*dialog, "part.content").setCurrentIndex(1);
    part<QPushButton>(*dialog, "schedule.save").click();
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 1U);
    const protocol::ScheduleConfig& config = sent[0].config;
    EXPECT_EQ(config.level, 2);
    EXPECT_EQ(config.keep.newest, 3U);
    EXPECT_EQ(config.keep.daily, 4U);
    EXPECT_EQ(config.keep.yearly, 5U);
    EXPECT_EQ(config.retries, 6U);
    EXPECT_EQ(config.scope.objects, (std::vector<DumpObject>{{"", "orders"}}));
    EXPECT_EQ(config.scope.content, DumpContent::Structure);
    EXPECT_EQ(config.drillConnection, "gone") << "one that is not there any more is not forgotten";
}

TEST_F(SchedulesInTheWindow, OneOfAllDatabasesStaysOneUntilItIsMeantToBeOfOne) {
    protocol::SavedConnection server;
    server.name = "shop";
    server.config.connector = "postgres";
    server.config.host = "db";
    workspace.connections().setSaved({server});
    listed.entries[0].config.allDatabases = true;
    listed.entries[0].config.except = {"crm", "a,b"};
    open();
    for (const bool narrows : {false, true}) {
        actions.trigger("schedule.edit");
        deliver();
        auto* dialog = window.findChild<ScheduleDialog*>();
        ASSERT_NE(dialog, nullptr);
        auto& what = part<QComboBox>(*dialog, "part.what");
        EXPECT_EQ(what.currentText(), u"All databases of the server"_s);
        EXPECT_FALSE(part<QCheckBox>(*dialog, "part.roles").isVisible()) << "they are there by themselves";
        auto& except = part<QLineEdit>(*dialog, "part.except");
        EXPECT_EQ(except.text(), u"crm, \"a,b\""_s);
        EXPECT_EQ(DialogWalk(*dialog).doubleMnemonics(), QStringList());
        EXPECT_TRUE(except.isVisible());
        except.setText(except.text() + u", logs"_s);
        if (narrows) {
            what.setCurrentIndex(0);
            EXPECT_FALSE(except.isVisible());
            EXPECT_TRUE(part<QCheckBox>(*dialog, "part.roles").isVisible());
        }
        part<QPushButton>(*dialog, "schedule.save").click();
        deliver();
        const auto sent = engine.commands<protocol::SaveSchedule>();
        ASSERT_EQ(sent.size(), narrows ? 2U : 1U);
        EXPECT_EQ(sent.back().config.allDatabases, !narrows);
        EXPECT_EQ(sent.back().config.except,
                  (narrows ? std::vector<std::string>() : std::vector<std::string>{"crm", "a,b", "logs"}));
        // It goes when it has saved.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

TEST_F(SchedulesInTheWindow, ItsTablesAreChosenFromItsConnectionWhichIsOpenedForIt) {
    engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
        SchemaInfo main;
        main.name = "main";
        main.isDefault = true;
        engine.finish(id, protocol::SchemasListed{{main}});
    });
    engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects&) {
        protocol::ObjectsListed objects;
        for (const char* name : {"customers", "orders"}) {
            ObjectSummary object;
            object.name = name;
            objects.objects.push_back(object);
        }
        engine.finish(id, objects);
    });
    open();
    actions.trigger("schedule.edit");
    deliver();
    auto* dialog = window.findChild<ScheduleDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(workspace.connections().databases().empty());
    auto& what = part<QComboBox>(*dialog, "part.what");
    what.setFocus();
    EXPECT_EQ(what.itemText(1), u"All databases of the server"_s);
    QTest::keyClick(&what, Qt::Key_Down);
    QTest::keyClick(&what, Qt::Key_Down);
    auto& objects = part<QListView>(*dialog, "part.objects");
    ASSERT_TRUE(QTest::qWaitFor([&] { return objects.model()->rowCount() == 2; }));
    ASSERT_EQ(workspace.connections().databases().size(), 1U);
    EXPECT_EQ(workspace.connections().databases()[0].saved, "shop");
    part<QPushButton>(*dialog, "schedule.save").click();
    EXPECT_TRUE(engine.commands<protocol::SaveSchedule>().empty()) << "no table is chosen";
    EXPECT_TRUE(dialog->isVisible());
    const DialogWalk walk(*dialog);
    EXPECT_EQ(walk.nameless(), QStringList());
    EXPECT_EQ(walk.doubleMnemonics(), QStringList());
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Down);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Down);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Space);
    part<QPushButton>(*dialog, "schedule.save").click();
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 1U);
    ASSERT_EQ(sent[0].config.scope.objects.size(), 1U);
}

TEST_F(SchedulesInTheWindow, OneIsRemovedOnlyAfterAQuestion) {
    open();
    actions.trigger("schedule.remove");
    const auto* box = window.findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    EXPECT_TRUE(engine.commands<protocol::RemoveSchedule>().empty());
    for (QAbstractButton* button : box->buttons()) {
        if (QString(button->text()).remove(u'&') == u"Remove"_s) {
            button->click();
            break;
        }
    }
    ASSERT_EQ(engine.commands<protocol::RemoveSchedule>().size(), 1U);
}

TEST_F(SchedulesInTheWindow, AWindowThatIsClosedStaysWhereThatIsWished) {
    window.findChild<BackupDesk*>()->schedules().list().refresh();
    deliver();
    keepRunning();
    EXPECT_FALSE(window.close()) << "this desktop has no tray";
    EXPECT_TRUE(window.isMinimized());
    actions.trigger("file.quit");
    EXPECT_FALSE(window.isVisible());
}

TEST_F(SchedulesInTheWindow, AWindowThatIsClosedGoesWhereNothingIsPlanned) {
    listed.entries[0].config.enabled = false;
    window.findChild<BackupDesk*>()->schedules().list().refresh();
    deliver();
    keepRunning();
    EXPECT_TRUE(window.close());
}

class Trays : public SchedulesInTheWindow {
protected:
    TrayNotes notes;
    BackupTray tray{std::make_unique<NotedTray>(notes), actions, window};
};

TEST_F(Trays, ShowWhatMattersAndBringTheWindowBack) {
    viewmodel::BackupSummary summary;
    summary.proof = u"Oldest backup that is not proved: 3 days ago (nightly)"_s;
    summary.next = u"Next: nightly, in 3 h"_s;
    summary.running = {u"Backing up a & b: 12 %"_s};
    tray.show(summary, true);
    EXPECT_TRUE(notes.isShown);
    EXPECT_TRUE(notes.tip.contains(u"3 days ago (nightly)"_s));
    const QList<QAction*> lines = tray.menu().actions();
    ASSERT_GE(lines.size(), 7);
    EXPECT_EQ(lines[0]->text(), summary.proof);
    EXPECT_FALSE(lines[0]->isEnabled());
    EXPECT_EQ(lines[2]->text(), u"Backing up a && b: 12 %"_s);
    window.hide();
    (*notes.activated)();
    EXPECT_TRUE(window.isVisible());
    window.showMinimized();
    (*notes.activated)();
    EXPECT_FALSE(window.isMinimized());
    tray.show(summary, false);
    EXPECT_FALSE(notes.isShown);
}

TEST_F(Trays, AreNotShownWhereThereIsNone) {
    notes.isThere = false;
    tray.show({}, true);
    EXPECT_FALSE(notes.isShown);
    EXPECT_FALSE(tray.isAvailable());
    // A panel may come later.
    notes.isThere = true;
    tray.show({}, true);
    EXPECT_TRUE(notes.isShown);
}

TEST_F(Trays, TheMenuQuitsForGood) {
    keepRunning();
    tray.show({}, true);
    tray.menu().actions().last()->trigger();
    EXPECT_FALSE(window.isVisible());
}

} // namespace
} // namespace dbv::ui
