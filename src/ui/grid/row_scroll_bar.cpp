// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/row_scroll_bar.h"

#include <limits>

#include <QScopedValueRollback>
#include <QWheelEvent>

namespace dbv::ui {
namespace {

constexpr int kMaxPosition = std::numeric_limits<int>::max();

} // namespace

RowScrollBar::RowScrollBar(QWidget* parent) : QScrollBar(Qt::Vertical, parent) {
    setAccessibleName(tr("Rows"));
    connect(this, &QScrollBar::actionTriggered, this, &RowScrollBar::stepBy);
    connect(this, &QScrollBar::valueChanged, this, &RowScrollBar::followValue);
}

void RowScrollBar::showWindow(const RowWindow& window) {
    const QScopedValueRollback showing(m_showing, true);
    m_window = window;
    const int end = positionOf(window.maxTop());
    const auto shown = static_cast<double>(window.maxTop()) + static_cast<double>(window.pageRows());
    const double page = window.maxTop() == 0 ? 1.0 : static_cast<double>(window.pageRows()) / shown * end;
    setRange(0, end);
    setPageStep(std::max(1, end < kMaxPosition ? static_cast<int>(window.pageRows()) : static_cast<int>(page)));
    setValue(positionOf(window.top()));
}

void RowScrollBar::wheelEvent(QWheelEvent* event) {
    // Whoever shows the rows knows how far a turn goes.
    event->ignore();
}

void RowScrollBar::stepBy(int action) {
    const auto page = static_cast<std::int64_t>(m_window.pageRows());
    switch (action) {
    case SliderSingleStepAdd: m_window.scrollBy(1); break;
    case SliderSingleStepSub: m_window.scrollBy(-1); break;
    case SliderPageStepAdd: m_window.scrollBy(page); break;
    case SliderPageStepSub: m_window.scrollBy(-page); break;
    case SliderToMinimum: m_window.scrollTo(0); break;
    case SliderToMaximum: m_window.scrollTo(m_window.maxTop()); break;
    default: return;
    }
    setSliderPosition(positionOf(m_window.top()));
    Q_EMIT topRequested(m_window.top());
}

void RowScrollBar::followValue(int value) {
    if (!m_showing && value != positionOf(m_window.top())) {
        m_window.scrollTo(topAt(value));
        Q_EMIT topRequested(m_window.top());
    }
}

int RowScrollBar::positionOf(std::uint64_t top) const {
    const std::uint64_t maxTop = m_window.maxTop();
    if (maxTop <= static_cast<std::uint64_t>(kMaxPosition)) {
        return static_cast<int>(top);
    }
    return top >= maxTop ? kMaxPosition
                         : static_cast<int>(static_cast<double>(top) / static_cast<double>(maxTop) * kMaxPosition);
}

std::uint64_t RowScrollBar::topAt(int position) const {
    const std::uint64_t maxTop = m_window.maxTop();
    if (maxTop <= static_cast<std::uint64_t>(kMaxPosition)) {
        return static_cast<std::uint64_t>(position);
    }
    return position == kMaxPosition
               ? maxTop
               : static_cast<std::uint64_t>(static_cast<double>(position) / kMaxPosition * static_cast<double>(maxTop));
}

} // namespace dbv::ui
