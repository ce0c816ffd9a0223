// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/export_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include "ui/shell/file_dialog.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {

ExportConnectionsDialog::ExportConnectionsDialog(viewmodel::ConnectionExport* connections, QWidget* parent)
    : QDialog(parent) {
    connections->setParent(this);
    auto* file = new QLineEdit(QDir::home().filePath(QStringLiteral("connections.dbvis.json")));
    auto* passphrase = new SecretEdit;
    auto* again = new SecretEdit;
    auto* said = new QLabel;
    setWindowTitle(tr("Export connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(520);
    passphrase->setPlaceholderText(tr("none: the passwords stay here"));
    said->setWordWrap(true);
    said->setTextFormat(Qt::PlainText);
    auto* explanation =
        new QLabel(tr("All saved connections go into one file. With a passphrase the stored passwords go "
                      "along, encrypted under it; without it they stay on this machine."));
    explanation->setWordWrap(true);
    auto* browse = new QToolButton;
    browse->setText(QStringLiteral("…"));
    browse->setAccessibleName(tr("Choose a file"));
    auto* fileRow = new QHBoxLayout;
    fileRow->addWidget(file, 1);
    fileRow->addWidget(browse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    auto* lines = new QFormLayout(this);
    lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    lines->addRow(explanation);
    lines->addRow(tr("&File"), fileRow);
    lines->addRow(tr("&Passphrase"), passphrase);
    lines->addRow(tr("&Once more"), again);
    lines->addRow(said);
    lines->addRow(buttons);
    connect(browse, &QToolButton::clicked, this, [this, file] {
        auto* dialog = newFileDialog(tr("Export connections"), this);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("json"));
        connect(dialog, &QFileDialog::fileSelected, file, &QLineEdit::setText);
        dialog->open();
    });
    connect(buttons, &QDialogButtonBox::accepted, connections, [connections, file, passphrase, again] {
        connections->write(file->text(), passphrase->secret(), again->secret());
    });
    connect(connections, &viewmodel::ConnectionExport::told, said, &QLabel::setText);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace dbv::ui
