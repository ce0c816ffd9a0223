// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/secrets_dialog.h"

#include <functional>
#include <utility>

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {

namespace {

constexpr QSize kSecretsSize(720, 400);
constexpr int kLinesWidth = 440;

/// Two or three lines to fill in; says beneath them what is wrong with them, and stays until nothing is. Owns: itself.
class LinesDialog final : public QDialog {
public:
    LinesDialog(const QString& title, const QString& explanation, QWidget* parent)
        : QDialog(parent), m_lines(new QFormLayout), m_wrong(new SaidText(SecretsDialog::tr("What is wrong"))) {
        setWindowTitle(title);
        setAttribute(Qt::WA_DeleteOnClose);
        auto* label = new QLabel(explanation);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        m_lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        m_lines->setContentsMargins(0, 0, 0, 0);
        m_lines->addRow(label);
    }
    QLineEdit* addLine(const QString& label, const QString& text) {
        auto* line = new QLineEdit(text);
        m_lines->addRow(label, line);
        return line;
    }
    SecretEdit* addSecret(const QString& label) {
        auto* line = new SecretEdit;
        m_lines->addRow(label, line);
        connect(line, &QLineEdit::textEdited, m_wrong, [this] { m_wrong->say({}); });
        return line;
    }
    /// A line that has a place of its own, beneath it, for what is wrong with it.
    SecretEdit* addTriedSecret(const QString& label) {
        m_tried = addSecret(label);
        m_besideTried = new SaidText(SecretsDialog::tr("What is wrong with it"));
        m_lines->addRow(QString(), m_besideTried);
        connect(m_tried, &QLineEdit::textEdited, m_besideTried, [this] { m_besideTried->say({}); });
        return m_tried;
    }
    /// `wrong` gives a sentence about what can not be taken; empty when all can, which is accepted then.
    void ask(std::function<QString()> wrong) {
        askAndWait(std::move(wrong), [this] { accept(); });
    }
    /// `begin` begins what is to be done with the lines, which ends with `accept` or `refuse`.
    void askAndWait(std::function<QString()> wrong, std::function<void()> begin) {
        m_content = new QWidget;
        m_content->setLayout(m_lines);
        m_lines->addRow(m_wrong);
        m_room = new DialogRoom(m_content);
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
        m_ok = buttons->button(QDialogButtonBox::Ok);
        auto* all = new QVBoxLayout(this);
        all->addWidget(m_room, 1);
        all->addWidget(buttons);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        connect(buttons, &QDialogButtonBox::accepted, this, [this, wrong = std::move(wrong), begin = std::move(begin)] {
            const QString why = wrong();
            m_wrong->say(why);
            m_room->fitHeight();
            if (why.isEmpty()) {
                begin();
            }
        });
        orderTabs(*this);
        resizeWithinScreen(*this, {kLinesWidth, 0});
        m_room->fitHeight();
        open();
    }
    /// What is being done, while it is.
    void setBusy(const QString& doing) {
        m_content->setEnabled(doing.isEmpty());
        m_ok->setEnabled(doing.isEmpty());
        m_ok->setToolTip(doing);
        m_wrong->say(doing);
        m_room->fitHeight();
    }
    void refuse(const QString& why, bool isTriedWrong) {
        setBusy({});
        const bool beside = isTriedWrong && m_tried != nullptr;
        (beside ? m_besideTried : m_wrong)->say(why);
        m_room->fitHeight();
        if (beside) {
            m_tried->setFocus();
            m_tried->selectAll();
        }
    }

private:
    QFormLayout* m_lines;
    SaidText* m_wrong;
    SecretEdit* m_tried = nullptr;
    SaidText* m_besideTried = nullptr;
    QWidget* m_content = nullptr;
    DialogRoom* m_room = nullptr;
    QPushButton* m_ok = nullptr;
};

/// Names one after the other, as many as a cell has room for.
QString namesOf(const std::vector<std::string>& names, const QString& between) {
    constexpr qsizetype kMost = 40;
    QStringList all;
    for (const std::string& name : names) {
        if (all.size() == kMost) {
            all.append(QStringLiteral("…"));
            break;
        }
        all.append(shortText(QString::fromStdString(name)));
    }
    return all.join(between);
}

} // namespace

SecretsDialog::SecretsDialog(viewmodel::StoredSecrets* secrets, Purpose purpose, QWidget* parent)
    : QDialog(parent),
      m_secrets(secrets),
      m_purpose(purpose),
      m_place(new SaidText(tr("Where they lie"), 3)),
      m_list(new QTreeWidget),
      m_said(new SaidText(tr("What went wrong"), 4)) {
    setWindowTitle(tr("Stored passwords"));
    setAttribute(Qt::WA_DeleteOnClose);
    resizeWithinScreen(*this, kSecretsSize);
    secrets->setParent(this);
    m_list->setHeaderLabels({tr("Name"), tr("Used by"), tr("Last used"), tr("Changed")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Stored passwords"));
    m_list->header()->resizeSection(0, 180);
    m_list->header()->resizeSection(1, 160);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    if (purpose == Purpose::Choose) {
        m_use = buttons->addButton(tr("&Use this one"), QDialogButtonBox::AcceptRole);
        connect(m_use, &QPushButton::clicked, this, &SecretsDialog::choose);
        connect(m_list, &QTreeWidget::itemActivated, this, &SecretsDialog::choose);
    }
    // Beside the list: in one line they are wider than a small screen.
    auto* verbs = new QVBoxLayout;
    const auto addVerb = [verbs](const QString& text) {
        auto* button = new QPushButton(text);
        button->setAutoDefault(false);
        verbs->addWidget(button);
        return button;
    };
    m_change = addVerb(tr("&Change…"));
    m_remove = addVerb(tr("&Remove…"));
    m_lock = addVerb(tr("&Lock"));
    m_key = addVerb(tr("&Master password…"));
    verbs->addStretch(1);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_list, 1);
    middle->addLayout(verbs);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(m_place);
    lines->addLayout(middle, 1);
    lines->addWidget(m_said);
    lines->addWidget(buttons);
    connect(m_change, &QPushButton::clicked, this, &SecretsDialog::change);
    connect(m_remove, &QPushButton::clicked, this, &SecretsDialog::remove);
    connect(m_lock, &QPushButton::clicked, this,
            [this] { m_secrets->facts().open ? m_secrets->lock() : m_secrets->unlock(); });
    connect(m_key, &QPushButton::clicked, this, &SecretsDialog::changeKey);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &SecretsDialog::updateButtons);
    connect(secrets, &viewmodel::StoredSecrets::changed, this, &SecretsDialog::update);
    connect(secrets, &viewmodel::StoredSecrets::failed, m_said, &SaidText::say);
    // Also where who has begun the change has closed its dialog.
    connect(secrets, &viewmodel::StoredSecrets::keyRefused, m_said, [this](const QString& why) { m_said->say(why); });
    if (m_use != nullptr) {
        m_use->setDefault(true);
    }
    orderTabs(*this);
    m_list->setFocus();
    updateButtons();
    secrets->load();
}

void SecretsDialog::update() {
    const protocol::SecretsFacts& facts = m_secrets->facts();
    // The rows are those of the list before this one until it is filled.
    const QSignalBlocker quiet(m_list);
    m_place->say(viewmodel::secretsPlace(facts));
    m_said->say({});
    m_list->clear();
    QTreeWidgetItem* toChoose = nullptr;
    const QDateTime now = QDateTime::currentDateTime();
    for (const protocol::StoredSecret& secret : m_secrets->secrets()) {
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0, shortText(QString::fromStdString(secret.name), 200));
        item->setText(1, secret.users.empty() ? tr("no connection") : namesOf(secret.users, QStringLiteral(", ")));
        item->setText(2, secret.lastUsed ? viewmodel::agoText(*secret.lastUsed, now) : tr("never"));
        item->setText(3, viewmodel::agoText(secret.changed, now));
        item->setToolTip(0, plainToolTip(QString::fromStdString(secret.name)));
        item->setToolTip(1, plainToolTip(namesOf(secret.users, QStringLiteral("\n"))));
        if (toChoose == nullptr || secret.id == m_chosenId) {
            toChoose = item;
        }
    }
    m_list->setCurrentItem(toChoose);
    updateButtons();
}

void SecretsDialog::updateButtons() {
    const protocol::SecretsFacts& facts = m_secrets->facts();
    for (QPushButton* button : {m_use, m_change, m_remove}) {
        if (button != nullptr) {
            button->setEnabled(current() != nullptr);
            button->setToolTip(current() != nullptr ? QString() : tr("Choose one of them first."));
        }
    }
    if (current() != nullptr) {
        m_chosenId = current()->id;
    }
    const bool hasPassword = facts.key == protocol::SecretsKey::Password;
    m_lock->setText(hasPassword && !facts.open ? tr("Un&lock…") : tr("&Lock"));
    m_lock->setEnabled(hasPassword);
    m_lock->setToolTip(hasPassword ? QString() : tr("Only what is under a master password can be locked."));
    m_key->setEnabled(facts.key != protocol::SecretsKey::None);
    m_key->setToolTip(m_key->isEnabled() ? QString() : tr("There is nothing stored yet."));
}

const protocol::StoredSecret* SecretsDialog::current() const {
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    const bool none = row < 0 || static_cast<std::size_t>(row) >= m_secrets->secrets().size();
    return none ? nullptr : &m_secrets->secrets()[static_cast<std::size_t>(row)];
}

void SecretsDialog::choose() {
    if (const protocol::StoredSecret* secret = current()) {
        Q_EMIT chosen(QString::fromStdString(secret->id), QString::fromStdString(secret->name));
        accept();
    }
}

void SecretsDialog::change() {
    const protocol::StoredSecret* secret = current();
    if (secret == nullptr) {
        return;
    }
    auto* dialog =
        new LinesDialog(tr("Change a stored password"), tr("All connections that use it get the new one."), this);
    const QLineEdit* name = dialog->addLine(tr("&Name"), QString::fromStdString(secret->name));
    SecretEdit* value = dialog->addSecret(tr("New &password"));
    value->setPlaceholderText(tr("as it is"));
    connect(dialog, &QDialog::accepted, this,
            [this, kept = *secret, name, value] { m_secrets->change(kept, name->text().trimmed(), value->secret()); });
    dialog->ask([name] { return name->text().trimmed().isEmpty() ? tr("A password needs a name.") : QString(); });
}

void SecretsDialog::remove() {
    const protocol::StoredSecret* secret = current();
    if (secret == nullptr) {
        return;
    }
    const QString name = shortText(QString::fromStdString(secret->name));
    const std::size_t users = secret->users.size();
    const QString question =
        users == 0 ? tr("Remove the password \"%1\"? No connection uses it.").arg(name)
        : users == 1
            ? tr("Remove the password \"%1\"? One connection will have to be given another.").arg(name)
            : tr("Remove the password \"%1\"? %2 connections will have to be given another.").arg(name).arg(users);
    auto* box = new QMessageBox(QMessageBox::Question, tr("Remove password"), question, QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* yes = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    connect(yes, &QPushButton::clicked, this, [this, id = secret->id] { m_secrets->remove(id); });
    box->setDefaultButton(QMessageBox::Cancel);
    box->open();
}

void SecretsDialog::changeKey() {
    const bool hasPassword = m_secrets->facts().key == protocol::SecretsKey::Password;
    auto* dialog = new LinesDialog(
        tr("Master password"),
        hasPassword ? tr("With an empty new password the key moves to the system's keychain.")
                    : tr("From then on the passwords open with a master password instead of the system's keychain. "
                         "Without it they are lost."),
        this);
    const SecretEdit* old = hasPassword ? dialog->addTriedSecret(tr("&Current")) : nullptr;
    const SecretEdit* next = dialog->addSecret(tr("&New"));
    const SecretEdit* again = dialog->addSecret(tr("&Once more"));
    connect(m_secrets, &viewmodel::StoredSecrets::keyChanged, dialog, &QDialog::accept);
    connect(m_secrets, &viewmodel::StoredSecrets::keyRefused, dialog, &LinesDialog::refuse);
    const auto wrong = [hasPassword, next, again] {
        if (next->secret().reveal() != again->secret().reveal()) {
            return tr("The two new passwords are not the same.");
        }
        return !hasPassword && next->isEmpty() ? tr("A master password has at least one character.") : QString();
    };
    dialog->askAndWait(wrong, [this, dialog, old, next] {
        dialog->setBusy(tr("The stored passwords are being put under the new master password…"));
        m_secrets->changeKey(old != nullptr ? old->secret() : Secret(), next->secret());
    });
}

} // namespace dbv::ui
