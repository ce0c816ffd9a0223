// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/editor_name_help.h"

#include <string>
#include <vector>

#include <QTest>

#include "bus/command_bus.h"
#include "editor_fixture.h"
#include "support/fake_engine.h"
#include "ui/editor/extra_carets.h"

namespace dbv::ui {
namespace {

using protocol::CompletionKind;
using protocol::ExplainName;
using protocol::NameExplained;
using Qt::Literals::StringLiterals::operator""_s;

class EditorNameHelpTest : public EditorTest {
protected:
    EditorNameHelpTest() {
        m_help.setConnection(ConnectionId{3});
        m_engine.on<ExplainName>([this](RequestId id, const ExplainName& asked) {
            m_asked = asked;
            m_engine.finish(id, m_answer);
        });
        QObject::connect(&m_help, &EditorNameHelp::said, [this](const QString& text) { m_said = text; });
        QObject::connect(&m_help, &EditorNameHelp::goToChosen,
                         [this](ConnectionId connection, const ObjectPath& object, bool isRoutine) {
                             EXPECT_EQ(connection, ConnectionId{3});
                             m_chosen = QString::fromStdString(object.schema + "." + object.name) +
                                        (isRoutine ? u"()"_s : QString());
                         });
    }
    // It asks through the bus, which goes before the editor.
    ~EditorNameHelpTest() override { delete &m_help; }
    void settleAll() {
        for (int turn = 0; turn < 5; ++turn) {
            settle();
        }
    }

    support::FakeEngine m_engine;
    bus::CommandBus m_bus{m_engine};
    EditorNameHelp& m_help = *new EditorNameHelp(m_bus, m_editor);
    NameExplained m_answer{.kind = CompletionKind::Column,
                           .span = {7, 14},
                           .name = "film_id",
                           .schema = "public",
                           .object = "film",
                           .columns = {{"film", "film_id", "integer", "stock.film_id"}},
                           .columnCount = 1,
                           .whole = true};
    ExplainName m_asked;
    QString m_said;
    QString m_chosen;
};

TEST_F(EditorNameHelpTest, TellsWhatTheNameAtTheCaretIs) {
    load(u"SELECT fil|m_id FROM film"_s);
    m_help.explain();
    settleAll();
    EXPECT_EQ(m_asked.sql, "SELECT film_id FROM film");
    EXPECT_EQ(m_asked.cursor, 10U);
    EXPECT_EQ(m_said, u"column film_id integer → stock.film_id · film"_s);
}

TEST_F(EditorNameHelpTest, SaysWhyNothingIsTold) {
    load(u"SELECT 1"_s);
    m_answer = {.whole = true};
    m_help.explain();
    settleAll();
    EXPECT_EQ(m_said, u"Nothing is known of what stands at the caret."_s);
    m_answer.whole = false;
    m_help.explain();
    settleAll();
    EXPECT_EQ(m_said, u"The names of the database are still being read."_s);
    m_help.setConnection(std::nullopt);
    m_help.explain();
    settleAll();
    EXPECT_EQ(m_said, u"This tab has no connection, so nothing is known of its names."_s);
}

TEST_F(EditorNameHelpTest, LeadsToTheTableOfAColumnAndToARoutine) {
    load(u"SELECT film_id FROM film"_s);
    m_help.goTo();
    settleAll();
    EXPECT_EQ(m_chosen, u"public.film"_s);
    m_answer = {.kind = CompletionKind::Function,
                .name = "area",
                .schema = "geo",
                .object = "area",
                .takes = {"(a integer)"},
                .whole = true};
    m_help.goTo();
    settleAll();
    EXPECT_EQ(m_chosen, u"geo.area()"_s);
    m_answer = {.kind = CompletionKind::Cte, .name = "w", .whole = true};
    m_help.goTo();
    settleAll();
    EXPECT_EQ(m_said, u"w, of this statement: there is nothing in the explorer to go to."_s);
}

TEST_F(EditorNameHelpTest, LeadsThereByAClickWithCtrl) {
    load(u"SELECT fi|lm_id FROM film"_s);
    const QPoint place = m_editor.cursorRect().center();
    QTest::mouseClick(m_editor.viewport(), Qt::LeftButton, Qt::NoModifier, place);
    settleAll();
    EXPECT_EQ(m_chosen, QString());
    QTest::mouseClick(m_editor.viewport(), Qt::LeftButton, Qt::ControlModifier, place);
    settleAll();
    EXPECT_EQ(m_chosen, u"public.film"_s);
}

TEST_F(EditorNameHelpTest, RenamesAnAliasWhereverItsQueryUsesIt) {
    load(u"SELECT é, |f.id FROM film f JOIN actor a ON a.film = f.id"_s);
    m_help.renameAlias();
    EXPECT_EQ(m_editor.carets().all().size(), 2U);
    EXPECT_EQ(m_said, u"Type the new name: it is used in 3 places. Esc ends it."_s);
    type(u"movie"_s);
    settleAll();
    EXPECT_EQ(m_editor.text(), u"SELECT é, movie.id FROM film movie JOIN actor a ON a.film = movie.id"_s);
    m_editor.undo();
    EXPECT_NE(m_editor.text(), u"SELECT é, movie.id FROM film movie JOIN actor a ON a.film = movie.id"_s);
}

TEST_F(EditorNameHelpTest, SaysWhatToDoWhereNoAliasIs) {
    load(u"SELECT id FROM film"_s);
    m_help.renameAlias();
    EXPECT_EQ(m_said, u"Put the caret on the alias of a table to rename it."_s);
    EXPECT_FALSE(m_editor.carets().any());
}

} // namespace
} // namespace dbv::ui
