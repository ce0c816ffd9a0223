// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/import_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/shell/file_field.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {

namespace {

constexpr QSize kImportSize(760, 560);

QString outcomeText(const viewmodel::FoundItem& found) {
    if (found.taken) {
        return ImportDialog::tr("imported");
    }
    if (!found.trouble.isEmpty()) {
        return ImportDialog::tr("failed");
    }
    switch (found.item.outcome) {
    case protocol::ImportOutcome::Complete: return ImportDialog::tr("complete");
    case protocol::ImportOutcome::Partly: return ImportDialog::tr("in part");
    case protocol::ImportOutcome::Refused: return ImportDialog::tr("not possible");
    }
    return {};
}

QString hostText(const protocol::ConnectionConfig& config) {
    const std::string& place = config.host.empty() ? config.database : config.host;
    return QString::fromStdString(place.empty() ? config.ssh.target.host : place);
}

} // namespace

ImportDialog::ImportDialog(viewmodel::ConnectionImport* import, QWidget* parent)
    : QDialog(parent),
      m_import(import),
      m_source(new QComboBox),
      m_file(new FileField(tr("File with connections"))),
      m_passphrase(new SecretEdit),
      m_items(new QTreeWidget),
      m_remarks(new QLabel),
      m_store(new QCheckBox(tr("&Store the passwords that come along, encrypted"))),
      m_read(new QPushButton(tr("&Look"))) {
    setWindowTitle(tr("Import connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kImportSize);
    import->setParent(this);
    m_passphrase->setPlaceholderText(tr("of the file, for the passwords in it"));
    m_items->setHeaderLabels({tr("Connection"), tr("Group"), tr("Host or file"), tr("Can be used")});
    m_items->setRootIsDecorated(false);
    m_items->setUniformRowHeights(true);
    m_items->setAccessibleName(tr("Connections that were found"));
    m_items->header()->resizeSection(0, 240);
    m_items->header()->resizeSection(1, 140);
    m_items->header()->resizeSection(2, 200);
    m_remarks->setWordWrap(true);
    m_remarks->setTextFormat(Qt::PlainText);
    m_remarks->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_store->setChecked(true);
    auto* top = new QFormLayout;
    top->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    top->addRow(tr("&From"), m_source);
    top->addRow(tr("F&ile"), m_file);
    top->addRow(tr("&Passphrase"), m_passphrase);
    top->setRowVisible(m_passphrase, false);
    top->addRow(QString(), m_read);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_take = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    auto* lines = new QVBoxLayout(this);
    lines->addLayout(top);
    lines->addWidget(m_items, 1);
    lines->addWidget(m_remarks);
    lines->addWidget(m_store);
    lines->addWidget(buttons);
    connect(m_source, &QComboBox::activated, this, &ImportDialog::chooseSource);
    connect(m_read, &QPushButton::clicked, this, &ImportDialog::read);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { m_import->take(m_store->isChecked()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_items, &QTreeWidget::currentItemChanged, this, &ImportDialog::showRemarks);
    connect(m_items, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item) {
        m_import->setWanted(static_cast<std::size_t>(m_items->indexOfTopLevelItem(item)),
                            item->checkState(0) == Qt::Checked);
        updateButtons();
    });
    connect(import, &viewmodel::ConnectionImport::sourcesChanged, this, &ImportDialog::fillSources);
    connect(import, &viewmodel::ConnectionImport::itemsChanged, this, [this, top] {
        top->setRowVisible(m_passphrase, m_import->wantsPassphrase() || !m_passphrase->isEmpty());
        fillItems();
    });
    connect(import, &viewmodel::ConnectionImport::told, m_remarks, &QLabel::setText);
    connect(import, &viewmodel::ConnectionImport::done, this, [this](int taken, int failed) {
        m_remarks->setText(failed == 0 ? tr("%n connection(s) imported.", nullptr, taken)
                                       : tr("%n connection(s) imported, %1 failed.", nullptr, taken).arg(failed));
    });
    updateButtons();
    import->findSources();
}

void ImportDialog::fillSources() {
    m_source->clear();
    for (const protocol::ImportSource& source : m_import->sources()) {
        const QString name = QString::fromStdString(source.name);
        m_source->addItem(source.file.empty() ? tr("%1, from a file…").arg(name)
                                              : tr("%1: %2").arg(name, QString::fromStdString(source.file)));
    }
    chooseSource();
    const bool found = !m_import->sources().empty() && !m_import->sources().front().file.empty();
    if (found) {
        read();
    } else {
        m_remarks->setText(
            tr("No connections of another program were found in the usual places. Choose the program and "
               "its file."));
    }
}

void ImportDialog::chooseSource() {
    const auto index = static_cast<std::size_t>(m_source->currentIndex());
    if (index < m_import->sources().size()) {
        m_file->line().setText(QString::fromStdString(m_import->sources()[index].file));
    }
}

void ImportDialog::read() {
    const auto index = static_cast<std::size_t>(m_source->currentIndex());
    if (index >= m_import->sources().size()) {
        return;
    }
    protocol::ImportSource source = m_import->sources()[index];
    source.file = m_file->line().text().toStdString();
    if (source.file.empty()) {
        m_remarks->setText(tr("Choose the file first."));
        m_file->setFocus();
        return;
    }
    m_remarks->clear();
    m_import->read(source, m_passphrase->secret());
}

void ImportDialog::fillItems() {
    const QSignalBlocker quiet(m_items);
    m_items->clear();
    for (const viewmodel::FoundItem& found : m_import->items()) {
        const protocol::SavedConnection& connection = found.item.connection;
        auto* item = new QTreeWidgetItem(m_items);
        item->setText(0, QString::fromStdString(connection.name));
        item->setText(1, QString::fromStdString(connection.group));
        item->setText(2, hostText(connection.config));
        item->setText(3, outcomeText(found));
        const bool possible = found.item.outcome != protocol::ImportOutcome::Refused && !found.taken;
        item->setFlags(possible ? item->flags() | Qt::ItemIsUserCheckable : item->flags() & ~Qt::ItemIsUserCheckable);
        item->setCheckState(0, found.wanted ? Qt::Checked : Qt::Unchecked);
    }
    m_remarks->setText(m_import->remarks());
    updateButtons();
}

void ImportDialog::showRemarks() {
    const int row = m_items->indexOfTopLevelItem(m_items->currentItem());
    if (row < 0) {
        return;
    }
    const viewmodel::FoundItem& found = m_import->items()[static_cast<std::size_t>(row)];
    QStringList remarks;
    if (!found.trouble.isEmpty()) {
        remarks.append(found.trouble);
    }
    for (const std::string& remark : found.item.remarks) {
        remarks.append(QString::fromStdString(remark));
    }
    m_remarks->setText(remarks.isEmpty() ? tr("All of it can be used.") : remarks.join(QLatin1Char('\n')));
}

void ImportDialog::updateButtons() {
    const std::size_t wanted = m_import->wantedCount();
    m_take->setEnabled(wanted > 0);
    m_take->setText(wanted > 0 ? tr("&Import %n connection(s)", nullptr, static_cast<int>(wanted)) : tr("&Import"));
    m_take->setToolTip(wanted > 0 ? QString() : tr("Mark at least one connection."));
}

} // namespace dbv::ui
