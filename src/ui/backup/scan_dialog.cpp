// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/scan_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/backup/field_rows.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_field.h"
#include "ui/shell/said_text.h"
#include "ui/shell/warning_line.h"

namespace dbv::ui {

namespace {

constexpr int kScanWidth = 480;

} // namespace

ScanDialog::ScanDialog(const QString& folder, QWidget* parent)
    : QDialog(parent),
      m_folder(new FileField(tr("Folder with backups"), FileField::Purpose::Folder)),
      m_trouble(new WarningLine(tr("About the folder"))) {
    setWindowTitle(tr("Find backups"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    auto* lines = new FieldRows(content);
    auto* said = new SaidText(tr("What is done"), 4, content);
    said->say(tr("Backups in the folder that are not in the list are entered into it. Nothing is copied or changed. A "
                 "folder at a server is written as sftp://user@host/path."));
    lines->addWide(said);
    m_folder->line().setObjectName(QStringLiteral("scan.folder"));
    m_folder->line().setText(folder);
    lines->addField(tr("&Folder"), m_folder);
    lines->addWide(m_trouble);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_find = buttons->addButton(tr("F&ind"), QDialogButtonBox::AcceptRole);
    m_find->setObjectName(QStringLiteral("scan.find"));
    auto* room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(room, 1);
    all->addWidget(buttons);
    m_find->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &ScanDialog::find);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    orderTabs(*this);
    m_folder->setFocus();
    m_folder->line().selectAll();
    resizeWithinScreen(*this, {kScanWidth, 0});
    room->fitHeight();
}

QString ScanDialog::folder() const {
    return m_folder->line().text().trimmed();
}

void ScanDialog::find() {
    const QString named = folder();
    const bool isAtServer = named.startsWith(QLatin1String("sftp://"));
    if (named.isEmpty() || (!isAtServer && QDir::isRelativePath(named))) {
        m_trouble->say(tr("Name a folder by its whole path, or one at a server: sftp://host/path/"));
        m_folder->setFocus();
        return;
    }
    accept();
}

} // namespace dbv::ui
