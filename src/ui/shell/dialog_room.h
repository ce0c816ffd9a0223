// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QScrollArea>
#include <QSize>

namespace dbv::ui {

/// The part of a dialog above its buttons: as large as what is in it where the screen has the room, and scrolled where it has
/// not.
class DialogRoom final : public QScrollArea {
    Q_OBJECT

public:
    /// Takes over the widget.
    explicit DialogRoom(QWidget* content, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// Makes its dialog as high as what is in it, or as the screen lets it. A height that somebody has chosen only grows.
    /// Done by itself whenever something in it appears, grows or goes.
    void fitHeight();
    /// Scrolls to a part that has just appeared or grown.
    void reveal(QWidget& part);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    int m_fitted = 0;
};

/// Gives a window this size, or as much of it as its screen has.
void resizeWithinScreen(QWidget& window, QSize wish);
/// Makes a window that is larger than its screen as large as that, and brings it there as a whole.
void fitOntoScreen(QWidget& window);
/// Puts a dialog that is to be shown over the middle of a window: not every window manager does, and some put it into the
/// corner of the screen.
void placeOver(QWidget& dialog, const QWidget& below);
/// Brings a dialog back onto its screen, buttons and all.
void moveOntoScreen(QWidget& dialog);

/// Lets the Tab key go the way the eye goes: as the layouts have it, row by row.
void orderTabs(QWidget& root);

} // namespace dbv::ui
