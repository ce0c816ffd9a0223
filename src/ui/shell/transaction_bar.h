// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "viewmodel/transaction_control.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace dbv::ui {

/// A tab's transactions in one line: who commits, the isolation level, how long one has been open, and its two ends.
/// The level is not there where the database offers no choice; without a connection nothing is.
class TransactionBar final : public QWidget {
    Q_OBJECT

public:
    explicit TransactionBar(QWidget* parent = nullptr);

    /// The tab that is shown; null for none. The bar lets go of a control that is destroyed.
    void setControl(viewmodel::TransactionControl* control);

private:
    void showState();
    void showMode(const viewmodel::TransactionControl& control);
    void showLevels(const viewmodel::TransactionControl& control);
    void showAge();

    QPointer<viewmodel::TransactionControl> m_control;
    QComboBox* m_mode;
    QComboBox* m_level;
    QLabel* m_age;
    QPushButton* m_commit;
    QPushButton* m_rollBack;
    QTimer m_tick;
};

} // namespace dbv::ui
