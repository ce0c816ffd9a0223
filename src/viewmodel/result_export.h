// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"

namespace dbv::viewmodel {

/// The export of a result to a file, one at a time.
///
/// Thread: the UI thread; nothing here waits.
class ResultExport final : public QObject {
    Q_OBJECT

public:
    explicit ResultExport(bus::CommandBus& bus, QObject* parent = nullptr);

    /// Writes the rows that the result holds, in the format of the file name's ending (CSV, if it is none that is known).
    /// Where the result is not whole (its statement runs, failed or was ended), the last word says so.
    void start(ResultId result, const QString& path, bool isWhole);
    void cancel();
    [[nodiscard]] bool running() const { return m_request.active(); }

Q_SIGNALS:
    /// What to show while it runs; empty when it does not.
    void progressed(const QString& text);
    /// It ended: what to tell, and whether the file is there.
    void ended(const QString& text, bool written);

private:
    void receive(const protocol::Event& event, const QString& path, bool isWhole);

    bus::CommandBus& m_bus;
    bus::Request m_request;
    bus::Request m_cancel;
};

} // namespace dbv::viewmodel
