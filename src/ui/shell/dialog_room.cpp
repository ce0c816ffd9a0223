// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/dialog_room.h"

#include <algorithm>
#include <vector>

#include <QDialog>
#include <QEvent>
#include <QFormLayout>
#include <QLayout>
#include <QPointer>
#include <QScreen>

namespace dbv::ui {

namespace {

/// What the frame of a window takes, where nobody knows it yet.
constexpr QSize kFrame(12, 44);

QSize roomOnScreen(const QWidget& dialog) {
    return dialog.screen()->availableGeometry().size() - kFrame;
}

void collect(QWidget& widget, std::vector<QWidget*>& stops);

void collect(QLayoutItem* item, std::vector<QWidget*>& stops);

void collectLayout(QLayout& layout, std::vector<QWidget*>& stops) {
    if (const auto* form = qobject_cast<const QFormLayout*>(&layout)) {
        for (int row = 0; row < form->rowCount(); ++row) {
            for (const auto role : {QFormLayout::LabelRole, QFormLayout::FieldRole, QFormLayout::SpanningRole}) {
                collect(form->itemAt(row, role), stops);
            }
        }
        return;
    }
    for (int i = 0; i < layout.count(); ++i) {
        collect(layout.itemAt(i), stops);
    }
}

void collect(QLayoutItem* item, std::vector<QWidget*>& stops) {
    if (item == nullptr) {
        return;
    }
    if (item->widget() != nullptr) {
        collect(*item->widget(), stops);
    } else if (item->layout() != nullptr) {
        collectLayout(*item->layout(), stops);
    }
}

void collect(QWidget& widget, std::vector<QWidget*>& stops) {
    if (const auto* room = qobject_cast<const DialogRoom*>(&widget)) {
        collect(*room->widget(), stops);
        return;
    }
    const bool takesFocus = widget.focusPolicy() != Qt::NoFocus;
    const bool passesItOn = !takesFocus || widget.focusProxy() != nullptr;
    if (passesItOn && widget.layout() != nullptr) {
        collectLayout(*widget.layout(), stops);
    } else if (takesFocus) {
        stops.push_back(&widget);
    }
}

} // namespace

DialogRoom::DialogRoom(QWidget* content, QWidget* parent) : QScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    // The ground is the dialog's.
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
}

QSize DialogRoom::sizeHint() const {
    const QSize hint = widget()->sizeHint().expandedTo(widget()->minimumSizeHint());
    const int wide = std::max(hint.width(), width());
    const int high = widget()->hasHeightForWidth() ? widget()->heightForWidth(wide) : hint.height();
    return {hint.width(), std::max(high, widget()->minimumSizeHint().height())};
}

QSize DialogRoom::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 24, fontMetrics().lineSpacing() * 4};
}

bool DialogRoom::eventFilter(QObject* watched, QEvent* event) {
    const bool taken = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest && isVisible()) {
        fitHeight();
    }
    return taken;
}

void DialogRoom::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    // What fonts and styles make of it is known now.
    fitHeight();
}

void DialogRoom::fitHeight() {
    QWidget& dialog = *window();
    if (dialog.layout() == nullptr || &dialog == this) {
        return;
    }
    dialog.layout()->activate();
    const QMargins margins = dialog.layout()->contentsMargins();
    const int beside = dialog.layout()->totalMinimumSize().height() - minimumSizeHint().height();
    const int inner = std::max(dialog.width() - margins.left() - margins.right(), 0);
    const int wanted = widget()->hasHeightForWidth() ? widget()->heightForWidth(inner) : widget()->sizeHint().height();
    const int high = beside + std::max(wanted, widget()->minimumSizeHint().height());
    // Nobody has chosen a height before the first.
    const bool chosen = m_fitted != 0 && dialog.height() != m_fitted;
    const QSize size(dialog.width(), chosen ? std::max(high, dialog.height()) : high);
    dialog.resize(size.boundedTo(roomOnScreen(dialog)));
    m_fitted = chosen ? m_fitted : dialog.height();
    moveOntoScreen(dialog);
}

void DialogRoom::reveal(QWidget& part) {
    fitHeight();
    ensureWidgetVisible(&part, 0, 0);
    // Where its layout has not heard of it yet, its place is known after the next turn.
    const QPointer<QWidget> waits(&part);
    QMetaObject::invokeMethod(
        this,
        [this, waits] {
            if (waits != nullptr) {
                ensureWidgetVisible(waits, 0, 0);
            }
        },
        Qt::QueuedConnection);
}

void resizeWithinScreen(QWidget& window, QSize wish) {
    window.resize(wish.boundedTo(roomOnScreen(window)));
}

void fitOntoScreen(QWidget& window) {
    if (window.windowState().testAnyFlags(Qt::WindowMaximized | Qt::WindowFullScreen)) {
        return;
    }
    resizeWithinScreen(window, window.size());
    const QRect screen = window.screen()->availableGeometry();
    const QRect frame = window.frameGeometry();
    const int x = std::max(screen.left(), std::min(frame.left(), screen.right() - frame.width() + 1));
    const int y = std::max(screen.top(), std::min(frame.top(), screen.bottom() - frame.height() + 1));
    if (QPoint(x, y) != frame.topLeft()) {
        window.move(x, y);
    }
}

void moveOntoScreen(QWidget& dialog) {
    const QRect screen = dialog.screen()->availableGeometry();
    if (const int below = dialog.frameGeometry().bottom() - screen.bottom(); dialog.isVisible() && below > 0) {
        dialog.move(dialog.x(), std::max(screen.top(), dialog.frameGeometry().top() - below));
    }
}

void placeOver(QWidget& dialog, const QWidget& below) {
    const QWidget& window = *below.window();
    if (!window.isVisible() || dialog.isVisible()) {
        return;
    }
    const QRect screen = window.screen()->availableGeometry();
    QRect place(QPoint(), dialog.size() + kFrame);
    place.moveCenter(window.frameGeometry().center());
    dialog.move(std::max(screen.left(), std::min(place.left(), screen.right() - place.width() + 1)),
                std::max(screen.top(), std::min(place.top(), screen.bottom() - place.height() + 1)));
}

void orderTabs(QWidget& root) {
    std::vector<QWidget*> stops;
    if (root.layout() != nullptr) {
        collectLayout(*root.layout(), stops);
    }
    for (std::size_t i = 1; i < stops.size(); ++i) {
        QWidget::setTabOrder(stops[i - 1], stops[i]);
    }
}

} // namespace dbv::ui
