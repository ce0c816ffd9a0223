// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/question_dialog.h"

#include <utility>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"

#include "ui/shell/secret_edit.h"
#include "viewmodel/utf8_text.h"

namespace dbv::ui {

namespace {

using protocol::QuestionKind;

constexpr int kQuestionWidth = 480;

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

/// A longer prompt stands above its field, where it has the room.
constexpr qsizetype kLongestLabel = 40;

/// Another side's words are text, never markup.
SaidText* saidText(QWidget* parent, const QString& name, const QString& text, int mostLines) {
    auto* said = new SaidText(name, mostLines, parent);
    said->say(text);
    return said;
}

} // namespace

QuestionDialog::QuestionDialog(viewmodel::QuestionDesk& desk, const viewmodel::WaitingQuestion& waiting,
                               QWidget* parent)
    : QDialog(parent), m_desk(desk), m_number(waiting.number) {
    const protocol::Question& question = waiting.question;
    setWindowTitle(titleOf(question.kind));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    m_lines = new QFormLayout(content);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    if (!waiting.connection.isEmpty()) {
        SaidText* connection = saidText(content, tr("Connection"), shortText(waiting.connection, 200), 3);
        QFont bold = connection->font();
        bold.setBold(true);
        connection->setFont(bold);
        m_lines->addRow(connection);
    }
    m_lines->addRow(saidText(content, tr("Question"), QString::fromStdString(question.text), 12));
    if (question.kind == QuestionKind::HostKey) {
        m_lines->addRow(saidText(content, tr("Advice"),
                                 tr("Compare the fingerprint with one that you have from whoever runs the machine. An "
                                    "accepted key is kept in known_hosts, and another one is refused from then on."),
                                 4));
    }
    for (const protocol::Question::Prompt& prompt : question.prompts) {
        addPrompt(prompt);
    }
    if (waiting.offersKeeping) {
        m_keep = new QCheckBox(tr("&Store it, so that it need not be given again"));
        m_lines->addRow(QString(), m_keep);
    }
    auto* room = new DialogRoom(content);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    const bool hostKey = question.kind == QuestionKind::HostKey;
    QPushButton* yes =
        buttons->addButton(hostKey ? tr("&Accept and keep") : tr("&Continue"), QDialogButtonBox::AcceptRole);
    auto* all = new QVBoxLayout(this);
    all->addWidget(room, 1);
    all->addWidget(buttons);
    // A key is not accepted by an Enter that was meant for something else. Only a dialog's button can be its default.
    QPushButton* usual = hostKey ? buttons->button(QDialogButtonBox::Cancel) : yes;
    usual->setDefault(true);
    usual->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QuestionDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QuestionDialog::reject);
    connect(&desk, &viewmodel::QuestionDesk::settled, this, [this](quint64 number) {
        if (number == m_number) {
            QDialog::reject();
        }
    });
    orderTabs(*this);
    if (m_first != nullptr) {
        m_first->setFocus();
    } else {
        buttons->button(QDialogButtonBox::Cancel)->setFocus();
    }
    resizeWithinScreen(*this, {kQuestionWidth, 0});
    room->fitHeight();
}

void QuestionDialog::addPrompt(const protocol::Question::Prompt& prompt) {
    QLineEdit* answer = addAnswer(prompt.echo);
    const QString text = QString::fromStdString(prompt.text);
    QString label = shortText(text);
    answer->setAccessibleName(label);
    if (label.size() > kLongestLabel) {
        m_lines->addRow(saidText(m_lines->parentWidget(), tr("Prompt"), text, 4));
        label = tr("Answer");
    }
    label.replace(QLatin1Char('&'), QLatin1String("&&"));
    m_lines->addRow(label, answer);
    if (m_first == nullptr) {
        m_first = answer;
    }
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
