// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/query_files.h"

namespace dbv::viewmodel {

/// The earlier versions of one tab, or of all, and the text of the one that is chosen.
///
/// Thread: the UI thread; nothing here waits.
class VersionList final : public QObject {
    Q_OBJECT

public:
    /// `draft` is the tab; empty for none.
    VersionList(bus::CommandBus& bus, std::string draft, QObject* parent = nullptr)
        : QObject(parent), m_bus(bus), m_draft(std::move(draft)) {}

    /// Those of all tabs, closed ones too, or of the one.
    void load(bool all);
    /// The newest first.
    [[nodiscard]] const std::vector<protocol::DraftVersion>& versions() const { return m_versions; }
    /// Reads the text of one; nothing for a number that there is not.
    void choose(int number);
    /// The text of the chosen one; null until it is read.
    [[nodiscard]] const QString& text() const { return m_text; }

Q_SIGNALS:
    void changed();
    void textRead();
    void failed(const QString& why);

private:
    bus::CommandBus& m_bus;
    std::string m_draft;
    bus::Request m_listing;
    bus::Request m_reading;
    std::vector<protocol::DraftVersion> m_versions;
    QString m_text;
};

/// Why it was kept, for people.
[[nodiscard]] QString versionReasonText(protocol::VersionReason reason);

} // namespace dbv::viewmodel
