// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/ssh_fields.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

#include "ui/shell/file_field.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_field.h"

namespace dbv::ui {

SshFields::SshFields(viewmodel::ConnectionForm* form, QWidget* parent)
    : QWidget(parent),
      m_password(new SecretField(form, &protocol::SecretSources::sshPassword, tr("SSH password"),
                                 tr("asked for when it is wanted"))),
      m_passphrase(new SecretField(form, &protocol::SecretSources::sshPassphrase, tr("Passphrase of the SSH key"),
                                   tr("asked for when it is wanted"))) {
    auto* way = new QLineEdit(form->sshWay());
    way->setObjectName(QStringLiteral("ssh.way"));
    way->setPlaceholderText(tr("direct; or user@host:port, or a Host of ssh_config; several divided by commas"));
    auto* key = new FileField(tr("Key file"));
    key->line().setText(QString::fromStdString(form->config().ssh.keyFile));
    key->line().setPlaceholderText(tr("those of ssh_config, and the agent's"));
    auto* hint = new QLabel(tr("What is left empty is read from ~/.ssh/config. A key that nobody knows yet is shown "
                               "and asked about, one that has changed is refused."));
    hint->setWordWrap(true);
    auto* trouble = new SaidText(tr("What is wrong with the way"));
    auto* lines = new QFormLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    lines->addRow(tr("&Way"), way);
    lines->addRow(QString(), trouble);
    lines->addRow(tr("Ke&y file"), key);
    lines->addRow(tr("Passwo&rd"), m_password);
    lines->addRow(tr("Passphr&ase"), m_passphrase);
    lines->addRow(hint);
    connect(way, &QLineEdit::textChanged, form, &viewmodel::ConnectionForm::setSshWay);
    connect(way, &QLineEdit::textChanged, this, [this, form, trouble] {
        trouble->say(form->sshTrouble());
        Q_EMIT edited();
    });
    connect(&key->line(), &QLineEdit::textChanged, form, &viewmodel::ConnectionForm::setSshKeyFile);
}

} // namespace dbv::ui
