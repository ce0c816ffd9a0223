// SPDX-License-Identifier: Apache-2.0
// Changes that are tried before they are made.
#include <algorithm>

#include <QJsonArray>
#include <QJsonObject>
#include <QStringDecoder>

#include "protocol/change_commands.h"
#include "rpc/calls.h"
#include "rpc/params.h"

namespace dbv::rpc {

namespace {

constexpr std::uint64_t kMostSampled = 1000;

QJsonValue valueJson(const protocol::SampleValue& value) {
    if (!value.bytes) {
        return QJsonValue::Null;
    }
    const QByteArrayView bytes(*value.bytes);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(bytes);
    if (!value.binary && !decoder.hasError()) {
        return text;
    }
    return QJsonObject{{QLatin1String("b64"), QString::fromLatin1(bytes.toByteArray().toBase64())}};
}

QJsonArray rowJson(const protocol::SampleRow& row) {
    QJsonArray values;
    for (const protocol::SampleValue& value : row) {
        values.append(valueJson(value));
    }
    return values;
}

QJsonObject sampleJson(const protocol::MeasuredChange& measured) {
    QJsonArray columns;
    for (const Column& column : measured.columns) {
        columns.append(QJsonObject{{QLatin1String("name"), toText(column.name)},
                                   {QLatin1String("type"), toText(column.type)},
                                   {QLatin1String("binary"), column.binary}});
    }
    QJsonArray rows;
    bool cut = false;
    for (const protocol::SampledChange& row : measured.sample) {
        rows.append(QJsonObject{
            {QLatin1String("before"), rowJson(row.before)},
            {QLatin1String("after"), row.after ? QJsonValue(rowJson(*row.after)) : QJsonValue(QJsonValue::Null)}});
        cut = cut || std::ranges::any_of(row.before, &protocol::SampleValue::cut) ||
              (row.after && std::ranges::any_of(*row.after, &protocol::SampleValue::cut));
    }
    QJsonObject json{{QLatin1String("columns"), columns}, {QLatin1String("rows"), rows}, {QLatin1String("cut"), cut}};
    if (!measured.noSample.empty()) {
        json.insert(QLatin1String("missing"), toText(measured.noSample));
    }
    return json;
}

QJsonObject footprintJson(const ChangeFootprint& footprint) {
    QJsonObject json;
    if (footprint.tables) {
        QJsonArray tables;
        for (const TableChanges& table : *footprint.tables) {
            tables.append(QJsonObject{{QLatin1String("schema"), toText(table.table.schema)},
                                      {QLatin1String("table"), toText(table.table.name)},
                                      {QLatin1String("inserted"), static_cast<qint64>(table.inserted)},
                                      {QLatin1String("updated"), static_cast<qint64>(table.updated)},
                                      {QLatin1String("deleted"), static_cast<qint64>(table.deleted)}});
        }
        json.insert(QLatin1String("tables"), tables);
    }
    if (footprint.rowsChanged) {
        json.insert(QLatin1String("rowsChanged"), static_cast<qint64>(*footprint.rowsChanged));
    }
    if (footprint.rowsLocked) {
        json.insert(QLatin1String("rowsLocked"), static_cast<qint64>(*footprint.rowsLocked));
    }
    QJsonArray locks;
    for (const LockHeld& lock : footprint.locks) {
        locks.append(
            QJsonObject{{QLatin1String("object"), toText(lock.object)}, {QLatin1String("mode"), toText(lock.mode)}});
    }
    json.insert(QLatin1String("locks"), locks);
    QJsonArray remarks;
    for (const std::string& remark : footprint.remarks) {
        remarks.append(toText(remark));
    }
    json.insert(QLatin1String("remarks"), remarks);
    return json;
}

} // namespace

void callPreviewChange(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    ParamResult<QueryParameters> parameters = queryParametersOf(params.value(QLatin1String("params")));
    if (!parameters) {
        call->refuse(parameters.error());
        return;
    }
    protocol::PreviewChange command;
    command.from = protocol::StatementSource::Rpc;
    command.connection = connectionOf(params);
    command.session = sessionOf(params);
    command.sql = textOf(params, QLatin1String("sql"));
    command.positional = std::move(parameters->positional);
    command.named = std::move(parameters->named);
    command.sampleRows = std::min(numberOf(params, QLatin1String("sampleRows"), command.sampleRows), kMostSampled);
    call->ask(std::move(command), [](const protocol::ChangePreviewed& previewed) {
        const protocol::MeasuredChange& measured = previewed.measured;
        QJsonObject json{{QLatin1String("sample"), sampleJson(measured)},
                         {QLatin1String("touched"), footprintJson(measured.footprint)},
                         {QLatin1String("timeMs"), measured.timeMs},
                         {QLatin1String("notices"), noticesJson(measured.notices)}};
        if (measured.affectedRows) {
            json.insert(QLatin1String("affectedRows"), static_cast<qint64>(*measured.affectedRows));
        }
        if (!measured.table.empty()) {
            json.insert(QLatin1String("table"), toText(measured.table));
        }
        return json;
    });
}

} // namespace dbv::rpc
