// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <QApplication>

#include "bench/engine_rig.h"
#include "support/user_settings_of_test.h"
#include "ui/editor/sql_editor.h"
#include "ui/shell/loop_watchdog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "viewmodel/workspace.h"

namespace dbv::bench {

/// Knows when a grid that has rows was painted: at the end of the event in which that happened, so that the picture is
/// with the window system.
class PaintAwareApplication final : public QApplication {
public:
    using QApplication::QApplication;

    void onNextRows(std::function<void()> painted) { m_painted = std::move(painted); }
    /// Once, when the editor was painted behind the next key that it gets.
    void onKeyShown(const ui::SqlEditor& editor, std::function<void()> shown) {
        m_editor = &editor;
        m_keyShown = std::move(shown);
    }
    bool notify(QObject* receiver, QEvent* event) override;

private:
    int m_depth = 0;
    bool m_rowsPainted = false;
    std::function<void()> m_painted;
    void noteTyping(QObject* receiver, QEvent* event);

    const ui::SqlEditor* m_editor = nullptr;
    bool m_keyTaken = false;
    bool m_keyPainted = false;
    std::function<void()> m_keyShown;
};

/// The real window with one tab on a database, in which `SELECT * FROM t` is run.
class WindowRig {
public:
    /// `url` is a file or a server's.
    WindowRig(PaintAwareApplication& application, const std::string& url);

    /// From the order to the painted rows, and what of it the engine waited for the first row. Unit: milliseconds.
    struct FirstRow {
        double painted = 0;
        double waited = 0;
    };
    [[nodiscard]] FirstRow firstRowOnScreen();
    /// Unit: milliseconds.
    [[nodiscard]] double longestTurnOfStream(std::uint64_t rows);
    /// Of the tab.
    [[nodiscard]] ui::SqlEditor& editor() { return m_window.currentPage()->editor(); }
    /// Lets the program come to rest. Unit: milliseconds.
    void rest(int duration);

private:
    [[nodiscard]] viewmodel::QueryTab& query() { return m_window.currentPage()->query(); }
    void run() { query().run({"SELECT * FROM t", 0, 1}); }
    void waitUntilIdle();

    PaintAwareApplication& m_application;
    EngineRig m_rig;
    viewmodel::ActionCatalog m_actions;
    viewmodel::Workspace m_workspace;
    support::SettingsOfTest m_own;
    ui::MainWindow m_window;
    ui::LoopWatchdog m_watchdog;
};

} // namespace dbv::bench
