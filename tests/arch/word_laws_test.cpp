// SPDX-License-Identifier: Apache-2.0
#include "word_laws.h"

#include <gtest/gtest.h>

#include <ostream>

#include "planted.h"
#include "support/qt_printers.h"

namespace dbv::arch {

void PrintTo(const WordLaw& law, std::ostream* out) {
    *out << law.name.toStdString();
}

namespace {

using testing::IsEmpty;
using testing::SizeIs;

class WordLaws : public testing::TestWithParam<WordLaw> {};

TEST_P(WordLaws, HoldInTheTree) {
    expectLawHolds(brokenWords(projectTree(), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Each, WordLaws, testing::ValuesIn(wordLaws().begin(), wordLaws().end()),
                         [](const auto& each) { return each.param.name.toStdString(); });

/// A law, code that breaks it once, and code that looks alike and is allowed.
struct PlantedWord {
    const char* law;
    const char* path;
    const char* breaks;
    const char* allowed;
};

void PrintTo(const PlantedWord& word, std::ostream* out) {
    *out << word.law << " in " << word.path;
}

class WordLawsCheck : public testing::TestWithParam<PlantedWord> {};

TEST_P(WordLawsCheck, FindsWhatWasPlantedAndNothingElse) {
    const PlantedWord& word = GetParam();
    const QString law = QString::fromLatin1(word.law);
    EXPECT_THAT(brokenWords(planted(word.path, word.breaks), law), SizeIs(1));
    EXPECT_THAT(brokenWords(planted(word.path, word.allowed), law), IsEmpty());
}

constexpr PlantedWord kPlantedWords[] = {
    {"processEvents", "src/ui/x.cpp", "QCoreApplication::processEvents();",
     "// processEvents()\nf(\"processEvents\");"},
    {"QEventLoop", "src/ui/x.cpp", "QEventLoop loop;", "QEventLoopLockerX x;"},
    {"dialogExec", "src/ui/x.cpp", "dialog.exec();", "dialog->open(); menu.exec(point);"},
    {"dialogExec", "src/viewmodel/x.cpp", "d->exec ( );", "execute();"},
    {"staticDialog", "src/ui/x.cpp", "QMessageBox::question(this);", "QMessageBox box(QMessageBox::Question);"},
    {"staticDialog", "src/app/x.cpp", "QFileDialog::getOpenFileName(this);", "QFileDialog dialog(this);"},
    {"singleton", "src/store/x.h", "static Profiles& instance();", "QCoreApplication::instance(); loader.instance();"},
    {"singleton", "src/ui/x.cpp", "Theme::instance().color();", "qApp->font(); QApplication::instance();"},
    {"singleton", "src/ui/x.cpp", "Q_GLOBAL_STATIC(Theme, theme)", "static const int kOne = 1;"},
    {"QThread", "src/engine/x.cpp", "QThread thread;", "std::jthread thread; QThreadPool* pool;"},
    {"QThread", "src/ui/x.cpp", "object->moveToThread(other);", "object->thread();"},
    {"QtConcurrent", "src/jobs/x.cpp", "QtConcurrent::run(f);", "run(f);"},
    {"engineObjects", "src/engine/x.h", "class Runs : public QObject {", "class Runs {"},
    {"engineObjects", "src/engine/x.h", "Q_OBJECT", "// no QObject here"},
    {"stdFormat", "include/dbv/core/x.h", "std::format(\"{}\", 1)", "fmt::format(\"{}\", 1)"},
    {"lastError", "src/store/x.h", "QString lastError() const;", "if (!query.exec()) return query.lastError();"},
    {"lastError", "src/store/x.h", "Error lastError() { return m_error; }", "query->lastError();"},
    {"throw", "connectors/sqlite/x.cpp", "throw 1;", "// may throw\nrethrowX();"},
    {"vagueClassName", "src/engine/x.h", "class SessionManager {", "class SessionPool {"},
    {"vagueClassName", "src/engine/x.h", "struct Impl;", "struct Implementation;"},
    {"vagueClassName", "src/ui/x.h", "class ViewBase final : public QWidget {",
     "class DatabaseView : public ViewBase {"},
    {"vagueClassName", "src/ui/x.h", "using RowData = int;", "void f(class QMimeData* data);"},
    {"vagueClassName", "src/ui/x.h", "enum class StringUtils {", "class Database { };"},
};

INSTANTIATE_TEST_SUITE_P(Each, WordLawsCheck, testing::ValuesIn(kPlantedWords));

TEST(WordLawsCheck, EveryLawHasSomethingPlantedForIt) {
    for (const WordLaw& law : wordLaws()) {
        EXPECT_TRUE(std::ranges::any_of(kPlantedWords, [&law](const PlantedWord& word) {
            return law.name == QString::fromLatin1(word.law);
        })) << law.name.toStdString();
    }
}

TEST(WordLawsCheck, AnUnknownLawOrABrokenPatternIsAFinding) {
    EXPECT_THAT(brokenWords({}, QStringLiteral("noSuchLaw")), SizeIs(1));
    EXPECT_THAT(brokenWords({}, WordLaw{.name = QStringLiteral("x"), .pattern = QStringLiteral("(")}), SizeIs(1));
}

TEST(WordLawsCheck, ALawOfOneRoomLeavesTheOthersAlone) {
    EXPECT_THAT(brokenWords(planted("src/store/x.cpp", "query.exec();"), QStringLiteral("dialogExec")), IsEmpty());
    EXPECT_THAT(brokenWords(planted("src/bus/x.h", "class Bus : public QObject {"), QStringLiteral("engineObjects")),
                IsEmpty());
}

TEST(NameLaws, FileNamesSayWhatTheFileIs) {
    expectLawHolds(vagueFileNames(projectTree()));
}

TEST(NameLawsCheck, FindsAVagueFileName) {
    EXPECT_THAT(vagueFileNames(planted("src/sql/string_utils.h", "")), SizeIs(1));
    EXPECT_THAT(vagueFileNames(planted("src/sql/helper.cpp", "")), SizeIs(1));
    EXPECT_THAT(vagueFileNames(planted("src/store/database.cpp", "")), IsEmpty());
}

TEST(CatchAllLaw, TwoPlacesCatchEverything) {
    expectLawHolds(extraCatchAlls(projectTree()));
}

TEST(CatchAllLawCheck, FindsOneInTheWrongPlaceAndAThirdOne) {
    EXPECT_THAT(extraCatchAlls(planted("src/ui/x.cpp", "try { f(); } catch (...) {}")), SizeIs(1));
    std::vector<SourceFile> files = planted("src/concurrency/lane.cpp", "try { f(); } catch (...) {}");
    files.push_back(planted("src/engine/connector_registry.cpp", "try { f(); } catch ( ... ) {}").front());
    EXPECT_THAT(extraCatchAlls(files), IsEmpty());
    files.push_back(planted("src/engine/x.cpp", "try { f(); } catch (...) {}").front());
    EXPECT_THAT(extraCatchAlls(files), SizeIs(3));
}

} // namespace
} // namespace dbv::arch
