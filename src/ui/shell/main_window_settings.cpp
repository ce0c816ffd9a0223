// SPDX-License-Identifier: Apache-2.0
// What the user has set, in the window.
#include <QApplication>

#include "settings/known_settings.h"
#include "ui/backup/backup_desk.h"
#include "ui/editor/minimap.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/settings/close_when_saved.h"
#include "ui/settings/settings_dialog.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/shell/script_tabs.h"
#include "ui/shell/start_page.h"
#include "viewmodel/script_format.h"

namespace dbv::ui {

void MainWindow::bindSettings() {
    for (const auto& [id, name] :
         {std::pair("view.light", "light"), std::pair("view.dark", "dark"), std::pair("view.system", "system")}) {
        m_actions.setHandler(id,
                             [this, theme = QString::fromLatin1(name)] { m_settings.choose(settings::kTheme, theme); });
    }
    m_actions.setHandler("view.minimap", [this] {
        m_settings.choose(settings::kEditorMinimap, !m_settings.value(settings::kEditorMinimap));
    });
    m_actions.setHandler("view.settings", [this] {
        auto* dialog = findChild<SettingsDialog*>(QString(), Qt::FindDirectChildrenOnly);
        if (dialog == nullptr) {
            dialog = new SettingsDialog(m_settings, m_actions, this);
            dialog->show();
            placeOver(*dialog, *this);
        }
        dialog->raise();
        dialog->activateWindow();
    });
    connect(&m_settings, &viewmodel::UserSettings::changed, this, &MainWindow::followSettings);
    connect(&m_settings, &viewmodel::UserSettings::failed, this,
            [this](const QString& message) { m_notices->add(NoticeBar::Kind::Info, message); });
    connect(&m_settings, &viewmodel::UserSettings::notSaved, this, [this](const QString& /*key*/, const QString& why) {
        // Else its field tells it.
        if (const auto* page = findChild<SettingsDialog*>(QString(), Qt::FindDirectChildrenOnly);
            page == nullptr || !page->isVisible()) {
            m_notices->add(NoticeBar::Kind::Info, why);
        }
    });
    new CloseWhenSaved(m_settings, *this, [this] { return m_closesUnasked; });
    const auto showTrouble = [this](const QString& key, const QString& message) {
        const QString about = QStringLiteral("settings.json:") + key;
        if (message.isEmpty()) {
            m_notices->removeAbout(about);
        } else {
            m_notices->add(NoticeBar::Kind::Info, message, about);
        }
    };
    connect(&m_settings, &viewmodel::UserSettings::troubleChanged, this, showTrouble);
    for (const auto& [key, message] : m_settings.troubles()) {
        showTrouble(key, message);
    }
    followSettings();
}

void MainWindow::followSettings() {
    showTheme();
    if (const bool shows = m_settings.value(settings::kExplorerShowsSystem);
        shows != m_explorer->tree().showsSystem()) {
        m_explorer->setShowsSystem(shows);
    }
    m_formatting.setOptions(viewmodel::formatOptionsFrom(m_settings.now()));
    for (QueryPage* page : pages()) {
        applyTo(*page);
    }
}

void MainWindow::applyTo(QueryPage& page) {
    page.completion().setWhileTyping(m_settings.value(settings::kEditorCompletesWhileTyping));
    page.minimap().setVisible(m_settings.value(settings::kEditorMinimap));
    if (const double points = m_settings.value(settings::kEditorFontPointSize);
        page.property("pointSize").toDouble() != points) {
        // One that somebody has zoomed stays so while other things are set.
        page.setProperty("pointSize", points);
        page.editor().setPointSize(points);
    }
}

void MainWindow::showTheme() {
    Theme theme = makeTheme(resolve(schemeNamed(m_settings.value(settings::kTheme)), m_systemPalette));
    if (theme.scheme == m_theme.scheme) {
        return;
    }
    m_theme = std::move(theme);
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), m_theme);
    m_binder->updateIcons();
    for (QueryPage* page : pages()) {
        page->setTheme(m_theme);
    }
    m_scripts->setTheme(m_theme);
    m_backups->setTheme(m_theme);
    m_explorer->setTheme(m_theme);
    m_start->setTheme(m_theme);
    updateConnections();
}

} // namespace dbv::ui
