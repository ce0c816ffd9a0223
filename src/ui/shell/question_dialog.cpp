// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/question_dialog.h"

#include <utility>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "ui/shell/secret_edit.h"
#include "viewmodel/utf8_text.h"

namespace dbv::ui {

namespace {

using protocol::QuestionKind;

QString titleOf(QuestionKind kind) {
    switch (kind) {
    case QuestionKind::Password: return QuestionDialog::tr("Password");
    case QuestionKind::TlsKeyPassword: return QuestionDialog::tr("Password of the client key");
    case QuestionKind::SshPassword: return QuestionDialog::tr("SSH password");
    case QuestionKind::SshPassphrase: return QuestionDialog::tr("Passphrase of the SSH key");
    case QuestionKind::SshPrompts: return QuestionDialog::tr("The SSH server asks");
    case QuestionKind::HostKey: return QuestionDialog::tr("Unknown host key");
    case QuestionKind::SecretsPassword: return QuestionDialog::tr("Master password");
    }
    return {};
}

/// Another side's words are text, never markup.
QLabel* plainLabel(const QString& text) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

QuestionDialog::QuestionDialog(viewmodel::QuestionDesk& desk, const viewmodel::WaitingQuestion& waiting,
                               QWidget* parent)
    : QDialog(parent), m_desk(desk), m_number(waiting.number) {
    const protocol::Question& question = waiting.question;
    setWindowTitle(titleOf(question.kind));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    auto* lines = new QFormLayout(this);
    lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    if (!waiting.connection.isEmpty()) {
        QLabel* connection = plainLabel(waiting.connection);
        QFont bold = connection->font();
        bold.setBold(true);
        connection->setFont(bold);
        lines->addRow(connection);
    }
    lines->addRow(plainLabel(QString::fromStdString(question.text)));
    if (question.kind == QuestionKind::HostKey) {
        lines->addRow(plainLabel(tr("Compare the fingerprint with one that you have from whoever runs the machine. An "
                                    "accepted key is kept in known_hosts, and another one is refused from then on.")));
    }
    for (const protocol::Question::Prompt& prompt : question.prompts) {
        QLineEdit* answer = addAnswer(prompt.echo);
        QString label = QString::fromStdString(prompt.text).simplified();
        label.replace(QLatin1Char('&'), QLatin1String("&&"));
        lines->addRow(label, answer);
        if (m_answers.size() == 1) {
            answer->setFocus();
        }
    }
    if (waiting.offersKeeping) {
        m_keep = new QCheckBox(tr("&Store it, so that it need not be given again"));
        lines->addRow(QString(), m_keep);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    const bool hostKey = question.kind == QuestionKind::HostKey;
    QPushButton* yes =
        buttons->addButton(hostKey ? tr("&Accept and keep") : tr("&Continue"), QDialogButtonBox::AcceptRole);
    // A key is not accepted by an Enter that was meant for something else.
    yes->setDefault(!hostKey);
    if (hostKey) {
        buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    }
    lines->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QuestionDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QuestionDialog::reject);
    connect(&desk, &viewmodel::QuestionDesk::settled, this, [this](quint64 number) {
        if (number == m_number) {
            QDialog::reject();
        }
    });
}

QLineEdit* QuestionDialog::addAnswer(bool shown) {
    if (shown) {
        auto* line = new QLineEdit;
        m_answers.emplace_back([line] { return viewmodel::secretOf(line->text()); });
        return line;
    }
    auto* line = new SecretEdit;
    m_answers.emplace_back([line] { return line->secret(); });
    return line;
}

void QuestionDialog::accept() {
    std::vector<Secret> answers;
    answers.reserve(m_answers.size());
    for (const std::function<Secret()>& answer : m_answers) {
        answers.push_back(answer());
    }
    m_desk.answer(m_number, std::move(answers), m_keep != nullptr && m_keep->isChecked());
}

void QuestionDialog::reject() {
    m_desk.refuse(m_number);
}

} // namespace dbv::ui
