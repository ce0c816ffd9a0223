// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/secrets_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/shell/secret_edit.h"

namespace dbv::ui {

namespace {

constexpr QSize kSecretsSize(680, 400);

/// Two or three lines to fill in. Owns: itself.
class LinesDialog final : public QDialog {
public:
    LinesDialog(const QString& title, const QString& explanation, QWidget* parent)
        : QDialog(parent), m_lines(new QFormLayout(this)) {
        setWindowTitle(title);
        setAttribute(Qt::WA_DeleteOnClose);
        setMinimumWidth(420);
        auto* label = new QLabel(explanation);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
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
        return line;
    }
    void ask() {
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
        m_lines->addRow(buttons);
        connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        open();
    }

private:
    QFormLayout* m_lines;
};

} // namespace

SecretsDialog::SecretsDialog(viewmodel::StoredSecrets* secrets, Purpose purpose, QWidget* parent)
    : QDialog(parent),
      m_secrets(secrets),
      m_purpose(purpose),
      m_place(new QLabel),
      m_list(new QTreeWidget),
      m_said(new QLabel) {
    setWindowTitle(tr("Stored passwords"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSecretsSize);
    secrets->setParent(this);
    for (QLabel* label : {m_place, m_said}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_list->setHeaderLabels({tr("Name"), tr("Used by"), tr("Last used"), tr("Changed")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Stored passwords"));
    m_list->header()->resizeSection(0, 200);
    m_list->header()->resizeSection(1, 220);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    const auto add = [buttons](const QString& text, QDialogButtonBox::ButtonRole role) {
        QPushButton* button = buttons->addButton(text, role);
        button->setAutoDefault(false);
        return button;
    };
    if (purpose == Purpose::Choose) {
        m_use = add(tr("&Use this one"), QDialogButtonBox::AcceptRole);
        m_use->setDefault(true);
        connect(m_use, &QPushButton::clicked, this, &SecretsDialog::choose);
        connect(m_list, &QTreeWidget::itemActivated, this, &SecretsDialog::choose);
    }
    m_change = add(tr("&Change…"), QDialogButtonBox::ActionRole);
    m_remove = add(tr("&Remove…"), QDialogButtonBox::ActionRole);
    m_lock = add(tr("&Lock"), QDialogButtonBox::ActionRole);
    m_key = add(tr("&Master password…"), QDialogButtonBox::ActionRole);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(m_place);
    lines->addWidget(m_list, 1);
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
    connect(secrets, &viewmodel::StoredSecrets::failed, m_said, &QLabel::setText);
    updateButtons();
    secrets->load();
}

void SecretsDialog::update() {
    const protocol::SecretsFacts& facts = m_secrets->facts();
    m_place->setText(viewmodel::secretsPlace(facts));
    m_said->clear();
    m_list->clear();
    const QDateTime now = QDateTime::currentDateTime();
    for (const protocol::StoredSecret& secret : m_secrets->secrets()) {
        QStringList users;
        for (const std::string& user : secret.users) {
            users.append(QString::fromStdString(user));
        }
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0, QString::fromStdString(secret.name));
        item->setText(1, users.isEmpty() ? tr("no connection") : users.join(QStringLiteral(", ")));
        item->setText(2, secret.lastUsed ? viewmodel::agoText(*secret.lastUsed, now) : tr("never"));
        item->setText(3, viewmodel::agoText(secret.changed, now));
        item->setToolTip(1, users.join(QLatin1Char('\n')));
    }
    if (m_list->topLevelItemCount() > 0) {
        m_list->setCurrentItem(m_list->topLevelItem(0));
    }
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
    const bool hasPassword = facts.key == protocol::SecretsKey::Password;
    m_lock->setText(hasPassword && !facts.open ? tr("Un&lock…") : tr("&Lock"));
    m_lock->setEnabled(hasPassword);
    m_lock->setToolTip(hasPassword ? QString() : tr("Only what is under a master password can be locked."));
    m_key->setEnabled(facts.key != protocol::SecretsKey::None);
    m_key->setToolTip(m_key->isEnabled() ? QString() : tr("There is nothing stored yet."));
}

const protocol::StoredSecret* SecretsDialog::current() const {
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    return row < 0 ? nullptr : &m_secrets->secrets()[static_cast<std::size_t>(row)];
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
    const SecretEdit* value = dialog->addSecret(tr("New &password"));
    connect(dialog, &QDialog::accepted, this, [this, kept = *secret, name, value] {
        if (value->isEmpty()) {
            m_said->setText(tr("An empty password is not stored."));
        } else {
            m_secrets->change(kept, name->text(), value->secret());
        }
    });
    dialog->ask();
}

void SecretsDialog::remove() {
    const protocol::StoredSecret* secret = current();
    if (secret == nullptr) {
        return;
    }
    const QString name = QString::fromStdString(secret->name);
    const QString question = secret->users.empty()
                                 ? tr("Remove the password \"%1\"? No connection uses it.").arg(name)
                                 : tr("Remove the password \"%1\"? %n connection(s) will have to be given another.",
                                      nullptr, static_cast<int>(secret->users.size()))
                                       .arg(name);
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
    const SecretEdit* old = hasPassword ? dialog->addSecret(tr("&Current")) : nullptr;
    const SecretEdit* next = dialog->addSecret(tr("&New"));
    const SecretEdit* again = dialog->addSecret(tr("&Once more"));
    connect(dialog, &QDialog::accepted, this, [this, hasPassword, old, next, again] {
        if (next->secret().reveal() != again->secret().reveal()) {
            m_said->setText(tr("The two new passwords are not the same. Nothing was changed."));
        } else if (!hasPassword && next->isEmpty()) {
            m_said->setText(tr("A master password has at least one character. Nothing was changed."));
        } else {
            m_secrets->changeKey(old != nullptr ? old->secret() : Secret(), next->secret());
        }
    });
    dialog->ask();
}

} // namespace dbv::ui
