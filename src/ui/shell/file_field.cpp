// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/file_field.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/shell/file_dialog.h"

namespace dbv::ui {

FileField::FileField(const QString& title, Purpose purpose, QWidget* parent) : QWidget(parent), m_line(new QLineEdit) {
    auto* browse = new QToolButton;
    browse->setText(QStringLiteral("…"));
    const bool isFolder = purpose == Purpose::Folder;
    browse->setToolTip(isFolder ? tr("Choose a folder") : tr("Choose a file"));
    browse->setAccessibleName((isFolder ? tr("%1: choose a folder") : tr("%1: choose a file")).arg(title));
    browse->setFocusPolicy(Qt::StrongFocus);
    m_line->setAccessibleName(title);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_line, 1);
    row->addWidget(browse);
    // The key of a label leads only to what wants the focus.
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_line);
    connect(browse, &QToolButton::clicked, this, [this, title, purpose] { choose(title, purpose); });
}

void FileField::choose(const QString& title, Purpose purpose) {
    auto* dialog = newFileDialog(title, this);
    dialog->setFileMode(purpose == Purpose::Read     ? QFileDialog::ExistingFile
                        : purpose == Purpose::Folder ? QFileDialog::Directory
                                                     : QFileDialog::AnyFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, purpose == Purpose::Folder);
    if (purpose == Purpose::Write) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setOption(QFileDialog::DontConfirmOverwrite);
        dialog->setDefaultSuffix(QStringLiteral("json"));
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_line->setText(path);
        Q_EMIT chosen();
    });
    dialog->open();
}

} // namespace dbv::ui
