// SPDX-License-Identifier: Apache-2.0
// `dbvis connections export`: our connections as a file that travels.
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "cli/config_text.h"
#include "cli/step_task.h"
#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

class ExportConnectionsTask final : public StepTask {
public:
    /// `passphrase` is absent where secrets stay here.
    ExportConnectionsTask(const Surroundings& around, Console& console, protocol::ExportConnections command,
                          std::optional<SecretWord> passphrase, SecretWord master, Done done)
        : StepTask(around, console, std::move(done)),
          m_command(std::move(command)),
          m_passphrase(std::move(passphrase)),
          m_master(std::move(master)) {}

    void start() override {
        if (!m_passphrase) {
            write({});
            return;
        }
        desk().openStore(m_master, false, [this](const Result<protocol::SecretsListed>& opened) {
            if (!opened) {
                fail(opened.error());
                return;
            }
            desk().obtain(*m_passphrase, "New passphrase for the file", true,
                          [this](const Result<bus::LeftSecret>& passphrase) { seal(passphrase); });
        });
    }

private:
    void seal(const Result<bus::LeftSecret>& passphrase) {
        if (passphrase && passphrase->id()) {
            write(*passphrase);
            return;
        }
        fail(passphrase ? makeError(ErrorKind::InvalidInput, "The passphrase is empty; nothing was written.",
                                    "Give one, or leave --secrets out.")
                        : passphrase.error());
    }
    void write(const bus::LeftSecret& passphrase) {
        m_command.passphrase = passphrase.id();
        ask(m_command, [this, passphrase](const protocol::ConnectionsExported& exported) {
            for (const std::string& remark : exported.remarks) {
                console().note("dbvis: " + remark);
            }
            console().note(std::to_string(exported.connections) +
                           (exported.connections == 1 ? " connection" : " connections") + " written, with " +
                           (exported.secrets == 0 ? std::string("no") : std::to_string(exported.secrets)) +
                           (exported.secrets == 1 ? " password." : " passwords."));
            finish(exported.text);
        });
    }

    protocol::ExportConnections m_command;
    std::optional<SecretWord> m_passphrase;
    SecretWord m_master;
};

} // namespace

Result<std::unique_ptr<Task>> makeConnectionExportTask(const Surroundings& around, const Arguments& arguments,
                                                       Console& console, Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const Result<SecretWord> passphrase = wordNow(arguments, "--passphrase-from");
    const Result<SecretWord> master = wordNow(arguments, "--master-from");
    if (!passphrase || !master) {
        return std::unexpected(!passphrase ? passphrase.error() : master.error());
    }
    const bool withSecrets = arguments.has("--secrets");
    if (!withSecrets && arguments.has("--passphrase-from")) {
        return fail(ErrorKind::InvalidInput, "--passphrase-from has no effect without --secrets.",
                    "Give --secrets, too, if the passwords are to go along.");
    }
    if (arguments.operands[0] == "-" && withSecrets && console.outIsTerminal()) {
        return fail(ErrorKind::InvalidInput,
                    "The sealed passwords would be shown on the terminal, and stay in its memory.",
                    "Name a file, which only you may read, or send the output to another program.");
    }
    std::error_code unknown;
    protocol::ExportConnections command{.file = std::filesystem::absolute(arguments.operands[0], unknown).string(),
                                        .names = {},
                                        .passphrase = {},
                                        .replaces = false,
                                        .onlyText = arguments.operands[0] == "-"};
    for (std::size_t i = 1; i < arguments.operands.size(); ++i) {
        command.names.push_back(plainName(arguments.operands[i]));
    }
    return std::make_unique<ExportConnectionsTask>(around, console, std::move(command),
                                                   withSecrets ? std::optional(*passphrase) : std::nullopt, *master,
                                                   std::move(done));
}

} // namespace dbv::cli
