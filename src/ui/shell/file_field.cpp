// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/file_field.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/shell/file_dialog.h"

namespace dbv::ui {

FileField::FileField(const QString& title, QWidget* parent) : QWidget(parent), m_line(new QLineEdit) {
    auto* browse = new QToolButton;
    browse->setText(QStringLiteral("…"));
    browse->setToolTip(tr("Choose a file"));
    browse->setAccessibleName(tr("Choose a file"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_line, 1);
    row->addWidget(browse);
    setFocusProxy(m_line);
    connect(browse, &QToolButton::clicked, this, [this, title] {
        auto* dialog = newFileDialog(title, this);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, m_line, &QLineEdit::setText);
        dialog->open();
    });
}

} // namespace dbv::ui
