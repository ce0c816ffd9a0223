// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QObject>
#include <QTimer>
#include <QWidget>

#include "viewmodel/user_settings.h"

namespace dbv::ui {

/// Lets a window that is closed stay until what was set a moment ago is saved: five seconds at most. Where it can not be saved
/// the window stays open, so that the reason is read, unless it has to go.
///
/// Owns: nothing; the window has it as a child.
class CloseWhenSaved final : public QObject {
public:
    /// Settings and window must outlive this. `hasToGo` says whether nobody is there who would close the window again.
    CloseWhenSaved(viewmodel::UserSettings& settings, QWidget& window, std::function<bool()> hasToGo);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void goOn();

    viewmodel::UserSettings& m_settings;
    QWidget& m_window;
    std::function<bool()> m_hasToGo;
    QTimer m_limit;
    bool m_waits = false;
    bool m_waitedEnough = false;
};

} // namespace dbv::ui
