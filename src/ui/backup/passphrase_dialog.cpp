// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/passphrase_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {

namespace {

constexpr int kPassphraseWidth = 440;

} // namespace

PassphraseDialog::PassphraseDialog(const QString& why, QWidget* parent)
    : QDialog(parent), m_passphrase(new SecretEdit) {
    setWindowTitle(tr("Passphrase of the backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    auto* form = new QFormLayout(content);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* said = new SaidText(tr("Question"), 6, content);
    said->say(why);
    form->addRow(said);
    m_passphrase->setAccessibleName(tr("Passphrase"));
    form->addRow(tr("&Passphrase"), m_passphrase);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_yes = buttons->addButton(tr("&Continue"), QDialogButtonBox::AcceptRole);
    m_yes->setEnabled(false);
    auto* room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(room, 1);
    all->addWidget(buttons);
    m_yes->setDefault(true);
    connect(m_passphrase, &SecretEdit::secretEdited, this, [this] { m_yes->setEnabled(!m_passphrase->isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    orderTabs(*this);
    m_passphrase->setFocus();
    resizeWithinScreen(*this, {kPassphraseWidth, 0});
    room->fitHeight();
}

Secret PassphraseDialog::passphrase() const {
    return m_passphrase->secret();
}

} // namespace dbv::ui
