// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QWidget>

#include "viewmodel/action_catalog.h"
#include "viewmodel/schedule_list.h"

class QCheckBox;
class QLabel;
class QTableView;

namespace dbv::ui {

class SaidText;

/// The schedules by which backups are made: when the next run is, what came of the last, and what can be done with the chosen one.
class SchedulesView final : public QWidget {
    Q_OBJECT

public:
    /// Both must outlive the view.
    SchedulesView(viewmodel::ScheduleList& list, viewmodel::ActionCatalog& actions, QWidget* parent = nullptr);

    /// The chosen one; empty for none.
    [[nodiscard]] const std::string& chosen() const { return m_chosen; }
    void choose(const std::string& id);
    void say(const QString& message);
    /// What becomes of schedules when the window is closed, as it holds now, in a sentence with the wish in it.
    void showKeeping(bool keeps, const QString& sentence);

Q_SIGNALS:
    void chosenChanged();
    void keepingChosen(bool keeps);
    void editRequested();

private:
    void buildTable();
    void buildButtons(viewmodel::ActionCatalog& actions);
    void showList();
    void followChosen();

    viewmodel::ScheduleList& m_list;
    std::string m_chosen;
    QTableView* m_table = nullptr;
    QLabel* m_empty = nullptr;
    SaidText* m_about = nullptr;
    SaidText* m_said = nullptr;
    QCheckBox* m_keeps = nullptr;
};

} // namespace dbv::ui
