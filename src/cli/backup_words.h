// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bus/job_pace.h"
#include "bus/secret_shelf.h"
#include "cli/console.h"
#include "cli/exit_codes.h"
#include "cli/secret_desk.h"
#include "protocol/backup_commands.h"
#include "protocol/server_backup_commands.h"

namespace dbv::cli {

/// What a verb says at its end.
struct Ending {
    std::string text;
    int exitCode = kExitOk;
};

/// What a drill has found.
[[nodiscard]] Ending drilledEnding(const protocol::BackupChecked& checked, bool json);

/// What stands for a standard stream where a file could be named.
inline constexpr std::string_view kStreamName = "-";
/// What a person calls a backup: the id that the catalogue has for it, the path or the address of its file, or the standard input.
[[nodiscard]] protocol::BackupName backupNamed(const std::string& text);
/// What work ends with that has failed with an error; where it writes to the standard output, that may be why.
[[nodiscard]] int exitCodeOf(const Error& error, bool writesToOutput, const Console& console);
/// Refuses a terminal as what a file is written to. Errors: InvalidInput.
[[nodiscard]] Result<void> checkOutput(const Console& console);
/// A path as the engine takes it; one that is relative starts at the working directory. What ends with a slash still does, and an address
/// stays as it is.
[[nodiscard]] std::string absolutePath(const std::string& path);

/// `12 objects, 3500 rows, 1.2 MB`; what nobody has looked into is said to be that.
[[nodiscard]] std::string contentsInWords(const protocol::BackupEntry& entry);
/// `1.2 MB`. Unit: bytes.
[[nodiscard]] std::string sizeInWords(std::uint64_t bytes);
/// `35 ms`, `2.1 s`, `4 min`. Unit: milliseconds.
[[nodiscard]] std::string timeInWords(double time);
/// One line each.
[[nodiscard]] std::string differencesInWords(const std::vector<protocol::BackupDifference>& differences);
/// What became of each database of a server: its state, its contents and its file, or why it has none.
[[nodiscard]] std::string databasesInWords(const std::vector<protocol::DatabaseBackup>& databases);
/// What is to be known of a backup of a server, each once: several databases may have the same to tell.
[[nodiscard]] std::vector<Notice> noticesOf(const protocol::ServerBackedUp& made);
/// How far it is, for a terminal: `about 40 %, reading: 1.2 MB of 4.0 MB, 8.1 MB/s, 3.0 s left`. `pace` has heard of it.
[[nodiscard]] std::string progressInWords(const protocol::JobProgressed& progress, const bus::JobPace& pace);

/// Tells it as it comes.
class ProgressWords {
public:
    [[nodiscard]] std::string told(const protocol::JobProgressed& progress);

private:
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
    bus::JobPace m_pace;
};

/// The passphrase of a backup: from where an option says, or from the person at the terminal when the backup turns out to
/// need one.
class BackupPassphrase {
public:
    using Ready = std::function<void(Result<std::optional<SecretId>>)>;

    BackupPassphrase(bus::CommandBus& bus, Console& console, std::optional<SecretWord> word, bool isNew)
        : m_desk(bus, console), m_word(std::move(word)), m_isNew(isNew) {}

    /// Gets what the option says, if there is one.
    void prepare(const Ready& ready);
    /// Asks the person, where that would help after this error; else false. The same wrong one is not asked for again.
    [[nodiscard]] bool askAfter(const Error& error, const Ready& ready);
    void withdraw() { m_desk.withdraw(); }

private:
    void obtain(const SecretWord& word, const Ready& ready);

    SecretDesk m_desk;
    std::optional<SecretWord> m_word;
    bool m_isNew;
    bus::LeftSecret m_left;
};

} // namespace dbv::cli
