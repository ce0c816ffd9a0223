// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>

#include <QDir>
#include <QObject>
#include <QString>
#include <QTimer>

#include "ui/shell/loop_watchdog.h"
#include "ui/shell/main_window.h"

namespace dbv::ui {

/// Drives the real window through the program's main job with keys and clicks, and keeps a picture of each step, for
/// machines without a display. A step that does not come to its end in time fails the tour.
///
/// Thread: the UI thread.
class Tour final : public QObject {
    Q_OBJECT

public:
    /// The folder is made; old pictures in it are replaced.
    Tour(MainWindow& window, LoopWatchdog& watchdog, const QString& folder, QObject* parent = nullptr);

    void start();

Q_SIGNALS:
    /// 0 when every step came to its end, 1 otherwise.
    void finished(int exitCode);

private:
    struct Step {
        QString name;
        std::function<void()> act;
        /// What is on the screen when the step is done.
        std::function<bool()> done;
    };

    void addSteps();
    void addSampleSteps();
    void addMillionSteps();
    void addLookSteps();
    void begin();
    void check();
    void conclude();
    void fail(const QString& why);
    [[nodiscard]] QWidget* focus() const;
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void type(const QString& text);
    [[nodiscard]] bool take(const QString& name);
    [[nodiscard]] bool finishedWith(std::uint64_t rows) const;

    MainWindow& m_window;
    LoopWatchdog& m_watchdog;
    QDir m_folder;
    std::deque<Step> m_steps;
    QTimer m_poll;
    int m_number = 0;
    int m_waitedMs = 0;
    std::chrono::microseconds m_longest{0};
    bool m_exported = false;
    QString m_exportError;
};

} // namespace dbv::ui
