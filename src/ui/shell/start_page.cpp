// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/start_page.h"

#include <algorithm>

#include <QCommandLinkButton>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QShortcut>
#include <QVBoxLayout>

#include "ui/shell/saved_connection_tree.h"
#include "ui/theme/tinted_icon.h"
#include "viewmodel/connection_order.h"

namespace dbv::ui {

namespace {

constexpr int kColumnWidth = 460;
constexpr int kMostRecent = 8;
constexpr std::size_t kMostSaved = 8;

/// A button that shows where the keyboard is: the style draws these ones flat.
class StartButton final : public QCommandLinkButton {
public:
    StartButton(const QString& text, const QString& explanation, QWidget* parent)
        : QCommandLinkButton(text, explanation, parent) {
        setAutoDefault(true);
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QCommandLinkButton::paintEvent(event);
        if (hasFocus()) {
            QPainter painter(this);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
        }
    }
};

QLabel* headingOf(const QString& text, double scale, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

StartPage::StartPage(viewmodel::ActionCatalog& actions, viewmodel::ConnectionList& connections, QWidget* parent)
    : QWidget(parent),
      m_connections(connections),
      m_saved(new SavedConnectionTree(connections, SavedConnectionTree::Shape::List)),
      m_recent(new QListWidget) {
    auto* column = new QWidget(this);
    column->setFixedWidth(kColumnWidth);
    m_lines = new QVBoxLayout(column);
    m_lines->addStretch(1);
    m_lines->addWidget(headingOf(tr("Open a database"), 1.6, column));
    setLayout(new QHBoxLayout);
    layout()->addWidget(column);
    addAction(actions, "file.sample",
              tr("A bookshop with 300,000 rows, to look around in. It is made on this machine."));
    addAction(actions, "file.open", tr("Or drop a file on this window."));
    addAction(actions, "file.new", tr("An empty SQLite database in a new file."));
    addAction(actions, "file.connect", tr("By its URL, with options, kept under a name."));
    setFocusProxy(m_buttons.front());
    m_savedBlock = addBlock(tr("Connections"), m_saved);
    m_recentBlock = addBlock(tr("Recent"), m_recent);
    m_recent->setAccessibleName(tr("Recent databases"));
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // One click opens, as it does with the buttons above.
    connect(m_recent, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem* item) { Q_EMIT recentChosen(item->text()); });
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(key), m_recent);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [this] {
            if (const QListWidgetItem* item = m_recent->currentItem()) {
                Q_EMIT recentChosen(item->text());
            }
        });
    }
    m_lines->addStretch(2);
}

void StartPage::addAction(viewmodel::ActionCatalog& actions, std::string_view id, const QString& explanation) {
    if (actions.isHidden(id)) {
        return;
    }
    const auto all = viewmodel::ActionCatalog::all();
    const auto spec = std::ranges::find(all, id, &viewmodel::ActionSpec::id);
    auto* button = new StartButton(viewmodel::ActionCatalog::text(*spec), explanation, this);
    button->setObjectName(QStringLiteral("start.") + QString::fromLatin1(id.data(), static_cast<qsizetype>(id.size())));
    connect(button, &QCommandLinkButton::clicked, this, [&actions, name = std::string(id)] { actions.trigger(name); });
    m_lines->addWidget(button);
    m_buttons.push_back(button);
}

QWidget* StartPage::addBlock(const QString& heading, QAbstractItemView* list) {
    auto* block = new QWidget(this);
    auto* lines = new QVBoxLayout(block);
    lines->setContentsMargins(0, 12, 0, 0);
    lines->addWidget(headingOf(heading, 1.1, block));
    lines->addWidget(list);
    list->setFrameShape(QFrame::NoFrame);
    list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_lines->addWidget(block);
    block->hide();
    return block;
}

void StartPage::setRecent(const QStringList& urls) const {
    m_recent->clear();
    for (const QString& url : urls.mid(0, kMostRecent)) {
        auto* item = new QListWidgetItem(url, m_recent);
        item->setToolTip(url);
    }
    m_recentBlock->setVisible(!urls.isEmpty());
}

void StartPage::updateSaved() {
    std::vector<protocol::SavedConnection> shown =
        viewmodel::arranged(m_connections.saved(), m_connections.connectors(), {}, viewmodel::ConnectionOrder::ByUse);
    if (shown.size() > kMostSaved) {
        shown.resize(kMostSaved);
    }
    m_savedBlock->setVisible(!shown.empty());
    m_saved->setConnections(std::move(shown));
}

void StartPage::setTheme(const Theme& theme) {
    for (QCommandLinkButton* button : m_buttons) {
        button->setIconSize({16, 16});
        button->setIcon(tintedIcon(QLatin1String("database"), theme.palette));
    }
    m_saved->setTheme(theme);
}

} // namespace dbv::ui
