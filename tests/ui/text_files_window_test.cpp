// SPDX-License-Identifier: Apache-2.0
// Saved queries and earlier versions in the window.
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
#include <QTreeWidget>

#include "ui/palette/command_palette.h"
#include "ui/shell/file_conflict_dialog.h"
#include "ui/shell/query_page.h"
#include "ui/versions/versions_dialog.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class TextFilesWindow : public WindowOnFakeEngine {
protected:
    TextFilesWindow() {
        engine.on<protocol::ListQueryFiles>([this](RequestId id, const protocol::ListQueryFiles&) {
            engine.finish(id, protocol::QueryFilesListed{"/q", {{"/q/day/rows.sql", "day/rows"}}, {}});
        });
        engine.on<protocol::ReadQueryFile>([this](RequestId id, const protocol::ReadQueryFile& asked) {
            const bool same = asked.stamp == disk.toStdString();
            engine.finish(id, protocol::QueryFileRead{asked.path, same ? QString() : disk, disk.toStdString(), same});
        });
        engine.on<protocol::WriteQueryFile>([this](RequestId id, const protocol::WriteQueryFile& asked) {
            if (asked.stamp != disk.toStdString()) {
                engine.finish(id, protocol::QueryFileWritten{asked.path, disk.toStdString(), true, disk});
                return;
            }
            disk = asked.text;
            engine.finish(id, protocol::QueryFileWritten{asked.path, disk.toStdString(), false, {}});
        });
        engine.on<protocol::ListDraftVersions>([this](RequestId id, const protocol::ListDraftVersions& asked) {
            lastDraft = asked.draft;
            engine.finish(
                id, protocol::DraftVersionsListed{{{"one/2", "Query 1", 2000, protocol::VersionReason::Run, 9},
                                                   {"one/1", "Query 1", 1000, protocol::VersionReason::Typed, 9}}});
        });
        engine.on<protocol::ReadDraftVersion>([this](RequestId id, const protocol::ReadDraftVersion& asked) {
            engine.finish(id, protocol::DraftVersionRead{u"version "_s + QString::fromStdString(asked.id)});
        });
        start();
        drop({u"/a.db"_s});
    }
    void openFile() {
        drop({u"/q/day/rows.sql"_s});
        deliver();
    }
    [[nodiscard]] QTabWidget& tabs() const { return *window.findChild<QTabWidget*>(); }
    [[nodiscard]] QString tabText() const { return tabs().tabText(tabs().currentIndex()); }
    void type(const QString& text) {
        QTest::keyClicks(&window.currentPage()->editor(), text);
        window.currentPage()->editor().tellEdits();
        deliver();
    }

    QString disk = u"SELECT 1"_s;
    std::string lastDraft = "none";
};

TEST_F(TextFilesWindow, OpensADroppedQueryAsATextAndSavesIt) {
    openFile();
    EXPECT_EQ(window.currentPage()->editor().text(), u"SELECT 1"_s);
    EXPECT_EQ(tabText(), u"rows.sql"_s);
    EXPECT_EQ(engine.commands<protocol::OpenConnection>().size(), 1U) << "it is no database";
    type(u"x"_s);
    EXPECT_EQ(tabText(), u"rows.sql ●"_s);
    actions.trigger("file.saveQuery");
    deliver();
    EXPECT_EQ(disk, u"xSELECT 1"_s);
    EXPECT_EQ(tabText(), u"rows.sql"_s);
}

TEST_F(TextFilesWindow, FindsSavedQueriesByOpenAnything) {
    actions.trigger("view.openAnything");
    deliver();
    auto* palette = window.findChild<CommandPalette*>();
    ASSERT_NE(palette, nullptr);
    QTest::keyClicks(palette->findChild<QLineEdit*>(), u"dayrows"_s);
    QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
    deliver();
    EXPECT_EQ(window.currentPage()->editor().text(), u"SELECT 1"_s);
}

TEST_F(TextFilesWindow, AsksWithAComparisonAndTakesTheirsAsAStepThatCanBeUndone) {
    openFile();
    type(u"x"_s);
    disk = u"SELECT 2"_s;
    actions.trigger("file.saveQuery");
    deliver();
    auto* dialog = window.findChild<FileConflictDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(disk, u"SELECT 2"_s) << "nothing is written over";
    EXPECT_EQ(dialog->findChild<QPlainTextEdit*>()->toPlainText(), u"- xSELECT 1\n+ SELECT 2\n"_s);
    dialog->findChild<QPushButton*>(u"fileConflict.theirs"_s)->click();
    deliver();
    EXPECT_EQ(window.currentPage()->editor().text(), u"SELECT 2"_s);
    EXPECT_EQ(tabText(), u"rows.sql"_s);
    window.currentPage()->editor().undo();
    EXPECT_EQ(window.currentPage()->editor().text(), u"xSELECT 1"_s);
}

TEST_F(TextFilesWindow, WritesMineWhereThatIsChosen) {
    openFile();
    type(u"x"_s);
    disk = u"SELECT 2"_s;
    actions.trigger("file.saveQuery");
    deliver();
    window.findChild<FileConflictDialog*>()->findChild<QPushButton*>(u"fileConflict.mine"_s)->click();
    deliver();
    EXPECT_EQ(disk, u"xSELECT 1"_s);
}

TEST_F(TextFilesWindow, AsksWhereATextThatIsNoFileIsToBeSaved) {
    actions.trigger("file.saveQuery");
    deliver();
    auto* dialog = window.findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->acceptMode(), QFileDialog::AcceptSave);
    disk.clear();
    Q_EMIT dialog->fileSelected(u"/q/new.sql"_s);
    deliver();
    EXPECT_EQ(tabText(), u"new.sql"_s);
}

TEST_F(TextFilesWindow, RestoresAnEarlierVersionAsAStepThatCanBeUndone) {
    type(u"now"_s);
    actions.trigger("file.versions");
    deliver();
    auto* dialog = window.findChild<VersionsDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(lastDraft, window.currentPage()->id());
    auto* tree = dialog->findChild<QTreeWidget*>();
    ASSERT_EQ(tree->topLevelItemCount(), 2);
    tree->setCurrentItem(tree->topLevelItem(1));
    deliver();
    EXPECT_EQ(dialog->findChild<SqlEditor*>()->text(), u"version one/1"_s);
    for (auto* button : dialog->findChildren<QPushButton*>()) {
        if (button->text() == u"&Restore in this tab"_s) {
            button->click();
        }
    }
    deliver();
    SqlEditor& editor = window.currentPage()->editor();
    EXPECT_EQ(editor.text(), u"version one/1"_s);
    ASSERT_FALSE(engine.commands<protocol::KeepDraftVersion>().empty());
    EXPECT_EQ(engine.commands<protocol::KeepDraftVersion>().back().text, u"now"_s) << "what it replaced is kept";
    editor.undo();
    EXPECT_EQ(editor.text(), u"now"_s);
}

TEST_F(TextFilesWindow, KeepsWhatIsRun) {
    type(u"SELECT 1"_s);
    actions.trigger("query.run");
    deliver();
    const auto kept = engine.commands<protocol::KeepDraftVersion>();
    ASSERT_FALSE(kept.empty());
    EXPECT_EQ(kept.back().reason, protocol::VersionReason::Run);
    EXPECT_EQ(kept.back().text, u"SELECT 1"_s);
}

} // namespace
} // namespace dbv::ui
