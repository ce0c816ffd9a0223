// SPDX-License-Identifier: Apache-2.0
#include "ui/keys/keys_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/keys/key_field.h"
#include "ui/keys/key_text.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {

namespace {

constexpr QSize kKeysSize(740, 520);
constexpr int kActionWidth = 260;
constexpr int kKeysWidth = 210;

} // namespace

KeysDialog::KeysDialog(viewmodel::ActionCatalog& actions, QWidget* parent)
    : QDialog(parent),
      m_actions(actions),
      m_keys(new viewmodel::KeyList(actions, &shownKeys, this)),
      m_found(new QSortFilterProxyModel(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_found->setSourceModel(m_keys);
    m_found->setFilterKeyColumn(-1);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    build();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &KeysDialog::showCurrent);
    connect(m_keys, &QAbstractItemModel::dataChanged, this, &KeysDialog::showCurrent);
    connect(m_typed, &KeyField::pressed, this, &KeysDialog::showTyped);
    connect(m_take, &QPushButton::clicked, this, &KeysDialog::take);
    connect(m_none, &QPushButton::clicked, this, [this] { give(QString()); });
    connect(m_usual, &QPushButton::clicked, this, [this] { give(std::nullopt); });
    orderTabs(*this);
    resizeWithinScreen(*this, kKeysSize);
    m_list->setCurrentIndex(m_found->index(0, 0));
    showCurrent();
}

KeysDialog::~KeysDialog() {
    // The list goes after this, and tells that nothing is chosen any more.
    disconnect(m_list->selectionModel(), nullptr, this, nullptr);
}

void KeysDialog::build() {
    auto* search = new QLineEdit;
    search->setPlaceholderText(tr("Search by action, menu or key"));
    search->setAccessibleName(tr("Search by action, menu or key"));
    search->setClearButtonEnabled(true);
    connect(search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_found->setFilterFixedString(text);
        m_list->setCurrentIndex(m_found->index(0, 0));
        showCurrent();
    });
    m_list = new QTableView;
    m_list->setModel(m_found);
    m_list->setAccessibleName(tr("Actions and their keys"));
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setTabKeyNavigation(false);
    m_list->setShowGrid(false);
    m_list->setWordWrap(false);
    m_list->verticalHeader()->hide();
    m_list->horizontalHeader()->setHighlightSections(false);
    m_list->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->horizontalHeader()->resizeSection(viewmodel::KeyList::ActionColumn, kActionWidth);
    m_list->horizontalHeader()->resizeSection(viewmodel::KeyList::KeysColumn, kKeysWidth);
    m_typed = new KeyField;
    m_typed->setAccessibleName(tr("New key"));
    auto* label = new QLabel(tr("New &key"));
    label->setBuddy(m_typed);
    const auto button = [](const QString& text) {
        auto* made = new QPushButton(text);
        made->setAutoDefault(false);
        return made;
    };
    m_take = button(tr("&Use it"));
    m_none = button(tr("&No key"));
    m_usual = button(tr("&Default"));
    auto* row = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{label, m_typed, m_take, m_none, m_usual}) {
        row->addWidget(each, each == m_typed ? 1 : 0);
    }
    m_said = new SaidText(tr("About this key"), 2);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* all = button(tr("&All to their defaults"));
    buttons->addButton(all, QDialogButtonBox::ResetRole);
    connect(all, &QPushButton::clicked, this, &KeysDialog::giveAllBack);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(search);
    lines->addWidget(m_list, 1);
    lines->addLayout(row);
    m_take->setDefault(true);
    lines->addWidget(m_said);
    lines->addWidget(buttons);
}

QString KeysDialog::currentId() const {
    return m_list->currentIndex().data(viewmodel::KeyList::IdRole).toString();
}

void KeysDialog::showCurrent() {
    const QModelIndex current = m_list->currentIndex();
    const bool editable = current.data(viewmodel::KeyList::EditableRole).toBool();
    const QString why = !current.isValid() ? tr("Choose an action first.")
                        : editable         ? QString()
                                           : tr("This key belongs to the part of the window that has the focus.");
    m_typed->forget();
    m_typed->setEnabled(editable);
    m_typed->setToolTip(why);
    m_none->setEnabled(editable && !m_actions.keys(currentId().toStdString()).isEmpty());
    m_none->setToolTip(why);
    m_usual->setEnabled(editable && current.data(viewmodel::KeyList::OwnRole).toBool());
    m_usual->setToolTip(why);
    showTyped();
}

void KeysDialog::showTyped() {
    const QString typed = m_typed->keys();
    const std::optional<QString> keys = keysFrom(typed);
    const std::string id = currentId().toStdString();
    m_take->setEnabled(!typed.isEmpty() && keys);
    const QStringList others = keys && !typed.isEmpty() ? m_keys->othersWith(id, *keys) : QStringList();
    m_said->say(typed.isEmpty() ? m_typed->toolTip()
                : !keys         ? tr("This key writes a letter, so it can not do anything else.")
                : others.isEmpty()
                    ? QString()
                    : tr("%1 has this key now and would lose it.").arg(others.join(QStringLiteral(", "))));
}

void KeysDialog::take() {
    const std::optional<QString> keys = keysFrom(m_typed->keys());
    if (keys) {
        give(keys);
    }
}

void KeysDialog::give(const std::optional<QString>& keys) {
    const std::string id = currentId().toStdString();
    m_actions.giveKeys(id, keys);
    m_list->setFocus();
}

void KeysDialog::giveAllBack() {
    for (const viewmodel::ActionSpec& action : viewmodel::ActionCatalog::all()) {
        m_actions.setKeys(action.id, std::nullopt);
    }
}

} // namespace dbv::ui
