// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <QCoreApplication>

#include "app/composition.h"
#include "app/core_services.h"
#include "app/program_log.h"
#include "cli/command_line.h"
#include "cli/exit_codes.h"

namespace dbv::app {

namespace {

// A verb is done when its requests have ended and its connections are closed, or when it has waited long enough for that.
constexpr std::chrono::seconds kShutDownLimit{1};

template <class T>
std::optional<T> optionOf(const cli::Arguments& arguments, std::string_view name) {
    return arguments.has(name) ? std::optional(T(arguments.value(name))) : std::nullopt;
}

} // namespace

int runDbvis(int argc, char** argv) {
    // Before any other thread.
    rpc::TerminationSignals signalsHeard;
    QCoreApplication::setApplicationName(QStringLiteral("db-visualizer"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DBV_VERSION));
    QCoreApplication application(argc, argv);
    const cli::StandardStreams streams;
    const Result<cli::Arguments> arguments = cli::parseArguments(std::vector<std::string>(argv + 1, argv + argc));
    if (const auto done = cli::runWithoutEngine(arguments, streams, DBV_VERSION)) {
        return *done;
    }
    std::optional<QString> asked;
    if (const auto named = optionOf<std::string>(*arguments, "--data-dir")) {
        asked = QString::fromStdString(*named);
    }
    Result<settings::DataDirectory> directory = settings::DataDirectory::resolve(asked);
    if (!directory) {
        cli::Console(streams).error(directory.error());
        return cli::kExitFailed;
    }
    startLog(directory->path(), optionOf<std::string>(*arguments, "--log-level"));
    CoreServices core(std::move(*directory), installedPolicy());
    cli::Console console(streams);
    for (const auto* notices : {&core.directory().notices(), &core.settings().notices()}) {
        for (const Notice& notice : *notices) {
            console.note("dbvis: " + notice.message);
        }
    }
    std::optional<Error> notKept;
    if (core.directory().isTemporary()) {
        notKept = makeError(ErrorKind::IoError, "There is no folder in which anything could be kept.",
                            "Set HOME, or choose a folder with --data-dir or DBVIS_HOME.");
    }
    const auto usualSafety = [&core] { return core.usualSafety(); };
    const int exitCode = cli::runCommandLine({core.bus(), core.shelf(), streams, &signalsHeard, DBV_VERSION, notKept,
                                              usualSafety, core.directory().path(), commandLineProgram()},
                                             *arguments);
    core.endProgram(exitCode, kShutDownLimit);
    return exitCode;
}

} // namespace dbv::app
