// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

/// One command to the engine, and a line or more about its answer.
class AskTask final : public Task {
public:
    /// Sends the command; its end is to be told by the two functions.
    using Failed = std::function<void(const Error&)>;
    using Said = std::function<void(const std::string& text, int exitCode)>;
    using Ask = std::function<bus::Request(const Said& said, const Failed& failed)>;

    AskTask(Console& console, Ask ask, Done done)
        : m_console(console), m_ask(std::move(ask)), m_done(std::move(done)) {}

    void start() override {
        m_request = m_ask(
            [this](const std::string& text, int exitCode) {
                const int written = m_console.out(text);
                m_done(written == kExitOk ? exitCode : written);
            },
            [this](const Error& error) {
                m_console.error(error);
                m_done(kExitFailed);
            });
    }
    void interrupt(int signal) override { m_done(kExitSignal + signal); }

private:
    Console& m_console;
    Ask m_ask;
    Done m_done;
    bus::Request m_request;
};

std::string listText(const protocol::SavedConnectionsListed& listed) {
    std::string text;
    for (const protocol::SavedConnection& saved : listed.connections) {
        const protocol::ConnectionConfig& config = saved.config;
        text += saved.name + "\t" + (config.url.empty() ? config.connector + ":" + config.database : config.url) +
                (config.safety == Safety::ReadOnly ? "\tread-only" : "") + "\n";
    }
    return text;
}

template <class C>
AskTask::Ask asking(bus::CommandBus& bus, Console& console, C command, bool list) {
    return
        [&bus, &console, command = std::move(command), list](const AskTask::Said& said, const AskTask::Failed& failed) {
            const auto done = [&console, said, list](const protocol::SavedConnectionsListed& listed) {
                for (const Notice& notice : listed.notices) {
                    console.note("dbvis: " + notice.message);
                }
                said(list ? listText(listed) : std::string(), list && listed.unread ? kExitFailed : kExitOk);
            };
            return bus.ask(command, done, failed);
        };
}

Result<AskTask::Ask> connectionsCommand(bus::CommandBus& bus, const Arguments& arguments, Console& console) {
    const std::vector<std::string>& words = arguments.operands;
    const std::string action = words.empty() ? "list" : words[0];
    if (action != "add" && arguments.has("--read-only")) {
        return fail(ErrorKind::InvalidInput, "--read-only is for connections add.", "See dbvis connections --help.");
    }
    if (action == "list" && words.size() <= 1) {
        return asking(bus, console, protocol::ListSavedConnections{}, true);
    }
    if (action == "add" && words.size() == 3) {
        protocol::SavedConnection saved{words[1], targetOf(words[2], arguments.has("--read-only")).config};
        // It will be used from other folders, too.
        std::error_code unknown;
        saved.config.workingDirectory = std::filesystem::current_path(unknown).string();
        return asking(bus, console, protocol::SaveConnection{std::move(saved)}, false);
    }
    if (action == "remove" && words.size() == 2) {
        return asking(bus, console, protocol::RemoveSavedConnection{words[1]}, false);
    }
    return fail(ErrorKind::InvalidInput, "connections takes list, add <name> <target>, or remove <name>.",
                "See dbvis connections --help.");
}

} // namespace

Result<std::unique_ptr<Task>> makeConnectionsTask(const Surroundings& around, const Arguments& arguments,
                                                  Console& console, Task::Done done) {
    Result<AskTask::Ask> ask = connectionsCommand(around.bus, arguments, console);
    if (!ask) {
        return std::unexpected(ask.error());
    }
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    return std::make_unique<AskTask>(console, *std::move(ask), std::move(done));
}

Result<std::unique_ptr<Task>> makeSampleTask(const Surroundings& around, const Arguments&, Console& console,
                                             Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    AskTask::Ask ask = [&bus = around.bus](const AskTask::Said& said, const AskTask::Failed& failed) {
        const auto created = [said](const protocol::SampleCreated& sample) { said(sample.path + "\n", kExitOk); };
        return bus.ask(protocol::CreateSample{}, created, failed);
    };
    return std::make_unique<AskTask>(console, std::move(ask), std::move(done));
}

} // namespace dbv::cli
