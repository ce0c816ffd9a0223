// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/run_confirmation_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

constexpr int kConfirmationWidth = 560;
// Neither accepted nor rejected.
constexpr int kTries = QDialog::Accepted + 1;

QString asText(const viewmodel::RunConfirmation& question) {
    QStringList lines;
    for (const viewmodel::RunConfirmation::Line& line : question.lines) {
        const QString final = line.final ? RunConfirmationDialog::tr("; no rollback takes it back") : QString();
        const QString place = line.place.isEmpty() ? RunConfirmationDialog::tr("Line %1").arg(line.line) : line.place;
        lines.append(place + QStringLiteral(": ") + line.statement + QStringLiteral("\n    ") + line.effects + final);
    }
    if (question.more > 0) {
        lines.append(RunConfirmationDialog::tr("and %1 more").arg(question.more));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

RunConfirmationDialog::RunConfirmationDialog(const viewmodel::RunConfirmation& question, const DatabasePlace& place,
                                             QWidget* parent)
    : QDialog(parent), m_nameToType(question.nameToType) {
    setWindowTitle(tr("Confirm before it runs"));
    setAttribute(Qt::WA_DeleteOnClose);
    constexpr int kMostLines = 14;
    auto* content = new QWidget;
    auto* lines = new QVBoxLayout(content);
    lines->setContentsMargins(0, 0, 0, 0);
    auto* text = new SaidText(tr("Question"), 2, content);
    text->say(question.text);
    auto* statements = new SaidText(tr("Statements"), kMostLines, content);
    statements->setObjectName(QStringLiteral("confirmation.statements"));
    statements->say(asText(question));
    lines->addWidget(text);
    lines->addWidget(statements);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton* usual = buttons->button(QDialogButtonBox::Cancel);
    if (question.canTry) {
        usual = buttons->addButton(tr("&Try first"), QDialogButtonBox::ActionRole);
        usual->setObjectName(QStringLiteral("confirmation.try"));
        usual->setToolTip(plainToolTip(
            tr("Runs it in a transaction and shows what it did. It is rolled back unless you commit it then.")));
        connect(usual, &QPushButton::clicked, this, [this] {
            Q_EMIT tryChosen();
            done(kTries);
        });
    }
    m_yes = buttons->addButton(tr("&Run it"), QDialogButtonBox::AcceptRole);
    if (!m_nameToType.isEmpty()) {
        m_typed = new QLineEdit;
        m_typed->setObjectName(QStringLiteral("confirmation.name"));
        auto* label = new QLabel(tr("&Name of what would be lost, to confirm: %1").arg(shortText(m_nameToType)));
        label->setTextFormat(Qt::PlainText);
        label->setBuddy(m_typed);
        m_typed->setAccessibleName(tr("Name to confirm"));
        lines->addWidget(label);
        lines->addWidget(m_typed);
        connect(m_typed, &QLineEdit::textChanged, this, &RunConfirmationDialog::followTyped);
        followTyped();
    }
    // What room is left over is below, not between the lines.
    lines->addStretch(1);
    auto* room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(room, 1);
    all->addWidget(buttons);
    PlaceBand::putOnto(*this, place);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    usual->setDefault(true);
    orderTabs(*this);
    if (m_typed != nullptr && !question.canTry) {
        m_typed->setFocus();
    } else {
        usual->setFocus();
    }
    resizeWithinScreen(*this, {kConfirmationWidth, 0});
    room->fitHeight();
}

void RunConfirmationDialog::followTyped() {
    const bool same = m_typed->text() == m_nameToType;
    m_yes->setEnabled(same);
    m_yes->setToolTip(same ? QString() : plainToolTip(tr("Type %1 first.").arg(shortText(m_nameToType))));
}

} // namespace dbv::ui
