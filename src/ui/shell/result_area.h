// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QTabWidget>

#include "viewmodel/query_tab.h"

namespace dbv::ui {

class MessageList;
class ResultGrid;

/// The lower half of a query tab: a grid for each result of the last run, and the messages.
class ResultArea final : public QTabWidget {
    Q_OBJECT

public:
    explicit ResultArea(viewmodel::QueryTab& tab, QWidget* parent = nullptr);

    /// The result that is shown; nothing when the messages are.
    [[nodiscard]] std::optional<std::size_t> shownResult() const;
    [[nodiscard]] ResultGrid* shownGrid() const;
    [[nodiscard]] MessageList& messages() const { return *m_messages; }

Q_SIGNALS:
    void shownResultChanged();
    /// Something for the status line.
    void said(const QString& message);

private:
    void addResult(std::size_t index);
    void updateTitle(std::size_t index);
    void clearResults();
    void showOutcome();

    viewmodel::QueryTab& m_tab;
    MessageList* m_messages;
    std::vector<ResultGrid*> m_grids;
    bool m_failed = false;
};

} // namespace dbv::ui
