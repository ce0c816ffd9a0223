// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/result_area.h"

#include <algorithm>
#include <utility>

#include <QEvent>
#include <QLocale>
#include <QMenu>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/message_list.h"
#include "ui/shell/said_text.h"
#include "ui/theme/tinted_icon.h"
#include "viewmodel/error_text.h"

namespace dbv::ui {

ResultArea::ResultArea(viewmodel::QueryTab& tab, QWidget* parent)
    : QTabWidget(parent),
      m_tab(tab),
      m_messages(new MessageList(this)),
      m_list(new QMenu(this)),
      m_listButton(new QToolButton(this)) {
    setDocumentMode(true);
    // A title is whole or scrolled away: beginnings of words say little.
    setElideMode(Qt::ElideNone);
    setUsesScrollButtons(true);
    m_listButton->setObjectName(QStringLiteral("results.list"));
    m_listButton->setAutoRaise(true);
    m_listButton->setArrowType(Qt::DownArrow);
    m_listButton->setToolTip(tr("All results"));
    m_listButton->setAccessibleName(tr("All results"));
    m_listButton->setFocusPolicy(Qt::TabFocus);
    m_listButton->hide();
    m_list->setObjectName(QStringLiteral("results.choose"));
    connect(m_listButton, &QToolButton::clicked, this, [this] {
        fillList();
        const QPoint corner(m_listButton->width() - m_list->sizeHint().width(), m_listButton->height());
        m_list->popup(m_listButton->mapToGlobal(corner));
    });
    setAccessibleName(tr("Results"));
    addTab(m_messages, tr("Messages"));
    connect(&tab, &viewmodel::QueryTab::resultAdded, this, &ResultArea::addResult);
    connect(&tab, &viewmodel::QueryTab::resultChanged, this, &ResultArea::updateTitle);
    connect(&tab, &viewmodel::QueryTab::resultsCleared, this, &ResultArea::clearResults);
    connect(&tab, &viewmodel::QueryTab::resultClosed, this, &ResultArea::closeResult);
    tabBar()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(tabBar(), &QWidget::customContextMenuRequested, this, &ResultArea::askForMenu);
    connect(&tab, &viewmodel::QueryTab::messageAdded, this, [this](const viewmodel::TabMessage& message) {
        m_failed = m_failed || message.severity == viewmodel::TabMessage::Severity::Error;
        m_messages->add(message);
    });
    connect(&tab, &viewmodel::QueryTab::stateChanged, this, &ResultArea::showOutcome);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        showGrid();
        Q_EMIT shownResultChanged();
    });
}

std::optional<std::size_t> ResultArea::shownResult() const {
    const auto at = std::ranges::find(m_pages, currentWidget(), &Page::frame);
    return at == m_pages.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - m_pages.begin()));
}

ResultGrid* ResultArea::shownGrid() const {
    const std::optional<std::size_t> shown = shownResult();
    return shown ? m_pages[*shown].grid : nullptr;
}

void ResultArea::addResult(std::size_t index) {
    const std::size_t ofRun = index - m_tab.firstOfRun();
    if (ofRun >= kMost) {
        if (ofRun == kMost) {
            m_messages->add(
                {viewmodel::TabMessage::Severity::Warning,
                 tr("The first %1 results are shown. Run fewer statements at once to see the others.").arg(kMost),
                 {}});
        }
        return;
    }
    m_pages.push_back(makePage(index));
    updateTitle(index);
    // The first result comes to the front; the others don't take the place of what is being read.
    if (ofRun == 0) {
        setCurrentWidget(m_pages.back().frame);
        showGrid();
        if (const QPointer<const QWidget> from = std::exchange(m_takesFocusFrom, {});
            from != nullptr && from->window()->focusWidget() == from) {
            shownGrid()->setFocus();
        }
    }
}

ResultArea::Page ResultArea::makePage(std::size_t index) {
    Page page;
    if (index == m_tab.firstOfRun()) {
        page = std::exchange(m_kept, {});
        viewmodel::ResultModel& result = *m_tab.results()[index].model;
        if (page.frame != nullptr && result.columns() == m_keptColumns) {
            result.layout().arrangeAs(m_keptLayout);
        }
    }
    if (page.frame == nullptr) {
        page.frame = new QWidget(this);
        auto* layout = new QVBoxLayout(page.frame);
        layout->setContentsMargins(0, 0, 0, 0);
    } else {
        page.grid->setResult(m_tab.results()[index].model.get());
    }
    page.id = m_tab.results()[index].id;
    if (indexOf(page.frame) < 0) {
        insertTab(indexOf(m_messages), page.frame, {});
    }
    return page;
}

void ResultArea::showGrid() {
    const std::optional<std::size_t> shown = shownResult();
    if (!shown || m_pages[*shown].grid != nullptr) {
        return;
    }
    Page& page = m_pages[*shown];
    page.grid = new ResultGrid(page.frame);
    page.frame->layout()->addWidget(page.grid);
    page.frame->setFocusProxy(page.grid);
    page.grid->setResult(m_tab.results()[*shown].model.get());
    connect(page.grid, &ResultGrid::messageRaised, this, &ResultArea::said);
    connect(page.grid, &ResultGrid::cellMenuRequested, this, &ResultArea::cellMenuRequested);
}

void ResultArea::updateTitle(std::size_t index) {
    if (index >= m_pages.size()) {
        return;
    }
    const viewmodel::TabResult& result = m_tab.results()[index];
    const int tab = indexOf(m_pages[index].frame);
    const QString rows = QLocale().toString(static_cast<qulonglong>(result.model->rowCount()));
    if (result.pinned) {
        // An ampersand of the statement would be taken for a key.
        setTabText(tab, tr("%1 (%2)").arg(shortPinnedText(result).replace(u'&', QStringLiteral("&&")), rows));
    } else if (index < m_tab.firstOfRun()) {
        setTabText(tab, tr("Earlier result (%1)").arg(rows));
    } else {
        setTabText(tab, tr("Result %1 (%2)").arg(index - m_tab.firstOfRun() + 1).arg(rows));
    }
    setTabIcon(tab, result.pinned ? tintedIcon(QLatin1String("pin"), palette()) : QIcon());
    setTabToolTip(tab, plainToolTip(result.pinned ? longPinnedText(result) : result.statement.trimmed()));
    tabBar()->setAccessibleTabName(tab, result.pinned ? tr("Pinned: %1").arg(shortPinnedText(result)) : QString());
    followRoom();
    if (shownResult() == index) {
        Q_EMIT shownResultChanged();
    }
}

void ResultArea::followRoom() {
    int wide = 0;
    for (int i = 0; i < tabBar()->count(); ++i) {
        wide += tabBar()->tabRect(i).width();
    }
    const bool needed = wide > width();
    if (needed == (cornerWidget() != nullptr)) {
        return;
    }
    setCornerWidget(needed ? m_listButton : nullptr);
    m_listButton->setVisible(needed);
}

void ResultArea::fillList() {
    constexpr qsizetype kShownInList = 60;
    m_list->clear();
    for (int tab = 0; tab < count(); ++tab) {
        const auto page = std::ranges::find(m_pages, widget(tab), &Page::frame);
        QString text = tabText(tab);
        if (page != m_pages.end()) {
            const viewmodel::TabResult& result = m_tab.results()[static_cast<std::size_t>(page - m_pages.begin())];
            if (!result.pinned && !result.statement.isEmpty()) {
                text += QStringLiteral("   ") +
                        shortText(result.statement, kShownInList).replace(u'&', QStringLiteral("&&"));
            }
        }
        QAction* choose = m_list->addAction(text, this, [this, chosen = QPointer(widget(tab))] {
            if (chosen != nullptr) {
                setCurrentWidget(chosen);
            }
        });
        choose->setCheckable(true);
        choose->setChecked(tab == currentIndex());
    }
}

void ResultArea::resizeEvent(QResizeEvent* event) {
    QTabWidget::resizeEvent(event);
    followRoom();
}

void ResultArea::tabInserted(int index) {
    QTabWidget::tabInserted(index);
    followRoom();
}

void ResultArea::tabRemoved(int index) {
    QTabWidget::tabRemoved(index);
    followRoom();
}

void ResultArea::clearResults() {
    const std::vector<Page> pages = std::exchange(m_pages, {});
    bool first = true;
    for (const Page& page : pages) {
        if (std::ranges::find(m_tab.results(), page.id, &viewmodel::TabResult::id) != m_tab.results().end()) {
            m_pages.push_back(page);
            continue;
        }
        const bool kept = std::exchange(first, false) && page.grid != nullptr;
        if (viewmodel::ResultModel* result = kept ? page.grid->table().result() : nullptr) {
            m_keptColumns = result->columns();
            m_keptLayout = result->layout();
        }
        if (page.grid != nullptr) {
            page.grid->setResult(nullptr);
        }
        if (kept) {
            // It stays where it is, empty, so that nothing jumps when the next result comes.
            m_kept = page;
            tabBar()->moveTab(indexOf(page.frame), indexOf(m_messages) - 1);
            setTabText(indexOf(page.frame), tr("Result 1"));
            continue;
        }
        removeTab(indexOf(page.frame));
        page.frame->deleteLater();
    }
}

void ResultArea::showOutcome() {
    switch (m_tab.state()) {
    case viewmodel::QueryTab::State::Running: m_failed = false; break;
    case viewmodel::QueryTab::State::Stopping: break;
    case viewmodel::QueryTab::State::Idle:
        if (m_failed || m_pages.size() == m_tab.firstOfRun()) {
            setCurrentWidget(m_messages);
        }
        if (m_kept.frame != nullptr) {
            removeTab(indexOf(m_kept.frame));
        }
        break;
    }
}

void ResultArea::closeResult(std::size_t index) {
    if (index >= m_pages.size()) {
        return;
    }
    const Page page = m_pages[index];
    m_pages.erase(m_pages.begin() + static_cast<std::ptrdiff_t>(index));
    if (page.grid != nullptr) {
        page.grid->setResult(nullptr);
    }
    removeTab(indexOf(page.frame));
    page.frame->deleteLater();
    for (std::size_t i = index; i < m_pages.size(); ++i) {
        updateTitle(i);
    }
}

void ResultArea::togglePin() {
    if (const std::optional<std::size_t> shown = shownResult()) {
        sayWhyNot(m_tab.setPinned(*shown, !m_tab.results()[*shown].pinned));
    }
}

void ResultArea::closeShown() {
    if (const std::optional<std::size_t> shown = shownResult()) {
        sayWhyNot(m_tab.closeResult(*shown));
    }
}

void ResultArea::sayWhyNot(const Result<void>& done) {
    if (!done) {
        Q_EMIT said(viewmodel::errorSentence(done.error()));
    }
}

void ResultArea::askForMenu(const QPoint& place) {
    if (const int tab = tabBar()->tabAt(place); tab >= 0) {
        setCurrentIndex(tab);
    }
    if (shownResult()) {
        Q_EMIT tabMenuRequested(tabBar()->mapToGlobal(place));
    }
}

void ResultArea::changeEvent(QEvent* event) {
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        for (std::size_t i = 0; i < m_pages.size(); ++i) {
            updateTitle(i);
        }
    }
}

} // namespace dbv::ui
