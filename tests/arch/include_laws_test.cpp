// SPDX-License-Identifier: Apache-2.0
#include "include_laws.h"

#include <gtest/gtest.h>

#include "planted.h"
#include "support/qt_printers.h"

namespace dbv::arch {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(IncludeLaws, ARoomSeesOnlyTheRoomsOfItsLaw) {
    expectLawHolds(wrongIncludes(projectTree()));
}

TEST(IncludeLaws, AConnectorSeesTheContractAndItsClientLibrary) {
    expectLawHolds(wrongConnectorIncludes(projectTree()));
}

TEST(IncludeLaws, ARoomLinksOnlyTheRoomsOfItsLaw) {
    expectLawHolds(wrongLinks(projectTree()));
}

TEST(IncludeLaws, RoomsHaveNoCycle) {
    const RoomGraph graph = roomGraph(projectTree());
    EXPECT_FALSE(graph.empty());
    EXPECT_EQ(cycleIn(graph).toStdString(), "") << described(graph).toStdString();
}

TEST(IncludeLaws, TheLawsThemselvesHaveNoCycle) {
    RoomGraph graph;
    for (const auto& [room, law] : roomLaws()) {
        for (const QString& other : law.rooms)
            graph[room].emplace(other, QStringLiteral("law"));
    }
    EXPECT_EQ(cycleIn(graph).toStdString(), "") << described(graph).toStdString();
}

TEST(IncludeLawsCheck, FindsAViewModelWithWidgets) {
    EXPECT_THAT(wrongIncludes(planted("src/viewmodel/x.h", "#include <QtWidgets/QWidget>\n")), SizeIs(1));
    EXPECT_THAT(wrongIncludes(planted("src/viewmodel/x.h", "#include <QWidget>\n")), SizeIs(1));
    EXPECT_THAT(wrongIncludes(planted("src/viewmodel/x.h", "#include <QtGui/QColor>\n#include <QIcon>\n")), SizeIs(2));
    EXPECT_THAT(wrongIncludes(planted("src/viewmodel/x.h", "#include <QtCore/QString>\n#include <QObject>\n")),
                IsEmpty());
}

TEST(IncludeLawsCheck, FindsAViewThatKnowsTheEngine) {
    const Findings findings = wrongIncludes(planted("src/ui/x.cpp", "\n#include \"engine/dispatcher.h\"\n"));
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings.front().path, QStringLiteral("src/ui/x.cpp"));
    EXPECT_EQ(findings.front().line, 2);
    EXPECT_TRUE(findings.front().what.contains(QStringLiteral("engine")));
}

TEST(IncludeLawsCheck, FindsAContractThatKnowsARoom) {
    EXPECT_THAT(wrongIncludes(planted("include/dbv/core/x.h", "#include \"sql/lexer.h\"\n")), SizeIs(1));
}

TEST(IncludeLawsCheck, FindsARoomThatIsNotInTheDesign) {
    EXPECT_THAT(wrongIncludes(planted("src/common/x.h", "#pragma once\n")), SizeIs(1));
}

TEST(IncludeLawsCheck, FindsAnIncludeWithoutItsRoom) {
    EXPECT_THAT(wrongIncludes(planted("src/sql/x.cpp", "#include \"lexer.h\"\n")), SizeIs(1));
    EXPECT_THAT(wrongIncludes(planted("src/sql/x.cpp", "#include \"sql/lexer.h\"\n#include \"x.moc\"\n")), IsEmpty());
}

TEST(IncludeLawsCheck, FindsAConnectorThatReachesFurther) {
    const auto findings = [](const char* line) {
        return wrongConnectorIncludes(planted("connectors/sqlite/x.cpp", line));
    };
    EXPECT_THAT(findings("#include \"engine/dispatcher.h\"\n"), SizeIs(1));
    EXPECT_THAT(findings("#include <QtSql/QSqlDatabase>\n"), SizeIs(1));
    EXPECT_THAT(findings("#include <QSqlDatabase>\n"), SizeIs(1));
    EXPECT_THAT(findings("#include <libpq-fe.h>\n"), SizeIs(1));
    EXPECT_THAT(findings("#include \"postgres/errors.h\"\n"), SizeIs(1));
    EXPECT_THAT(findings("#include <dbv/core/error.h>\n#include <sqlite3.h>\n#include <vector>\n#include "
                         "<sys/stat.h>\n#include <QtCore/QObject>\n"
                         "#include \"sqlite/errors.h\"\n"),
                IsEmpty());
}

TEST(IncludeLawsCheck, FindsALinkThatTheLawForbids) {
    const auto findings = [](const char* text) { return wrongLinks(planted("src/ui/CMakeLists.txt", text)); };
    EXPECT_THAT(findings("dbv_add_module(ui SOURCES a.cpp DEPS viewmodel engine Qt6::Widgets MOC)\n"), SizeIs(1));
    EXPECT_THAT(findings("dbv_add_module(ui\n    SOURCES\n        engine.cpp\n    DEPS viewmodel Qt6::Widgets)\n"),
                IsEmpty());
}

TEST(IncludeLawsCheck, FindsACycle) {
    std::vector<SourceFile> files = planted("src/sql/x.h", "#include \"catalog/x.h\"\n");
    files.push_back(planted("src/catalog/x.h", "#include \"results/x.h\"\n").front());
    EXPECT_EQ(cycleIn(roomGraph(files)), QString());
    files.push_back(planted("src/results/x.h", "#include \"sql/x.h\"\n").front());
    EXPECT_EQ(cycleIn(roomGraph(files)), QStringLiteral("catalog -> results -> sql -> catalog"));
    EXPECT_TRUE(described(roomGraph(files)).contains(QStringLiteral("sql -> catalog   (src/sql/x.h:1)")));
}

TEST(IncludeLawsCheck, KnowsTheQtModuleOfAHeader) {
    EXPECT_EQ(qtModuleOf(QStringLiteral("QtWidgets/QLabel")), QStringLiteral("Widgets"));
    EXPECT_EQ(qtModuleOf(QStringLiteral("QLabel")), QStringLiteral("Widgets"));
    EXPECT_EQ(qtModuleOf(QStringLiteral("QString")), QStringLiteral("Core"));
    EXPECT_EQ(qtModuleOf(QStringLiteral("vector")), QString());
}

} // namespace
} // namespace dbv::arch
