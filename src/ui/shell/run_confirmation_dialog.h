// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/run_confirmation.h"

class QLineEdit;
class QPushButton;

namespace dbv::ui {

/// Asks whether statements are meant that may destroy something. Accepted is yes; nothing runs by an Enter that was meant for
/// something else.
class RunConfirmationDialog final : public QDialog {
    Q_OBJECT

public:
    /// `place` is the connection, for people.
    RunConfirmationDialog(const viewmodel::RunConfirmation& question, const QString& place, QWidget* parent);

private:
    void followTyped();

    QString m_nameToType;
    QLineEdit* m_typed = nullptr;
    QPushButton* m_yes;
};

} // namespace dbv::ui
