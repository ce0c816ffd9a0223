// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/secret_field.h"

#include <utility>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

#include "ui/shell/said_text.h"

namespace dbv::ui {

namespace {

using protocol::SecretOrigin;

/// Not an origin: it asks which of the stored ones is meant.
constexpr int kChooseStored = -1;

/// Whether what is typed names where the secret is, and is none itself.
bool isNamed(SecretOrigin origin) {
    return origin == SecretOrigin::Command || origin == SecretOrigin::Environment;
}

} // namespace

SecretField::SecretField(viewmodel::ConnectionForm* form, viewmodel::ConnectionForm::SecretMember place,
                         const QString& name, QString usually, QWidget* parent)
    : QWidget(parent),
      m_form(form),
      m_place(place),
      m_usually(std::move(usually)),
      m_text(new QLineEdit),
      m_origin(new QComboBox) {
    const auto add = [this](const QString& text, SecretOrigin origin) {
        m_origin->addItem(text, static_cast<int>(origin));
    };
    add(tr("Not stored"), SecretOrigin::Usual);
    add(tr("Ask each time"), SecretOrigin::Ask);
    add(tr("Stored"), SecretOrigin::Stored);
    add(tr("From a command"), SecretOrigin::Command);
    add(tr("From the environment"), SecretOrigin::Environment);
    m_origin->addItem(tr("Use a stored one…"), kChooseStored);
    m_text->setAccessibleName(name);
    m_origin->setAccessibleName(tr("%1: where it comes from").arg(name));
    const protocol::SecretSource& source = form->config().secrets.*place;
    m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(source.origin)));
    if (isNamed(source.origin)) {
        m_text->setText(QString::fromStdString(source.what));
    }
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_text, 1);
    line->addWidget(m_origin);
    setFocusProxy(m_text);
    connect(m_text, &QLineEdit::textEdited, this, [this](const QString& text) {
        const auto origin = static_cast<SecretOrigin>(m_origin->currentData().toInt());
        if (isNamed(origin)) {
            m_form->setSource(m_place, origin, text);
        } else {
            m_form->setSecret(m_place, text);
            m_typed = m_form->secretId(m_place);
        }
    });
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
    const auto origin = static_cast<SecretOrigin>(chosen);
    // What was typed stays what it is: whoever types a password and then says that it is to be stored means that one.
    const SecretOrigin before = (m_form->config().secrets.*m_place).origin;
    if (origin == before) {
        return;
    }
    if (origin == SecretOrigin::Ask || origin == SecretOrigin::Command || before == SecretOrigin::Command) {
        forgetTyped();
    }
    m_form->setSource(m_place, origin, origin == SecretOrigin::Command ? m_text->text() : QString());
    showOrigin();
}

void SecretField::forgetTyped() {
    m_text->clear();
    m_form->setSecret(m_place, {});
    m_typed = {};
}

void SecretField::update() {
    const bool isCommand = (m_form->config().secrets.*m_place).origin == SecretOrigin::Command;
    if (!isCommand && !m_text->text().isEmpty() && m_form->secretId(m_place) != m_typed) {
        m_text->clear();
        m_typed = {};
    }
    showOrigin();
}

void SecretField::setStored(const QString& id, const QString& name) {
    m_form->setSource(m_place, SecretOrigin::Stored, id);
    m_storedName = name;
    forgetTyped();
    m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(SecretOrigin::Stored)));
    showOrigin();
}

void SecretField::showOrigin() {
    const auto origin = static_cast<SecretOrigin>(m_origin->currentData().toInt());
    const protocol::SecretSource& source = m_form->config().secrets.*m_place;
    m_text->setEchoMode(isNamed(origin) ? QLineEdit::Normal : QLineEdit::Password);
    m_text->setEnabled(origin != SecretOrigin::Ask);
    if (origin != SecretOrigin::Ask && m_form->hasSecret(m_place)) {
        m_text->setPlaceholderText(tr("given"));
        return;
    }
    switch (origin) {
    case SecretOrigin::Usual: m_text->setPlaceholderText(m_usually); break;
    case SecretOrigin::Ask: m_text->setPlaceholderText(tr("asked for at each connection, kept nowhere")); break;
    case SecretOrigin::Stored:
        m_text->setPlaceholderText(source.what.empty() ? tr("kept in the system's keychain, or under a master password")
                                   : m_storedName.isEmpty()
                                       ? tr("stored; type to change it")
                                       : tr("stored as “%1”; type to change it").arg(shortText(m_storedName)));
        break;
    case SecretOrigin::Command: m_text->setPlaceholderText(tr("a command that prints it, run for each session")); break;
    case SecretOrigin::Environment: m_text->setPlaceholderText(tr("the name of the variable that holds it")); break;
    }
}

} // namespace dbv::ui
