// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include "viewmodel/transaction_control.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace dbv::ui {

/// A tab's transactions in one line: who commits, the isolation level, how long one has been open, and its two ends.
/// The level is not there where the database offers no choice.
class TransactionBar final : public QWidget {
    Q_OBJECT

public:
    /// The control must outlive the bar.
    explicit TransactionBar(viewmodel::TransactionControl& control, QWidget* parent = nullptr);

private:
    void showState(const viewmodel::TransactionControl& control);
    void showLevels(const viewmodel::TransactionControl& control);
    void showAge(const viewmodel::TransactionControl& control);

    viewmodel::TransactionControl& m_control;
    QComboBox* m_mode;
    QComboBox* m_level;
    QLabel* m_age;
    QPushButton* m_commit;
    QPushButton* m_rollBack;
    QTimer m_tick;
};

} // namespace dbv::ui
