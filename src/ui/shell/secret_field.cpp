// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/secret_field.h"

#include <utility>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"

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
      m_secret(new SecretEdit),
      m_where(new QLineEdit),
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
    // The key of a label leads only to what wants the focus.
    setFocusPolicy(Qt::StrongFocus);
    m_secret->setAccessibleName(name);
    m_where->setAccessibleName(tr("%1: what gives it").arg(name));
    m_origin->setAccessibleName(tr("%1: where it comes from").arg(name));
    const protocol::SecretSource& source = form->config().secrets.*place;
    m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(source.origin)));
    if (isNamed(source.origin)) {
        m_where->setText(QString::fromStdString(source.what));
    }
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_secret, 1);
    line->addWidget(m_where, 1);
    line->addWidget(m_origin);
    connect(m_secret, &SecretEdit::secretEdited, this, [this] {
        m_form->setSecret(m_place, m_secret->secret());
        m_typed = m_form->secretId(m_place);
    });
    connect(m_where, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_form->setSource(m_place, static_cast<SecretOrigin>(m_origin->currentData().toInt()), text);
    });
    connect(m_origin, &QComboBox::activated, this, &SecretField::choose);
    showOrigin();
}

void SecretField::choose() {
    const int chosen = m_origin->currentData().toInt();
    if (chosen == kChooseStored) {
        const SecretOrigin origin = (m_form->config().secrets.*m_place).origin;
        m_origin->setCurrentIndex(m_origin->findData(static_cast<int>(origin)));
        Q_EMIT storedWanted();
        return;
    }
    const auto origin = static_cast<SecretOrigin>(chosen);
    // What was typed stays what it is: whoever types a password and then says that it is to be stored means that one.
    if (origin == (m_form->config().secrets.*m_place).origin) {
        return;
    }
    if (origin == SecretOrigin::Ask || isNamed(origin)) {
        forgetTyped();
    }
    m_where->clear();
    m_form->setSource(m_place, origin, {});
    showOrigin();
}

void SecretField::forgetTyped() {
    m_secret->forget();
    m_form->setSecret(m_place, {});
    m_typed = {};
}

void SecretField::update() {
    if (!m_secret->isEmpty() && m_form->secretId(m_place) != m_typed) {
        m_secret->forget();
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
    m_secret->setVisible(!isNamed(origin));
    m_where->setVisible(isNamed(origin));
    setFocusProxy(isNamed(origin) ? m_where : m_secret);
    m_secret->setEnabled(origin != SecretOrigin::Ask);
    if (origin != SecretOrigin::Ask && m_form->hasSecret(m_place)) {
        m_secret->setPlaceholderText(tr("given"));
        return;
    }
    switch (origin) {
    case SecretOrigin::Usual: m_secret->setPlaceholderText(m_usually); break;
    case SecretOrigin::Ask: m_secret->setPlaceholderText(tr("asked for at each connection, kept nowhere")); break;
    case SecretOrigin::Stored:
        m_secret->setPlaceholderText(
            source.what.empty()      ? tr("kept in the system's keychain, or under a master password")
            : m_storedName.isEmpty() ? tr("stored; type to change it")
                                     : tr("stored as “%1”; type to change it").arg(shortText(m_storedName)));
        break;
    case SecretOrigin::Command:
        m_where->setPlaceholderText(tr("a command that prints it, run for each session"));
        break;
    case SecretOrigin::Environment: m_where->setPlaceholderText(tr("the name of the variable that holds it")); break;
    }
}

} // namespace dbv::ui
