// SPDX-License-Identifier: Apache-2.0
#include "rpc/undo_json.h"

#include <QJsonArray>

#include "rpc/call.h"

namespace dbv::rpc {

namespace {

QJsonObject undoEntryJson(const protocol::UndoEntry& entry) {
    QJsonArray notCovered;
    for (const std::string& other : entry.notCovered) {
        notCovered.append(toText(other));
    }
    const bool known = entry.outcome == protocol::UndoOutcome::Committed;
    return {{QLatin1String("id"), toText(entry.id)},
            {QLatin1String("madeAt"), static_cast<qint64>(entry.madeAt)},
            {QLatin1String("until"), static_cast<qint64>(entry.until)},
            {QLatin1String("outcome"), known ? QLatin1String("committed") : QLatin1String("unknown")},
            {QLatin1String("connector"), toText(entry.place.connector)},
            {QLatin1String("host"), toText(entry.place.host)},
            {QLatin1String("port"), entry.place.port},
            {QLatin1String("database"), toText(entry.place.database)},
            {QLatin1String("change"), toText(rowChangeName(entry.change))},
            {QLatin1String("table"), toText(entry.table)},
            {QLatin1String("rows"), static_cast<qint64>(entry.rows)},
            {QLatin1String("bytes"), static_cast<qint64>(entry.bytes)},
            {QLatin1String("statement"), toText(entry.statement)},
            {QLatin1String("notCovered"), notCovered}};
}

} // namespace

std::string_view rowChangeName(RowChange change) {
    switch (change) {
    case RowChange::Insert: return "insert";
    case RowChange::Update: return "update";
    case RowChange::Delete: return "delete";
    case RowChange::Merge: return "merge";
    case RowChange::None: break;
    }
    return "none";
}

QJsonObject undoListJson(const protocol::UndoListed& listed) {
    QJsonArray changes;
    for (const protocol::UndoEntry& entry : listed.entries) {
        changes.append(undoEntryJson(entry));
    }
    return {{QLatin1String("changes"), changes}, {QLatin1String("notices"), noticesJson(listed.notices)}};
}

QJsonObject undoDoneJson(const protocol::UndoDone& done) {
    return {{QLatin1String("change"), undoEntryJson(done.entry)},
            {QLatin1String("restorable"), static_cast<qint64>(done.found.restorable)},
            {QLatin1String("changedSince"), static_cast<qint64>(done.found.changedSince)},
            {QLatin1String("back"), static_cast<qint64>(done.found.back)},
            {QLatin1String("applied"), done.applied},
            {QLatin1String("notices"), noticesJson(done.notices)}};
}

QJsonObject undoScriptJson(const protocol::UndoScriptWritten& written) {
    return {{QLatin1String("change"), undoEntryJson(written.entry)},
            {QLatin1String("dialect"), toText(dialectName(written.dialect))},
            {QLatin1String("sql"), toText(written.sql)}};
}

} // namespace dbv::rpc
