// SPDX-License-Identifier: Apache-2.0
#include "machine/timer_entry.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <QDir>
#include <QProcess>
#include <QSaveFile>
#include <QStandardPaths>

#include "settings/file_paths.h"

namespace dbv::machine {

namespace {

constexpr auto kTimers = std::to_array<std::pair<Timer, std::string_view>>({
    {Timer::Cron, "cron"},
    {Timer::Systemd, "systemd"},
    {Timer::Launchd, "launchd"},
    {Timer::TaskScheduler, "tasks"},
});

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

std::vector<std::string> wordsOf(const TimedCall& call) {
    std::vector<std::string> words{call.program};
    words.insert(words.end(), call.arguments.begin(), call.arguments.end());
    return words;
}

/// As a POSIX shell reads it.
std::string shellWord(const std::string& word) {
    return "'" + replaced(word, "'", R"('\'')") + "'";
}

/// As a unit file of systemd has it. Source: systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers".
std::string unitWord(const std::string& word) {
    std::string text = replaced(word, "\\", "\\\\");
    text = replaced(std::move(text), "\"", "\\\"");
    text = replaced(std::move(text), "%", "%%");
    return "\"" + replaced(std::move(text), "$", "$$") + "\"";
}

std::string xmlText(const std::string& word) {
    return replaced(replaced(replaced(word, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

/// As a program of Windows reads it. Source: CommandLineToArgvW.
std::string windowsWord(const std::string& word) {
    return "\"" + replaced(word, "\"", "\\\"") + "\"";
}

template <class Quote>
std::string commandLine(const TimedCall& call, Quote quote) {
    std::string line;
    for (const std::string& word : wordsOf(call)) {
        line += line.empty() ? "" : " ";
        line += quote(word);
    }
    return line;
}

std::filesystem::path homeFolder(const char* name) {
    return settings::pathFrom(QDir::homePath()) / name;
}

std::filesystem::path unitFolder() {
    const QString config = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return settings::pathFrom(config) / "systemd" / "user";
}

std::vector<TimerFile> systemdFiles(const TimedCall& call) {
    return {{unitFolder() / (call.name + ".service"),
             "[Unit]\nDescription=Backups of DB Visualizer that are due\n\n[Service]\nType=oneshot\nExecStart=" +
                 commandLine(call, unitWord) + "\n"},
            {unitFolder() / (call.name + ".timer"),
             "[Unit]\nDescription=Look for backups of DB Visualizer that are due\n\n[Timer]\nOnCalendar=*:0/5\n"
             "Persistent=true\n\n[Install]\nWantedBy=timers.target\n"}};
}

std::vector<TimerFile> launchdFiles(const TimedCall& call) {
    std::string words;
    for (const std::string& word : wordsOf(call)) {
        words += "    <string>" + xmlText(word) + "</string>\n";
    }
    return {{homeFolder("Library") / "LaunchAgents" / (call.name + ".plist"),
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
             "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
             "<plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>" +
                 xmlText(call.name) + "</string>\n  <key>ProgramArguments</key>\n  <array>\n" + words +
                 "  </array>\n  <key>StartInterval</key>\n  <integer>300</integer>\n  <key>RunAtLoad</key>\n"
                 "  <true/>\n</dict>\n</plist>\n"}};
}

std::string beginMark(std::string_view name) {
    return "# begin " + std::string(name);
}

std::string endMark(std::string_view name) {
    return "# end " + std::string(name);
}

/// Runs a program of the system, with a text as its input. Errors: Unsupported where it is not there; IoError with its words.
Result<std::string> answerOf(const QStringList& command, const std::string& input = {}) {
    constexpr int kPatienceMs = 20'000;
    QProcess process;
    process.start(command.first(), command.mid(1));
    if (!process.waitForStarted(kPatienceMs)) {
        return fail(ErrorKind::Unsupported,
                    "There is no program \"" + command.first().toStdString() + "\" on this machine.",
                    "Choose another timer: cron, systemd, launchd or tasks.");
    }
    process.write(input.data(), static_cast<qint64>(input.size()));
    process.closeWriteChannel();
    const bool isOver = process.waitForFinished(kPatienceMs);
    if (!isOver || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        const std::string said = process.readAllStandardError().trimmed().toStdString();
        return fail(ErrorKind::IoError,
                    "\"" + command.join(QLatin1Char(' ')).toStdString() + "\" has failed" +
                        (said.empty() ? std::string(".") : ": " + said),
                    "Choose another timer with --timer, or let --show write what you can install yourself.");
    }
    return process.readAllStandardOutput().toStdString();
}

Result<void> changeCron(std::string_view name, const std::optional<TimedCall>& call) {
    const QString crontab = QStringLiteral("crontab");
    // Of somebody who has no table it is an error.
    const Result<std::string> table = answerOf({crontab, QStringLiteral("-l")});
    if (!table && table.error().kind == ErrorKind::Unsupported) {
        return std::unexpected(table.error());
    }
    const std::string before = table.value_or(std::string());
    const std::string after = cronTable(before, name, call);
    if (after == before) {
        return {};
    }
    const Result<std::string> written = answerOf({crontab, QStringLiteral("-")}, after);
    return written ? Result<void>() : std::unexpected(written.error());
}

Result<void> writeFile(const TimerFile& file) {
    QDir().mkpath(settings::qtPath(file.path.parent_path()));
    QSaveFile saved(settings::qtPath(file.path));
    if (!saved.open(QIODevice::WriteOnly) || saved.write(file.text.data(), static_cast<qint64>(file.text.size())) < 0 ||
        !saved.commit()) {
        return std::unexpected(settings::pathError("Could not write", file.path, saved.errorString().toStdString()));
    }
    return {};
}

} // namespace

std::string_view timerName(Timer timer) {
    const auto* const found = std::ranges::find(kTimers, timer, [](const auto& each) { return each.first; });
    return found == kTimers.end() ? std::string_view() : found->second;
}

std::optional<Timer> timerNamed(std::string_view name) {
    const auto* const found = std::ranges::find(kTimers, name, [](const auto& each) { return each.second; });
    return found == kTimers.end() ? std::nullopt : std::optional(found->first);
}

Timer usualTimer() {
#if defined(Q_OS_WIN)
    return Timer::TaskScheduler;
#elif defined(Q_OS_MACOS)
    return Timer::Launchd;
#else
    std::error_code unknown;
    return std::filesystem::exists("/run/systemd/system", unknown) ? Timer::Systemd : Timer::Cron;
#endif
}

std::vector<TimerFile> timerFiles(Timer timer, const TimedCall& call) {
    switch (timer) {
    case Timer::Systemd: return systemdFiles(call);
    case Timer::Launchd: return launchdFiles(call);
    default: return {};
    }
}

std::string cronLine(const TimedCall& call) {
    return "*/5 * * * * " + replaced(commandLine(call, shellWord), "%", "\\%") + " >/dev/null";
}

std::string cronTable(std::string_view table, std::string_view name, const std::optional<TimedCall>& call) {
    std::string kept;
    bool isOurs = false;
    for (std::size_t at = 0; at < table.size();) {
        const std::size_t end = std::min(table.find('\n', at), table.size());
        const std::string_view line = table.substr(at, end - at);
        isOurs = isOurs || line == beginMark(name);
        if (!isOurs) {
            kept += line;
            kept += '\n';
        }
        isOurs = isOurs && line != endMark(name);
        at = end + 1;
    }
    return call ? kept + beginMark(name) + "\n" + cronLine(*call) + "\n" + endMark(name) + "\n" : kept;
}

std::vector<QStringList> timerCommands(Timer timer, const TimedCall& call, bool isThere) {
    const QString name = QString::fromStdString(call.name);
    const auto words = [](std::initializer_list<const char*> list) {
        QStringList all;
        std::ranges::transform(list, std::back_inserter(all), [](const char* word) { return QLatin1String(word); });
        return all;
    };
    switch (timer) {
    case Timer::Systemd: {
        const QStringList reload = words({"systemctl", "--user", "daemon-reload"});
        const QStringList change = words({"systemctl", "--user", isThere ? "enable" : "disable", "--now"})
                                   << name + QLatin1String(".timer");
        return isThere ? std::vector{reload, change} : std::vector{change, reload};
    }
    case Timer::Launchd:
        return {words({"launchctl", isThere ? "load" : "unload", "-w"})
                << settings::qtPath(timerFiles(timer, call).front().path)};
    case Timer::TaskScheduler:
        return {isThere ? words({"schtasks", "/Create", "/F", "/SC", "MINUTE", "/MO", "5", "/TN"})
                              << name << QStringLiteral("/TR") << QString::fromStdString(commandLine(call, windowsWord))
                        : words({"schtasks", "/Delete", "/F", "/TN"}) << name};
    case Timer::Cron: break;
    }
    return {};
}

Result<void> installTimer(Timer timer, const TimedCall& call) {
    if (timer == Timer::Cron) {
        return changeCron(call.name, call);
    }
    for (const TimerFile& file : timerFiles(timer, call)) {
        if (Result<void> written = writeFile(file); !written) {
            return written;
        }
    }
    for (const QStringList& command : timerCommands(timer, call, true)) {
        if (const Result<std::string> done = answerOf(command); !done) {
            return std::unexpected(done.error());
        }
    }
    return {};
}

Result<void> removeTimer(Timer timer, const TimedCall& call) {
    if (timer == Timer::Cron) {
        return changeCron(call.name, std::nullopt);
    }
    const std::vector<TimerFile> files = timerFiles(timer, call);
    std::error_code unknown;
    const bool isThere = files.empty() || std::filesystem::exists(files.back().path, unknown);
    if (!isThere) {
        return {};
    }
    Result<void> done;
    for (const QStringList& command : timerCommands(timer, call, false)) {
        if (const Result<std::string> answered = answerOf(command); !answered && done) {
            done = std::unexpected(answered.error());
        }
    }
    for (const TimerFile& file : files) {
        std::filesystem::remove(file.path, unknown);
    }
    return done;
}

} // namespace dbv::machine
