// SPDX-License-Identifier: Apache-2.0
// Snippets in the window: their dialog, and by the palette.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

#include "ui/palette/command_palette.h"
#include "ui/shell/query_page.h"
#include "ui/snippets/snippets_dialog.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

using protocol::Snippet;

class SnippetWindow : public WindowOnFakeEngine {
protected:
    SnippetWindow() {
        Snippet day{.path = "by day/Rows.sql",
                    .name = "Rows of a day",
                    .folder = "by day",
                    .trigger = "day",
                    .dialects = {},
                    .description = {},
                    .body = "SELECT ${1:a} FROM ${2:t}"};
        Snippet own{.path = {},
                    .name = "Select rows",
                    .folder = {},
                    .trigger = "sel",
                    .dialects = {DialectId::MySql},
                    .description = {},
                    .body = "SELECT $0",
                    .builtIn = true};
        kept = {day, own};
        engine.on<protocol::ListSnippets>([this](RequestId id, const protocol::ListSnippets&) { answer(id); });
        engine.on<protocol::ChangeSnippets>([this](RequestId id, const protocol::ChangeSnippets& asked) {
            for (Snippet each : asked.keep) {
                std::erase_if(kept,
                              [&each](const Snippet& known) { return !known.builtIn && known.path == each.path; });
                each.path = each.name + ".sql";
                kept.insert(kept.begin(), each);
            }
            for (const std::string& path : asked.remove) {
                std::erase_if(kept, [&path](const Snippet& known) { return !known.builtIn && known.path == path; });
            }
            answer(id);
        });
        start();
        drop({u"/a.db"_s});
    }
    void answer(RequestId id) { engine.finish(id, protocol::SnippetsListed{kept, notices, "/snippets"}); }
    SnippetsDialog& open() {
        actions.trigger("edit.snippets");
        deliver();
        auto* dialog = window.findChild<SnippetsDialog*>();
        EXPECT_NE(dialog, nullptr);
        return *dialog;
    }
    template <class T>
    static T& named(const QWidget& in, const QString& name) {
        for (T* each : in.findChildren<T*>()) {
            if (each->accessibleName() == name) {
                return *each;
            }
        }
        ADD_FAILURE() << qPrintable(name);
        std::abort();
    }
    static QPushButton& button(const QWidget& in, const QString& text) {
        for (auto* each : in.findChildren<QPushButton*>()) {
            if (each->text() == text) {
                return *each;
            }
        }
        ADD_FAILURE() << qPrintable(text);
        std::abort();
    }
    static void choose(const SnippetsDialog& dialog, const QString& name) {
        auto* tree = dialog.findChild<QTreeWidget*>();
        const auto found = tree->findItems(name, Qt::MatchExactly | Qt::MatchRecursive);
        ASSERT_EQ(found.size(), 1);
        tree->setCurrentItem(found.front());
    }

    std::vector<Snippet> kept;
    std::vector<Notice> notices;
};

TEST_F(SnippetWindow, InsertsOneByThePalette) {
    SqlEditor& editor = window.currentPage()->editor();
    ASSERT_TRUE(editor.setText(u"-- x\n"_s));
    editor.moveCursor(QTextCursor::End);
    actions.trigger("edit.insertSnippet");
    deliver();
    auto* palette = window.findChild<CommandPalette*>();
    ASSERT_NE(palette, nullptr);
    QTest::keyClicks(palette->findChild<QLineEdit*>(), u"rod"_s);
    QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
    deliver();
    EXPECT_EQ(editor.text(), u"-- x\nSELECT a FROM t"_s);
    QTest::keyClick(&editor, Qt::Key_Tab);
    EXPECT_EQ(editor.textCursor().selectedText(), u"t"_s);
}

TEST_F(SnippetWindow, OffersThoseOfTheTabsDialectOnly) {
    actions.trigger("edit.insertSnippet");
    deliver();
    auto* palette = window.findChild<CommandPalette*>();
    ASSERT_NE(palette, nullptr);
    EXPECT_EQ(palette->findChild<QListView*>()->model()->rowCount(), 1) << "the other one is MySQL's";
}

TEST_F(SnippetWindow, MakesEditsAndRemovesThem) {
    SnippetsDialog& dialog = open();
    button(dialog, u"&New"_s).click();
    EXPECT_FALSE(button(dialog, u"&Keep"_s).isEnabled());
    named<QLineEdit>(dialog, u"Name"_s).setText(u"Newest"_s);
    named<QComboBox>(dialog, u"Folder"_s).setEditText(u"by day"_s);
    named<QLineEdit>(dialog, u"Word"_s).setText(u"new"_s);
    named<SqlEditor>(dialog, u"Text of the snippet"_s).setPlainText(u"SELECT 1"_s);
    ASSERT_TRUE(button(dialog, u"&Keep"_s).isEnabled());
    button(dialog, u"&Keep"_s).click();
    deliver();
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].folder, "by day");
    EXPECT_EQ(kept[0].trigger, "new");
    EXPECT_FALSE(button(dialog, u"&Keep"_s).isEnabled()) << "nothing was changed since";
    named<QLineEdit>(dialog, u"Description"_s).setText(u"x"_s);
    button(dialog, u"&Keep"_s).click();
    deliver();
    EXPECT_EQ(kept.size(), 3U) << "it is the same one";
    EXPECT_EQ(kept[0].description, "x");
    button(dialog, u"&Remove"_s).click();
    deliver();
    EXPECT_EQ(kept.size(), 2U);
}

TEST_F(SnippetWindow, CopiesThoseOfTheProgram) {
    SnippetsDialog& dialog = open();
    choose(dialog, u"Select rows"_s);
    EXPECT_FALSE(button(dialog, u"&Keep"_s).isEnabled());
    EXPECT_FALSE(button(dialog, u"&Remove"_s).isEnabled());
    EXPECT_FALSE(button(dialog, u"&Keep"_s).toolTip().isEmpty());
    button(dialog, u"&Copy"_s).click();
    ASSERT_TRUE(button(dialog, u"&Keep"_s).isEnabled());
    button(dialog, u"&Keep"_s).click();
    deliver();
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_FALSE(kept[0].builtIn);
    EXPECT_EQ(kept[0].body, "SELECT $0");
}

TEST_F(SnippetWindow, TellsOfDamagedFilesAndFilters) {
    notices = {{.severity = "warning", .message = "The snippet file x.sql is left out."}};
    SnippetsDialog& dialog = open();
    EXPECT_EQ(dialog.findChild<QLabel*>(u"snippets.said"_s)->text(), u"The snippet file x.sql is left out."_s);
    named<QLineEdit>(dialog, u"Filter the snippets"_s).setText(u"sel"_s);
    const auto* tree = dialog.findChild<QTreeWidget*>();
    EXPECT_TRUE(tree->topLevelItem(0)->isHidden());
    EXPECT_FALSE(tree->topLevelItem(1)->isHidden());
}

TEST_F(SnippetWindow, NamesEveryControl) {
    const SnippetsDialog& dialog = open();
    for (const auto* field : dialog.findChildren<QLineEdit*>()) {
        const bool isOfBox = qobject_cast<QComboBox*>(field->parentWidget()) != nullptr;
        EXPECT_TRUE(isOfBox || !field->accessibleName().isEmpty());
    }
}

} // namespace
} // namespace dbv::ui
