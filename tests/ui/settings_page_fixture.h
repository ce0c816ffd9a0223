// SPDX-License-Identifier: Apache-2.0
// The page of settings over a file of the test's own.
#pragma once

#include <fstream>

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>

#include <gtest/gtest.h>

#include "settings/known_settings.h"
#include "support/qt_printers.h"
#include "ui/settings/setting_row.h"
#include "ui/settings/settings_dialog.h"

namespace dbv::ui {

using Qt::Literals::StringLiterals::operator""_s;

class SettingsPage : public testing::Test {
protected:
    void SetUp() override { open(); }
    void open() {
        delete dialog;
        dialog = new SettingsDialog(*chosen, actions, nullptr);
        dialog->show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(dialog));
    }
    void readAgain() const {
        QSignalSpy looked(chosen.get(), &viewmodel::UserSettings::looked);
        chosen->readAgain();
        ASSERT_TRUE(looked.wait(30'000));
    }
    /// Until what was set is in the file, or is known not to be.
    void settle() const {
        ASSERT_TRUE(QTest::qWaitFor([this] { return !chosen->isSaving(); }, 30'000));
    }
    /// What is on the disk when the program comes to it.
    void put(const std::string& text) const { std::ofstream(file.path(), std::ios::binary) << text; }
    [[nodiscard]] SettingRow& row(std::string_view key) const {
        auto* found = dialog->findChild<SettingRow*>(QString::fromUtf8(key.data(), qsizetype(key.size())));
        if (found == nullptr) {
            throw std::logic_error("no row " + std::string(key));
        }
        return *found;
    }
    template <class Field>
    [[nodiscard]] Field& field(std::string_view key) const {
        return *row(key).findChild<Field*>();
    }
    static void type(QAbstractSpinBox& number, const QString& text) {
        number.setFocus();
        number.selectAll();
        QTest::keyClicks(&number, text);
        QTest::keyClick(&number, Qt::Key_Return);
    }
    [[nodiscard]] QString shown(std::string_view key) const {
        return field<QAbstractSpinBox>(key).findChild<QLineEdit*>()->text();
    }
    /// The texts of a row that can be seen, in their order.
    [[nodiscard]] QStringList texts(std::string_view key) const {
        QStringList found;
        for (const QLabel* label : row(key).findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly)) {
            if (!label->isHidden()) {
                found << label->text();
            }
        }
        return found;
    }
    [[nodiscard]] QToolButton& resetOf(std::string_view key) const {
        for (auto* button : row(key).findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly)) {
            return *button;
        }
        throw std::logic_error("no way back");
    }
    void search(const QString& words) const {
        auto* line = dialog->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly);
        line->clear();
        QTest::keyClicks(line, words);
    }
    [[nodiscard]] QStringList found() const {
        QStringList keys;
        for (const SettingRow* each : dialog->findChildren<SettingRow*>()) {
            if (!each->isHidden()) {
                keys << each->objectName();
            }
        }
        return keys;
    }

    QTemporaryDir folder;
    settings::SettingsFile file{std::filesystem::path(folder.path().toStdString())};
    std::unique_ptr<viewmodel::UserSettings> chosen = std::make_unique<viewmodel::UserSettings>(file);
    viewmodel::ActionCatalog actions;
    QPointer<SettingsDialog> dialog;
    ~SettingsPage() override {
        delete dialog;
        // What is just being saved would make the folder anew.
        QThreadPool::globalInstance()->waitForDone();
    }
};

} // namespace dbv::ui
