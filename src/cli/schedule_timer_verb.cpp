// SPDX-License-Identifier: Apache-2.0
// `dbvis schedule install` and `uninstall`: the timer of the system that runs what is due while no window is open.
#include <array>
#include <string>
#include <utility>

#include <QByteArray>
#include <QCryptographicHash>

#include "cli/step_task.h"
#include "cli/verb_options.h"
#include "cli/verb_tasks.h"
#include "machine/timer_entry.h"

namespace dbv::cli {

namespace {

constexpr OptionRule kTimer{"--timer", "", "TIMER", "Which one; by default what this kind of system has.",
                            "cron|systemd|launchd|tasks"};
constexpr std::array kInstallOptions{
    kTimer,
    OptionRule{"--show", "", "", "Change nothing, and write what would be done.", ""},
};
constexpr std::array kUninstallOptions{kTimer};

constexpr std::array kTimerVerbs{
    VerbRule{"schedule install", "", 0, 0, "Have the system run what is due, also while no window is open.",
             "The timer calls dbvis schedule due every five minutes, for this data directory. Once more is the same.\n",
             kInstallOptions},
    VerbRule{"schedule uninstall", "", 0, 0, "Take that timer away.", "", kUninstallOptions},
};

/// The call for a data directory.
machine::TimedCall callFor(const Surroundings& around) {
    const QByteArray hash =
        QCryptographicHash::hash(QByteArray::fromStdString(around.dataDirectory.string()), QCryptographicHash::Sha256);
    constexpr int kDigits = 8;
    return {around.program.string(),
            {"--data-dir", around.dataDirectory.string(), "schedule", "due"},
            "db-visualizer-backups-" + hash.toHex().left(kDigits).toStdString()};
}

std::string shownInstall(machine::Timer timer, const machine::TimedCall& call) {
    if (timer == machine::Timer::Cron) {
        return machine::cronTable({}, call.name, call);
    }
    std::string text;
    for (const machine::TimerFile& file : machine::timerFiles(timer, call)) {
        text += "# " + file.path.string() + "\n" + file.text + "\n";
    }
    for (const QStringList& command : machine::timerCommands(timer, call, true)) {
        text += "$ " + command.join(QLatin1Char(' ')).toStdString() + "\n";
    }
    return text;
}

/// Changes the timer, and says what it has done.
class TimerTask final : public StepTask {
public:
    TimerTask(const Surroundings& around, Console& console, machine::Timer timer, bool installs, bool onlyShows,
              Done done)
        : StepTask(around, console, std::move(done)),
          m_call(callFor(around)),
          m_timer(timer),
          m_installs(installs),
          m_onlyShows(onlyShows) {}

    void start() override {
        if (m_onlyShows) {
            finish(shownInstall(m_timer, m_call));
            return;
        }
        const Result<void> changed =
            m_installs ? machine::installTimer(m_timer, m_call) : machine::removeTimer(m_timer, m_call);
        if (!changed) {
            fail(changed.error());
            return;
        }
        const std::string name = std::string(machine::timerName(m_timer));
        finish(m_installs ? name + " looks every five minutes for backups that are due.\n" +
                                (m_timer == machine::Timer::Systemd
                                     ? "While you are logged in: loginctl enable-linger makes it so always.\n"
                                     : std::string())
                          : name + " looks no more for backups that are due.\n");
    }

private:
    machine::TimedCall m_call;
    machine::Timer m_timer;
    bool m_installs;
    bool m_onlyShows;
};

} // namespace

std::span<const VerbRule> timerVerbs() {
    return kTimerVerbs;
}

Result<std::unique_ptr<Task>> makeTimerTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                            Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const machine::Timer timer = machine::timerNamed(arguments.value("--timer")).value_or(machine::usualTimer());
    return std::make_unique<TimerTask>(around, console, timer, lastWord(*arguments.verb) == "install",
                                       arguments.has("--show"), std::move(done));
}

} // namespace dbv::cli
