// SPDX-License-Identifier: Apache-2.0
// `dbvis backup make`, `restore`, `drill` and `compare`: what is done with backups on a connection.
#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "cli/backup_words.h"
#include "cli/database_task.h"
#include "cli/scope_options.h"
#include "cli/verb_tasks.h"
#include "rpc/backup_json.h"
#include "rpc/message.h"

namespace dbv::cli {

namespace {

/// Sends one command about a backup on a connection.
template <class Command>
class BackupSessionTask final : public DatabaseTask {
public:
    using Answer = typename Command::Answer;
    using Shown = std::function<Ending(const Answer&)>;

    BackupSessionTask(const Surroundings& around, Console& console, Login login, Command command,
                      std::optional<SecretWord> word, bool isNew, Shown shown, Done done)
        : DatabaseTask(around, console, std::move(login), std::move(done)),
          m_command(std::move(command)),
          m_passphrase(around.bus, console, std::move(word), isNew),
          m_shown(std::move(shown)) {}

private:
    void run(const protocol::ConnectionFacts& facts) override {
        m_command.connection = facts.connection;
        m_passphrase.prepare([this](const auto& ready) { go(ready); });
    }
    void interrupted() override {
        m_passphrase.withdraw();
        desk().withdraw();
    }
    void go(const Result<std::optional<SecretId>>& passphrase) {
        if (!passphrase) {
            console().error(passphrase.error());
            end(kExitFailed);
            return;
        }
        m_command.passphrase = *passphrase;
        m_command.canAnswer = desk().canAsk();
        hold(around().bus.send(m_command, [this](const protocol::Event& event, bool) { hear(event); }));
    }
    void hear(const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
            console().progress(m_progress.told(*progress));
        } else if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
            desk().answer(request(), raised->question);
        } else if (const auto* answer = std::get_if<Answer>(&event)) {
            const Ending ending = m_shown(*answer);
            const int written = ending.text.empty() ? kExitOk : console().out(ending.text);
            end(written == kExitOk ? ending.exitCode : written);
        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
            if (!m_passphrase.askAfter(failure->error, [this](const auto& ready) { go(ready); })) {
                console().error(failure->error);
                bool writesToOutput = false;
                if constexpr (requires { m_command.toStandardOutput; }) {
                    writesToOutput = m_command.toStandardOutput;
                }
                end(exitCodeOf(failure->error, writesToOutput, console()));
            }
        }
    }
    [[nodiscard]] std::string unconfirmed() const override { return "the work with the backup"; }

    Command m_command;
    BackupPassphrase m_passphrase;
    Shown m_shown;
    ProgressWords m_progress;
};

Ending finishedEnding(const protocol::BackupFinished& finished, Console& console, bool json, bool isStreamed) {
    const int exitCode = finished.differences.empty() ? kExitOk : kExitFailed;
    if (json) {
        return {rpc::jsonText(rpc::backupFinishedJson(finished)) + "\n", exitCode};
    }
    for (const Notice& notice : finished.notices) {
        console.note(notice.severity + ": " + notice.message);
    }
    const protocol::BackupEntry& entry = finished.entry;
    const std::string made = std::string(rpc::backupStateName(entry.state)) + ": " + contentsInWords(entry) + ", in " +
                             timeInWords(finished.timeMs);
    if (isStreamed) {
        console.note(made + ", to the standard output. dbvis backup verify FILE reads it back.");
        return {{}, exitCode};
    }
    std::string text = made + "\n" + entry.path + "\n";
    if (entry.state == protocol::BackupState::Proved && entry.recoveryMs) {
        text += "A restore of it took " + timeInWords(static_cast<double>(*entry.recoveryMs)) + ", and was the same.\n";
    }
    return {text + differencesInWords(finished.differences), exitCode};
}

Ending comparedEnding(const protocol::BackupChecked& compared, bool json) {
    const int exitCode = compared.differences.empty() ? kExitOk : kExitFailed;
    if (json) {
        return {rpc::jsonText(rpc::backupCheckedJson(compared)) + "\n", exitCode};
    }
    return {compared.differences.empty()
                ? "The database holds what the backup holds. Owners and rights are not compared.\n"
                : differencesInWords(compared.differences),
            exitCode};
}

Ending restoredEnding(const protocol::BackupRestored& restored, Console& console, bool json) {
    const int exitCode = restored.differences.empty() ? kExitOk : kExitFailed;
    if (json) {
        return {rpc::jsonText(rpc::backupRestoredJson(restored)) + "\n", exitCode};
    }
    for (const Notice& notice : restored.notices) {
        console.note(notice.severity + ": " + notice.message);
    }
    const std::string rows = restored.rows == 1 ? "1 row" : std::to_string(restored.rows) + " rows";
    return {
        "Restored " + rows + " in " + timeInWords(restored.timeMs) +
            (restored.differences.empty() ? ", the same as were backed up.\n" : ". It is not what was backed up:\n") +
            differencesInWords(restored.differences),
        exitCode};
}

Ending serverEnding(const protocol::ServerBackedUp& made, Console& console, bool json) {
    const bool isGood = std::ranges::all_of(made.databases, &protocol::DatabaseBackup::isGood);
    if (!json) {
        for (const Notice& notice : noticesOf(made)) {
            console.note(notice.severity + ": " + notice.message);
        }
    }
    return {json ? rpc::jsonText(rpc::serverBackedUpJson(made)) + "\n" : databasesInWords(made.databases),
            isGood ? kExitOk : kExitFailed};
}

/// How it is packed. Errors: InvalidInput.
template <class Command>
Result<void> takePacking(const Arguments& arguments, Command& command) {
    command.destination = absolutePath(std::string(arguments.value("--to", ".")));
    command.compression = arguments.value("--compression");
    const std::string_view level = arguments.value("--level", "0");
    const auto [end, failed] = std::from_chars(level.data(), level.data() + level.size(), command.level);
    return failed != std::errc() || end != level.data() + level.size()
               ? fail(ErrorKind::InvalidInput, "--level is not a number: " + std::string(level) + ".",
                      "Give a number, 1 to 19 for zstd and 1 to 9 for gzip.")
               : Result<void>();
}

/// Errors: InvalidInput.
Result<protocol::StartServerBackup> startServerOf(const Arguments& arguments) {
    const Result<DumpScope> scope = scopeOf(arguments);
    if (!scope) {
        return std::unexpected(scope.error());
    }
    if (!scope->holdsAllObjects()) {
        return fail(ErrorKind::InvalidInput, "--table and --schema choose parts of one database.",
                    "Leave them out with --all-databases, or back one database up.");
    }
    if (arguments.value("--to") == kStreamName) {
        return fail(ErrorKind::InvalidInput, "--all-databases makes a file for each database, and - is one stream.",
                    "Name a folder with --to.");
    }
    protocol::StartServerBackup command;
    command.content = scope->content;
    command.owners = scope->owners;
    for (const std::string_view name : arguments.values("--except")) {
        command.except.emplace_back(name);
    }
    command.check = rpc::backupCheckNamed(arguments.value("--check")).value_or(command.check);
    const Result<void> packed = takePacking(arguments, command);
    return packed ? Result<protocol::StartServerBackup>(std::move(command)) : std::unexpected(packed.error());
}

/// Errors: InvalidInput.
Result<protocol::StartBackup> startOf(const Arguments& arguments) {
    if (arguments.has("--except")) {
        return fail(ErrorKind::InvalidInput, "--except leaves databases out of --all-databases.",
                    "Add --all-databases, or leave it out.");
    }
    Result<DumpScope> scope = scopeOf(arguments);
    if (!scope) {
        return std::unexpected(std::move(scope.error()));
    }
    protocol::StartBackup command;
    command.scope = *std::move(scope);
    command.toStandardOutput = arguments.value("--to") == kStreamName;
    const std::string_view check = arguments.value("--check", command.toStandardOutput ? "none" : "verify");
    command.check = rpc::backupCheckNamed(check).value_or(command.check);
    if (command.toStandardOutput && (command.check != protocol::BackupCheck::None || arguments.has("--format"))) {
        return fail(ErrorKind::InvalidInput, "What is written to the standard output can't be read back here.",
                    "Leave --check and --format out, and verify what was written: dbvis backup verify FILE");
    }
    const Result<void> packed = takePacking(arguments, command);
    return packed ? Result<protocol::StartBackup>(std::move(command)) : std::unexpected(packed.error());
}

} // namespace

Ending drilledEnding(const protocol::BackupChecked& checked, bool json) {
    const int exitCode = checked.differences.empty() ? kExitOk : kExitFailed;
    if (json) {
        return {rpc::jsonText(rpc::backupCheckedJson(checked)) + "\n", exitCode};
    }
    const protocol::BackupEntry& entry = checked.entry;
    if (checked.differences.empty()) {
        return {"proved: " + contentsInWords(entry) + ", restored in " +
                timeInWords(static_cast<double>(entry.recoveryMs.value_or(0))) + ", the same\n"};
    }
    return {"failed: a restore of it is not the same:\n" + differencesInWords(checked.differences), exitCode};
}

Result<std::unique_ptr<Task>> makeBackupSessionTask(const Surroundings& around, const Arguments& arguments,
                                                    Console& console, std::optional<SecretWord> word, Task::Done done) {
    const std::string_view action = lastWord(*arguments.verb);
    const bool json = arguments.value("--format") == "json";
    Result<Login> login = loginOf(arguments.operands[action == "make" ? 0 : 1], arguments);
    if (!login) {
        return std::unexpected(std::move(login.error()));
    }
    const auto task = [&]<class Command>(Command command, auto shown) -> Result<std::unique_ptr<Task>> {
        constexpr bool kIsNew =
            std::is_same_v<Command, protocol::StartBackup> || std::is_same_v<Command, protocol::StartServerBackup>;
        return std::make_unique<BackupSessionTask<Command>>(around, console, *std::move(login), std::move(command),
                                                            std::move(word), kIsNew, std::move(shown), std::move(done));
    };
    if (action == "make" && arguments.has("--all-databases")) {
        Result<protocol::StartServerBackup> command = startServerOf(arguments);
        if (!command) {
            return std::unexpected(std::move(command.error()));
        }
        return task(*std::move(command), [&console, json](const protocol::ServerBackedUp& made) {
            return serverEnding(made, console, json);
        });
    }
    if (action == "make") {
        Result<protocol::StartBackup> command = startOf(arguments);
        if (!command) {
            return std::unexpected(std::move(command.error()));
        }
        const bool isStreamed = command->toStandardOutput;
        if (Result<void> may = isStreamed ? checkOutput(console) : Result<void>(); !may) {
            return std::unexpected(std::move(may.error()));
        }
        return task(*std::move(command), [&console, json, isStreamed](const protocol::BackupFinished& finished) {
            return finishedEnding(finished, console, json, isStreamed);
        });
    }
    const protocol::BackupName name = backupNamed(arguments.operands[0]);
    if (name.isStandardInput) {
        return fail(ErrorKind::InvalidInput,
                    "A backup that comes by the standard input is read once, and this reads it more often.",
                    "Save it to a file, and name that. verify, show and unpack take it as it comes.");
    }
    if (action == "restore") {
        Result<RestoreWish> wish = wishOf(arguments);
        if (!wish) {
            return std::unexpected(std::move(wish.error()));
        }
        wish->replace = arguments.has("--replace");
        if (arguments.has("--new") && arguments.value("--new").empty()) {
            return fail(ErrorKind::InvalidInput, "A new database needs a name.", "Give one: --new NAME");
        }
        return task(protocol::RestoreBackup{{}, name, {}, *std::move(wish), std::string(arguments.value("--new"))},
                    [&console, json](const protocol::BackupRestored& restored) {
                        return restoredEnding(restored, console, json);
                    });
    }
    if (action == "compare") {
        return task(protocol::CompareBackup{name, {}, {}},
                    [json](const protocol::BackupChecked& compared) { return comparedEnding(compared, json); });
    }
    return task(protocol::DrillBackup{name, {}, {}},
                [json](const protocol::BackupChecked& drilled) { return drilledEnding(drilled, json); });
}

} // namespace dbv::cli
