// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/file_dialog.h"

#include <QAbstractFileIconProvider>
#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QStyle>
#include <QTreeView>

#include "ui/shell/dialog_room.h"

namespace dbv::ui {

namespace {

/// Tells files by their names.
class NameIcons final : public QAbstractFileIconProvider {
public:
    [[nodiscard]] QIcon icon(IconType type) const override {
        const bool isFile = type == File;
        return QApplication::style()->standardIcon(isFile ? QStyle::SP_FileIcon : QStyle::SP_DirIcon);
    }
    [[nodiscard]] QIcon icon(const QFileInfo& file) const override { return icon(file.isDir() ? Folder : File); }
    [[nodiscard]] QString type(const QFileInfo& file) const override {
        if (file.isDir()) {
            return QFileDialog::tr("Folder");
        }
        return file.suffix().isEmpty() ? QFileDialog::tr("File") : QFileDialog::tr("%1 File").arg(file.suffix());
    }
};

} // namespace

QFileDialog* newFileDialog(const QString& title, QWidget* parent) {
    // It has no state, and dialogs keep a pointer to it.
    static NameIcons icons;
    auto* dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
#ifndef Q_OS_WIN
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setIconProvider(&icons);
    if (const auto* files = dialog->findChild<QTreeView*>(QStringLiteral("treeView"))) {
        // Sizes and dates are whole; what is left is the names'.
        files->header()->setStretchLastSection(false);
        for (int column = 0; column < files->header()->count(); ++column) {
            files->header()->setSectionResizeMode(column,
                                                  column == 0 ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
        }
    }
    constexpr QSize kFilesSize(720, 460);
    resizeWithinScreen(*dialog, kFilesSize);
#endif
    return dialog;
}

} // namespace dbv::ui
