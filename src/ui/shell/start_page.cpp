// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/start_page.h"

#include <algorithm>
#include <utility>

#include <QCommandLinkButton>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QShortcut>
#include <QVBoxLayout>

#include "ui/theme/tinted_icon.h"

namespace dbv::ui {

namespace {

constexpr int kColumnWidth = 460;
constexpr int kMostRecent = 8;

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

StartPage::StartPage(viewmodel::ActionCatalog& actions, QWidget* parent) : QWidget(parent) {
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
    m_saved = addBlock(tr("Connections"), tr("Connections that are kept"),
                       [this](int row) { Q_EMIT savedChosen(m_connections[static_cast<std::size_t>(row)].config); });
    m_recent = addBlock(tr("Recent"), tr("Recent databases"),
                        [this](int row) { Q_EMIT recentChosen(m_recent.list->item(row)->text()); });
    m_lines->addStretch(2);
    updateIcons();
}

void StartPage::addAction(viewmodel::ActionCatalog& actions, std::string_view id, const QString& explanation) {
    const auto all = viewmodel::ActionCatalog::all();
    const auto spec = std::ranges::find(all, id, &viewmodel::ActionSpec::id);
    auto* button = new StartButton(viewmodel::ActionCatalog::text(*spec), explanation, this);
    button->setObjectName(QStringLiteral("start.") + QString::fromLatin1(id.data(), static_cast<qsizetype>(id.size())));
    connect(button, &QCommandLinkButton::clicked, this, [&actions, name = std::string(id)] { actions.trigger(name); });
    m_lines->addWidget(button);
    m_buttons.push_back(button);
}

StartPage::Block StartPage::addBlock(const QString& heading, const QString& accessibleName,
                                     const std::function<void(int)>& chosen) {
    const Block block{new QWidget(this), new QListWidget};
    auto* lines = new QVBoxLayout(block.frame);
    lines->setContentsMargins(0, 12, 0, 0);
    lines->addWidget(headingOf(heading, 1.1, block.frame));
    lines->addWidget(block.list);
    block.list->setFrameShape(QFrame::NoFrame);
    block.list->setAccessibleName(accessibleName);
    block.list->setTextElideMode(Qt::ElideMiddle);
    block.list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    block.list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    // One click opens, as it does with the buttons above.
    connect(block.list, &QListWidget::itemClicked, this,
            [list = block.list, chosen](QListWidgetItem* item) { chosen(list->row(item)); });
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(key), block.list);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [list = block.list, chosen] {
            if (list->currentRow() >= 0) {
                chosen(list->currentRow());
            }
        });
    }
    m_lines->addWidget(block.frame);
    block.frame->hide();
    return block;
}

void StartPage::setRecent(const QStringList& urls) const {
    m_recent.list->clear();
    for (const QString& url : urls.mid(0, kMostRecent)) {
        auto* item = new QListWidgetItem(url, m_recent.list);
        item->setToolTip(url);
    }
    m_recent.frame->setVisible(!urls.isEmpty());
}

void StartPage::setSaved(const std::vector<protocol::SavedConnection>& connections) {
    m_connections = connections;
    m_saved.list->clear();
    for (const protocol::SavedConnection& connection : m_connections) {
        const QString name = QString::fromStdString(connection.name);
        const bool readOnly = connection.config.safety == Safety::ReadOnly;
        auto* item = new QListWidgetItem(readOnly ? tr("%1 (read only)").arg(name) : name, m_saved.list);
        item->setToolTip(QString::fromStdString(connection.config.url));
    }
    m_saved.frame->setVisible(!m_connections.empty());
}

void StartPage::updateIcons() {
    for (QCommandLinkButton* button : m_buttons) {
        button->setIconSize({16, 16});
        button->setIcon(tintedIcon(QLatin1String("database"), palette()));
    }
}

} // namespace dbv::ui
