// SPDX-License-Identifier: Apache-2.0
#include "ui/snippets/snippets_dialog.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/file_dialog.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

constexpr QSize kSnippetsSize(960, 620);
/// Of an item: the number of its snippet in the list.
constexpr int kNumberRole = Qt::UserRole;
constexpr std::array kDialects{DialectId::Sqlite, DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb};

QString dialectText(DialectId dialect) {
    switch (dialect) {
    case DialectId::Sqlite: return SnippetsDialog::tr("S&QLite");
    case DialectId::PostgreSql: return SnippetsDialog::tr("&PostgreSQL");
    case DialectId::MySql: return SnippetsDialog::tr("M&ySQL");
    case DialectId::MariaDb: return SnippetsDialog::tr("&MariaDB");
    }
    return {};
}

} // namespace

SnippetsDialog::SnippetsDialog(viewmodel::SnippetList& list, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_list(list) {
    setWindowTitle(tr("Snippets"));
    setObjectName(QStringLiteral("snippets"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(theme);
    connectParts();
    orderTabs(*this);
    resizeWithinScreen(*this, kSnippetsSize);
    showAll();
    m_list.refresh();
    m_filter->setFocus();
}

void SnippetsDialog::build(const Theme& theme) {
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter by name, word or folder"));
    m_filter->setAccessibleName(tr("Filter the snippets"));
    m_filter->setClearButtonEnabled(true);
    m_tree = new QTreeWidget;
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("Name"), tr("Word")});
    m_tree->setAccessibleName(tr("Snippets"));
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* left = new QWidget;
    auto* leftLines = new QVBoxLayout(left);
    leftLines->setContentsMargins(0, 0, 0, 0);
    leftLines->addWidget(m_filter);
    leftLines->addWidget(m_tree, 1);
    auto* halves = new QSplitter;
    halves->addWidget(left);
    halves->addWidget(buildForm(theme));
    halves->setStretchFactor(0, 2);
    halves->setStretchFactor(1, 3);
    halves->setChildrenCollapsible(false);

    m_said = new QLabel;
    m_said->setObjectName(QStringLiteral("snippets.said"));
    m_said->setWordWrap(true);
    m_said->setTextFormat(Qt::PlainText);
    m_new = new QPushButton(tr("&New"));
    m_copy = new QPushButton(tr("&Copy"));
    m_remove = new QPushButton(tr("&Remove"));
    m_import = new QPushButton(tr("&Import…"));
    m_export = new QPushButton(tr("&Export…"));
    m_keep = new QPushButton(tr("&Keep"));
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_new, m_copy, m_remove, m_import, m_export}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    m_keep->setAutoDefault(false);
    buttons->addWidget(m_keep);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(halves, 1);
    lines->addWidget(m_said);
    lines->addLayout(buttons);
}

QWidget* SnippetsDialog::buildForm(const Theme& theme) {
    auto* form = new QWidget;
    auto* fields = new QFormLayout(form);
    fields->setContentsMargins(0, 0, 0, 0);
    m_name = new QLineEdit;
    m_folder = new QComboBox;
    m_folder->setEditable(true);
    m_folder->setToolTip(tr("Folders in a folder are written with a / between them."));
    m_trigger = new QLineEdit;
    m_trigger->setToolTip(tr("The word that proposes it while you type."));
    m_description = new QLineEdit;
    const auto add = [fields](const QString& label, QWidget* field) {
        fields->addRow(label, field);
        field->setAccessibleName(QString(label).remove(u'&').remove(u':'));
    };
    add(tr("N&ame:"), m_name);
    add(tr("&Folder:"), m_folder);
    add(tr("&Word:"), m_trigger);
    add(tr("&Description:"), m_description);
    auto* dialects = new QHBoxLayout;
    for (const DialectId dialect : kDialects) {
        auto* box = new QCheckBox(dialectText(dialect));
        box->setToolTip(tr("Proposed for it; where none is chosen, for all."));
        dialects->addWidget(box);
        m_dialects.push_back(box);
    }
    dialects->addStretch(1);
    fields->addRow(tr("For:"), dialects);
    m_body = new SqlEditor(nullptr);
    m_body->setColors(theme.editor);
    m_body->setTabChangesFocus(true);
    m_body->setAccessibleName(tr("Text of the snippet"));
    m_body->setPlaceholderText(tr("SELECT * FROM ${1:table} WHERE ${2:condition};$0"));
    fields->addRow(m_body);
    auto* help =
        new QLabel(tr("${1:text} and ${2} are places that Tab goes through; the same number is typed at once. $0 is "
                      "where the caret ends."));
    help->setWordWrap(true);
    fields->addRow(help);
    return form;
}

void SnippetsDialog::connectParts() {
    connect(&m_list, &viewmodel::SnippetList::changed, this, &SnippetsDialog::showAll);
    for (const auto said : {&viewmodel::SnippetList::said, &viewmodel::SnippetList::failed}) {
        connect(&m_list, said, m_said, &QLabel::setText);
    }
    connect(m_filter, &QLineEdit::textChanged, this, &SnippetsDialog::filter);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &SnippetsDialog::showChosen);
    for (QLineEdit* field : {m_name, m_trigger, m_description}) {
        connect(field, &QLineEdit::textChanged, this, &SnippetsDialog::updateButtons);
    }
    connect(m_folder, &QComboBox::editTextChanged, this, &SnippetsDialog::updateButtons);
    connect(m_body, &QPlainTextEdit::textChanged, this, &SnippetsDialog::updateButtons);
    for (const QCheckBox* box : m_dialects) {
        connect(box, &QCheckBox::toggled, this, &SnippetsDialog::updateButtons);
    }
    connect(m_new, &QPushButton::clicked, this, [this] { beginNew({}); });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        protocol::Snippet copy = written();
        copy.path.clear();
        copy.builtIn = false;
        m_tree->setCurrentItem(nullptr);
        fill(copy);
        m_name->setFocus();
        m_name->selectAll();
    });
    connect(m_remove, &QPushButton::clicked, this, &SnippetsDialog::removeChosen);
    connect(m_keep, &QPushButton::clicked, this, &SnippetsDialog::keep);
    connect(m_import, &QPushButton::clicked, this, [this] { chooseFile(false); });
    connect(m_export, &QPushButton::clicked, this, [this] { chooseFile(true); });
}

QTreeWidgetItem* SnippetsDialog::folderItem(const QString& folder, bool builtIn) {
    if (folder.isEmpty() && !builtIn) {
        return m_tree->invisibleRootItem();
    }
    const QString text = builtIn ? tr("Of the program") : folder;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_tree->topLevelItem(i);
        if (!item->data(0, kNumberRole).isValid() && item->text(0) == text) {
            return item;
        }
    }
    auto* item = new QTreeWidgetItem(m_tree, {text});
    item->setExpanded(true);
    return item;
}

void SnippetsDialog::showAll() {
    const std::string chosenPath = m_toChoose.empty() ? m_shown.path : std::string();
    const bool isEdited = m_keep->isEnabled() && m_toChoose.empty();
    QTreeWidgetItem* toChoose = nullptr;
    {
        const QSignalBlocker quiet(m_tree);
        m_tree->clear();
        const QString folder = m_folder->currentText();
        const QSignalBlocker quietFolder(m_folder);
        m_folder->clear();
        for (std::size_t i = 0; i < m_list.all().size(); ++i) {
            const protocol::Snippet& snippet = m_list.all()[i];
            const QString in = QString::fromStdString(snippet.folder);
            auto* item = new QTreeWidgetItem(
                folderItem(in, snippet.builtIn),
                {viewmodel::shownName(QString::fromStdString(snippet.name)), QString::fromStdString(snippet.trigger)});
            item->setData(0, kNumberRole, static_cast<int>(i));
            item->setToolTip(0, QString::fromStdString(snippet.description));
            if (!in.isEmpty() && m_folder->findText(in) < 0) {
                m_folder->addItem(in);
            }
            const bool isIt = snippet.builtIn      ? false
                              : m_toChoose.empty() ? !chosenPath.empty() && snippet.path == chosenPath
                                                   : snippet.name == m_toChoose;
            toChoose = isIt ? item : toChoose;
        }
        m_folder->setEditText(folder);
        if (toChoose != nullptr) {
            m_tree->setCurrentItem(toChoose);
        }
    }
    m_toChoose.clear();
    if (!m_list.notices().isEmpty()) {
        m_said->setText(m_list.notices().join(u'\n'));
    }
    filter(m_filter->text());
    // What is being written is not taken away by a list that comes.
    if (!isEdited) {
        toChoose != nullptr ? showChosen() : updateButtons();
    }
}

void SnippetsDialog::filter(const QString& typed) {
    const auto fits = [&typed](const QTreeWidgetItem& item) {
        return item.text(0).contains(typed, Qt::CaseInsensitive) || item.text(1).contains(typed, Qt::CaseInsensitive);
    };
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_tree->topLevelItem(i);
        const bool whole = fits(*item);
        bool any = whole;
        for (int j = 0; j < item->childCount(); ++j) {
            const bool shown = whole || fits(*item->child(j));
            item->child(j)->setHidden(!shown);
            any = any || shown;
        }
        item->setHidden(!any);
    }
}

const protocol::Snippet* SnippetsDialog::chosen() const {
    const QTreeWidgetItem* item = m_tree->currentItem();
    const QVariant number = item != nullptr ? item->data(0, kNumberRole) : QVariant();
    const auto at = static_cast<std::size_t>(number.toInt());
    return number.isValid() && at < m_list.all().size() ? &m_list.all()[at] : nullptr;
}

void SnippetsDialog::showChosen() {
    if (const protocol::Snippet* snippet = chosen()) {
        fill(*snippet);
    }
    updateButtons();
}

void SnippetsDialog::fill(const protocol::Snippet& snippet) {
    m_shown = snippet;
    m_name->setText(QString::fromStdString(snippet.name));
    m_folder->setEditText(QString::fromStdString(snippet.folder));
    m_trigger->setText(QString::fromStdString(snippet.trigger));
    m_description->setText(QString::fromStdString(snippet.description));
    for (std::size_t i = 0; i < kDialects.size(); ++i) {
        m_dialects[i]->setChecked(std::ranges::find(snippet.dialects, kDialects[i]) != snippet.dialects.end());
    }
    // A snippet is far shorter than what an editor takes.
    if (const Result<void> set = m_body->setText(QString::fromStdString(snippet.body)); !set) {
        m_said->setText(QString::fromStdString(set.error().message));
    }
    updateButtons();
}

protocol::Snippet SnippetsDialog::written() const {
    protocol::Snippet snippet = m_shown;
    snippet.name = m_name->text().trimmed().toStdString();
    snippet.folder = m_folder->currentText().trimmed().toStdString();
    snippet.trigger = m_trigger->text().trimmed().toStdString();
    snippet.description = m_description->text().trimmed().toStdString();
    snippet.dialects.clear();
    for (std::size_t i = 0; i < kDialects.size(); ++i) {
        if (m_dialects[i]->isChecked()) {
            snippet.dialects.push_back(kDialects[i]);
        }
    }
    snippet.body = m_body->text().toStdString();
    return snippet;
}

void SnippetsDialog::updateButtons() {
    const bool isWhole = !m_name->text().trimmed().isEmpty() && !m_body->text().trimmed().isEmpty();
    const bool differs = written() != m_shown || m_shown.path.empty();
    m_keep->setEnabled(isWhole && differs && !m_shown.builtIn);
    m_keep->setToolTip(m_shown.builtIn ? tr("It is a part of the program. Copy it to change it.")
                       : !isWhole      ? tr("A snippet needs a name and a text.")
                       : !differs      ? tr("Nothing was changed.")
                                       : QString());
    m_copy->setEnabled(isWhole);
    m_copy->setToolTip(isWhole ? QString() : tr("No snippet is chosen."));
    m_remove->setEnabled(!m_shown.path.empty());
    m_remove->setToolTip(m_shown.builtIn ? tr("It is a part of the program. A snippet of yours with its word takes "
                                              "its place.")
                         : m_shown.path.empty() ? tr("No snippet of yours is chosen.")
                                                : QString());
    const bool any = std::ranges::any_of(m_list.all(), [](const auto& each) { return !each.builtIn; });
    m_export->setEnabled(any);
    m_export->setToolTip(any ? tr("All of yours, as one file") : tr("There is no snippet of yours yet."));
}

void SnippetsDialog::beginNew(const QString& body) {
    m_tree->setCurrentItem(nullptr);
    protocol::Snippet fresh;
    fresh.body = body.toStdString();
    fill(fresh);
    m_name->setFocus();
}

void SnippetsDialog::keep() {
    const protocol::Snippet snippet = written();
    m_toChoose = snippet.name;
    m_list.keep(snippet);
}

void SnippetsDialog::removeChosen() {
    const protocol::Snippet removed = std::exchange(m_shown, {});
    m_list.remove(removed);
    // What was removed stands in the fields, so that it can be kept again.
    updateButtons();
}

void SnippetsDialog::chooseFile(bool writes) {
    auto* dialog = newFileDialog(writes ? tr("Export snippets") : tr("Import snippets"), this);
    dialog->setNameFilters({tr("Snippets (*.json *.code-snippets)"), tr("All files (*)")});
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->setAcceptMode(writes ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(writes ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    if (writes) {
        dialog->selectFile(QStringLiteral("snippets.json"));
    }
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, writes](const QString& path) { writes ? m_list.exportTo(path) : m_list.importFrom(path); });
    dialog->open();
}

} // namespace dbv::ui
