// SPDX-License-Identifier: Apache-2.0
// `dbvis backup`: the catalogue, and what is done with backups without a connection.
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "cli/backup_words.h"
#include "cli/scope_options.h"
#include "cli/step_task.h"
#include "cli/text_table.h"
#include "cli/verb_options.h"
#include "cli/verb_tasks.h"
#include "rpc/backup_json.h"
#include "rpc/message.h"

namespace dbv::cli {

namespace {

constexpr OptionRule kPassphraseFrom{"--passphrase-from", "", "SOURCE",
                                     "Where the passphrase of the backup comes from; by default it is asked for where "
                                     "one is needed.",
                                     ""};
constexpr std::array kListOptions{kReportFormat};
constexpr std::array kReadOptions{kPassphraseFrom, kReportFormat};
constexpr std::array kRemoveOptions{
    OptionRule{"--keep-file", "", "", "Take it out of the catalogue alone, and leave the file.", ""}, kReportFormat};
constexpr std::array kOwnMakeOptions{
    OptionRule{
        "--to", "-o", "PATH",
        "The folder or the file that it is written to, which must not be there yet: a path, sftp://host/path, or - for "
        "the standard output.",
        ""},
    OptionRule{"--all-databases", "", "", "Every database of the server, each into a file of its own.", ""},
    OptionRule{"--except", "", "NAME", "But not this database; may be given more than once.", ""},
    OptionRule{"--check", "", "CHECK", "What is done when it is written; verify by default.", "none|verify|drill"},
    OptionRule{"--compression", "", "KIND", "How it is made smaller; zstd by default.", "zstd|gzip|none"},
    OptionRule{"--level", "", "NUMBER", "How hard that is tried; 0 is the usual.", ""},
    OptionRule{"--encrypt", "", "", "Encrypt it with a passphrase, which is asked for.", ""},
    OptionRule{"--passphrase-from", "", "SOURCE", "Encrypt it with a passphrase that comes from there.", ""},
    kReportFormat,
};
constexpr auto kMakeOptions = joined(joined(kOwnMakeOptions, kScopeOptions), kLoginOptions);
constexpr auto kCompareOptions = joined(kReadOptions, kLoginOptions);
constexpr std::array kOwnRestoreOptions{
    OptionRule{"--new", "", "NAME", "Make a database of that name on the server of the target, and restore into it.",
               ""},
    OptionRule{"--replace", "", "", "Replace what the database holds.", ""},
    kPassphraseFrom,
    kReportFormat,
};
constexpr auto kRestoreOptions = joined(joined(kOwnRestoreOptions, kWishOptions), kLoginOptions);

constexpr std::string_view kBackupHelp =
    "A <backup> is the id that dbvis backup list shows, the path of its file, or sftp://[user@]host[:port]/path. "
    "verify,\n"
    "show and unpack read the standard input for -, and unpack writes to the standard output for it.\n";
constexpr std::string_view kRestoreHelp =
    "All that the database holds is replaced, as a whole or not at all; with --table these objects are put beside "
    "what\n"
    "it holds. What is there already is left alone unless --replace says otherwise. A new SQLite file is named with\n"
    "?mode=rwc: sqlite:/path/new.db?mode=rwc\n"
    "A NAME is written as in SQL: what holds dots or quotes stands in double quotes (public.film, \"a.b\".film).\n";
constexpr std::string_view kMakeHelp =
    "Writes the database as it is at one moment into one file, which takes its name when it is whole, and then checks\n"
    "it: verify reads it back; drill restores it into an empty database, compares that with what was backed up, and\n"
    "removes it again. What a drill has found the same is called proved.\n"
    "With --all-databases that is done with one database of the server after the other, with the roles of the server "
    "in\n"
    "each file as far as they may be read; one that fails keeps no other from being backed up.\n"
    "A NAME is written as in SQL: what holds dots or quotes stands in double quotes (public.film, \"a.b\".film).\n";

constexpr std::array kBackupVerbs{
    VerbRule{
        "backup list", "", 0, 0, "Show the backups of the catalogue.",
        "A backup is made (written whole), verified (read back), or proved (restored, compared, and the same); or it\n"
        "failed, with the reason.\n",
        kListOptions},
    VerbRule{"backup make", "<target>", 1, 1, "Back up a database.", kMakeHelp, kMakeOptions},
    VerbRule{"backup show", "<backup>", 1, 1, "Show what is in a backup.", kBackupHelp, kReadOptions},
    VerbRule{"backup verify", "<backup>", 1, 1, "Read a backup back, every byte of it.", kBackupHelp, kReadOptions},
    VerbRule{"backup drill", "<backup> [target]", 1, 2,
             "Restore a backup into an empty database, compare, and remove that again.",
             "The empty database is made beside that of the target. Without one a server of this machine's own is "
             "started for\n"
             "it, of the backup's kind, and ended afterwards; databases that are files need none.\n",
             kCompareOptions},
    VerbRule{"backup restore", "<backup> <target>", 2, 2, "Put a backup into a database.", kRestoreHelp,
             kRestoreOptions},
    VerbRule{"backup compare", "<backup> <target>", 2, 2, "Compare a backup with what a database holds now.",
             kBackupHelp, kCompareOptions},
    VerbRule{"backup diff", "<backup> <backup>", 2, 2, "Compare a backup with another one.", kBackupHelp, kReadOptions},
    VerbRule{"backup unpack", "<backup> <file>", 2, 2, "Write the plain dump of a backup to a file.", kBackupHelp,
             kReadOptions},
    VerbRule{"backup scan", "<folder>", 1, 1, "Enter the backups that lie in a folder into the catalogue.", "",
             kListOptions},
    VerbRule{"backup remove", "<id>", 1, 1, "Remove a backup, and its file.", "", kRemoveOptions},
    VerbRule{"restore", "<backup> <target>", 2, 2, "Put a backup into a database, as backup restore does.",
             kRestoreHelp, kRestoreOptions},
    VerbRule{"drill", "<backup> [target]", 1, 2, "Restore a backup for a trial, as backup drill does.", kBackupHelp,
             kCompareOptions},
};

/// The connections of which there are backups of several databases, so that their names alone do not tell of which one is.
std::set<std::string> connectionsOfSeveral(const std::vector<protocol::BackupEntry>& entries) {
    std::map<std::string, std::string> first;
    std::set<std::string> several;
    for (const protocol::BackupEntry& entry : entries) {
        if (first.try_emplace(entry.connection, entry.database).first->second != entry.database) {
            several.insert(entry.connection);
        }
    }
    return several;
}

std::vector<std::string> rowOf(const protocol::BackupEntry& entry, const std::set<std::string>& several,
                               bool forPeople) {
    const std::string scope = scopeInWords(entry.scope);
    const std::string of = (entry.connection.empty()             ? entry.database
                            : several.contains(entry.connection) ? entry.connection + ", " + entry.database
                                                                 : entry.connection) +
                           (scope.empty() ? "" : " (" + scope + ")");
    return {entry.id,
            momentText(entry.begunAt, forPeople),
            std::string(rpc::backupStateName(entry.state)),
            of,
            std::to_string(entry.rows),
            forPeople ? sizeInWords(entry.bytes) : std::to_string(entry.bytes),
            entry.recoveryMs
                ? (forPeople ? timeInWords(static_cast<double>(*entry.recoveryMs)) : std::to_string(*entry.recoveryMs))
                : std::string(),
            entry.path,
            entry.trouble};
}

/// Shows a list of backups.
class ListBackupsTask final : public StepTask {
public:
    using Asked = std::function<void(ListBackupsTask&)>;

    ListBackupsTask(const Surroundings& around, Console& console, bool json, Asked asked, Done done)
        : StepTask(around, console, std::move(done)), m_json(json), m_asked(std::move(asked)) {}

    void start() override { m_asked(*this); }
    template <class Command>
    void askFor(Command command) {
        if constexpr (requires { command.canAnswer; }) {
            command.canAnswer = desk().canAsk();
        }
        hold(bus().send(std::move(command), [this](const protocol::Event& event, bool) { hear(event); }));
    }

private:
    void hear(const protocol::Event& event) {
        if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
            desk().answer(request(), raised->question);
        } else if (const auto* listed = std::get_if<protocol::BackupsListed>(&event)) {
            show(*listed);
        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
            fail(failure->error);
        }
    }
    void show(const protocol::BackupsListed& listed) {
        note(listed.notices);
        if (m_json) {
            finish(rpc::jsonText(rpc::backupListJson(listed)) + "\n");
            return;
        }
        const bool forPeople = console().outIsTerminal();
        if (forPeople && listed.entries.empty()) {
            finish("There are no backups.\n");
            return;
        }
        std::vector<std::vector<std::string>> rows{
            {"ID", "BEGUN", "STATE", "OF", "ROWS", "SIZE", "RECOVERY", "FILE", "TROUBLE"}};
        const std::set<std::string> several = connectionsOfSeveral(listed.entries);
        for (const protocol::BackupEntry& entry : listed.entries) {
            rows.push_back(rowOf(entry, several, forPeople));
        }
        finish(tableText(rows, forPeople));
    }

    bool m_json;
    Asked m_asked;
};

/// Reads a backup, with its passphrase where it needs one.
template <class Command>
class ReadBackupTask final : public StepTask {
public:
    using Answer = typename Command::Answer;
    using Shown = std::function<Ending(const Answer&, bool json)>;

    ReadBackupTask(const Surroundings& around, Console& console, Command command, std::optional<SecretWord> word,
                   bool json, Shown shown, Done done)
        : StepTask(around, console, std::move(done)),
          m_command(std::move(command)),
          m_passphrase(around.bus, console, std::move(word), false),
          m_json(json),
          m_shown(std::move(shown)) {}

    void start() override {
        m_passphrase.prepare([this](const auto& ready) { go(ready); });
    }
    void interrupt(int signal) override {
        m_passphrase.withdraw();
        StepTask::interrupt(signal);
    }

private:
    void go(const Result<std::optional<SecretId>>& passphrase) {
        if (!passphrase) {
            fail(passphrase.error());
            return;
        }
        m_command.passphrase = *passphrase;
        m_command.canAnswer = desk().canAsk();
        if constexpr (requires { m_command.otherPassphrase; }) {
            // One passphrase is for both.
            m_command.otherPassphrase = *passphrase;
        }
        hold(bus().send(m_command, [this](const protocol::Event& event, bool) { hear(event); }));
    }
    void hear(const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
            console().progress(m_progress.told(*progress));
        } else if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
            desk().answer(request(), raised->question);
        } else if (const auto* answer = std::get_if<Answer>(&event)) {
            const Ending ending = m_shown(*answer, m_json);
            finish(ending.text, ending.exitCode);
        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
            // What came by the standard input can't be read again with another passphrase.
            if (m_command.backup.isStandardInput ||
                !m_passphrase.askAfter(failure->error, [this](const auto& ready) { go(ready); })) {
                bool writesToOutput = false;
                if constexpr (requires { m_command.toStandardOutput; }) {
                    writesToOutput = m_command.toStandardOutput;
                }
                fail(failure->error, exitCodeOf(failure->error, writesToOutput, console()));
            }
        }
    }

    Command m_command;
    BackupPassphrase m_passphrase;
    bool m_json;
    Shown m_shown;
    ProgressWords m_progress;
};

template <class Json>
std::string asJson(const Json& json) {
    return rpc::jsonText(json) + "\n";
}

Ending describedEnding(const protocol::BackupDescribed& described, bool json) {
    if (json) {
        return {asJson(rpc::backupDescribedJson(described))};
    }
    const protocol::BackupEntry& entry = described.entry;
    std::string text = entry.path + "\n" + std::string(rpc::backupStateName(entry.state)) + ": " +
                       contentsInWords(entry) + "\nof " + entry.database + " (" + entry.engine + ", " +
                       entry.serverVersion + "), " + described.begun + "\n\n";
    std::vector<std::vector<std::string>> rows{{"TYPE", "NAME", "ROWS"}};
    for (const protocol::BackupObject& object : described.objects) {
        rows.push_back({object.type, object.schema.empty() ? object.name : object.schema + "." + object.name,
                        object.rows ? std::to_string(*object.rows) : std::string()});
    }
    return {text + tableText(rows, true)};
}

Ending checkedEnding(const protocol::BackupChecked& checked, bool json) {
    if (json) {
        return {asJson(rpc::backupCheckedJson(checked))};
    }
    const protocol::BackupEntry& entry = checked.entry;
    std::string text = std::string(rpc::backupStateName(entry.state)) + ": " + contentsInWords(entry) + ", read in " +
                       timeInWords(checked.timeMs) + "\n";
    return {entry.trouble.empty() ? text : text + entry.trouble + "\n"};
}

Ending differingEnding(const protocol::BackupChecked& compared, bool json) {
    const int exitCode = compared.differences.empty() ? kExitOk : kExitFailed;
    return {json                           ? asJson(rpc::backupCheckedJson(compared))
            : compared.differences.empty() ? "Both backups hold the same.\n"
                                           : differencesInWords(compared.differences),
            exitCode};
}

/// Where the dump itself is on the standard output, this is said beside it.
Ending streamedEnding(const protocol::BackupUnpacked& unpacked, Console& console) {
    console.note("Unpacked " + sizeInWords(unpacked.bytes) + " (" + unpacked.format + ")");
    return {};
}

Ending unpackedEnding(const protocol::BackupUnpacked& unpacked, bool json) {
    return {json ? asJson(rpc::backupUnpackedJson(unpacked))
                 : "Unpacked " + sizeInWords(unpacked.bytes) + " (" + unpacked.format + ")\n"};
}

/// The word of `--passphrase-from`, or the terminal's where `--encrypt` asks for one. Errors: InvalidInput.
Result<std::optional<SecretWord>> passphraseWord(const Arguments& arguments) {
    if (!arguments.has("--passphrase-from")) {
        return arguments.has("--encrypt") ? std::optional(SecretWord{}) : std::nullopt;
    }
    Result<SecretWord> word = wordNow(arguments, "--passphrase-from");
    return word ? Result<std::optional<SecretWord>>(*std::move(word)) : std::unexpected(std::move(word.error()));
}

} // namespace

std::span<const VerbRule> backupVerbs() {
    return kBackupVerbs;
}

Result<std::unique_ptr<Task>> makeBackupTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                             Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const std::string_view action = lastWord(*arguments.verb);
    const bool json = arguments.value("--format") == "json";
    const auto list = [&](ListBackupsTask::Asked asked) -> Result<std::unique_ptr<Task>> {
        return std::make_unique<ListBackupsTask>(around, console, json, std::move(asked), std::move(done));
    };
    if (action == "list") {
        return list([](ListBackupsTask& task) { task.askFor(protocol::ListBackups{}); });
    }
    if (action == "scan") {
        return list([folder = absolutePath(arguments.operands[0])](ListBackupsTask& task) {
            task.askFor(protocol::ScanBackups{folder});
        });
    }
    if (action == "remove") {
        return list([id = arguments.operands[0], keep = arguments.has("--keep-file")](ListBackupsTask& task) {
            task.askFor(protocol::DeleteBackup{id, keep});
        });
    }
    Result<std::optional<SecretWord>> word = passphraseWord(arguments);
    if (!word) {
        return std::unexpected(std::move(word.error()));
    }
    if (action == "make" || action == "restore" || action == "compare" || arguments.operands.size() == 2) {
        if (action != "unpack" && action != "diff") {
            return makeBackupSessionTask(around, arguments, console, *std::move(word), std::move(done));
        }
    }
    const protocol::BackupName name = backupNamed(arguments.operands[0]);
    const auto read = [&]<class Command>(Command command, auto shown) -> Result<std::unique_ptr<Task>> {
        return std::make_unique<ReadBackupTask<Command>>(around, console, std::move(command), *std::move(word), json,
                                                         std::move(shown), std::move(done));
    };
    if (action == "show") {
        return read(protocol::DescribeBackup{name, {}}, describedEnding);
    }
    if (action == "diff" && (name.isStandardInput || arguments.operands[1] == kStreamName)) {
        return fail(ErrorKind::InvalidInput, "A backup that comes by the standard input is not compared.",
                    "Save it to a file, and name that.");
    }
    if (action == "drill" && name.isStandardInput) {
        return fail(ErrorKind::InvalidInput,
                    "A backup that comes by the standard input is read once, and a drill reads it more often.",
                    "Save it to a file, and name that.");
    }
    if (action == "diff") {
        return read(protocol::CompareBackups{name, {}, backupNamed(arguments.operands[1]), {}}, differingEnding);
    }
    if (action == "unpack" && arguments.operands[1] == kStreamName) {
        const Result<void> may =
            json ? fail(ErrorKind::InvalidInput, "The standard output is for the dump.", "Leave --format out.")
                 : checkOutput(console);
        if (!may) {
            return std::unexpected(may.error());
        }
        return read(
            protocol::UnpackBackup{name, {}, {}, true},
            [&console](const protocol::BackupUnpacked& unpacked, bool) { return streamedEnding(unpacked, console); });
    }
    if (action == "unpack") {
        return read(protocol::UnpackBackup{name, {}, absolutePath(arguments.operands[1])}, unpackedEnding);
    }
    if (action == "drill") {
        return read(protocol::DrillBackup{name, {}, {}}, drilledEnding);
    }
    return read(protocol::VerifyBackup{name, {}}, checkedEnding);
}

} // namespace dbv::cli
