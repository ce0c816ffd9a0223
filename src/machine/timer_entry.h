// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <QStringList>

#include <dbv/core/result.h>

namespace dbv::machine {

/// What of a machine starts programs at times.
enum class Timer : std::uint8_t { Cron, Systemd, Launchd, TaskScheduler };

/// `cron`, `systemd`, `launchd`, `tasks`.
[[nodiscard]] std::string_view timerName(Timer timer);
[[nodiscard]] std::optional<Timer> timerNamed(std::string_view name);
/// What this kind of system has.
[[nodiscard]] Timer usualTimer();

/// What is started every five minutes.
struct TimedCall {
    /// Its whole path.
    std::string program;
    std::vector<std::string> arguments;
    /// A name for it in the timer, of letters, digits and dashes: each data directory has another.
    std::string name;
};

/// A file that a timer reads.
struct TimerFile {
    std::filesystem::path path;
    std::string text;
};

/// The files of a timer, in the folders of this user. None for cron, whose table is not a file of the user's, and Task Scheduler.
[[nodiscard]] std::vector<TimerFile> timerFiles(Timer timer, const TimedCall& call);
/// The line of cron. A percent sign, which ends a line for cron, is given to it as it wants.
[[nodiscard]] std::string cronLine(const TimedCall& call);
/// A table of cron with the lines of this call, and those alone, in their place; without `call` they are gone. What is not between their
/// marks is left as it is.
[[nodiscard]] std::string cronTable(std::string_view table, std::string_view name,
                                    const std::optional<TimedCall>& call);
/// What is run to make a timer heed its files, and to make it forget them; the program first.
[[nodiscard]] std::vector<QStringList> timerCommands(Timer timer, const TimedCall& call, bool isThere);

/// Has a timer start the call every five minutes from now on, also when nobody is logged in as far as the system lets it. Once more is
/// the same. Blocks: until the timer has answered.
/// Errors: Unsupported where the machine has no such timer; IoError, with its words.
[[nodiscard]] Result<void> installTimer(Timer timer, const TimedCall& call);
/// Errors: the same. One that is not there is no error.
[[nodiscard]] Result<void> removeTimer(Timer timer, const TimedCall& call);

} // namespace dbv::machine
