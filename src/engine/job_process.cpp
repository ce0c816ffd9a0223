// SPDX-License-Identifier: Apache-2.0
#include "engine/job_process.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

#include <QProcess>

#include <dbv/core/cancel.h>

#include "engine/schedule_rules.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::engine {

namespace {

using protocol::RunOutcome;

constexpr std::chrono::milliseconds kBetweenLooks{150};
/// A process that has not begun its run by then will not.
constexpr std::chrono::seconds kMostToBegin{30};

std::string lastWordsIn(const std::filesystem::path& words) {
    std::ifstream file(words, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

Result<void> JobProcess::start(const protocol::ScheduleEntry& entry, bool onlyDue,
                               const std::filesystem::path& words) const {
    if (Result<void> made = settings::makePrivateDirectory(words.parent_path()); !made) {
        return made;
    }
    QProcess process;
    process.setProgram(settings::qtPath(m_program));
    QStringList arguments{QStringLiteral("--data-dir"), settings::qtPath(m_dataDirectory), QStringLiteral("job"),
                          QStringLiteral("run"), QString::fromStdString(entry.id)};
    if (onlyDue) {
        arguments.append(QStringLiteral("--due"));
    }
    process.setArguments(arguments);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(settings::qtPath(words), QIODevice::Truncate);
    if (!process.startDetached()) {
        return fail(ErrorKind::IoError,
                    settings::shownPath(m_program) + " can't be started: " + process.errorString().toStdString() + ".",
                    "The command line program has to lie beside the window's.");
    }
    return {};
}

Result<protocol::ScheduledRunEnded> JobProcess::run(const std::string& idOrName, bool onlyDue,
                                                    const std::function<void(const protocol::RunProgress&)>& told,
                                                    const std::stop_token& stop) {
    Result<protocol::ScheduleEntry> entry = m_book.find(idOrName);
    if (!entry) {
        return std::unexpected(std::move(entry.error()));
    }
    if (entry->state.outcome == RunOutcome::Running) {
        return fail(ErrorKind::Busy, "A run of \"" + entry->config.name + "\" is under way.",
                    "Wait until it has ended.");
    }
    if (Result<void> may = mayBegin(*entry, onlyDue); !may) {
        return std::unexpected(std::move(may.error()));
    }
    const std::int64_t lastBegun = entry->state.lastBegun;
    const std::filesystem::path words = m_dataDirectory / "jobs" / (entry->id + ".words");
    if (Result<void> started = start(*entry, onlyDue, words); !started) {
        return std::unexpected(std::move(started.error()));
    }
    const auto begun = std::chrono::steady_clock::now();
    const std::string id = entry->id;
    while (true) {
        std::this_thread::sleep_for(kBetweenLooks);
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        entry = m_book.find(id);
        if (!entry) {
            return std::unexpected(std::move(entry.error()));
        }
        const bool hasBegun = entry->state.lastBegun != lastBegun;
        if (hasBegun && entry->state.outcome != RunOutcome::Running) {
            std::error_code unknown;
            std::filesystem::remove(words, unknown);
            return protocol::ScheduledRunEnded{*std::move(entry), {}, {}, {}};
        }
        if (!hasBegun && std::chrono::steady_clock::now() - begun > kMostToBegin) {
            return fail(ErrorKind::IoError, "The run of \"" + entry->config.name + "\" has not begun.",
                        "See dbvis job run \"" + entry->config.name + "\".\n" + lastWordsIn(words));
        }
        if (entry->progress) {
            told(*entry->progress);
        }
    }
}

} // namespace dbv::engine
