// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include <QObject>

class QAbstractEventDispatcher;

namespace dbv::ui {

/// Times every turn of the event loop, from its first event until it waits again.
///
/// Thread: the UI thread, whose event dispatcher exists already.
class LoopWatchdog final : public QObject {
    Q_OBJECT

public:
    /// A turn that takes longer is a fault: the window did not answer.
    static constexpr std::chrono::milliseconds kLimit{50};

    explicit LoopWatchdog(QObject* parent = nullptr);

    /// The longest turn since the last `reset`.
    [[nodiscard]] std::chrono::microseconds longest() const { return m_longest; }
    /// Turns over the limit since the last `reset`.
    [[nodiscard]] std::uint64_t lateTurns() const { return m_late; }
    void reset();

Q_SIGNALS:
    void turnWasLate(std::chrono::microseconds took);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void turnEnded();

    std::chrono::steady_clock::time_point m_began;
    bool m_running = false;
    std::chrono::microseconds m_longest{0};
    std::uint64_t m_late = 0;
};

} // namespace dbv::ui
