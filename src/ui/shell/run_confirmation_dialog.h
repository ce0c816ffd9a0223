// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/shell/place_band.h"
#include "viewmodel/run_confirmation.h"

class QLineEdit;
class QPushButton;

namespace dbv::ui {

/// Asks whether statements are meant that may destroy something. Accepted is yes; by an Enter that was meant for
/// something else nothing runs, or it is tried, which keeps nothing.
class RunConfirmationDialog final : public QDialog {
    Q_OBJECT

public:
    RunConfirmationDialog(const viewmodel::RunConfirmation& question, const DatabasePlace& place, QWidget* parent);

Q_SIGNALS:
    /// It is to be tried first. The dialog closes by itself.
    void tryChosen();

private:
    void followTyped();

    QString m_nameToType;
    QLineEdit* m_typed = nullptr;
    QPushButton* m_yes;
};

} // namespace dbv::ui
