// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/import_dialog.h"

#include <initializer_list>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/file_field.h"
#include "ui/shell/said_text.h"
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
      m_remarks(new SaidText(tr("What was found"), 8)),
      m_store(new QCheckBox(tr("&Store the passwords that come along, encrypted"))),
      m_read(new QPushButton(tr("&Look"))),
      m_top(new QFormLayout) {
    setWindowTitle(tr("Import connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    resizeWithinScreen(*this, kImportSize);
    import->setParent(this);
    m_passphrase->setPlaceholderText(tr("of the file, for the passwords in it"));
    m_items->setHeaderLabels({tr("Connection"), tr("Group"), tr("Host or file"), tr("Can be used")});
    m_items->setRootIsDecorated(false);
    m_items->setUniformRowHeights(true);
    m_items->setAccessibleName(tr("Connections that were found"));
    m_items->header()->resizeSection(0, 240);
    m_items->header()->resizeSection(1, 140);
    m_items->header()->resizeSection(2, 200);
    // A long path in a list makes no dialog that is wider than the screen.
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_source->setMinimumContentsLength(24);
    m_store->setChecked(true);
    m_top->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_top->addRow(tr("&From"), m_source);
    m_top->addRow(tr("F&ile"), m_file);
    m_top->addRow(tr("&Passphrase"), m_passphrase);
    m_top->setRowVisible(m_passphrase, false);
    auto* readRow = new QHBoxLayout;
    readRow->addWidget(m_read);
    readRow->addStretch(1);
    m_top->addRow(QString(), readRow);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_take = buttons->addButton(tr("I&mport"), QDialogButtonBox::AcceptRole);
    // Enter in a field looks there, in the list it takes over what is marked.
    m_take->setAutoDefault(false);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, const QWidget* now) {
        if (now == m_items) {
            m_take->setDefault(true);
        } else if (now != nullptr && isAncestorOf(now)) {
            m_read->setDefault(true);
        }
    });
    auto* lines = new QVBoxLayout(this);
    lines->addLayout(m_top);
    lines->addWidget(m_items, 1);
    lines->addWidget(m_remarks);
    lines->addWidget(m_store);
    lines->addWidget(buttons);
    connect(m_source, &QComboBox::activated, this, [this] {
        m_passphrase->clear();
        chooseSource();
    });
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
    connect(import, &viewmodel::ConnectionImport::itemsChanged, this, &ImportDialog::fillItems);
    connect(import, &viewmodel::ConnectionImport::takingChanged, this, &ImportDialog::updateButtons);
    connect(import, &viewmodel::ConnectionImport::readingChanged, this, &ImportDialog::showReading);
    connect(import, &viewmodel::ConnectionImport::told, m_remarks, &SaidText::say);
    connect(import, &viewmodel::ConnectionImport::done, this, &ImportDialog::tellOutcome);
    m_read->setDefault(true);
    orderTabs(*this);
    updateButtons();
    import->findSources();
}

void ImportDialog::fillSources() {
    m_source->clear();
    for (const protocol::ImportSource& source : m_import->sources()) {
        const QString name = QString::fromStdString(source.name);
        m_source->addItem(source.file.empty()
                              ? tr("%1, from a file…").arg(name)
                              : tr("%1: %2").arg(name, shortText(QString::fromStdString(source.file), 120)));
    }
    chooseSource();
    const bool found = !m_import->sources().empty() && !m_import->sources().front().file.empty();
    if (found) {
        read();
    } else {
        m_remarks->say(tr("No connections of another program were found in the usual places. Choose the program and "
                          "its file."));
    }
}

void ImportDialog::chooseSource() {
    const auto index = static_cast<std::size_t>(m_source->currentIndex());
    if (index >= m_import->sources().size()) {
        return;
    }
    // A file that somebody has named stays until a source brings its own, and comes back behind that.
    if (const QString now = m_file->line().text(); now != m_proposedFile) {
        m_ownFile = now;
    }
    const QString found = QString::fromStdString(m_import->sources()[index].file);
    m_proposedFile = found.isEmpty() ? m_ownFile : found;
    m_file->line().setText(m_proposedFile);
}

void ImportDialog::showReading() {
    const bool reading = m_import->isReading();
    m_read->setText(reading ? tr("&Looking…") : tr("&Look"));
    if (reading) {
        m_remarks->say(tr("The connections are being read…"));
    }
}

void ImportDialog::read() {
    const auto index = static_cast<std::size_t>(m_source->currentIndex());
    if (index >= m_import->sources().size() || m_import->isReading()) {
        return;
    }
    protocol::ImportSource source = m_import->sources()[index];
    source.file = m_file->line().text().toStdString();
    if (source.file.empty()) {
        m_remarks->say(tr("Choose the file first."));
        m_file->setFocus();
        return;
    }
    m_import->read(source, m_passphrase->secret());
}

void ImportDialog::tellOutcome(int taken, int failed, const QString& unstored) {
    QStringList lines{taken == 1 ? tr("1 connection imported.") : tr("%1 connections imported.").arg(taken)};
    if (failed > 0) {
        lines.append(failed == 1 ? tr("1 failed; its line says why.")
                                 : tr("%1 failed; their lines say why.").arg(failed));
    }
    if (!unstored.isEmpty()) {
        lines.append(unstored);
    }
    m_remarks->say(lines.join(QLatin1Char('\n')));
}

void ImportDialog::fillItems() {
    const bool wantsPassphrase = m_import->wantsPassphrase() || !m_passphrase->text().isEmpty();
    m_top->setRowVisible(m_passphrase, wantsPassphrase);
    const QSignalBlocker quiet(m_items);
    m_items->clear();
    for (const viewmodel::FoundItem& found : m_import->items()) {
        const protocol::SavedConnection& connection = found.item.connection;
        auto* item = new QTreeWidgetItem(m_items);
        item->setText(0, shortText(QString::fromStdString(connection.name), 200));
        item->setText(1, shortText(QString::fromStdString(connection.group), 200));
        item->setText(2, shortText(hostText(connection.config), 200));
        item->setToolTip(0, plainToolTip(QString::fromStdString(connection.name)));
        item->setToolTip(2, plainToolTip(hostText(connection.config)));
        item->setText(3, outcomeText(found));
        const bool possible = found.item.outcome != protocol::ImportOutcome::Refused && !found.taken;
        item->setFlags(possible ? item->flags() | Qt::ItemIsUserCheckable : item->flags() & ~Qt::ItemIsUserCheckable);
        item->setCheckState(0, found.wanted ? Qt::Checked : Qt::Unchecked);
    }
    m_remarks->say(m_import->remarks());
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
    m_remarks->say(remarks.isEmpty() ? tr("All of it can be used.") : remarks.join(QLatin1Char('\n')));
}

void ImportDialog::updateButtons() {
    const std::size_t wanted = m_import->wantedCount();
    const bool taking = m_import->isTaking();
    for (QWidget* widget : std::initializer_list<QWidget*>{m_read, m_source, m_file, m_passphrase, m_items, m_store}) {
        widget->setEnabled(!taking);
    }
    m_take->setEnabled(wanted > 0 && !taking);
    m_take->setText(wanted == 0   ? tr("I&mport")
                    : wanted == 1 ? tr("I&mport 1 connection")
                                  : tr("I&mport %1 connections").arg(wanted));
    m_take->setToolTip(taking        ? tr("They are being imported.")
                       : wanted == 0 ? tr("Mark at least one connection.")
                                     : QString());
}

} // namespace dbv::ui
