// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>

namespace dbv::ui {

/// Shows the key that is pressed in it, with Ctrl, Alt, Shift and Meta, instead of doing what that key does.
///
/// Tab, Esc and Return stay what they are: somebody has to get out of it.
class KeyField final : public QLineEdit {
    Q_OBJECT

public:
    explicit KeyField(QWidget* parent = nullptr);

    /// In the portable form; empty until a key is pressed.
    [[nodiscard]] QString keys() const { return m_keys; }
    void forget();

Q_SIGNALS:
    void pressed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString m_keys;
};

} // namespace dbv::ui
