// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QWidget>

class QLabel;
class QLineEdit;

namespace dbv::ui {

/// One line to type a row number into; Enter goes there, Esc closes it. A number that does not exist is explained beside
/// the field.
class GoToRowBar final : public QWidget {
    Q_OBJECT

public:
    explicit GoToRowBar(QWidget* parent = nullptr);

    /// Shows the line, ready to be typed into.
    void open();
    void setRowCount(std::uint64_t rows);

Q_SIGNALS:
    /// Counted from 0.
    void rowChosen(quint64 row);
    void closed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose();
    void closeBar();

    QLineEdit* m_number;
    QLabel* m_answer;
    std::uint64_t m_rowCount = 0;
};

} // namespace dbv::ui
