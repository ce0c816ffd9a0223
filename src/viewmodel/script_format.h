// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QObject>
#include <QString>

#include <dbv/connector/dialect.h>
#include <dbv/core/result.h>

#include "bus/command_bus.h"
#include "protocol/format_options.h"
#include "settings/settings_file.h"

namespace dbv::viewmodel {

/// How the user wants SQL to be laid out.
[[nodiscard]] protocol::FormatOptions formatOptionsFrom(const settings::SettingsSnapshot& settings);

/// Has texts laid out by the engine, one at a time.
///
/// Thread: the UI thread; nothing here waits.
class ScriptFormat final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(Result<QString>)>;

    explicit ScriptFormat(bus::CommandBus& bus, QObject* parent = nullptr);

    void setOptions(const protocol::FormatOptions& options) { m_options = options; }
    [[nodiscard]] bool running() const { return m_request.active(); }
    /// Lays a text out, and gives what it becomes; a text that is under way is left.
    /// Errors: those of `protocol::FormatScript`, whose place counts UTF-16 code units here; InvalidInput for half a character.
    void format(const QString& text, DialectId dialect, const Done& done);

private:
    bus::CommandBus& m_bus;
    protocol::FormatOptions m_options;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
