// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QPointer>
#include <QTabWidget>

#include "viewmodel/query_tab.h"

class QMenu;
class QToolButton;

namespace dbv::ui {

class MessageList;
class ResultGrid;

/// The lower half of a query tab: a grid for each result of the last run and each that is pinned, made when it is looked at, and the
/// messages.
/// Limits: `kMost` results of a run; a message tells of more.
class ResultArea final : public QTabWidget {
    Q_OBJECT

public:
    static constexpr std::size_t kMost = 100;

    explicit ResultArea(viewmodel::QueryTab& tab, QWidget* parent = nullptr);

    /// The result that is shown; nothing when the messages are.
    [[nodiscard]] std::optional<std::size_t> shownResult() const;
    [[nodiscard]] ResultGrid* shownGrid() const;
    /// The next first result gets the keyboard, if this widget has it then.
    void takeFocusFrom(const QWidget* widget) { m_takesFocusFrom = widget; }
    [[nodiscard]] MessageList& messages() const { return *m_messages; }
    /// The shown result stays when the next run begins, or does not any more.
    void togglePin();
    void closeShown();

Q_SIGNALS:
    void shownResultChanged();
    void cellMenuRequested(const QPoint& globalPosition);
    /// About the result that is shown.
    void tabMenuRequested(const QPoint& globalPosition);
    /// Something for the status line.
    void said(const QString& message);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void tabInserted(int index) override;
    void tabRemoved(int index) override;

private:
    struct Page {
        ResultId id;
        QWidget* frame = nullptr;
        /// Null until the page is looked at.
        ResultGrid* grid = nullptr;
    };
    void addResult(std::size_t index);
    /// The page of a result that has none yet, among the tabs.
    [[nodiscard]] Page makePage(std::size_t index);
    void showGrid();
    void updateTitle(std::size_t index);
    void clearResults();
    void closeResult(std::size_t index);
    void askForMenu(const QPoint& place);
    void sayWhyNot(const Result<void>& done);
    void showOutcome();
    /// Where not all titles have room beside each other, all of them can be chosen from a list.
    void followRoom();
    void fillList();

    viewmodel::QueryTab& m_tab;
    MessageList* m_messages;
    QMenu* m_list;
    QToolButton* m_listButton;
    std::vector<Page> m_pages;
    /// The first page of the last run, until this run has a result: a new grid costs more than showing its first row.
    Page m_kept;
    /// How its columns were arranged: a result with the same columns is shown alike.
    std::vector<Column> m_keptColumns;
    viewmodel::ColumnLayout m_keptLayout{0};
    QPointer<const QWidget> m_takesFocusFrom;
    bool m_failed = false;
};

} // namespace dbv::ui
