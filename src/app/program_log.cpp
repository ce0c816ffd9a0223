// SPDX-License-Identifier: Apache-2.0
#include "app/program_log.h"

#include <memory>
#include <vector>

#include <QString>
#include <QtGlobal>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace dbv::app {

namespace {

constexpr std::size_t kFileBytes = std::size_t{2} << 20U;
constexpr std::size_t kFiles = 3;

spdlog::level::level_enum levelOf(QtMsgType type) {
    switch (type) {
    case QtDebugMsg: return spdlog::level::debug;
    case QtInfoMsg: return spdlog::level::info;
    case QtWarningMsg: return spdlog::level::warn;
    case QtCriticalMsg: return spdlog::level::err;
    case QtFatalMsg: return spdlog::level::critical;
    }
    return spdlog::level::info;
}

void logQtMessage(QtMsgType type, const QMessageLogContext&, const QString& message) {
    spdlog::log(levelOf(type), message.toStdString());
}

} // namespace

void startLog(const std::filesystem::path& dataDirectory, const std::optional<std::string>& errorOutputLevel) {
    std::vector<spdlog::sink_ptr> sinks;
    try {
        const auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>((dataDirectory / "dbvis.log").string(),
                                                                                 kFileBytes, kFiles);
        sinks.push_back(file);
    } catch (const spdlog::spdlog_ex&) {
        // The only way in which the library says that the file can not be opened; the program does not need it.
        sinks.clear();
    }
    if (errorOutputLevel) {
        const auto errors = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        errors->set_level(spdlog::level::from_str(*errorOutputLevel));
        sinks.push_back(errors);
    }
    const auto log = std::make_shared<spdlog::logger>("dbvis", sinks.begin(), sinks.end());
    log->set_level(spdlog::level::trace);
    log->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(log);
    qInstallMessageHandler(logQtMessage);
}

} // namespace dbv::app
