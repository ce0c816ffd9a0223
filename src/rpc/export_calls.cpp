// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "rpc/calls.h"

namespace dbv::rpc {

namespace {

void startExport(const std::shared_ptr<Call>& call, const QJsonObject& params, protocol::ExportSource source) {
    ParamResult<std::pair<protocol::ExportFormat, protocol::ExportOptions>> format = exportFormatOf(params);
    if (!format) {
        call->refuse(format.error());
        return;
    }
    protocol::ExportRows command;
    command.from = protocol::StatementSource::Rpc;
    command.connection = connectionOf(params);
    command.path = textOf(params, QLatin1String("path"));
    command.format = format->first;
    command.options = std::move(format->second);
    std::string sql = source.sql;
    command.source = std::move(source);
    call->hold(call->around().bus.send(
        std::move(command),
        [call, sql = std::move(sql)](const protocol::Event& event, bool) {
            if (const auto* finished = std::get_if<protocol::ExportFinished>(&event)) {
                call->answer({{QLatin1String("rows"), static_cast<qint64>(finished->rows)},
                              {QLatin1String("bytes"), static_cast<qint64>(finished->bytes)},
                              {QLatin1String("timeMs"), finished->timeMs},
                              {QLatin1String("notices"), noticesJson(finished->notices)}});
            } else {
                call->hear(event, sql);
            }
        },
        call->heard()));
}

} // namespace

void callExportTable(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::ExportSource source;
    source.table = ObjectPath{textOf(params, QLatin1String("schema")), textOf(params, QLatin1String("table"))};
    startExport(call, params, std::move(source));
}

void callExportQuery(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::ExportSource source;
    source.sql = textOf(params, QLatin1String("sql"));
    startExport(call, params, std::move(source));
}

} // namespace dbv::rpc
