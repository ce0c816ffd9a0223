// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/query_files.h"
#include "protocol/values.h"

namespace dbv::viewmodel {

/// Has earlier versions of texts kept: before a large part is replaced, when a statement is run, when a tab is closed, and every few
/// minutes of typing.
///
/// Thread: the UI thread; nothing here waits.
class VersionKeeper final : public QObject {
    Q_OBJECT

public:
    using Now = std::function<std::chrono::steady_clock::time_point()>;
    static constexpr std::chrono::minutes kEvery{5};

    explicit VersionKeeper(bus::CommandBus& bus, Now now = std::chrono::steady_clock::now)
        : m_bus(bus), m_now(std::move(now)) {}

    /// The text of a tab becomes another one.
    void noteChange(const protocol::DraftTab& before, const PiecedText& text);
    void keep(const protocol::DraftTab& tab, protocol::VersionReason reason);

Q_SIGNALS:
    /// A version could not be kept; told once.
    void failed(const QString& why);

private:
    void send(const protocol::DraftTab& tab, const PiecedText& text, protocol::VersionReason reason);

    bus::CommandBus& m_bus;
    Now m_now;
    /// By tab, since when nothing was kept of what is typed.
    std::map<std::string, std::chrono::steady_clock::time_point> m_since;
    bool m_failed = false;
};

/// Whether a large part of a text is gone in another one: more than half of it, and more than a few lines.
[[nodiscard]] bool isLargelyReplaced(const PiecedText& before, const PiecedText& after);

} // namespace dbv::viewmodel
