// SPDX-License-Identifier: Apache-2.0
// What is set on the page is saved behind it, and the page ends up with what the file says, whoever else writes it.
#include <atomic>
#include <random>
#include <thread>

#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include "settings/file_lock.h"
#include "settings_page_fixture.h"

namespace dbv::ui {
namespace {

class SavedSettings : public SettingsPage {
protected:
    [[nodiscard]] std::filesystem::path lockFile() const { return file.path().parent_path() / "settings.lock"; }
    [[nodiscard]] QJsonObject inFile() const {
        QFile read(QString::fromStdString(file.path().string()));
        return read.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(read.readAll()).object() : QJsonObject();
    }
    /// What the fields show of some settings, in the file's words.
    [[nodiscard]] QJsonObject onPage() const {
        return {{u"history.records"_s, field<QCheckBox>("history.records").isChecked()},
                {u"editor.minimap"_s, field<QCheckBox>("editor.minimap").isChecked()},
                {u"theme"_s, field<QComboBox>("theme").currentData().toString()},
                {u"undo.keepDays"_s, shown("undo.keepDays").section(u' ', 0, 0).toInt()},
                {u"format.indent"_s, shown("format.indent").section(u' ', 0, 0).toInt()},
                {u"queries.folder"_s, field<QLineEdit>("queries.folder").text()}};
    }
    /// What the file does not say is as `usual`.
    [[nodiscard]] bool isAsInFile(const QJsonObject& usual) const {
        const QJsonObject said = inFile();
        const QJsonObject page = onPage();
        for (auto each = page.begin(); each != page.end(); ++each) {
            if ((said.contains(each.key()) ? said : usual).value(each.key()) != each.value()) {
                return false;
            }
        }
        return true;
    }
};

TEST_F(SavedSettings, NobodyWaitsForALockAndTheLastOfQuickChangesIsKept) {
    auto& theme = field<QComboBox>("theme");
    auto& days = field<QAbstractSpinBox>("undo.keepDays");
    {
        const Result<settings::FileLock> held = settings::FileLock::tryAcquire(lockFile());
        ASSERT_TRUE(held);
        theme.setFocus();
        QTest::keyClick(&theme, Qt::Key_End);
        EXPECT_TRUE(chosen->isSaving());
        EXPECT_EQ(inFile(), QJsonObject()) << "somebody has the lock";
        EXPECT_EQ(file.value(settings::kTheme), "dark") << "it holds all the same";
        QTest::keyClick(&theme, Qt::Key_Up);
        type(days, u"5"_s);
        type(days, u"9"_s);
        EXPECT_EQ(shown("undo.keepDays"), u"9 days"_s);
    }
    settle();
    EXPECT_EQ(inFile().value(u"theme"_s), u"light"_s);
    EXPECT_EQ(inFile().value(u"undo.keepDays"_s), 9);
    EXPECT_EQ(theme.currentData().toString(), u"light"_s);
}

TEST_F(SavedSettings, WhatCanNotBeSavedBecauseOfALockFallsBackAndSaysWhy) {
    const Result<settings::FileLock> held = settings::FileLock::tryAcquire(lockFile());
    ASSERT_TRUE(held);
    auto& box = field<QCheckBox>("editor.minimap");
    box.click();
    EXPECT_TRUE(box.isChecked());
    settle();
    EXPECT_FALSE(box.isChecked());
    EXPECT_FALSE(chosen->value(settings::kEditorMinimap));
    EXPECT_TRUE(texts("editor.minimap").last().contains(u"The setting stays as it was."_s))
        << texts("editor.minimap").last().toStdString();
    EXPECT_EQ(texts("theme").size(), 2) << "it is told at its own field";
}

TEST_F(SavedSettings, WhatCanNeverBeSavedHoldsUntilSomebodyElseSetsIt) {
    put(R"({"version": 2, "format.indent": 4})");
    readAgain();
    type(field<QAbstractSpinBox>("format.indent"), u"8"_s);
    settle();
    EXPECT_TRUE(texts("format.indent").last().contains(u"The change holds until the program ends."_s));
    EXPECT_EQ(shown("format.indent"), u"8 columns"_s);
    put(R"({"version": 2, "format.indent": 4, "theme": "dark"})");
    readAgain();
    EXPECT_EQ(shown("format.indent"), u"8 columns"_s);
    put(R"({"version": 2, "format.indent": 2})");
    readAgain();
    EXPECT_EQ(shown("format.indent"), u"2 columns"_s);
    EXPECT_EQ(texts("format.indent").size(), 2);
}

TEST_F(SavedSettings, ThePageShowsWhatTheFileSaysAfterAStormOfWriters) {
    const QJsonObject usual = onPage();
    chosen->watch();
    std::atomic<bool> ends = false;
    std::thread writer([this, &ends] {
        std::minstd_rand random(7);
        const QString path = QString::fromStdString(file.path().string());
        for (int i = 0; i < 600; ++i) {
            const auto pick = [&random](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
            const QJsonObject values{{u"version"_s, 1},
                                     {u"history.records"_s, pick(2) == 0},
                                     {u"editor.minimap"_s, pick(2) == 0},
                                     {u"theme"_s, pick(2) == 0 ? u"light"_s : u"dark"_s},
                                     {u"undo.keepDays"_s, 1 + pick(9)},
                                     {u"format.indent"_s, 1 + pick(9)},
                                     {u"queries.folder"_s, u"/q%1"_s.arg(pick(10))}};
            // Some programs take the lock and replace the file, an editor of texts does neither, and leaves it broken at times.
            const QByteArray text = QJsonDocument(values).toJson();
            if (i % 3 == 0) {
                const auto alone = settings::FileLock::acquire(lockFile(), std::chrono::seconds(10));
                QSaveFile whole(path);
                if (alone && whole.open(QIODevice::WriteOnly)) {
                    whole.write(text);
                    whole.commit();
                }
            } else {
                QFile inPlace(path);
                if (inPlace.open(QIODevice::WriteOnly)) {
                    inPlace.write(i % 50 == 1 ? text.left(text.size() / 2) : text);
                }
            }
        }
        ends = true;
    });
    std::minstd_rand random(3);
    while (!ends) {
        switch (random() % 5) {
        case 0: field<QCheckBox>("history.records").click(); break;
        case 1: field<QCheckBox>("editor.minimap").click(); break;
        case 2:
            field<QComboBox>("theme").setFocus();
            QTest::keyClick(&field<QComboBox>("theme"), Qt::Key_Down);
            break;
        case 3: type(field<QAbstractSpinBox>("undo.keepDays"), QString::number(1 + (random() % 9))); break;
        default: field<QAbstractSpinBox>("format.indent").stepBy(1); break;
        }
        QCoreApplication::processEvents();
    }
    writer.join();
    settle();
    // The last of all programs; one that has lost values in between gives those back that the page shows.
    EXPECT_TRUE(QTest::qWaitFor([this, &usual] { return isAsInFile(usual); }, 10'000))
        << QJsonDocument(onPage()).toJson().toStdString() << QJsonDocument(inFile()).toJson().toStdString();
    for (const settings::AnySetting& setting : settings::kKnownSettings) {
        const QString key = QString::fromStdString(std::string(settings::settingKey(setting)));
        if (const QJsonValue said = inFile().value(key); !said.isUndefined()) {
            EXPECT_EQ(chosen->value(setting), said) << key.toStdString();
        }
    }
}

} // namespace
} // namespace dbv::ui
