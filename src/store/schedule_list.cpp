// SPDX-License-Identifier: Apache-2.0
#include "store/schedule_list.h"

#include <utility>

#include <QJsonDocument>

#include "schedules/schedule_json.h"

namespace dbv::store {

namespace {

QByteArray compactJson(const QJsonObject& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

/// It is a part of the names of files.
std::unexpected<Error> strangeId(const std::string& id) {
    return fail(ErrorKind::InvalidInput, "\"" + id + "\" is no id of a schedule.", "Make the schedule anew.");
}

Result<protocol::ScheduleEntry> scheduleOfRow(const QVariantList& row) {
    protocol::ScheduleEntry entry;
    entry.id = row[0].toString().toStdString();
    if (!schedules::isScheduleId(entry.id)) {
        return strangeId(entry.id);
    }
    entry.createdAt = row[2].toLongLong();
    Result<protocol::ScheduleConfig> config =
        schedules::scheduleConfigFrom(QJsonDocument::fromJson(row[3].toByteArray()).object());
    if (!config) {
        return std::unexpected(std::move(config.error()));
    }
    entry.config = *std::move(config);
    entry.config.name = row[1].toString().toStdString();
    entry.state = schedules::scheduleStateFrom(QJsonDocument::fromJson(row[4].toByteArray()).object());
    return entry;
}

Result<void> changedOne(const Result<std::int64_t>& changed, const std::string& id) {
    if (!changed) {
        return std::unexpected(changed.error());
    }
    return *changed > 0 ? Result<void>()
                        : fail(ErrorKind::NotFound, "There is no schedule \"" + id + "\" any more.",
                               "dbvis schedule list shows them.");
}

} // namespace

Result<ScheduleList::List> ScheduleList::all() const {
    const Result<std::vector<QVariantList>> rows =
        m_connection->rows(QStringLiteral("SELECT id, name, created, config, state FROM schedules ORDER BY name, id"));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    List list;
    for (const QVariantList& row : *rows) {
        Result<protocol::ScheduleEntry> entry = scheduleOfRow(row);
        if (entry) {
            list.entries.push_back(*std::move(entry));
        } else {
            list.notices.push_back({"warning", "The schedule \"" + row[1].toString().toStdString() +
                                                   "\" is not readable: " + entry.error().message});
        }
    }
    return list;
}

Result<void> ScheduleList::keep(const protocol::ScheduleEntry& entry) const {
    if (!schedules::isScheduleId(entry.id)) {
        return strangeId(entry.id);
    }
    const QString id = QString::fromStdString(entry.id);
    const QString name = QString::fromStdString(entry.config.name);
    const Result<std::vector<QVariantList>> others =
        m_connection->rows(QStringLiteral("SELECT id FROM schedules WHERE name = ? AND id <> ?"), {name, id});
    if (!others) {
        return std::unexpected(others.error());
    }
    if (!others->empty()) {
        return fail(ErrorKind::InvalidInput, "There is a schedule \"" + entry.config.name + "\" already.",
                    "Give this one another name.");
    }
    const Result<std::int64_t> kept = m_connection->run(
        QStringLiteral("INSERT INTO schedules(id, name, created, config, state) VALUES (?, ?, ?, ?, ?) "
                       "ON CONFLICT(id) DO UPDATE SET name=excluded.name, config=excluded.config"),
        {id, name, static_cast<qint64>(entry.createdAt), compactJson(schedules::scheduleConfigJson(entry.config)),
         compactJson(schedules::scheduleStateJson(entry.state))});
    return kept ? Result<void>() : std::unexpected(kept.error());
}

Result<void> ScheduleList::keepState(const std::string& id, const protocol::ScheduleState& state) const {
    return changedOne(m_connection->run(QStringLiteral("UPDATE schedules SET state = ? WHERE id = ?"),
                                        {compactJson(schedules::scheduleStateJson(state)), QString::fromStdString(id)}),
                      id);
}

Result<void> ScheduleList::remove(const std::string& id) const {
    const QString text = QString::fromStdString(id);
    Result<std::int64_t> removed = m_connection->run(QStringLiteral("DELETE FROM schedules WHERE id = ?"), {text});
    if (removed && *removed == 0) {
        removed = m_connection->run(QStringLiteral("DELETE FROM schedules WHERE name = ?"), {text});
    }
    return changedOne(removed, id);
}

} // namespace dbv::store
