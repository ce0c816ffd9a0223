// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/tls_fields.h"

#include <optional>
#include <utility>

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>

#include "ui/shell/file_field.h"
#include "ui/shell/secret_field.h"

namespace dbv::ui {

TlsFields::TlsFields(viewmodel::ConnectionForm* form, QWidget* parent)
    : QWidget(parent),
      m_form(form),
      m_mode(new QComboBox),
      m_authority(new FileField(tr("File of the authority"))),
      m_revoked(new FileField(tr("File of revoked certificates"))),
      m_certificate(new FileField(tr("Client certificate"))),
      m_key(new FileField(tr("Key of the client certificate"))),
      m_keyPassword(new SecretField(form, &protocol::SecretSources::tlsKeyPassword, tr("Password of the client key"),
                                    tr("for an encrypted key"))),
      m_serverName(new QLineEdit),
      m_version(new QComboBox) {
    const auto mode = [this](const QString& text, std::optional<TlsMode> value) {
        m_mode->addItem(text, value ? static_cast<int>(*value) : -1);
    };
    mode(tr("Verify the server, except on this machine"), std::nullopt);
    mode(tr("verify-full: authority and name"), TlsMode::VerifyFull);
    mode(tr("verify-ca: authority, any name"), TlsMode::VerifyCa);
    mode(tr("require: encrypted; verified only with an authority below"), TlsMode::Require);
    mode(tr("prefer: encrypted if the server can"), TlsMode::Prefer);
    mode(tr("disable: never encrypted"), TlsMode::Disable);
    m_authority->line().setPlaceholderText(tr("those that the system trusts"));
    m_revoked->line().setPlaceholderText(tr("none"));
    m_certificate->line().setPlaceholderText(tr("none"));
    m_key->line().setPlaceholderText(tr("none"));
    m_serverName->setPlaceholderText(tr("the host"));
    m_version->addItem(tr("TLS 1.2 or newer"), QString());
    m_version->addItem(tr("TLS 1.3"), QStringLiteral("TLSv1.3"));
    auto* lines = new QFormLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    lines->addRow(tr("&Mode"), m_mode);
    lines->addRow(tr("&Authority (CA)"), m_authority);
    lines->addRow(tr("Cl&ient certificate"), m_certificate);
    lines->addRow(tr("Client ke&y"), m_key);
    lines->addRow(tr("Key pass&word"), m_keyPassword);
    lines->addRow(tr("Ser&ver name"), m_serverName);
    lines->addRow(tr("Oldest version"), m_version);
    lines->addRow(tr("&Revoked (CRL)"), m_revoked);
    update();
    for (QComboBox* box : {m_mode, m_version}) {
        connect(box, &QComboBox::activated, this, &TlsFields::take);
    }
    for (QLineEdit* line :
         {&m_authority->line(), &m_revoked->line(), &m_certificate->line(), &m_key->line(), m_serverName}) {
        connect(line, &QLineEdit::textChanged, this, &TlsFields::take);
    }
}

void TlsFields::update() {
    const protocol::TlsConfig tls = m_form->config().tls;
    m_mode->setCurrentIndex(m_mode->findData(tls.mode ? static_cast<int>(*tls.mode) : -1));
    m_version->setCurrentIndex(tls.minVersion == "TLSv1.3" ? 1 : 0);
    const auto show = [](QLineEdit& line, const std::string& value) {
        const QSignalBlocker quiet(&line);
        if (const QString text = QString::fromStdString(value); text != line.text().trimmed()) {
            line.setText(text);
        }
    };
    show(m_authority->line(), tls.ca);
    show(m_revoked->line(), tls.crl);
    show(m_certificate->line(), tls.cert);
    show(m_key->line(), tls.key);
    show(*m_serverName, tls.serverName);
    m_keyPassword->update();
}

void TlsFields::take() {
    const auto text = [](const QLineEdit& line) { return line.text().trimmed().toStdString(); };
    const int mode = m_mode->currentData().toInt();
    m_form->setTls({.mode = mode < 0 ? std::nullopt : std::optional(static_cast<TlsMode>(mode)),
                    .ca = text(m_authority->line()),
                    .crl = text(m_revoked->line()),
                    .cert = text(m_certificate->line()),
                    .key = text(m_key->line()),
                    .serverName = text(*m_serverName),
                    .minVersion = m_version->currentData().toString().toStdString()});
}

} // namespace dbv::ui
