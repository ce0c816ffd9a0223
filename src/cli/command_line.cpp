// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <array>
#include <chrono>
#include <memory>
#include <utility>

#include <QCoreApplication>
#include <QMetaObject>
#include <QTimer>

#include "cli/completion.h"
#include "cli/exit_codes.h"
#include "cli/help_text.h"
#include "cli/verb_tasks.h"
#include "rpc/server.h"

namespace dbv::cli {

namespace {

// How long an interrupted verb waits: five seconds for servers to confirm, and one for its reader.
constexpr std::chrono::seconds kInterruptGrace{6};

/// `dbvis rpc`.
class RpcTask final : public Task {
public:
    RpcTask(const Surroundings& around, Done done) : m_around(around), m_done(std::move(done)) {}

    void start() override {
        m_server = std::make_unique<rpc::Server>(m_around.bus, m_around.shelf, m_around.streams.in,
                                                 m_around.streams.out, m_around.version, m_done);
        m_server->setUsualSafety(m_around.usualSafety);
    }
    void interrupt(int signal) override { m_server->terminate(kExitSignal + signal); }

private:
    const Surroundings& m_around;
    Done m_done;
    std::unique_ptr<rpc::Server> m_server;
};

Result<std::unique_ptr<Task>> makeRpcTask(const Surroundings& around, const Arguments&, Console&, Task::Done done) {
    return std::make_unique<RpcTask>(around, std::move(done));
}

using MakeTask = Result<std::unique_ptr<Task>> (*)(const Surroundings&, const Arguments&, Console&, Task::Done);

constexpr std::array kMakers{
    std::pair<std::string_view, MakeTask>{"query", &makeQueryTask},
    std::pair<std::string_view, MakeTask>{"run", &makeRunTask},
    std::pair<std::string_view, MakeTask>{"export", &makeExportTask},
    std::pair<std::string_view, MakeTask>{"format", &makeFormatTask},
    std::pair<std::string_view, MakeTask>{"history", &makeHistoryTask},
    std::pair<std::string_view, MakeTask>{"connections test", &makeConnectionTestTask},
    std::pair<std::string_view, MakeTask>{"connections import", &makeConnectionImportTask},
    std::pair<std::string_view, MakeTask>{"connections export", &makeConnectionExportTask},
    std::pair<std::string_view, MakeTask>{"connections", &makeConnectionsTask},
    std::pair<std::string_view, MakeTask>{"secrets", &makeSecretsTask},
    std::pair<std::string_view, MakeTask>{"undo", &makeUndoTask},
    std::pair<std::string_view, MakeTask>{"backup", &makeBackupTask},
    std::pair<std::string_view, MakeTask>{"restore", &makeBackupTask},
    std::pair<std::string_view, MakeTask>{"drill", &makeBackupTask},
    std::pair<std::string_view, MakeTask>{"schedule install", &makeTimerTask},
    std::pair<std::string_view, MakeTask>{"schedule uninstall", &makeTimerTask},
    std::pair<std::string_view, MakeTask>{"schedule", &makeScheduleTask},
    std::pair<std::string_view, MakeTask>{"job", &makeJobTask},
    std::pair<std::string_view, MakeTask>{"sample", &makeSampleTask},
    std::pair<std::string_view, MakeTask>{"rpc", &makeRpcTask},
};

Result<std::unique_ptr<Task>> makeTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                       Task::Done done) {
    for (const auto& [verb, make] : kMakers) {
        // A verb stands for those of its actions that have no line of their own.
        if (arguments.verb->name == verb || arguments.verb->name.starts_with(std::string(verb) + " ")) {
            return make(around, arguments, console, std::move(done));
        }
    }
    return fail(ErrorKind::InvalidInput, "There is no verb " + std::string(arguments.verb->name) + ".",
                "See dbvis --help.");
}

} // namespace

std::optional<int> runWithoutEngine(const Result<Arguments>& arguments, const StandardStreams& streams,
                                    const std::string& version) {
    Console console(streams);
    if (!arguments) {
        console.error(arguments.error());
        return kExitUsage;
    }
    if (arguments->has("--help")) {
        return console.out(arguments->verb != nullptr    ? helpText(*arguments->verb)
                           : arguments->group != nullptr ? helpText(*arguments->group)
                                                         : helpText());
    }
    if (arguments->has("--version")) {
        return console.out("dbvis " + version + "\n");
    }
    if (arguments->verb->name == "completion") {
        const std::optional<std::string> script = completionScript(arguments->operands[0]);
        if (!script) {
            console.note("dbvis: There is no completion for " + arguments->operands[0] +
                         ".\n  Known are bash, zsh and fish.");
            return kExitUsage;
        }
        return console.out(*script);
    }
    return std::nullopt;
}

int runCommandLine(const Surroundings& around, const Arguments& arguments) {
    Console console(around.streams);
    QObject context;
    const auto done = [&context](int exitCode) {
        // Queued: a task may be done before the loop runs, and must not be destroyed by its own call.
        QMetaObject::invokeMethod(&context, [exitCode] { QCoreApplication::exit(exitCode); }, Qt::QueuedConnection);
    };
    const Result<std::unique_ptr<Task>> task = makeTask(around, arguments, console, done);
    if (!task) {
        console.error(task.error());
        return task.error().kind == ErrorKind::InvalidInput ? kExitUsage : kExitFailed;
    }
    (*task)->start();
    if (around.signals != nullptr) {
        around.signals->listen([&context, &task](int signal) {
            QMetaObject::invokeMethod(
                &context,
                [&context, &task, signal] {
                    (*task)->interrupt(signal);
                    QTimer::singleShot(kInterruptGrace, &context, [&task, signal] {
                        (*task)->abandon();
                        QCoreApplication::exit(kExitSignal + signal);
                    });
                },
                Qt::QueuedConnection);
        });
    }
    const int exitCode = QCoreApplication::exec();
    if (around.signals != nullptr) {
        around.signals->listen({});
    }
    return exitCode;
}

} // namespace dbv::cli
