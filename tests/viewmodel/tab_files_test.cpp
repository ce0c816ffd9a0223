// SPDX-License-Identifier: Apache-2.0
// Files of tabs, their comparison, and earlier versions, against a scripted engine.
#include "viewmodel/tab_files.h"

#include <map>
#include <optional>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/text_difference.h"
#include "viewmodel/version_keeper.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::VersionReason;

/// A disk of a test's own; a file's stamp is its text.
class FilesOfTabs : public ::testing::Test {
protected:
    FilesOfTabs() {
        engine.on<protocol::ReadQueryFile>([this](RequestId id, const protocol::ReadQueryFile& asked) {
            const auto file = disk.find(asked.path);
            if (file == disk.end()) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::NotFound, "There is no file."), {}});
                return;
            }
            const bool same = asked.stamp == file->second;
            engine.finish(id,
                          protocol::QueryFileRead{asked.path, same ? QString() : QString::fromStdString(file->second),
                                                  file->second, same});
        });
        engine.on<protocol::WriteQueryFile>([this](RequestId id, const protocol::WriteQueryFile& asked) {
            const std::string now = disk.contains(asked.path) ? disk[asked.path] : std::string();
            if (now != asked.stamp) {
                engine.finish(id, protocol::QueryFileWritten{asked.path, now, true, QString::fromStdString(now)});
                return;
            }
            disk[asked.path] = asked.text.toStdString();
            engine.finish(id, protocol::QueryFileWritten{asked.path, disk[asked.path], false, {}});
        });
        QObject::connect(&files, &TabFiles::conflicted, [this](const FileConflict& found) { conflict = found; });
        QObject::connect(&files, &TabFiles::failed, [this](const QString& why) { failures << why; });
        QObject::connect(&files, &TabFiles::textTaken,
                         [this](const std::string& id, const QString& text) { workspace.noteText(id, text, 0); });
    }
    static void deliver() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    const WorkspaceTab& open(const std::string& path) {
        files.open(QString::fromStdString(path), {});
        deliver();
        return *workspace.tabs().back();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    Workspace workspace{bus, engine.shelf(), 500};
    TabFiles files{bus, workspace};
    std::map<std::string, std::string> disk;
    std::optional<FileConflict> conflict;
    QStringList failures;
};

TEST_F(FilesOfTabs, AreReadOnceAndSavedAgain) {
    disk["/q/a.sql"] = "SELECT 1";
    const WorkspaceTab& tab = open("/q/a.sql");
    EXPECT_EQ(tab.draft.text, u"SELECT 1"_s);
    EXPECT_EQ(tab.draft.title, "a.sql");
    EXPECT_FALSE(files.isUnsaved(tab));
    open("/q/a.sql");
    EXPECT_EQ(workspace.tabs().size(), 1U) << "it stands in a tab already";
    workspace.noteText(tab.draft.id, u"SELECT 2"_s, 0);
    EXPECT_TRUE(files.isUnsaved(tab));
    files.save(tab.draft.id);
    deliver();
    EXPECT_EQ(disk["/q/a.sql"], "SELECT 2");
    EXPECT_FALSE(files.isUnsaved(tab));
    EXPECT_FALSE(conflict);
}

TEST_F(FilesOfTabs, AreNotWrittenOverWhereSomebodyElseHasChangedThem) {
    disk["/q/a.sql"] = "SELECT 1";
    const WorkspaceTab& tab = open("/q/a.sql");
    workspace.noteText(tab.draft.id, u"mine"_s, 0);
    disk["/q/a.sql"] = "theirs";
    files.save(tab.draft.id);
    deliver();
    ASSERT_TRUE(conflict);
    EXPECT_TRUE(conflict->saving);
    EXPECT_EQ(conflict->theirs, u"theirs"_s);
    EXPECT_EQ(disk["/q/a.sql"], "theirs");
    files.keepMine(*conflict);
    deliver();
    EXPECT_EQ(disk["/q/a.sql"], "mine");
}

TEST_F(FilesOfTabs, AreLookedAtAndAskedAboutOnce) {
    disk["/q/a.sql"] = "SELECT 1";
    const WorkspaceTab& tab = open("/q/a.sql");
    files.look();
    deliver();
    EXPECT_FALSE(conflict);
    disk["/q/a.sql"] = "theirs";
    files.look();
    deliver();
    ASSERT_TRUE(conflict);
    EXPECT_FALSE(conflict->saving);
    const FileConflict asked = *conflict;
    conflict.reset();
    files.look();
    deliver();
    EXPECT_FALSE(conflict) << "it was asked";
    files.takeTheirs(asked);
    deliver();
    EXPECT_EQ(tab.draft.text, u"theirs"_s);
    EXPECT_FALSE(files.isUnsaved(tab));
    files.save(tab.draft.id);
    deliver();
    EXPECT_FALSE(conflict);
}

TEST_F(FilesOfTabs, SaveAsNeverTakesThePlaceOfAnotherFileUnseen) {
    disk["/q/b.sql"] = "another";
    workspace.openTab({}, u"Query 1"_s, u"SELECT 1"_s, false);
    const WorkspaceTab& tab = *workspace.tabs().back();
    files.saveAs(tab.draft.id, u"/q/b.sql"_s);
    deliver();
    ASSERT_TRUE(conflict);
    EXPECT_TRUE(tab.draft.file.empty());
    files.saveAs(tab.draft.id, u"/q/c.sql"_s);
    deliver();
    EXPECT_EQ(disk["/q/c.sql"], "SELECT 1");
    EXPECT_EQ(disk["/q/b.sql"], "another");
    EXPECT_EQ(tab.draft.file, "/q/c.sql");
}

TEST_F(FilesOfTabs, ThatAreGoneAreToldAndCanBeWrittenAgain) {
    disk["/q/a.sql"] = "SELECT 1";
    const WorkspaceTab& tab = open("/q/a.sql");
    disk.clear();
    files.look();
    files.look();
    deliver();
    EXPECT_EQ(failures.size(), 1) << "told once";
    files.save(tab.draft.id);
    deliver();
    ASSERT_TRUE(conflict);
    EXPECT_TRUE(conflict->stamp.empty());
    files.keepMine(*conflict);
    deliver();
    EXPECT_EQ(disk["/q/a.sql"], "SELECT 1");
}

TEST(TextDifference, TellsWhatDiffersAndThreeLinesAround) {
    const QString first = u"1\n2\n3\n4\n5\nold\n6\n7\n8\n9\n10"_s;
    const QString second = u"1\n2\n3\n4\n5\nnew\nmore\n6\n7\n8\n9\n10"_s;
    EXPECT_EQ(differenceText(differenceOf(first, second)),
              u"… 2 lines\n  3\n  4\n  5\n- old\n+ new\n+ more\n  6\n  7\n  8\n… 2 lines\n"_s);
    EXPECT_EQ(differenceText(differenceOf(u"a\nb\nc"_s, u"a\nc\nd"_s)), u"  a\n- b\n  c\n+ d\n"_s);
    EXPECT_EQ(differenceOf(u"same"_s, u"same"_s).size(), 1U);
}

TEST(TextDifference, TellsLongPartsAsReplaced) {
    QString first;
    QString second;
    for (int i = 0; i < 5000; ++i) {
        first += u"a%1\n"_s.arg(i);
        second += u"b%1\n"_s.arg(i);
    }
    EXPECT_EQ(differenceOf(first, second).size(), 10'001U);
}

class KeptVersions : public FilesOfTabs {
protected:
    [[nodiscard]] std::vector<std::pair<VersionReason, QString>> kept() const {
        std::vector<std::pair<VersionReason, QString>> all;
        for (const auto& command : engine.commands<protocol::KeepDraftVersion>()) {
            all.emplace_back(command.reason, command.text);
        }
        return all;
    }

    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    VersionKeeper keeper{bus, [this] { return now; }};
    protocol::DraftTab draft{.id = "one", .title = "Query 1"};
};

TEST_F(KeptVersions, AreKeptEveryFewMinutesOfTyping) {
    keeper.noteChange(draft, u"a"_s);
    now += VersionKeeper::kEvery - std::chrono::seconds(1);
    keeper.noteChange(draft, u"ab"_s);
    EXPECT_TRUE(kept().empty());
    now += std::chrono::seconds(1);
    keeper.noteChange(draft, u"abc"_s);
    keeper.noteChange(draft, u"abcd"_s);
    ASSERT_EQ(kept().size(), 1U);
    EXPECT_EQ(kept()[0], std::pair(VersionReason::Typed, u"abc"_s));
}

TEST_F(KeptVersions, AreKeptBeforeALargePartIsReplaced) {
    draft.text = QString(1000, u'x');
    keeper.noteChange(draft, QString(900, u'x'));
    EXPECT_TRUE(kept().empty());
    keeper.noteChange(draft, u"SELECT 1"_s);
    ASSERT_EQ(kept().size(), 1U);
    EXPECT_EQ(kept()[0], std::pair(VersionReason::Replaced, draft.text.joined())) << "as it was before";
    EXPECT_FALSE(isLargelyReplaced(u"short"_s, {}));
    EXPECT_TRUE(isLargelyReplaced(QString(500, u'x'), {}));
}

TEST_F(KeptVersions, OfAClosedTabAreKept) {
    workspace.openTab({}, u"Query 1"_s, u"SELECT 1"_s, false);
    workspace.removeTab(workspace.tabs().back()->draft.id);
    ASSERT_EQ(kept().size(), 1U);
    EXPECT_EQ(kept()[0], std::pair(VersionReason::Closed, u"SELECT 1"_s));
}

} // namespace
} // namespace dbv::viewmodel
