// SPDX-License-Identifier: Apache-2.0
// The page of settings: every setting is there, is found, is changed and reset, and tells what is wrong.
#include "dialog_walk.h"
#include "settings_page_fixture.h"

namespace dbv::ui {
namespace {

TEST_F(SettingsPage, ShowsEverySettingThatThereIsWithItsWords) {
    std::size_t count = 0;
    for (const settings::AnySetting& setting : settings::kKnownSettings) {
        const std::string_view key = settings::settingKey(setting);
        const viewmodel::SettingWords words = viewmodel::settingWords(key);
        EXPECT_NE(words.group, viewmodel::SettingGroup::Other) << key;
        EXPECT_NE(std::string_view(words.title), "") << key;
        EXPECT_NE(std::string_view(words.description), "") << key;
        ASSERT_NE(dialog->findChild<SettingRow*>(QString::fromUtf8(key.data(), qsizetype(key.size()))), nullptr) << key;
        EXPECT_EQ(texts(key), (QStringList{viewmodel::settingTitle(words), viewmodel::settingDescription(words)}));
        ASSERT_FALSE(row(key).stops().empty()) << key;
        EXPECT_EQ(row(key).stops().front()->accessibleName(), viewmodel::settingTitle(words));
        EXPECT_TRUE(resetOf(key).isHidden()) << key;
        if (const auto* text = std::get_if<settings::Setting<std::string>>(&setting)) {
            for (const std::string_view choice : text->choices) {
                EXPECT_NE(viewmodel::choiceText(key, choice).toStdString(), choice) << key << " has no words for it";
            }
        }
        ++count;
    }
    EXPECT_EQ(static_cast<std::size_t>(dialog->findChildren<SettingRow*>().size()), count);
    EXPECT_EQ(viewmodel::allSettingWords().size(), count);
    EXPECT_EQ(dialog->focusWidget(), dialog->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly));
}

TEST_F(SettingsPage, FindsByTitleDescriptionKeyGroupAndChoice) {
    search(u"undo largest"_s);
    EXPECT_EQ(found(), QStringList{u"undo.maxBytes"_s});
    search(u"safety.askAbove"_s);
    EXPECT_EQ(found(), QStringList{u"safety.askAbove"_s});
    search(u"firewalls"_s);
    EXPECT_EQ(found(), QStringList{u"sessions.keepAliveMs"_s});
    search(u"river"_s);
    EXPECT_EQ(found(), QStringList{u"format.style"_s});
    search(u"nothing of that kind"_s);
    EXPECT_TRUE(found().isEmpty());
    bool says = false;
    for (const QLabel* label : dialog->findChildren<QLabel*>()) {
        says = says || (label->isVisible() && label->text() == u"No setting has these words."_s);
    }
    EXPECT_TRUE(says);
    search(QString());
    EXPECT_EQ(static_cast<std::size_t>(found().size()), settings::kKnownSettings.size());
}

TEST_F(SettingsPage, AChangeHoldsAtOnceIsMarkedAndCanBeTakenBack) {
    auto& box = field<QCheckBox>("history.records");
    EXPECT_TRUE(box.isChecked());
    box.setFocus();
    QTest::keyClick(&box, Qt::Key_Space);
    EXPECT_FALSE(file.value(settings::kHistoryRecords));
    EXPECT_FALSE(resetOf("history.records").isHidden());
    EXPECT_TRUE(box.accessibleDescription().endsWith(u"Changed from its default."_s));
    resetOf("history.records").click();
    EXPECT_TRUE(file.value(settings::kHistoryRecords));
    EXPECT_TRUE(box.isChecked());
    EXPECT_TRUE(resetOf("history.records").isHidden());
    EXPECT_EQ(dialog->focusWidget(), &box);
    auto& theme = field<QComboBox>("theme");
    theme.setFocus();
    QTest::keyClick(&theme, Qt::Key_End);
    EXPECT_EQ(file.value(settings::kTheme), "dark");
    settle();
    EXPECT_EQ(settings::SettingsFile(folder.path().toStdString()).value(settings::kTheme), "dark");
}

TEST_F(SettingsPage, NumbersAreTypedWithTheirUnits) {
    EXPECT_EQ(shown("spool.memoryBytes"), u"256 MB"_s);
    EXPECT_EQ(shown("sessions.idleLimitMs"), u"10 min"_s);
    EXPECT_EQ(shown("editor.fontPointSize"), u"As the system"_s);
    type(field<QAbstractSpinBox>("spool.memoryBytes"), u"1.5 gb"_s);
    EXPECT_EQ(file.value(settings::kSpoolMemoryBytes), 1536LL << 20);
    EXPECT_EQ(shown("spool.memoryBytes"),
              viewmodel::quantityText(std::int64_t{1536} << 20, viewmodel::QuantityUnit::Bytes, QLocale()));
    type(field<QAbstractSpinBox>("sessions.idleLimitMs"), u"never"_s);
    EXPECT_EQ(file.value(settings::kSessionsIdleLimitMs), 0);
    // Without a unit it is that of the default.
    type(field<QAbstractSpinBox>("sessions.idleLimitMs"), u"5"_s);
    EXPECT_EQ(file.value(settings::kSessionsIdleLimitMs), 300'000);
    type(field<QAbstractSpinBox>("editor.fontPointSize"), u"12.5"_s);
    EXPECT_EQ(file.value(settings::kEditorFontPointSize), 12.5);
    auto& days = field<QAbstractSpinBox>("undo.keepDays");
    days.setFocus();
    QTest::keyClick(&days, Qt::Key_Up);
    EXPECT_EQ(file.value(settings::kUndoKeepDays), 8);
    EXPECT_EQ(shown("undo.keepDays"), u"8 days"_s);
}

TEST_F(SettingsPage, WhatIsWrongIsSaidAtTheFieldInTheWordsOfTheSettingsAndChangesNothing) {
    auto& number = field<QAbstractSpinBox>("format.width");
    type(number, u"5"_s);
    EXPECT_EQ(file.value(settings::kFormatWidth), 100);
    EXPECT_EQ(texts("format.width").last(),
              u"The setting \"format.width\" must be a whole number from 20 to 1000, not 5."_s);
    EXPECT_EQ(shown("format.width"), u"5"_s);
    type(number, u"wide"_s);
    EXPECT_TRUE(texts("format.width").last().endsWith(u"not \"wide\"."_s))
        << texts("format.width").last().toStdString();
    // Another change leaves what is typed alone.
    field<QCheckBox>("history.records").click();
    EXPECT_EQ(shown("format.width"), u"wide"_s);
    number.setFocus();
    QTest::keyClick(&number, Qt::Key_Escape);
    EXPECT_EQ(shown("format.width"), u"100 columns"_s);
    EXPECT_EQ(texts("format.width").size(), 2);
    EXPECT_TRUE(dialog->isVisible());
    type(number, u"120"_s);
    EXPECT_EQ(file.value(settings::kFormatWidth), 120);
    EXPECT_EQ(texts("format.width").size(), 2);
}

TEST_F(SettingsPage, WhatIsRefusedKeepsItsReasonWhateverIsWrittenIntoTheFile) {
    auto& number = field<QAbstractSpinBox>("format.width");
    type(number, u"5"_s);
    const QString reason = texts("format.width").last();
    put(R"({"version": 1, "theme": "dark"})");
    readAgain();
    EXPECT_EQ(shown("format.width"), u"5"_s);
    EXPECT_EQ(texts("format.width").last(), reason);
    // Another value of the same setting is shown, and the reason goes.
    put(R"({"version": 1, "format.width": 90})");
    readAgain();
    EXPECT_EQ(shown("format.width"), u"90 columns"_s);
    EXPECT_EQ(texts("format.width").size(), 2);
    type(number, u"7"_s);
    EXPECT_EQ(texts("format.width").size(), 3);
    resetOf("format.width").click();
    EXPECT_EQ(shown("format.width"), u"100 columns"_s);
    EXPECT_EQ(texts("format.width").size(), 2);
}

TEST_F(SettingsPage, AFileThatIsBrokenIsLeftToWhoeverRepairsItAndWhatCanNotBeSavedDoesNotHold) {
    put(R"({"version": 1, "format.width": 80, )");
    auto& box = field<QCheckBox>("history.records");
    box.click();
    EXPECT_FALSE(box.isChecked()) << "it is shown at once";
    settle();
    EXPECT_TRUE(texts("history.records").last().contains(u"The setting stays as it was. Set it again when"_s))
        << texts("history.records").last().toStdString();
    EXPECT_TRUE(box.isChecked());
    EXPECT_TRUE(file.value(settings::kHistoryRecords));
    put(R"({"version": 1, "format.width": 80})");
    readAgain();
    EXPECT_EQ(shown("format.width"), u"80 columns"_s);
    EXPECT_TRUE(box.isChecked()) << "the page shows what the repaired file says";
    EXPECT_TRUE(file.value(settings::kHistoryRecords));
    box.click();
    settle();
    EXPECT_EQ(texts("history.records").size(), 2) << "the reason goes with the next change";
    EXPECT_FALSE(settings::SettingsFile(folder.path().toStdString()).value(settings::kHistoryRecords));
    EXPECT_EQ(QDir(folder.path()).entryList({u"settings.json.broken*"_s}), QStringList());
}

TEST_F(SettingsPage, TheThresholdOfAskingHasItsThreeAnswers) {
    auto& when = field<QComboBox>("safety.askAbove");
    EXPECT_EQ(when.currentIndex(), 0);
    EXPECT_FALSE(field<QSpinBox>("safety.askAbove").isEnabled());
    when.setFocus();
    QTest::keyClick(&when, Qt::Key_Down);
    EXPECT_EQ(file.value(settings::kSafetyAskAbove), 0);
    QTest::keyClick(&when, Qt::Key_Down);
    EXPECT_EQ(file.value(settings::kSafetyAskAbove), 100);
    EXPECT_TRUE(field<QSpinBox>("safety.askAbove").isEnabled());
    field<QSpinBox>("safety.askAbove").setValue(7);
    EXPECT_EQ(file.value(settings::kSafetyAskAbove), 7);
    resetOf("safety.askAbove").click();
    EXPECT_EQ(file.value(settings::kSafetyAskAbove), -1);
    EXPECT_EQ(when.currentIndex(), 0);
}

TEST_F(SettingsPage, ShowsWhatOthersWriteWhileItIsOpen) {
    put(R"({"version": 1, "theme": "dark", "editor.fontPointSize": 14, "of.another": [1, 2]})");
    readAgain();
    EXPECT_EQ(field<QComboBox>("theme").currentData().toString(), u"dark"_s);
    EXPECT_EQ(shown("editor.fontPointSize"), u"14 pt"_s);
    EXPECT_FALSE(resetOf("theme").isHidden());
    put(R"({"version": 1, "theme": "blue"})");
    readAgain();
    EXPECT_EQ(field<QComboBox>("theme").currentData().toString(), u"system"_s);
    EXPECT_EQ(
        texts("theme").last(),
        u"The setting \"theme\" must be one of \"system\" \"light\" \"dark\", not \"blue\". The default holds."_s);
    // A file that somebody is just writing is left alone, and what held before holds.
    put(R"({"version": 1, "th)");
    readAgain();
    EXPECT_EQ(texts("theme").size(), 3);
    EXPECT_TRUE(QFile::exists(chosen->path()));
    put(R"({"version": 1, "of.another": [1, 2]})");
    readAgain();
    EXPECT_EQ(texts("theme").size(), 2);
    field<QCheckBox>("history.records").click();
    settle();
    std::ifstream stream(file.path());
    const std::string kept{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_NE(kept.find("of.another"), std::string::npos);
}

TEST_F(SettingsPage, HearsOfAFileThatIsReplaced) {
    chosen->watch();
    bool heard = false;
    QObject::connect(chosen.get(), &viewmodel::UserSettings::changed, dialog, [&heard] { heard = true; });
    put(R"({"version": 1, "theme": "light"})");
    EXPECT_TRUE(QTest::qWaitFor([&heard] { return heard; }, 10'000));
    EXPECT_EQ(field<QComboBox>("theme").currentData().toString(), u"light"_s);
}

TEST_F(SettingsPage, WhatThePolicyFixesIsShownAndSaysWhy) {
    chosen = std::make_unique<viewmodel::UserSettings>(file, Safety::Sandbox);
    open();
    for (const char* key : {"safety.askAbove", "safety.production", "safety.usual"}) {
        EXPECT_FALSE(row(key).stops().front()->isEnabled()) << key;
        bool tells = false;
        for (const QWidget* part : row(key).findChildren<QWidget*>()) {
            tells = tells || part->toolTip().contains(u"policy of this installation"_s);
        }
        EXPECT_TRUE(tells) << key;
    }
    EXPECT_TRUE(row("theme").stops().front()->isEnabled());
    chosen = std::make_unique<viewmodel::UserSettings>(file, Safety::Confirm);
    open();
    EXPECT_TRUE(row("safety.askAbove").stops().front()->isEnabled());
    EXPECT_FALSE(row("safety.local").stops().front()->isEnabled());
}

TEST_F(SettingsPage, LeadsToTheKeys) {
    int opened = 0;
    actions.setHandler("view.keys", [&opened] { ++opened; });
    search(u"shortcuts"_s);
    EXPECT_TRUE(found().isEmpty());
    auto* button = dialog->findChild<QPushButton*>(u"settings.keys"_s);
    ASSERT_TRUE(button->isVisible());
    button->click();
    EXPECT_EQ(opened, 1);
}

TEST_F(SettingsPage, FitsASmallScreenAndIsReachedByKeys) {
    const DialogWalk walk(*dialog);
    EXPECT_EQ(walk.nameless(), QStringList());
    EXPECT_EQ(walk.doubleMnemonics(), QStringList());
    EXPECT_EQ(walk.jumps(), QStringList());
    EXPECT_LE(dialog->minimumSizeHint().width(), 512);
    EXPECT_LE(dialog->minimumSizeHint().height(), 350);
    dialog->resize(512, 350);
    QCoreApplication::sendPostedEvents();
    EXPECT_EQ(walk.outside(), QStringList());
    const auto* content = dialog->findChild<QScrollArea*>()->widget();
    EXPECT_LE(content->width(), dialog->width());
    // The list of groups gives way.
    EXPECT_FALSE(dialog->findChild<QListWidget*>()->isVisible());
}

TEST_F(SettingsPage, HasABarOnlyWhereThereIsMoreAndNothingMovesWhenItGoes) {
    auto* room = dialog->findChild<QScrollArea*>();
    SettingRow& size = row("editor.fontPointSize");
    EXPECT_TRUE(room->verticalScrollBar()->isVisible());
    EXPECT_EQ(room->verticalScrollBar()->value(), 0) << "it begins at its beginning";
    const int width = size.width();
    dialog->findChild<QLineEdit*>()->setText(u"fontPointSize"_s);
    EXPECT_TRUE(QTest::qWaitFor([room] { return !room->verticalScrollBar()->isVisible(); }));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    EXPECT_EQ(size.width(), width);
    dialog->findChild<QLineEdit*>()->clear();
    EXPECT_TRUE(QTest::qWaitFor([room] { return room->verticalScrollBar()->isVisible(); }));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    EXPECT_EQ(size.width(), width);
}

TEST_F(SettingsPage, ScrollingOverANumberDoesNotChangeIt) {
    auto& days = field<QAbstractSpinBox>("undo.keepDays");
    dialog->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly)->setFocus();
    QWheelEvent wheel(QPointF(5, 5), days.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, 120), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&days, &wheel);
    EXPECT_EQ(file.value(settings::kUndoKeepDays), 7);
}

} // namespace
} // namespace dbv::ui
