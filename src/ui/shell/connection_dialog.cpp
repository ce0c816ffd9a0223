// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connection_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "ui/shell/server_fields.h"

namespace dbv::ui {

ConnectionDialog::ConnectionDialog(viewmodel::ConnectionForm* form, QWidget* parent) : QDialog(parent) {
    setWindowTitle(form->changes() ? tr("Change connection") : tr("New connection"));
    setAttribute(Qt::WA_DeleteOnClose);
    form->setParent(this);
    auto* url = new QLineEdit(QString::fromStdString(form->config().url));
    url->setPlaceholderText(tr("postgresql://user@host/database, mysql://…, or a file's path"));
    url->setMinimumWidth(420);
    auto* name = new QLineEdit(form->name());
    name->setPlaceholderText(form->changes() ? tr("what it is called") : tr("optional: keeps the connection"));
    auto* readOnly = new QCheckBox(tr("&Read only: nothing that writes is sent"));
    readOnly->setChecked(form->config().safety == Safety::ReadOnly);
    auto* server = new ServerFields(form);
    auto* outcome = new QLabel;
    outcome->setWordWrap(true);
    outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QDialogButtonBox;
    QPushButton* test = buttons->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    QPushButton* accept =
        buttons->addButton(form->changes() ? tr("&Save") : tr("&Connect"), QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    QPushButton* acceptKey = buttons->addButton(tr("Accept &host key"), QDialogButtonBox::ActionRole);
    acceptKey->hide();
    auto* lines = new QFormLayout(this);
    lines->addRow(tr("&URL or file"), url);
    lines->addRow(tr("&Name"), name);
    lines->addRow(QString(), readOnly);
    lines->addRow(server);
    lines->addRow(outcome);
    lines->addRow(buttons);

    const auto update = [form, test, accept, server] {
        server->setVisible(form->isServer());
        const QString why = form->whyNot();
        for (QPushButton* button : {test, accept}) {
            button->setEnabled(why.isEmpty());
            button->setToolTip(why);
        }
    };
    connect(url, &QLineEdit::textChanged, form, [form, update](const QString& text) {
        form->setUrl(text);
        update();
    });
    connect(name, &QLineEdit::textChanged, form, [form, update](const QString& text) {
        form->setName(text);
        update();
    });
    connect(readOnly, &QCheckBox::toggled, form, &viewmodel::ConnectionForm::setReadOnly);
    connect(test, &QPushButton::clicked, form, &viewmodel::ConnectionForm::test);
    connect(form, &viewmodel::ConnectionForm::hostKeyUnknown, acceptKey, &QPushButton::show);
    connect(acceptKey, &QPushButton::clicked, form, &viewmodel::ConnectionForm::acceptHostKey);
    connect(acceptKey, &QPushButton::clicked, acceptKey, &QPushButton::hide);
    connect(buttons, &QDialogButtonBox::accepted, form, &viewmodel::ConnectionForm::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(form, &viewmodel::ConnectionForm::told, this, [this, outcome](const QString& text) {
        outcome->setText(text);
        // A layout of wrapped lines does not make its window higher by itself.
        layout()->activate();
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
    });
    // What was said is not about what is being typed.
    connect(url, &QLineEdit::textEdited, outcome, &QLabel::clear);
    connect(form, &viewmodel::ConnectionForm::done, this, &QDialog::accept);
    update();
}

} // namespace dbv::ui
