// SPDX-License-Identifier: Apache-2.0
// The settings in the window: what is chosen holds there at once, and what is wrong with the file is told.
#include <fstream>
#include <optional>

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "settings/file_lock.h"
#include "settings/known_settings.h"
#include "support/qt_printers.h"
#include "ui/settings/settings_dialog.h"
#include "ui/shell/query_page.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

using SettingsInWindow = WindowOnFakeEngine;

TEST_F(SettingsInWindow, HoldInTheWindowAtOnce) {
    start();
    drop({u"/a.db"_s});
    SqlEditor& editor = window.currentPage()->editor();
    ownSettings.chosen.choose(settings::kEditorFontPointSize, 21.0);
    EXPECT_EQ(editor.font().pointSizeF(), 21.0);
    ownSettings.chosen.choose(settings::kTheme, u"dark"_s);
    EXPECT_EQ(schemeOf(QApplication::palette()), ColorScheme::Dark);
    ownSettings.chosen.choose(settings::kTheme, u"light"_s);
    EXPECT_EQ(schemeOf(QApplication::palette()), ColorScheme::Light);
    actions.trigger("view.systemObjects");
    EXPECT_TRUE(ownSettings.file.value(settings::kExplorerShowsSystem));
    actions.trigger("edit.completeWhileTyping");
    EXPECT_FALSE(ownSettings.file.value(settings::kEditorCompletesWhileTyping));
    EXPECT_EQ(actions.keys("view.settings"), u"Ctrl+,"_s);
    actions.trigger("view.settings");
    deliver();
    auto* dialog = window.findChild<SettingsDialog*>();
    ASSERT_NE(dialog, nullptr);
    actions.trigger("view.settings");
    EXPECT_EQ(window.findChildren<SettingsDialog*>().size(), 1);
    dialog->close();
}

TEST_F(SettingsInWindow, WhatIsWrongWithTheFileIsToldUntilItIsRepaired) {
    const auto write = [this](const char* text) {
        std::ofstream(ownSettings.file.path(), std::ios::binary) << text;
        QSignalSpy looked(&ownSettings.chosen, &viewmodel::UserSettings::looked);
        ownSettings.chosen.readAgain();
        ASSERT_TRUE(looked.wait());
    };
    start();
    write(R"({"version": 1, "th)");
    ASSERT_EQ(notices().lines().size(), 1);
    EXPECT_TRUE(notices().lines()[0].contains(u"can not be read"_s)) << notices().lines()[0].toStdString();
    write(R"({"version": 1, "theme": "blue", "format.width": 5})");
    ASSERT_EQ(notices().lines().size(), 2);
    EXPECT_TRUE(notices().lines()[0].contains(u"\"format.width\""_s)) << notices().lines()[0].toStdString();
    EXPECT_TRUE(notices().lines()[1].contains(u"not \"blue\". The default holds."_s));
    write(R"({"version": 1, "theme": "blue"})");
    EXPECT_EQ(notices().lines().size(), 1);
    ownSettings.chosen.choose(settings::kTheme, u"light"_s);
    EXPECT_EQ(notices().lines(), QStringList());
}

TEST_F(SettingsInWindow, TheWindowStaysUntilTheyAreSavedOrItIsToldThatTheyCanNotBe) {
    start();
    const auto lockFile = ownSettings.file.path().parent_path() / "settings.lock";
    std::optional<Result<settings::FileLock>> held = settings::FileLock::tryAcquire(lockFile);
    ASSERT_TRUE(*held);
    ownSettings.chosen.choose(settings::kTheme, u"light"_s);
    EXPECT_FALSE(window.close());
    EXPECT_TRUE(window.isVisible());
    // Nobody lets go: the reason is read, and the next time it is closed.
    ASSERT_TRUE(QTest::qWaitFor([this] { return !ownSettings.chosen.isSaving(); }, 10'000));
    EXPECT_TRUE(window.isVisible());
    EXPECT_TRUE(notices().lines().first().contains(u"The setting stays as it was."_s))
        << notices().lines().join(u'|').toStdString();
    EXPECT_EQ(ownSettings.chosen.value(settings::kTheme), "system");
    ownSettings.chosen.choose(settings::kTheme, u"light"_s);
    EXPECT_FALSE(window.close());
    held.reset();
    EXPECT_TRUE(QTest::qWaitFor([this] { return !window.isVisible(); }, 10'000));
    EXPECT_EQ(settings::SettingsFile(ownSettings.file.path().parent_path()).value(settings::kTheme), "light");
}

TEST_F(SettingsInWindow, ASignalClosesTheWindowAlsoWhereTheyCanNotBeSaved) {
    start();
    const auto lockFile = ownSettings.file.path().parent_path() / "settings.lock";
    const Result<settings::FileLock> held = settings::FileLock::tryAcquire(lockFile);
    ASSERT_TRUE(held);
    ownSettings.chosen.choose(settings::kTheme, u"light"_s);
    window.closeUnasked();
    EXPECT_TRUE(window.isVisible());
    EXPECT_TRUE(QTest::qWaitFor([this] { return !window.isVisible(); }, 10'000));
}

TEST_F(SettingsInWindow, GiveANewConnectionItsSafety) {
    viewmodel::UsualSafety usual = viewmodel::programsSafety();
    usual[static_cast<std::size_t>(protocol::Environment::None)] = Safety::Sandbox;
    usual[static_cast<std::size_t>(protocol::Environment::Production)] = Safety::DryRun;
    workspace.connections().setUsualSafety(usual);
    viewmodel::ConnectionForm form(bus, workspace.connections());
    EXPECT_EQ(form.connection().config.safety, Safety::Sandbox);
    form.setEnvironment(protocol::Environment::Production);
    EXPECT_EQ(form.connection().config.safety, Safety::DryRun);
    Safety asked = Safety::Off;
    engine.on<protocol::OpenConnection>(
        [&asked](RequestId, const protocol::OpenConnection& command) { asked = command.target.config.safety; });
    drop({u"/b.db"_s});
    EXPECT_EQ(asked, Safety::Sandbox);
}

} // namespace
} // namespace dbv::ui
