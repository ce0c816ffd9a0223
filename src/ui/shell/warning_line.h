// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;

namespace dbv::ui {

class SaidText;

/// What somebody has to know before they decide, with the sign of a warning; takes no room while there is nothing.
class WarningLine final : public QFrame {
    Q_OBJECT

public:
    explicit WarningLine(const QString& accessibleName, QWidget* parent = nullptr);
    void say(const QString& text);
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void colour();

    QLabel* m_sign;
    SaidText* m_text;
    bool m_colours = false;
};

} // namespace dbv::ui
