// SPDX-License-Identifier: Apache-2.0
#include "app/program_log.h"

#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <QString>
#include <QtGlobal>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "settings/private_files.h"

namespace dbv::app {

namespace {

constexpr std::size_t kFileBytes = std::size_t{2} << 20U;
constexpr std::size_t kFiles = 3;

constexpr const char* kLogName = "dbvis.log";

/// Logs of earlier versions could be read by everybody.
void keepOldLogsPrivate(const std::filesystem::path& folder) {
    constexpr auto kOwner = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    for (std::size_t number = 0; number <= kFiles; ++number) {
        const std::string name = number == 0 ? kLogName : "dbvis." + std::to_string(number) + ".log";
        std::error_code missing;
        std::filesystem::permissions(folder / name, kOwner, missing);
    }
}

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
    keepOldLogsPrivate(dataDirectory);
    spdlog::file_event_handlers events;
    events.before_open = [](const spdlog::filename_t& name) {
        // Made here, since the library would let everybody read it. A file that can not be made can not be opened either.
        [[maybe_unused]] const auto made = settings::makePrivateFile(name);
    };
    try {
        const auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>((dataDirectory / kLogName).string(),
                                                                                 kFileBytes, kFiles, false, events);
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
