// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QEvent>
#include <QKeyEvent>

namespace dbv::ui {

/// For the `event` of a part that Esc closes: claims the key before the window's shortcut takes it to stop a query.
/// True when the event was that question; it is answered then.
[[nodiscard]] inline bool claimEscape(QEvent& event) {
    if (event.type() != QEvent::ShortcutOverride || static_cast<QKeyEvent&>(event).key() != Qt::Key_Escape) {
        return false;
    }
    event.accept();
    return true;
}

} // namespace dbv::ui
