// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "viewmodel/object_choice.h"

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace dbv::ui {

/// Objects of which some are checked, with a filter above and what it comes to below. From the filter the arrow down goes into the list, where
/// the space bar checks a line.
///
/// Thread: the UI thread.
class ObjectList final : public QWidget {
    Q_OBJECT

public:
    /// `choice` must outlive it. `name` begins the names of its parts.
    ObjectList(viewmodel::ObjectChoice& choice, const QString& name, QWidget* parent = nullptr);

    void focusFilter();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showSummary();

    viewmodel::ObjectChoice& m_choice;
    QLineEdit* m_filter = nullptr;
    QListView* m_list = nullptr;
    QPushButton* m_all = nullptr;
    QPushButton* m_none = nullptr;
    QLabel* m_summary = nullptr;
};

} // namespace dbv::ui
