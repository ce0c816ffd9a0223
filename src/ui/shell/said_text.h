// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTextEdit>

namespace dbv::ui {

/// A text of somebody else's on one line, as names are shown (`viewmodel::shownName`), shortened in the middle.
[[nodiscard]] QString shortText(const QString& text, qsizetype most = 80);
/// A text for a tool tip: never taken for markup, and no longer than a screen.
[[nodiscard]] QString plainToolTip(const QString& text);

/// What a dialog says, or what another side has said: text, never markup, of any length. It can be marked and copied, breaks
/// its lines anywhere, scrolls beyond a number of lines, and takes no room while it is empty.
class SaidText final : public QTextEdit {
    Q_OBJECT

public:
    explicit SaidText(const QString& accessibleName, int mostLines = 6, QWidget* parent = nullptr);
    void say(const QString& text);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int m_mostLines;
    mutable int m_measuredWidth = -1;
    mutable int m_measuredHeight = 0;
};

} // namespace dbv::ui
