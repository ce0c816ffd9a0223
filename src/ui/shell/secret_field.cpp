// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/secret_field.h"

#include <utility>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

#include "ui/shell/secret_edit.h"

namespace dbv::ui {

namespace {

using protocol::SecretOrigin;

/// Not an origin: it asks which of the stored ones is meant.
constexpr int kChooseStored = -1;

} // namespace

SecretField::SecretField(viewmodel::ConnectionForm* form, viewmodel::ConnectionForm::SecretPlace place, QString usually,
                         QWidget* parent)
    : QWidget(parent),
      m_form(form),
      m_place(place),
      m_usually(std::move(usually)),
      m_typed(new SecretEdit),
      m_command(new QLineEdit),
      m_origin(new QComboBox) {
    const auto add = [this](const QString& text, SecretOrigin origin) {
        m_origin->addItem(text, static_cast<int>(origin));
    };
    add(tr("Not stored"), SecretOrigin::Usual);
    add(tr("Ask each time"), SecretOrigin::Ask);
    add(tr("Stored"), SecretOrigin::Stored);
    add(tr("From a command"), SecretOrigin::Command);
    m_origin->addItem(tr("Use a stored one…"), kChooseStored);
    m_origin->setAccessibleName(tr("Where the secret comes from"));
    const protocol::SecretSource& source = form->config().secrets.*place;
    m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(source.origin)));
    if (source.origin == SecretOrigin::Command) {
        m_command->setText(QString::fromStdString(source.what));
    }
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    m_command->setPlaceholderText(tr("a command that prints it, run for each session"));
    line->addWidget(m_typed, 1);
    line->addWidget(m_command, 1);
    line->addWidget(m_origin);
    connect(m_typed, &SecretEdit::secretEdited, this, [this] { m_form->setSecret(m_place, m_typed->secret()); });
    connect(m_command, &QLineEdit::textEdited, this,
            [this](const QString& text) { m_form->setSource(m_place, SecretOrigin::Command, text); });
    connect(m_origin, &QComboBox::activated, this, &SecretField::choose);
    showOrigin();
}

void SecretField::choose() {
    const int chosen = m_origin->currentData().toInt();
    if (chosen == kChooseStored) {
        const SecretOrigin now = (m_form->config().secrets.*m_place).origin;
        m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(now)));
        Q_EMIT storedWanted();
        return;
    }
    m_typed->forget();
    m_command->clear();
    m_form->setSecret(m_place, {});
    m_form->setSource(m_place, static_cast<SecretOrigin>(chosen));
    showOrigin();
}

void SecretField::setStored(const QString& id, const QString& name) {
    m_form->setSource(m_place, SecretOrigin::Stored, id);
    m_storedName = name;
    m_typed->forget();
    m_form->setSecret(m_place, {});
    m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(SecretOrigin::Stored)));
    showOrigin();
}

void SecretField::showOrigin() {
    const auto origin = static_cast<SecretOrigin>(m_origin->currentData().toInt());
    const protocol::SecretSource& source = m_form->config().secrets.*m_place;
    const bool isCommand = origin == SecretOrigin::Command;
    m_typed->setVisible(!isCommand);
    m_command->setVisible(isCommand);
    setFocusProxy(isCommand ? m_command : m_typed);
    m_typed->setEnabled(origin != SecretOrigin::Ask);
    if (origin != SecretOrigin::Ask && m_form->hasSecret(m_place)) {
        m_typed->setPlaceholderText(tr("given"));
        return;
    }
    switch (origin) {
    case SecretOrigin::Usual: m_typed->setPlaceholderText(m_usually); break;
    case SecretOrigin::Ask: m_typed->setPlaceholderText(tr("asked for at each connection, kept nowhere")); break;
    case SecretOrigin::Stored:
        m_typed->setPlaceholderText(
            source.what.empty()      ? tr("kept in the system's keychain, or under a master password")
            : m_storedName.isEmpty() ? tr("stored; type to change it")
                                     : tr("stored as “%1”; type to change it").arg(m_storedName));
        break;
    case SecretOrigin::Command: break;
    }
}

} // namespace dbv::ui
