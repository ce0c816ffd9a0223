// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/server_fields.h"

#include <optional>
#include <utility>

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>

namespace dbv::ui {

ServerFields::ServerFields(viewmodel::ConnectionForm* form, QWidget* parent) : QWidget(parent) {
    auto* password = new QLineEdit;
    password->setEchoMode(QLineEdit::Password);
    password->setPlaceholderText(tr("used now and stored nowhere; empty looks where the engine's own client does"));
    auto* tls = new QComboBox;
    const auto mode = [tls](const QString& text, std::optional<TlsMode> value) {
        tls->addItem(text, value ? static_cast<int>(*value) : -1);
    };
    mode(tr("Verify the server, except on this machine"), std::nullopt);
    mode(tr("verify-full: authority and name"), TlsMode::VerifyFull);
    mode(tr("verify-ca: authority, any name"), TlsMode::VerifyCa);
    mode(tr("require: encrypted, whoever it is"), TlsMode::Require);
    mode(tr("prefer: encrypted if the server can"), TlsMode::Prefer);
    mode(tr("disable: never encrypted"), TlsMode::Disable);
    const std::optional<TlsMode> set = form->config().tls.mode;
    tls->setCurrentIndex(tls->findData(set ? static_cast<int>(*set) : -1));
    auto* authority = new QLineEdit(QString::fromStdString(form->config().tls.ca));
    authority->setPlaceholderText(tr("file of the authority (CA); empty trusts those of the system"));
    auto* ssh = new QLineEdit(form->ssh());
    ssh->setPlaceholderText(tr("user@host:port, or a Host of ssh_config; several divided by commas"));
    auto* sshPassword = new QLineEdit;
    sshPassword->setEchoMode(QLineEdit::Password);
    sshPassword->setPlaceholderText(tr("password, or the key's passphrase; empty uses key files and the agent"));
    auto* lines = new QFormLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addRow(tr("&Password"), password);
    lines->addRow(tr("T&LS"), tls);
    lines->addRow(tr("A&uthority"), authority);
    lines->addRow(tr("SS&H"), ssh);
    lines->addRow(tr("SSH pass&word"), sshPassword);
    connect(password, &QLineEdit::textChanged, form, &viewmodel::ConnectionForm::setPassword);
    connect(tls, &QComboBox::currentIndexChanged, form, [form, tls] {
        const int chosen = tls->currentData().toInt();
        form->setTlsMode(chosen < 0 ? std::nullopt : std::optional(static_cast<TlsMode>(chosen)));
    });
    connect(authority, &QLineEdit::textChanged, form, &viewmodel::ConnectionForm::setTlsCa);
    connect(ssh, &QLineEdit::textChanged, form, &viewmodel::ConnectionForm::setSsh);
    connect(sshPassword, &QLineEdit::textChanged, form, &viewmodel::ConnectionForm::setSshPassword);
}

} // namespace dbv::ui
