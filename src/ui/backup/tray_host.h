// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <QString>

class QIcon;
class QMenu;
class QSystemTrayIcon;

namespace dbv::ui {

/// The place in a desktop's panel where programs show an icon, if there is one.
class TrayHost {
public:
    TrayHost() = default;
    TrayHost(const TrayHost&) = delete;
    TrayHost& operator=(const TrayHost&) = delete;
    virtual ~TrayHost() = default;

    /// Whether there is such a place now; it may come later than the program.
    [[nodiscard]] virtual bool isAvailable() const = 0;
    /// Shows the icon, or takes it away. `menu` must outlive the host.
    virtual void show(const QIcon& icon, QMenu& menu) = 0;
    virtual void hide() = 0;
    virtual void setTip(const QString& tip) = 0;
    /// Tells something that somebody should hear of who does not look at the window.
    virtual void notify(const QString& title, const QString& text) = 0;

    /// Somebody has clicked on the icon, or on what was told.
    std::function<void()> activated;
};

/// That of the desktop.
class DesktopTray final : public TrayHost {
public:
    DesktopTray();
    ~DesktopTray() override;

    [[nodiscard]] bool isAvailable() const override;
    void show(const QIcon& icon, QMenu& menu) override;
    void hide() override;
    void setTip(const QString& tip) override;
    void notify(const QString& title, const QString& text) override;

private:
    void make();

    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace dbv::ui
