// SPDX-License-Identifier: Apache-2.0
// `dbvis job run`: one run of a schedule, in this process.
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "cli/backup_words.h"
#include "cli/schedule_words.h"
#include "cli/step_task.h"
#include "cli/verb_options.h"
#include "cli/verb_tasks.h"
#include "rpc/message.h"
#include "rpc/schedule_json.h"

namespace dbv::cli {

namespace {

constexpr std::array kJobOptions{
    OptionRule{"--due", "", "", "Run it only if it is due.", ""},
    kReportFormat,
};
constexpr std::array kJobVerbs{
    VerbRule{
        "job run", "<schedule>", 1, 1, "Run a schedule in this process.",
        "This is what an open window and dbvis schedule start for each run. Nobody is asked anything: passwords come "
        "from\nwhere the saved connection says.\n",
        kJobOptions},
};

/// Begins a run, opens the connections that it needs, has the work done, and ends it, whatever happens.
class JobTask final : public StepTask {
public:
    JobTask(const Surroundings& around, Console& console, std::string name, bool onlyDue, bool json, Done done)
        : StepTask(around, console, std::move(done)), m_name(std::move(name)), m_onlyDue(onlyDue), m_json(json) {}

    void start() override {
        ask(protocol::BeginScheduledRun{m_name, m_onlyDue}, [this](const protocol::ScheduledRunBegun& begun) {
            m_entry = begun.entry;
            open(m_entry.config.connection, [this](ConnectionId connection) {
                m_connection = connection;
                openForDrill();
            });
        });
    }
    void interrupt(int signal) override {
        // The run is ended by the engine, which tells so; then the program goes.
        m_signal = signal;
        bus().tell(protocol::CancelRequest{request()});
    }

private:
    template <class Then>
    void open(const std::string& connection, Then then) {
        protocol::ConnectionTarget target;
        target.saved = connection;
        hold(bus().ask(
            protocol::OpenConnection{std::move(target)},
            [then](const protocol::ConnectionOpened& opened) { then(opened.facts.connection); },
            [this, connection](const Error& error) {
                giveUp("The connection \"" + connection + "\" could not be opened: " + error.message +
                       (error.hint.empty() ? "" : " " + error.hint));
            }));
    }
    void openForDrill() {
        const std::string& other = m_entry.config.drillConnection;
        if (other.empty() || other == m_entry.config.connection) {
            work({});
            return;
        }
        open(other, [this](ConnectionId connection) { work(connection); });
    }
    void work(std::optional<ConnectionId> drillConnection) {
        hold(bus().send(protocol::DoScheduledRun{m_entry.id, m_connection, drillConnection},
                        [this](const protocol::Event& event, bool) { hear(event); }));
    }
    void hear(const protocol::Event& event) {
        if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
            console().progress(m_progress.told(*progress));
        } else if (const auto* ended = std::get_if<protocol::ScheduledRunEnded>(&event)) {
            tell(*ended);
        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
            // Where the work was not even begun, the run is still to be ended.
            giveUp(failure->error.message);
        }
    }
    void giveUp(const std::string& trouble) {
        hold(bus().ask(
            protocol::FailScheduledRun{m_entry.id, trouble},
            [this](const protocol::ScheduledRunEnded& ended) { tell(ended); },
            [this, trouble](const Error&) {
                fail(makeError(ErrorKind::Cancelled, trouble, {}), m_signal ? kExitSignal + *m_signal : kExitFailed);
            }));
    }
    void tell(const protocol::ScheduledRunEnded& ended) {
        for (const Notice& notice : ended.notices) {
            console().note(notice.severity + ": " + notice.message);
        }
        const bool isWell = ended.entry.state.outcome == protocol::RunOutcome::Succeeded;
        const int exitCode = m_signal ? kExitSignal + *m_signal : isWell ? kExitOk : kExitFailed;
        if (!isWell && !m_json) {
            console().note("dbvis: " + runInWords(ended));
            finish({}, exitCode);
            return;
        }
        finish(m_json ? rpc::jsonText(rpc::scheduledRunJson(ended)) + "\n" : runInWords(ended), exitCode);
    }

    std::string m_name;
    bool m_onlyDue;
    bool m_json;
    protocol::ScheduleEntry m_entry;
    ConnectionId m_connection;
    std::optional<int> m_signal;
    ProgressWords m_progress;
};

} // namespace

std::span<const VerbRule> jobVerbs() {
    return kJobVerbs;
}

Result<std::unique_ptr<Task>> makeJobTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                          Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    return std::make_unique<JobTask>(around, console, arguments.operands[0], arguments.has("--due"),
                                     arguments.value("--format") == "json", std::move(done));
}

} // namespace dbv::cli
