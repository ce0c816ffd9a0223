// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/message_list.h"

#include <QStyle>
#include <QTime>

namespace dbv::ui {

namespace {

constexpr int kBeginRole = Qt::UserRole;
constexpr int kEndRole = Qt::UserRole + 1;

QStyle::StandardPixmap symbolOf(viewmodel::TabMessage::Severity severity) {
    switch (severity) {
    case viewmodel::TabMessage::Severity::Info: return QStyle::SP_MessageBoxInformation;
    case viewmodel::TabMessage::Severity::Warning: return QStyle::SP_MessageBoxWarning;
    case viewmodel::TabMessage::Severity::Error: return QStyle::SP_MessageBoxCritical;
    }
    return QStyle::SP_MessageBoxInformation;
}

} // namespace

MessageList::MessageList(QWidget* parent) : QListWidget(parent) {
    setAccessibleName(tr("Messages"));
    setWordWrap(true);
    setIconSize({16, 16});
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    connect(this, &QListWidget::itemActivated, this, &MessageList::choose);
    connect(this, &QListWidget::itemClicked, this, &MessageList::choose);
}

void MessageList::add(const viewmodel::TabMessage& message) {
    if (count() >= kMost) {
        delete takeItem(0);
    }
    auto* item = new QListWidgetItem(style()->standardIcon(symbolOf(message.severity)),
                                     QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + message.text);
    if (message.where) {
        item->setData(kBeginRole, static_cast<qulonglong>(message.where->begin));
        item->setData(kEndRole, static_cast<qulonglong>(message.where->end));
    }
    addItem(item);
    scrollToItem(item);
}

void MessageList::choose(const QListWidgetItem* item) {
    if (item->data(kBeginRole).isValid()) {
        Q_EMIT placeChosen({item->data(kBeginRole).toULongLong(), item->data(kEndRole).toULongLong()});
    }
}

} // namespace dbv::ui
