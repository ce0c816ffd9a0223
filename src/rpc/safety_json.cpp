// SPDX-License-Identifier: Apache-2.0
#include "rpc/safety_json.h"

#include <QJsonArray>

#include "rpc/call.h"

namespace dbv::rpc {

namespace {

void insertNumber(QJsonObject& json, QLatin1String name, std::optional<std::int64_t> number) {
    if (number) {
        json.insert(name, static_cast<qint64>(*number));
    }
}

} // namespace

QJsonObject classificationJson(const Classification& found) {
    QJsonArray reasons;
    for (const Effect& effect : found.effects) {
        const QString reason = toText(reasonName(effect.reason));
        if (!reasons.contains(reason)) {
            reasons.append(reason);
        }
    }
    QJsonObject json{{QLatin1String("class"), toText(className(found.kind))}, {QLatin1String("reasons"), reasons}};
    if (!found.target.empty()) {
        json.insert(QLatin1String("target"), toText(found.target));
    }
    return json;
}

void addConfirmation(QJsonObject& error, const protocol::Confirmation& confirmation) {
    QJsonArray statements;
    for (const protocol::ClassifiedStatement& statement : confirmation.statements) {
        QJsonObject json = classificationJson(statement.found);
        json.insert(QLatin1String("index"), static_cast<qint64>(statement.statement));
        insertNumber(json, QLatin1String("affectedRows"), statement.affectedRows);
        if (!statement.place.empty()) {
            json.insert(QLatin1String("place"), toText(statement.place));
        }
        if (statement.targetSize) {
            insertNumber(json, QLatin1String("targetRows"), statement.targetSize->estimatedRows);
            insertNumber(json, QLatin1String("targetBytes"), statement.targetSize->bytes);
        }
        statements.append(json);
    }
    QJsonObject data = error.value(QLatin1String("data")).toObject();
    data.insert(QLatin1String("statements"), statements);
    data.insert(QLatin1String("token"), toText(confirmation.token));
    if (confirmation.more > 0) {
        data.insert(QLatin1String("more"), static_cast<qint64>(confirmation.more));
    }
    error.insert(QLatin1String("data"), data);
}

} // namespace dbv::rpc
