// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/result_area.h"

#include <algorithm>

#include <QLocale>

#include "ui/grid/result_grid.h"
#include "ui/shell/message_list.h"

namespace dbv::ui {

ResultArea::ResultArea(viewmodel::QueryTab& tab, QWidget* parent)
    : QTabWidget(parent), m_tab(tab), m_messages(new MessageList(this)) {
    setDocumentMode(true);
    setAccessibleName(tr("Results"));
    addTab(m_messages, tr("Messages"));
    connect(&tab, &viewmodel::QueryTab::resultAdded, this, &ResultArea::addResult);
    connect(&tab, &viewmodel::QueryTab::resultChanged, this, &ResultArea::updateTitle);
    connect(&tab, &viewmodel::QueryTab::resultsCleared, this, &ResultArea::clearResults);
    connect(&tab, &viewmodel::QueryTab::messageAdded, this, [this](const viewmodel::TabMessage& message) {
        m_failed = m_failed || message.severity == viewmodel::TabMessage::Severity::Error;
        m_messages->add(message);
    });
    connect(&tab, &viewmodel::QueryTab::stateChanged, this, &ResultArea::showOutcome);
    connect(this, &QTabWidget::currentChanged, this, &ResultArea::shownResultChanged);
}

std::optional<std::size_t> ResultArea::shownResult() const {
    const auto at = std::ranges::find(m_grids, currentWidget());
    return at == m_grids.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - m_grids.begin()));
}

ResultGrid* ResultArea::shownGrid() const {
    const std::optional<std::size_t> shown = shownResult();
    return shown ? m_grids[*shown] : nullptr;
}

void ResultArea::addResult(std::size_t index) {
    auto* grid = new ResultGrid(this);
    grid->setResult(m_tab.results()[index].model.get());
    connect(grid, &ResultGrid::messageRaised, this, &ResultArea::said);
    m_grids.push_back(grid);
    insertTab(static_cast<int>(index), grid, {});
    updateTitle(index);
    // The first result comes to the front; the others don't take the place of what is being read.
    if (index == 0) {
        setCurrentIndex(0);
    }
}

void ResultArea::updateTitle(std::size_t index) {
    const viewmodel::TabResult& result = m_tab.results()[index];
    const QString rows = QLocale().toString(static_cast<qulonglong>(result.model->rowCount()));
    setTabText(static_cast<int>(index), tr("Result %1 (%2)").arg(index + 1).arg(rows));
    if (shownResult() == index) {
        Q_EMIT shownResultChanged();
    }
}

void ResultArea::clearResults() {
    for (ResultGrid* grid : m_grids) {
        grid->setResult(nullptr);
        removeTab(indexOf(grid));
        grid->deleteLater();
    }
    m_grids.clear();
}

void ResultArea::showOutcome() {
    switch (m_tab.state()) {
    case viewmodel::QueryTab::State::Running: m_failed = false; break;
    case viewmodel::QueryTab::State::Stopping: break;
    case viewmodel::QueryTab::State::Idle:
        if (m_failed || m_grids.empty()) {
            setCurrentWidget(m_messages);
        }
        break;
    }
}

} // namespace dbv::ui
