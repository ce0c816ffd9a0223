// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_tabs.h"

#include <algorithm>
#include <iterator>

#include <QKeyEvent>
#include <QTabBar>
#include <QVBoxLayout>

namespace dbv::ui {

PageTabs::PageTabs(QWidget* parent) : QWidget(parent), m_bar(new QTabBar) {
    m_bar->setExpanding(false);
    m_bar->setFocusPolicy(Qt::TabFocus);
    m_bar->setAccessibleName(tr("Pages"));
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    lines->addWidget(m_bar);
    connect(m_bar, &QTabBar::currentChanged, this, &PageTabs::showCurrent);
}

void PageTabs::addPage(QWidget* page, const QString& title) {
    m_pages.push_back(page);
    layout()->addWidget(page);
    page->hide();
    m_bar->addTab(title);
    showCurrent();
}

int PageTabs::indexOf(const QWidget* page) const {
    return static_cast<int>(std::distance(m_pages.begin(), std::ranges::find(m_pages, page)));
}

void PageTabs::setPageVisible(const QWidget* page, bool visible) {
    m_bar->setTabVisible(indexOf(page), visible);
    showCurrent();
}

bool PageTabs::isPageVisible(const QWidget* page) const {
    return m_bar->isTabVisible(indexOf(page));
}

void PageTabs::showPage(const QWidget* page) {
    m_bar->setCurrentIndex(indexOf(page));
}

QWidget* PageTabs::current() const {
    const int index = m_bar->currentIndex();
    const bool none = index < 0 || static_cast<std::size_t>(index) >= m_pages.size();
    return none ? nullptr : m_pages[static_cast<std::size_t>(index)];
}

void PageTabs::showCurrent() {
    QWidget* now = current();
    for (const QWidget* page : m_pages) {
        if (page != now && page->isAncestorOf(window()->focusWidget())) {
            // The keyboard would go on outside of the pages.
            m_bar->setFocus();
        }
    }
    // First away, then there: at no moment are two as high as both.
    for (QWidget* page : m_pages) {
        if (page != now) {
            page->hide();
        }
    }
    if (now != nullptr) {
        now->setVisible(m_bar->isTabVisible(m_bar->currentIndex()));
    }
    Q_EMIT pageChanged();
}

void PageTabs::step(int by) {
    const int count = m_bar->count();
    int index = m_bar->currentIndex();
    for (int tried = 0; tried < count; ++tried) {
        index = (index + by + count) % count;
        if (m_bar->isTabVisible(index)) {
            m_bar->setCurrentIndex(index);
            return;
        }
    }
}

bool PageTabs::event(QEvent* event) {
    // As in every widget with tabs: from wherever the keyboard is on a page.
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool control = key->modifiers().testFlag(Qt::ControlModifier);
        const bool back = key->key() == Qt::Key_Backtab || key->modifiers().testFlag(Qt::ShiftModifier) ||
                          key->key() == Qt::Key_PageUp;
        if (control && (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab || key->key() == Qt::Key_PageUp ||
                        key->key() == Qt::Key_PageDown)) {
            step(back ? -1 : 1);
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace dbv::ui
