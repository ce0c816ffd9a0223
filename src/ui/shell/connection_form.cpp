// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connection_form.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

namespace dbv::ui {

namespace {

QString failureText(const Error& error) {
    QString text = QString::fromStdString(error.message);
    if (!error.hint.empty()) {
        text += QLatin1Char('\n') + QString::fromStdString(error.hint);
    }
    return text;
}

} // namespace

ConnectionForm::ConnectionForm(bus::CommandBus& bus, QWidget* parent)
    : QDialog(parent), m_bus(bus), m_url(new QLineEdit), m_name(new QLineEdit),
      m_readOnly(new QCheckBox(tr("Read only: nothing that writes is sent"))), m_outcome(new QLabel) {
    setWindowTitle(tr("New connection"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_url->setPlaceholderText(tr("sqlite:/path/to/file.db, or just the path"));
    m_url->setMinimumWidth(420);
    m_name->setPlaceholderText(tr("optional: keeps the connection"));
    m_outcome->setWordWrap(true);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&URL or file"), m_url);
    form->addRow(tr("&Name"), m_name);
    form->addRow(QString(), m_readOnly);
    form->addRow(m_outcome);
    auto* buttons = new QDialogButtonBox;
    m_test = buttons->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    m_connect = buttons->addButton(tr("&Connect"), QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    form->addRow(buttons);
    connect(m_test, &QPushButton::clicked, this, &ConnectionForm::test);
    connect(buttons, &QDialogButtonBox::accepted, this, &ConnectionForm::connectNow);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    const auto enable = [this] {
        const bool given = !m_url->text().trimmed().isEmpty();
        m_test->setEnabled(given);
        m_connect->setEnabled(given);
        const QString why = given ? QString() : tr("Give a URL or a file first.");
        m_test->setToolTip(why);
        m_connect->setToolTip(why);
    };
    connect(m_url, &QLineEdit::textChanged, this, enable);
    enable();
}

protocol::ConnectionConfig ConnectionForm::config() const {
    protocol::ConnectionConfig config;
    config.url = m_url->text().trimmed().toStdString();
    config.safety = m_readOnly->isChecked() ? Safety::ReadOnly : Safety::Confirm;
    return config;
}

void ConnectionForm::tell(const QString& text) {
    m_outcome->setText(text);
}

void ConnectionForm::test() {
    tell(tr("Connecting…"));
    m_request = m_bus.ask(
        protocol::TestConnection{{{}, config()}},
        [this](const protocol::ConnectionTested& tested) {
            tell(tr("It works: %1, answered in %2 ms.")
                     .arg(QString::fromStdString(tested.serverVersion), QLocale().toString(tested.latencyMs, 'f', 1)));
        },
        [this](const Error& error) { tell(failureText(error)); });
}

void ConnectionForm::connectNow() {
    if (m_name->text().trimmed().isEmpty()) {
        Q_EMIT connectRequested(config());
        accept();
        return;
    }
    m_request = m_bus.ask(
        protocol::SaveConnection{{m_name->text().trimmed().toStdString(), config()}},
        [this](const protocol::SavedConnectionsListed&) {
            Q_EMIT connectRequested(config());
            accept();
        },
        [this](const Error& error) { tell(failureText(error)); });
}

} // namespace dbv::ui
