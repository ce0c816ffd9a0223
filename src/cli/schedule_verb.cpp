// SPDX-License-Identifier: Apache-2.0
// `dbvis schedule`: backups that are made by themselves.
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "cli/backup_words.h"
#include "cli/schedule_words.h"
#include "cli/scope_options.h"
#include "cli/step_task.h"
#include "cli/verb_options.h"
#include "cli/verb_tasks.h"
#include "rpc/message.h"
#include "rpc/schedule_json.h"

namespace dbv::cli {

namespace {

constexpr std::array kOnlyReport{kReportFormat};
constexpr std::array kPlainScheduleOptions{
    OptionRule{"--connection", "", "NAME", "The saved connection whose database is backed up.", ""},
    OptionRule{"--all-databases", "", "", "Every database of its server, each into a file of its own.", ""},
    OptionRule{"--except", "", "NAME", "But not this database; may be given more than once.", ""},
    OptionRule{"--when", "", "WORDS",
               R"(When: "every weekday at 02:00", "every 6 hours", "on start", or as cron has it.)", ""},
    OptionRule{"--zone", "", "ZONE", "The time zone of these words (Europe/Berlin); the machine's by default.", ""},
    OptionRule{"--to", "-o", "FOLDER", "Where the backups go.", ""},
    OptionRule{"--compression", "", "KIND", "How they are made smaller; zstd by default.", "zstd|gzip|none"},
    OptionRule{"--level", "", "NUMBER", "How hard that is tried; 0 is the usual.", ""},
    OptionRule{"--passphrase-from", "", "SOURCE",
               "Encrypt them, with the passphrase that comes from there: stored:ID, command:LINE or environment:NAME.",
               ""},
    OptionRule{"--verify", "", "YESNO", "Whether each is read back; yes by default.", "yes|no"},
    OptionRule{"--drill", "", "PACE", "How often one is restored and compared; weekly by default.",
               "never|each|weekly|monthly"},
    OptionRule{"--drill-on", "", "NAME", "The saved connection beside whose database that is done.", ""},
    OptionRule{"--drill-locally", "", "YESNO",
               "Whether that is done on a server of this machine's own, which is started for it; no by default.",
               "yes|no"},
    OptionRule{"--keep-newest", "", "N", "Keep so many of the newest.", ""},
    OptionRule{"--keep-days", "", "N", "Keep those of the last so many days.", ""},
    OptionRule{"--keep-daily", "", "N", "Keep the best of each of the last so many days.", ""},
    OptionRule{"--keep-weekly", "", "N", "Keep the best of each of the last so many weeks.", ""},
    OptionRule{"--keep-monthly", "", "N", "Keep the best of each of the last so many months.", ""},
    OptionRule{"--keep-yearly", "", "N", "Keep the best of each of the last so many years.", ""},
    OptionRule{"--retries", "", "N", "How often a run that has failed is tried again; 3 by default.", ""},
    OptionRule{"--wait-for-power", "", "YESNO", "Whether it waits while the machine runs on its battery.", "yes|no"},
    OptionRule{"--disable", "", "", "Do not run it by itself.", ""},
};
constexpr auto kOwnScheduleOptions = joined(kPlainScheduleOptions, kScopeOptions);
constexpr auto kAddOptions = joined(kOwnScheduleOptions, kOnlyReport);
constexpr std::array kChangeAlone{
    OptionRule{"--name", "", "NAME", "Give it another name.", ""},
    OptionRule{"--enable", "", "", "Run it by itself again.", ""},
    OptionRule{"--whole", "", "", "Back the whole database of the connection up again, and no other.", ""},
    OptionRule{"--no-encryption", "", "", "Encrypt backups no more.", ""},
    kReportFormat,
};
constexpr auto kChangeOptions = joined(kOwnScheduleOptions, kChangeAlone);

constexpr std::array kScheduleVerbs{
    VerbRule{"schedule list", "", 0, 0, "Show the schedules of backups.", "", kOnlyReport},
    VerbRule{"schedule show", "<schedule>", 1, 1, "Show one of them, and what has become of it.", "", kOnlyReport},
    VerbRule{
        "schedule add", "<name>", 1, 1, "Back a saved connection up by itself from now on.",
        "Without rules of what to keep all backups are kept; the last one that is proved always is. An open window "
        "runs\nschedules, or the timer that dbvis schedule install sets up.\n",
        kAddOptions},
    VerbRule{"schedule change", "<schedule>", 1, 1, "Change what is said, and leave the rest.", "", kChangeOptions},
    VerbRule{"schedule remove", "<schedule>", 1, 1, "Remove a schedule; its backups stay.", "", kOnlyReport},
    VerbRule{"schedule run", "<schedule>", 1, 1, "Run it now, in a process of its own, and wait for that.", "",
             kOnlyReport},
    VerbRule{"schedule stop", "<schedule>", 1, 1, "Ask the run that is under way to end.", "", kOnlyReport},
    VerbRule{"schedule due",
             "",
             0,
             0,
             "Run everything that is due now.",
             "This is what timers call. It is quiet when all goes well; a run that fails is told on the error output, "
             "and so is a state\nfile that was damaged while no schedule is kept in its place.\n",
             {}},
    VerbRule{"schedule export", "<file>", 1, 1, "Write all schedules and the catalogue of backups to a file.", "",
             kOnlyReport},
    VerbRule{"schedule import", "<file>", 1, 1, "Add what such a file has.",
             "Schedules come disabled, so that no two machines run the same one unless that is wished.\n", kOnlyReport},
};

std::string asText(const QJsonObject& json) {
    return rpc::jsonText(json) + "\n";
}

/// One question after the other about schedules; the last answer is shown.
class ScheduleTask final : public StepTask {
public:
    using Steps = std::function<void(ScheduleTask&)>;

    ScheduleTask(const Surroundings& around, Console& console, bool json, Steps steps, Done done)
        : StepTask(around, console, std::move(done)), m_json(json), m_steps(std::move(steps)) {}

    void start() override { m_steps(*this); }

    template <class Command>
    void show(Command command) {
        hold(bus().send(std::move(command), [this](const protocol::Event& event, bool) { hear(event); }));
    }
    /// Goes on with the schedule of a name.
    void find(const std::string& name, const std::function<void(const protocol::ScheduleEntry&)>& then) {
        ask(protocol::ListSchedules{}, [this, name, then](const protocol::SchedulesListed& listed) {
            for (const protocol::ScheduleEntry& entry : listed.entries) {
                if (entry.config.name == name || entry.id == name) {
                    then(entry);
                    return;
                }
            }
            note(listed.notices);
            fail(makeError(ErrorKind::NotFound, "There is no schedule \"" + name + "\".",
                           "dbvis schedule list shows them."));
        });
    }
    void showOne(const protocol::ScheduleEntry& entry) {
        finish(m_json ? asText(rpc::scheduleSavedJson({entry})) : scheduleInWords(entry));
    }
    /// Saves what the options say.
    void save(const std::string& id, const Arguments& arguments, protocol::ScheduleConfig config) {
        Result<protocol::ScheduleConfig> said = configBy(arguments, std::move(config));
        if (!said) {
            fail(said.error());
            return;
        }
        show(protocol::SaveSchedule{id, *std::move(said)});
    }

private:
    void hear(const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
            console().progress(m_progress.told(*progress));
        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
            fail(failure->error);
        } else if (const auto* listed = std::get_if<protocol::SchedulesListed>(&event)) {
            note(listed->notices);
            finish(m_json ? asText(rpc::scheduleListJson(*listed))
                          : schedulesTable(*listed, console().outIsTerminal()));
        } else if (const auto* saved = std::get_if<protocol::ScheduleSaved>(&event)) {
            showOne(saved->entry);
        } else if (const auto* ended = std::get_if<protocol::ScheduledRunEnded>(&event)) {
            note(ended->notices);
            const bool isWell = ended->entry.state.outcome == protocol::RunOutcome::Succeeded;
            finish(m_json ? asText(rpc::scheduledRunJson(*ended)) : runInWords(*ended), isWell ? kExitOk : kExitFailed);
        } else if (const auto* exchanged = std::get_if<protocol::SchedulesExchanged>(&event)) {
            note(exchanged->notices);
            const std::string schedules =
                exchanged->schedules == 1 ? "1 schedule" : std::to_string(exchanged->schedules) + " schedules";
            const std::string backups =
                exchanged->backups == 1 ? "1 backup" : std::to_string(exchanged->backups) + " backups";
            finish(m_json ? asText(rpc::schedulesExchangedJson(*exchanged)) : schedules + ", " + backups + "\n");
        }
    }

    bool m_json;
    Steps m_steps;
    ProgressWords m_progress;
};

/// Runs what is due, one behind the other; each in a process of its own.
class DueTask final : public StepTask {
public:
    using StepTask::StepTask;

    void start() override {
        ask(protocol::ListSchedules{}, [this](const protocol::SchedulesListed& listed) {
            // A schedule that is not readable does not run, nor does one in a state file that was damaged: a timer tells that by the
            // exit code alone.
            note(listed.notices);
            m_exitCode = listed.notices.empty() ? kExitOk : kExitFailed;
            for (const protocol::ScheduleEntry& entry : listed.entries) {
                if (entry.dueSince != 0 && entry.waitsFor.empty() && entry.trouble.empty()) {
                    m_due.push_back(entry.id);
                } else if (entry.config.enabled && !entry.trouble.empty()) {
                    console().note("dbvis: \"" + entry.config.name + "\" can't run: " + entry.trouble);
                    m_exitCode = kExitFailed;
                }
            }
            next();
        });
    }

private:
    void next() {
        if (m_due.empty()) {
            finish({}, m_exitCode);
            return;
        }
        const std::string id = m_due.back();
        m_due.pop_back();
        hold(bus().send(protocol::StartScheduledRun{id, true}, [this](const protocol::Event& event, bool last) {
            if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                // Somebody else was faster.
                if (failure->error.kind != ErrorKind::Busy) {
                    console().error(failure->error);
                    m_exitCode = kExitFailed;
                }
            } else if (const auto* ended = std::get_if<protocol::ScheduledRunEnded>(&event)) {
                const protocol::RunOutcome outcome = ended->entry.state.outcome;
                if (outcome != protocol::RunOutcome::Succeeded && outcome != protocol::RunOutcome::Skipped) {
                    console().note("dbvis: " + runInWords(*ended));
                    m_exitCode = kExitFailed;
                } else if (ended->entry.state.missed > 0) {
                    console().note("dbvis: " + runInWords(*ended));
                }
            }
            if (last) {
                next();
            }
        }));
    }

    std::vector<std::string> m_due;
    int m_exitCode = kExitOk;
};

} // namespace

std::span<const VerbRule> scheduleVerbs() {
    return kScheduleVerbs;
}

Result<std::unique_ptr<Task>> makeScheduleTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                               Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const std::string_view action = lastWord(*arguments.verb);
    if (action == "due") {
        return std::make_unique<DueTask>(around, console, std::move(done));
    }
    const std::string operand = arguments.operands.empty() ? std::string() : arguments.operands[0];
    const auto task = [&](ScheduleTask::Steps steps) -> Result<std::unique_ptr<Task>> {
        return std::make_unique<ScheduleTask>(around, console, arguments.value("--format") == "json", std::move(steps),
                                              std::move(done));
    };
    if (action == "list") {
        return task([](ScheduleTask& steps) { steps.show(protocol::ListSchedules{}); });
    }
    if (action == "show") {
        return task([operand](ScheduleTask& steps) {
            steps.find(operand, [&steps](const protocol::ScheduleEntry& entry) { steps.showOne(entry); });
        });
    }
    if (action == "add") {
        return task([operand, arguments](ScheduleTask& steps) {
            protocol::ScheduleConfig config;
            config.name = operand;
            steps.save({}, arguments, std::move(config));
        });
    }
    if (action == "change") {
        return task([operand, arguments](ScheduleTask& steps) {
            steps.find(operand, [&steps, arguments](const protocol::ScheduleEntry& entry) {
                steps.save(entry.id, arguments, entry.config);
            });
        });
    }
    if (action == "remove") {
        return task([operand](ScheduleTask& steps) { steps.show(protocol::RemoveSchedule{operand}); });
    }
    if (action == "run") {
        return task([operand](ScheduleTask& steps) { steps.show(protocol::StartScheduledRun{operand, false}); });
    }
    if (action == "stop") {
        return task([operand](ScheduleTask& steps) { steps.show(protocol::StopScheduledRun{operand}); });
    }
    const std::string file = absolutePath(operand);
    return action == "export" ? task([file](ScheduleTask& steps) { steps.show(protocol::ExportSchedules{file}); })
                              : task([file](ScheduleTask& steps) { steps.show(protocol::ImportSchedules{file}); });
}

} // namespace dbv::cli
