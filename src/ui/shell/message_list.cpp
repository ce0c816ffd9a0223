// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/message_list.h"

#include <utility>

#include <QStyle>
#include <QStyledItemDelegate>
#include <QTime>

#include "viewmodel/moment_text.h"

namespace dbv::ui {

namespace {

constexpr int kBeginRole = Qt::UserRole;
constexpr int kEndRole = Qt::UserRole + 1;
constexpr int kIsErrorRole = Qt::UserRole + 2;
// All lines are laid out anew when some come.
constexpr int kShowEveryMs = 100;

QStyle::StandardPixmap symbolOf(viewmodel::TabMessage::Severity severity) {
    switch (severity) {
    case viewmodel::TabMessage::Severity::Info: return QStyle::SP_MessageBoxInformation;
    case viewmodel::TabMessage::Severity::Warning: return QStyle::SP_MessageBoxWarning;
    case viewmodel::TabMessage::Severity::Error: return QStyle::SP_MessageBoxCritical;
    }
    return QStyle::SP_MessageBoxInformation;
}

/// The sign of a message stands beside its first line, which the others belong to.
class SignOnTopDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        option->decorationAlignment = Qt::AlignTop | Qt::AlignHCenter;
    }
};

} // namespace

MessageList::MessageList(QWidget* parent) : QListWidget(parent) {
    setAccessibleName(tr("Messages"));
    setWordWrap(true);
    setItemDelegate(new SignOnTopDelegate(this));
    setIconSize({16, 16});
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &MessageList::showPending);
    connect(this, &QListWidget::itemActivated, this, &MessageList::choose);
    connect(this, &QListWidget::itemClicked, this, &MessageList::choose);
}

void MessageList::add(const viewmodel::TabMessage& message) {
    auto* item = new QListWidgetItem(style()->standardIcon(symbolOf(message.severity)),
                                     viewmodel::clockText(QTime::currentTime()) + QStringLiteral("  ") + message.text);
    if (message.where) {
        item->setData(kBeginRole, static_cast<qulonglong>(message.where->begin));
        item->setData(kEndRole, static_cast<qulonglong>(message.where->end));
    }
    item->setData(kIsErrorRole, message.severity == viewmodel::TabMessage::Severity::Error);
    m_pending.push_back(item);
    if (!m_soon.isActive()) {
        m_soon.start(m_pending.size() == 1 && count() < kMost / 10 ? 0 : kShowEveryMs);
    }
}

MessageList::~MessageList() {
    qDeleteAll(m_pending);
}

void MessageList::trim() {
    const auto shown = static_cast<std::size_t>(count());
    std::size_t surplus = shown + m_pending.size() > kMost ? shown + m_pending.size() - kMost : 0;
    for (const bool errorsToo : {false, true}) {
        for (int row = 0; surplus > 0 && row < count();) {
            if (errorsToo || !item(row)->data(kIsErrorRole).toBool()) {
                delete takeItem(row);
                --surplus;
            } else {
                ++row;
            }
        }
        std::erase_if(m_pending, [&surplus, errorsToo](const QListWidgetItem* waiting) {
            const bool goes = surplus > 0 && (errorsToo || !waiting->data(kIsErrorRole).toBool());
            if (goes) {
                delete waiting;
                --surplus;
            }
            return goes;
        });
    }
}

void MessageList::showPending() {
    setUpdatesEnabled(false);
    trim();
    for (QListWidgetItem* waiting : std::exchange(m_pending, {})) {
        addItem(waiting);
    }
    scrollToBottom();
    setUpdatesEnabled(true);
}

void MessageList::choose(const QListWidgetItem* item) {
    if (item->data(kBeginRole).isValid()) {
        Q_EMIT placeChosen({item->data(kBeginRole).toULongLong(), item->data(kEndRole).toULongLong()});
    }
}

} // namespace dbv::ui
