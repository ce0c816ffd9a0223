// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/result_export.h"

#include <QFileInfo>
#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/result_status.h"

namespace dbv::viewmodel {

namespace {

protocol::ExportFormat formatOf(const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending == QLatin1String("tsv")) {
        return protocol::ExportFormat::Tsv;
    }
    if (ending == QLatin1String("json")) {
        return protocol::ExportFormat::Json;
    }
    return ending == QLatin1String("ndjson") ? protocol::ExportFormat::NdJson : protocol::ExportFormat::Csv;
}

QString number(std::uint64_t value) {
    return QLocale().toString(static_cast<qulonglong>(value));
}

} // namespace

ResultExport::ResultExport(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_bus(bus) {}

void ResultExport::start(ResultId result, const QString& path, bool isWhole) {
    if (running()) {
        Q_EMIT ended(tr("Another export is still running."), false);
        return;
    }
    protocol::ExportRows command;
    command.source.result = result;
    command.format = formatOf(path);
    command.path = path.toStdString();
    if (command.format == protocol::ExportFormat::Tsv) {
        command.options.nullText = "\\N";
    }
    Q_EMIT progressed(tr("Exporting…"));
    m_request = m_bus.send(std::move(command), [this, path, isWhole](const protocol::Event& event, bool) {
        receive(event, path, isWhole);
    });
}

void ResultExport::cancel() {
    if (running()) {
        m_cancel = m_bus.ask(
            protocol::CancelRequest{m_request.id()}, [](const protocol::CancelConfirmed&) {}, [](const Error&) {});
    }
}

void ResultExport::receive(const protocol::Event& event, const QString& path, bool isWhole) {
    const auto rowsText = [](std::uint64_t rows) { return rows == 1 ? tr("1 row") : tr("%1 rows").arg(number(rows)); };
    if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
        Q_EMIT progressed(tr("Exporting: %1").arg(rowsText(progress->done)));
    } else if (const auto* done = std::get_if<protocol::ExportFinished>(&event)) {
        Q_EMIT progressed({});
        const QString text = tr("Exported %1 to %2 in %3").arg(rowsText(done->rows), path, durationText(done->timeMs));
        Q_EMIT ended(isWhole ? text : tr("%1: the rows that had arrived, not the whole result").arg(text), true);
    } else if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
        Q_EMIT progressed({});
        Q_EMIT ended(errorSentence(failed->error), false);
    }
}

} // namespace dbv::viewmodel
