// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/file_dialog.h"

#include <QFile>
#include <QFileDialog>
#include <QFileSystemModel>
#include <QHeaderView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <gtest/gtest.h>

#ifdef __linux__
#include <fcntl.h>
#include <unistd.h>
#endif

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

#ifdef __linux__
TEST(FileDialog, LeavesTheLocksOfThisProgramAlone) {
    const QTemporaryDir folder;
    const std::string path = folder.filePath(u"a.db"_s).toStdString();
    const int locked = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(locked, 0);
    ASSERT_EQ(::write(locked, "SQLite format 3", 16), 16);
    struct flock lock{};
    lock.l_type = F_WRLCK;
    ASSERT_EQ(::fcntl(locked, F_SETLK, &lock), 0);
    // A description of its own sees the locks of this process as those of a stranger.
    const int looking = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    const auto isLocked = [looking] {
        struct flock seen{};
        seen.l_type = F_WRLCK;
        return ::fcntl(looking, F_OFD_GETLK, &seen) == 0 && seen.l_type == F_WRLCK;
    };
    ASSERT_TRUE(isLocked());

    QFileDialog* dialog = newFileDialog(u"Open"_s, nullptr);
    dialog->setDirectory(folder.path());
    dialog->setViewMode(QFileDialog::Detail);
    dialog->open();
    const auto* files = dialog->findChild<QFileSystemModel*>();
    ASSERT_NE(files, nullptr);
    const QModelIndex root = files->index(folder.path());
    ASSERT_TRUE(QTest::qWaitFor([&] { return files->rowCount(root) == 1; }));
    // Name, size, type and date, and the icon: all that the dialog shows of the file.
    for (int column = 0; column < files->columnCount(root); ++column) {
        EXPECT_FALSE(files->index(0, column, root).data().toString().isEmpty()) << column;
    }
    EXPECT_FALSE(files->index(0, 0, root).data(Qt::DecorationRole).isNull());
    EXPECT_TRUE(isLocked());
    delete dialog;
    EXPECT_TRUE(isLocked());
    ::close(looking);
    ::close(locked);
}
#endif

TEST(FileDialog, ShowsDatesAsAWhole) {
    const QTemporaryDir folder;
    ASSERT_TRUE(QFile(folder.filePath(u"a.sql"_s)).open(QIODevice::WriteOnly));
    QFileDialog* dialog = newFileDialog(u"Open"_s, nullptr);
    dialog->setDirectory(folder.path());
    dialog->setViewMode(QFileDialog::Detail);
    dialog->open();
    const auto* files = dialog->findChild<QFileSystemModel*>();
    const QModelIndex root = files->index(folder.path());
    ASSERT_TRUE(QTest::qWaitFor([&] { return files->rowCount(root) == 1; }));
    const auto* view = dialog->findChild<QTreeView*>(u"treeView"_s);
    const QString date = files->index(0, 3, root).data().toString();
    ASSERT_FALSE(date.isEmpty());
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return view->header()->sectionSize(3) >= view->fontMetrics().horizontalAdvance(date); }));
    delete dialog;
}

} // namespace
} // namespace dbv::ui
