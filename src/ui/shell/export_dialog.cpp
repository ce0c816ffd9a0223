// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/export_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/file_field.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {

namespace {

constexpr int kExportWidth = 520;

} // namespace

ExportConnectionsDialog::ExportConnectionsDialog(viewmodel::ConnectionExport* connections, QWidget* parent)
    : QDialog(parent),
      m_export(connections),
      m_file(new FileField(tr("Export connections"), FileField::Purpose::Write)),
      m_passphrase(new SecretEdit),
      m_again(new SecretEdit),
      m_mistyped(new SaidText(tr("What is wrong with the passphrase"))),
      m_said(new SaidText(tr("How the export went"))) {
    connections->setParent(this);
    setWindowTitle(tr("Export connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_file->line().setText(QDir::toNativeSeparators(QDir::home().filePath(QStringLiteral("connections.dbvis.json"))));
    for (SecretEdit* line : {m_passphrase, m_again}) {
        connect(line, &SecretEdit::secretEdited, m_mistyped, [this] { m_mistyped->say({}); });
    }
    m_passphrase->setPlaceholderText(tr("none: the passwords stay here"));
    auto* explanation =
        new QLabel(tr("All saved connections go into one file. With a passphrase the stored passwords go "
                      "along, encrypted under it; without it they stay on this machine."));
    explanation->setWordWrap(true);
    auto* content = new QWidget;
    auto* lines = new QFormLayout(content);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    lines->addRow(explanation);
    lines->addRow(tr("&File"), m_file);
    lines->addRow(tr("&Passphrase"), m_passphrase);
    lines->addRow(tr("&Once more"), m_again);
    lines->addRow(QString(), m_mistyped);
    lines->addRow(m_said);
    m_room = new DialogRoom(content);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_write = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { write(false); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(connections, &viewmodel::ConnectionExport::told, this, &ExportConnectionsDialog::tell);
    connect(connections, &viewmodel::ConnectionExport::existsAlready, this, &ExportConnectionsDialog::askToReplace);
    connect(connections, &viewmodel::ConnectionExport::writingChanged, this,
            [this] { m_write->setEnabled(!m_export->isWriting()); });
    connect(connections, &viewmodel::ConnectionExport::mistyped, this, [this](const QString& message) {
        m_mistyped->say(message);
        m_room->fitHeight();
        m_again->setFocus();
        m_again->selectAll();
    });
    orderTabs(*this);
    resizeWithinScreen(*this, {kExportWidth, 0});
    m_room->fitHeight();
}

void ExportConnectionsDialog::write(bool replace) {
    m_said->say({});
    m_export->write(m_file->line().text().trimmed(), m_passphrase->secret(), m_again->secret(), replace);
    if (m_export->isWriting()) {
        tell(tr("The connections are being written…"));
    }
}

void ExportConnectionsDialog::tell(const QString& message) {
    m_said->say(message);
    m_room->fitHeight();
    m_room->ensureWidgetVisible(m_said);
}

void ExportConnectionsDialog::askToReplace(const QString& question) {
    m_said->say({});
    auto* box = new QMessageBox(QMessageBox::Question, tr("Replace the file"), question, QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* yes = box->addButton(tr("&Replace"), QMessageBox::DestructiveRole);
    connect(yes, &QPushButton::clicked, this, [this] { write(true); });
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

} // namespace dbv::ui
