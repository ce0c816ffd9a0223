// SPDX-License-Identifier: Apache-2.0
// `dbvis run`: scripts from the disk.
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "cli/database_task.h"
#include "cli/input_copy.h"
#include "cli/verb_options.h"
#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

constexpr std::array kOwnRunOptions{
    OptionRule{"--connection", "", "NAME", "The saved connection to run it on.", ""},
    OptionRule{"--url", "", "TARGET", "The database file or URL to run it on.", ""},
    OptionRule{"--transaction", "", "HOW",
               "none (as the script says), one for each file, or how many statements are committed together.", ""},
    OptionRule{"--encoding", "", "NAME", "The encoding of the scripts, where it can not be found out.",
               "utf-8|utf-16le|utf-16be|latin1|windows-1252|bytes"},
    OptionRule{"--continue-from", "", "PLACE", "Begin at this line, or at byte:N of the unpacked script.", ""},
    OptionRule{"--keep-going", "", "", "Run the statements behind one that failed.", ""},
    OptionRule{"--progress", "", "", "Say each second how far it is, also where no terminal is.", ""},
    OptionRule{"--yes", "", "", "Confirm what the connection's safety would ask about.", ""},
    kReadOnlyOption,
    kSafetyOption,
};
constexpr auto kRunOptions = joined(kOwnRunOptions, kLoginOptions);

constexpr std::array kRunVerbs{
    VerbRule{
        "run", "FILE...", 1, 10000, "Run scripts from the disk, whatever their size.",
        "Each statement is sent once; - is the input. Scripts may be packed (gzip, zstd, xz). What psql, sqlite3 and "
        "the\n"
        "client of MySQL obey in scripts is obeyed as far as it matters (\\i, \\if, \\set, \\gset, \\gexec, .read, "
        "source,\n"
        "DELIMITER, the rows behind a COPY), and said where not. Rows of results are not written: see dbvis query -f.\n"
        "An error names file, line and column, and from where to go on (--continue-from): what the script sets before\n"
        "that place is set again (SET, USE, PRAGMA, ATTACH and the like); a transaction that it begins before it is "
        "not\n"
        "begun again, and that is said.\n"
        "With --transaction one what a file does is kept together or not at all (MySQL and MariaDB commit by "
        "themselves\n"
        "at CREATE and the like); where a failure has ended its transaction, nothing behind it is run, also with\n"
        "--keep-going. LOCK TABLES (MySQL, MariaDB) does not go with --transaction.\n",
        kRunOptions},
};

constexpr const char* kInputName = "the input";

std::string inWords(std::uint64_t bytes) {
    static constexpr std::array<const char*, 5> kUnits{"bytes", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    auto value = static_cast<double>(bytes);
    while (value >= 1000 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    std::array<char, 32> text{};
    static_cast<void>(unit == 0 ? std::snprintf(text.data(), text.size(), "%.0f", value)
                                : std::snprintf(text.data(), text.size(), "%.1f", value));
    return std::string(text.data()) + " " + kUnits[unit];
}

std::string timeInWords(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::max(0L, std::lround(seconds)));
    return whole < 60     ? std::to_string(whole) + " s"
           : whole < 3600 ? std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s"
                          : std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

std::string placeInWords(const protocol::FilePlace& place) {
    return place.file + ", line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

std::string scriptProgressInWords(const protocol::ScriptProgressed& progress) {
    std::string text = progress.phase == "check"  ? "looking through "
                       : progress.phase == "skip" ? "passing over "
                                                  : std::string();
    text += inWords(progress.bytes);
    text += progress.totalBytes > 0 ? " of " + inWords(progress.totalBytes) : std::string();
    if (progress.phase == "run") {
        text += ", " + std::to_string(progress.statements) + " statements, " +
                std::to_string(static_cast<std::uint64_t>(progress.statementsPerSecond)) + "/s";
    }
    text += progress.secondsLeft ? ", " + timeInWords(*progress.secondsLeft) + " left" : std::string();
    return text + (progress.failed > 0 ? ", " + std::to_string(progress.failed) + " failed" : std::string());
}

/// Whether what a path leads to can be read twice; what is not there is told of by who reads it.
bool isRegularFile(const std::string& path) {
    struct stat status{};
    return path != "-" && (::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode));
}

struct RunPlan {
    std::vector<std::string> files;
    protocol::RunScriptFile command;
    bool confirmed = false;
    bool progress = false;
};

class RunTask final : public DatabaseTask {
public:
    RunTask(const Surroundings& around, Console& console, Login login, RunPlan plan, Done done)
        : DatabaseTask(around, console, std::move(login), std::move(done)), m_plan(std::move(plan)) {}

private:
    void run(const protocol::ConnectionFacts& facts) override {
        m_plan.command.connection = facts.connection;
        m_mustCopy = facts.safety == Safety::Confirm;
        next();
    }
    void next() {
        if (m_file == m_plan.files.size()) {
            end(m_failed ? kExitFailed : kExitOk);
            return;
        }
        const std::string& file = m_plan.files[m_file++];
        m_listed = 0;
        m_sent = false;
        m_plan.command.confirm.clear();
        m_plan.command.descriptor.reset();
        const bool isInput = file == "-";
        m_plan.command.path = isInput ? kInputName : file;
        if (isInput && !m_mustCopy) {
            m_plan.command.descriptor = console().streams().in;
        } else if (m_mustCopy && !isRegularFile(file)) {
            copyFirst(isInput);
            return;
        }
        send();
    }
    /// What is looked through before it runs is read twice, which a pipe is not.
    void copyFirst(bool isInput) {
        const auto copied = [this](const Result<int>& copy) {
            if (copy) {
                m_plan.command.descriptor = *copy;
                send();
                return;
            }
            if (copy.error().kind == ErrorKind::Cancelled) {
                tellStopped();
            } else {
                console().error(copy.error());
            }
            end(kExitFailed);
        };
        m_input.emplace();
        isInput ? m_input->start(console().streams().in, copied) : m_input->start(m_plan.command.path, copied);
    }
    void tellStopped() { console().note("dbvis: stopped before anything of " + m_plan.command.path + " was sent."); }
    void send() {
        hold(around().bus.send(m_plan.command, [this](const protocol::Event& event, bool) { hear(event); }));
    }
    void interrupted() override {
        if (m_input) {
            m_input->stop();
        }
    }
    [[nodiscard]] std::string unconfirmed() const override { return m_sent ? "the script" : std::string(); }

    void hear(const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::ScriptProgressed>(&event)) {
            tellProgress(*progress);
        } else if (const auto* failed = std::get_if<protocol::ScriptStatementFailed>(&event)) {
            tellFailure(*failed);
        } else if (const auto* notice = std::get_if<protocol::NoticeRaised>(&event)) {
            console().note(notice->notice.severity + ": " + notice->notice.message);
        } else if (const auto* awaited = std::get_if<protocol::SessionAwaited>(&event)) {
            console().note("info: " + awaited->message);
        } else if (const auto* finished = std::get_if<protocol::ScriptFinished>(&event)) {
            tellEnd(*finished);
        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
            refused(*failure);
        }
    }
    void tellProgress(const protocol::ScriptProgressed& progress) {
        // Told with the first statement, too.
        if (progress.phase == "run" && !std::exchange(m_sent, true)) {
            renewLastWords();
        }
        const auto now = std::chrono::steady_clock::now();
        if (m_plan.progress && !console().errIsTerminal() && now >= m_nextLine) {
            m_nextLine = now + std::chrono::seconds(1);
            console().note("dbvis: " + scriptProgressInWords(progress));
        }
        console().progress(scriptProgressInWords(progress));
    }
    void tellFailure(const protocol::ScriptStatementFailed& failed) {
        ++m_listed;
        Error error = failed.error;
        error.where.reset();
        error.message += "\n  at " + placeInWords(failed.at.value_or(failed.place));
        // With transactions that were chosen, the script's own COMMIT is left out: this is the program's, and in no line.
        const bool isCommit =
            m_plan.command.transactions != protocol::ScriptTransactions::AsWritten && failed.text == "COMMIT";
        if (!failed.text.empty() && !isCommit) {
            error.message += "\n  in the statement of line " + std::to_string(failed.place.line) + ": " + failed.text;
        }
        console().error(error);
    }
    void tellEnd(const protocol::ScriptFinished& finished) {
        const std::optional<protocol::ScriptStatementFailed>& by = finished.stoppedBy;
        m_failed = m_failed || finished.failed > 0 || by;
        if (by && by->error.kind == ErrorKind::Cancelled && by->error.damage == Damage::None) {
            console().note("dbvis: stopped before " + placeInWords(by->place) + ".");
        }
        if (finished.failed > m_listed) {
            const std::uint64_t more = finished.failed - m_listed;
            console().note("dbvis: " + std::to_string(more) +
                           (more == 1 ? " more statement has failed, which is not listed: "
                                      : " more statements have failed, which are not listed: ") +
                           std::to_string(finished.failed) + " in all.");
        }
        if (console().errIsTerminal() || m_plan.progress) {
            console().note("dbvis: " + std::to_string(finished.statements) + " statements, " +
                           std::to_string(finished.failed) + " failed, " + inWords(finished.bytes) + " in " +
                           timeInWords(finished.timeMs / 1000) + ".");
        }
        if (finished.continueFrom) {
            const bool line = finished.continueFrom->column == 1;
            console().note("  To go on from there: --continue-from " +
                           (line ? std::to_string(finished.continueFrom->line)
                                 : "byte:" + std::to_string(finished.continueFrom->offset)));
        }
        if (!by && finished.transaction != TransactionState::None) {
            m_failed = true;
            console().note("dbvis: the transaction was not committed, so its changes are rolled back.\n"
                           "  End the script with COMMIT to keep them.");
        }
        if (by && m_plan.command.stopOnError) {
            end(kExitFailed);
            return;
        }
        next();
    }
    void refused(const protocol::RequestFailed& failure) {
        if (failure.confirmation && m_plan.confirmed && m_plan.command.confirm.empty()) {
            m_plan.command.confirm = failure.confirmation->token;
            send();
            return;
        }
        if (failure.error.kind == ErrorKind::Cancelled && failure.error.damage == Damage::None) {
            tellStopped();
            end(kExitFailed);
            return;
        }
        Error error = failure.error;
        error.where.reset();
        if (!failure.confirmation) {
            console().error(error);
            end(kExitFailed);
            return;
        }
        confirm(failure, {}, [this, error, token = failure.confirmation->token](bool meant) {
            if (meant) {
                m_plan.command.confirm = token;
                send();
                return;
            }
            console().error(unconfirmedError(error));
            end(kExitFailed);
        });
    }

    RunPlan m_plan;
    /// Of the file that runs, where that is a pipe.
    std::optional<InputCopy> m_input;
    std::size_t m_file = 0;
    bool m_mustCopy = false;
    bool m_failed = false;
    /// A statement of the file was sent.
    bool m_sent = false;
    /// Of the failures in a file, those that were told.
    std::uint64_t m_listed = 0;
    std::chrono::steady_clock::time_point m_nextLine;
};

/// That all scripts are there and may be read, before any of them runs. What comes from a pipe is left alone.
Result<void> lookForScripts(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
        struct stat status{};
        int code = file == "-" || (::stat(file.c_str(), &status) == 0 && ::access(file.c_str(), R_OK) == 0) ? 0 : errno;
        code = code == 0 && S_ISDIR(status.st_mode) ? EISDIR : code;
        if (code != 0) {
            return fail(ErrorKind::IoError,
                        "The script " + file + " can not be read: " + std::generic_category().message(code) +
                            ". Nothing was run.",
                        "See whether the file is there and may be read.");
        }
    }
    return {};
}

std::optional<std::uint64_t> wholeNumber(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Result<RunPlan> runPlanOf(const Arguments& arguments) {
    RunPlan plan;
    plan.files = arguments.operands;
    plan.confirmed = arguments.has("--yes");
    plan.progress = arguments.has("--progress");
    plan.command.source = protocol::StatementSource::CommandLine;
    plan.command.encoding = arguments.value("--encoding");
    plan.command.stopOnError = !arguments.has("--keep-going");
    const std::string_view transaction = arguments.value("--transaction", "none");
    if (const std::optional<std::uint64_t> every = wholeNumber(transaction); every && *every > 0) {
        plan.command.transactions = protocol::ScriptTransactions::Every;
        plan.command.every = *every;
    } else if (transaction == "one") {
        plan.command.transactions = protocol::ScriptTransactions::One;
    } else if (transaction != "none") {
        return fail(ErrorKind::InvalidInput,
                    "--transaction must be none, one, or a number of statements, not " + std::string(transaction) + ".",
                    "See dbvis run --help.");
    }
    if (!arguments.has("--continue-from")) {
        return plan;
    }
    const std::string_view given = arguments.value("--continue-from");
    static constexpr std::string_view kByte = "byte:";
    const bool byByte = given.starts_with(kByte);
    const std::optional<std::uint64_t> number = wholeNumber(given.substr(byByte ? kByte.size() : 0));
    if (!number || (*number == 0 && !byByte)) {
        return fail(ErrorKind::InvalidInput,
                    "--continue-from takes a line (1, 2, ...) or byte:N of the unpacked script (byte:0, byte:1, ...), "
                    "not " +
                        std::string(given) + ".",
                    "Give the place that the failure has named, or see dbvis run --help.");
    }
    if (plan.files.size() != 1) {
        return fail(ErrorKind::InvalidInput,
                    "--continue-from is for one script, and " + std::to_string(plan.files.size()) + " were given.",
                    "Go on in the one that has failed, and run the others behind it.");
    }
    plan.command.from = {byByte ? protocol::ScriptStart::By::Offset : protocol::ScriptStart::By::Line, *number};
    return plan;
}

} // namespace

std::span<const VerbRule> runVerbs() {
    return kRunVerbs;
}

Result<std::unique_ptr<Task>> makeRunTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                          Task::Done done) {
    if (arguments.has("--connection") == arguments.has("--url")) {
        return fail(ErrorKind::InvalidInput, "Say once where to run it: --connection NAME or --url TARGET.",
                    "See dbvis run --help.");
    }
    Result<RunPlan> plan = runPlanOf(arguments);
    if (!plan) {
        return std::unexpected(std::move(plan.error()));
    }
    if (Result<void> there = lookForScripts(plan->files); !there) {
        return std::unexpected(std::move(there.error()));
    }
    const std::string target = arguments.has("--url") ? std::string(arguments.value("--url"))
                                                      : "@" + std::string(arguments.value("--connection"));
    Result<Login> login = loginOf(target, arguments, Safety::Confirm);
    if (!login) {
        return std::unexpected(std::move(login.error()));
    }
    return std::make_unique<RunTask>(around, console, *std::move(login), std::move(*plan), std::move(done));
}

} // namespace dbv::cli
