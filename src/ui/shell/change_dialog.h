// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/shell/place_band.h"
#include "viewmodel/change_trial.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace dbv::ui {

class DialogRoom;
class SaidText;
class WarningLine;

/// What a change did that was run before it is decided on, for how long it is kept, and the decision. Whoever leaves it rolls
/// the change back; nothing is kept by an Enter that was meant for something else. The program can be used meanwhile.
class ChangeDialog final : public QDialog {
    Q_OBJECT

public:
    /// The trial has begun, and outlives this. `typesName`: whether the table's name has
    /// to be typed before the change can be kept.
    ChangeDialog(viewmodel::ChangeTrial& trial, const DatabasePlace& place, bool typesName, QWidget* parent);

    /// Rolls back what is open, and closes when that is done.
    void reject() override;

private:
    void build(const DatabasePlace& place);
    void buildSample();
    void showState();
    void showHeld();
    /// What has changed is seen without scrolling.
    void bringChangedForward();
    void showEnded();
    void showTime();
    void followTyped();

    viewmodel::ChangeTrial& m_trial;
    bool m_typesName;
    /// Empty where a button is enough.
    QString m_nameToType;
    DialogRoom* m_room = nullptr;
    SaidText* m_told = nullptr;
    WarningLine* m_warning = nullptr;
    QTableView* m_sample = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_time = nullptr;
    QPushButton* m_commit = nullptr;
    QPushButton* m_back = nullptr;
};

} // namespace dbv::ui
