// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include <QObject>
#include <QString>

#include <dbv/core/ids.h>
#include <dbv/core/text_span.h>

#include "bus/command_bus.h"
#include "protocol/name_explanation.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

/// What a name in a text means, for people.
struct NameHelpText {
    /// One line: `column rental_id integer · rental`. Empty where the name is not known.
    QString line;
    /// The same with what belongs to it, as simple rich text.
    QString rich;
    /// Unit: UTF-16 code units of the whole text.
    TextSpan span;
    /// The database's names are still being read.
    bool partial = false;
    /// What the explorer has of it: a table, a view, a routine; nothing of what only the statement has.
    std::optional<ObjectPath> object;
    bool isRoutine = false;
};

/// Asks what names mean. The latest question is the one that is answered.
///
/// Thread: the UI thread; nothing here waits.
class NameHelp final : public QObject {
    Q_OBJECT

public:
    explicit NameHelp(bus::CommandBus& bus, QObject* parent = nullptr) : QObject(parent), m_bus(bus) {}

    void setConnection(std::optional<ConnectionId> connection);
    [[nodiscard]] std::optional<ConnectionId> connection() const { return m_connection; }
    /// Explains the name at `place`, which counts from the beginning of `text`, which begins at `offset` of the whole text.
    /// Without a connection nothing is known.
    void ask(const QString& text, qsizetype place, std::size_t offset,
             const std::function<void(const NameHelpText&)>& done);
    /// Forgets the question.
    void dismiss() { m_request = {}; }

private:
    bus::CommandBus& m_bus;
    std::optional<ConnectionId> m_connection;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
