// SPDX-License-Identifier: Apache-2.0
#include "ui/versions/versions_dialog.h"

#include <QCheckBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "viewmodel/error_text.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

constexpr QSize kVersionsSize(960, 640);

} // namespace

VersionsDialog::VersionsDialog(bus::CommandBus& bus, const std::string& draft, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_list(bus, draft), m_hasTab(!draft.empty()) {
    setWindowTitle(tr("Earlier versions"));
    setObjectName(QStringLiteral("versions"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(theme, m_hasTab);
    connect(&m_list, &viewmodel::VersionList::changed, this, &VersionsDialog::showList);
    connect(&m_list, &viewmodel::VersionList::textRead, this, &VersionsDialog::showText);
    connect(&m_list, &viewmodel::VersionList::failed, m_said, &QLabel::setText);
    connect(m_tree, &QTreeWidget::currentItemChanged, this,
            [this](QTreeWidgetItem* item) { m_list.choose(m_tree->indexOfTopLevelItem(item)); });
    connect(m_all, &QCheckBox::toggled, this, [this](bool all) { m_list.load(all); });
    connect(m_restore, &QPushButton::clicked, this, [this] {
        Q_EMIT restoreChosen(m_list.text());
        close();
    });
    connect(m_open, &QPushButton::clicked, this, [this] {
        Q_EMIT openChosen(m_list.text());
        close();
    });
    orderTabs(*this);
    resizeWithinScreen(*this, kVersionsSize);
    m_tree->setFocus();
    m_list.load(!m_hasTab);
    showText();
}

void VersionsDialog::build(const Theme& theme, bool hasTab) {
    m_all = new QCheckBox(tr("Of &all tabs, closed ones too"));
    m_all->setChecked(!hasTab);
    m_all->setEnabled(hasTab);
    m_all->setToolTip(hasTab ? QString() : tr("No tab is open."));
    m_tree = new QTreeWidget;
    m_tree->setHeaderLabels({tr("Time"), tr("Tab"), tr("Kept"), tr("Size on disk")});
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAccessibleName(tr("Versions"));
    m_preview = new SqlEditor(nullptr);
    m_preview->setReadOnly(true);
    m_preview->setColors(theme.editor);
    m_preview->setPlaceholderText({});
    m_preview->setAccessibleName(tr("Text of the version"));
    auto* halves = new QSplitter(Qt::Vertical);
    halves->addWidget(m_tree);
    halves->addWidget(m_preview);
    halves->setStretchFactor(0, 2);
    halves->setStretchFactor(1, 3);
    halves->setChildrenCollapsible(false);
    m_said = new QLabel;
    m_said->setObjectName(QStringLiteral("versions.said"));
    m_said->setWordWrap(true);
    m_said->setTextFormat(Qt::PlainText);
    m_restore = new QPushButton(tr("&Restore in this tab"));
    m_open = new QPushButton(tr("&Open in a new tab"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_all);
    buttons->addStretch(1);
    buttons->addWidget(m_open);
    buttons->addWidget(m_restore);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(halves, 1);
    lines->addWidget(m_said);
    lines->addLayout(buttons);
}

void VersionsDialog::showList() {
    const QLocale locale;
    {
        const QSignalBlocker quiet(m_tree);
        m_tree->clear();
        for (const protocol::DraftVersion& version : m_list.versions()) {
            new QTreeWidgetItem(m_tree, {viewmodel::momentText(version.time, QDateTime::currentMSecsSinceEpoch()),
                                         viewmodel::shownName(QString::fromStdString(version.title)),
                                         viewmodel::versionReasonText(version.reason),
                                         locale.formattedDataSize(static_cast<qint64>(version.bytes))});
        }
        for (int column = 0; column < m_tree->columnCount(); ++column) {
            m_tree->resizeColumnToContents(column);
        }
    }
    m_said->setText(m_list.versions().empty()
                        ? tr("Nothing was kept yet. Versions are kept when a statement is run, before a large part is "
                             "replaced, every few minutes of typing, and when a tab is closed.")
                        : QString());
    if (m_tree->topLevelItemCount() > 0) {
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    }
    m_list.choose(m_tree->indexOfTopLevelItem(m_tree->currentItem()));
}

void VersionsDialog::showText() {
    const bool isRead = !m_list.text().isNull();
    if (const Result<void> set = m_preview->setText(m_list.text()); !set) {
        m_said->setText(viewmodel::errorSentence(set.error()));
    }
    m_open->setEnabled(isRead);
    m_restore->setEnabled(isRead && m_hasTab);
    m_restore->setToolTip(m_hasTab ? tr("In a step that can be undone") : tr("No tab is open."));
}

} // namespace dbv::ui
