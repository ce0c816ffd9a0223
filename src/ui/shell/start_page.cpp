// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/start_page.h"

#include <algorithm>

#include <QCommandLinkButton>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

namespace dbv::ui {

namespace {

constexpr int kColumnWidth = 460;

QLabel* headingOf(const QString& text, double scale, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

StartPage::StartPage(viewmodel::ActionCatalog& actions, QWidget* parent)
    : QWidget(parent), m_recent(new QListWidget), m_recentBlock(new QWidget) {
    auto* column = new QWidget(this);
    column->setFixedWidth(kColumnWidth);
    auto* lines = new QVBoxLayout(column);
    lines->addStretch(1);
    lines->addWidget(headingOf(tr("Open a database"), 1.6, column));
    setLayout(new QHBoxLayout);
    layout()->addWidget(column);
    addAction(actions, "file.sample",
              tr("A bookshop with 300,000 rows, to look around in. It is made on this machine."));
    addAction(actions, "file.open", tr("Or drop a file on this window."));
    addAction(actions, "file.new", tr("An empty SQLite database in a new file."));
    addAction(actions, "file.connect", tr("By its URL, with options, kept under a name."));

    auto* recentLines = new QVBoxLayout(m_recentBlock);
    recentLines->setContentsMargins(0, 12, 0, 0);
    recentLines->addWidget(headingOf(tr("Recent"), 1.1, m_recentBlock));
    recentLines->addWidget(m_recent);
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setAccessibleName(tr("Recent databases"));
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { Q_EMIT recentChosen(item->text()); });
    lines->addWidget(m_recentBlock);
    lines->addStretch(2);
    m_recentBlock->hide();
}

void StartPage::addAction(viewmodel::ActionCatalog& actions, std::string_view id, const QString& explanation) {
    const auto all = viewmodel::ActionCatalog::all();
    const auto spec = std::ranges::find(all, id, &viewmodel::ActionSpec::id);
    auto* button = new QCommandLinkButton(viewmodel::ActionCatalog::text(*spec), explanation, this);
    button->setObjectName(QStringLiteral("start.") + QString::fromLatin1(id.data(), static_cast<qsizetype>(id.size())));
    connect(button, &QCommandLinkButton::clicked, this, [&actions, name = std::string(id)] { actions.trigger(name); });
    layout()->itemAt(0)->widget()->layout()->addWidget(button);
}

void StartPage::setRecent(const QStringList& urls) {
    m_recent->clear();
    m_recent->addItems(urls.mid(0, 8));
    for (int i = 0; i < m_recent->count(); ++i) {
        m_recent->item(i)->setToolTip(m_recent->item(i)->text());
    }
    m_recentBlock->setVisible(!urls.isEmpty());
}

} // namespace dbv::ui
