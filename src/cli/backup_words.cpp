// SPDX-License-Identifier: Apache-2.0
#include "cli/backup_words.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "cli/scope_options.h"
#include "rpc/backup_json.h"

namespace dbv::cli {

namespace {

std::string counted(std::uint64_t number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string withOneDigit(double value, const char* unit) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.1f %s", value, unit);
    return text.data();
}

} // namespace

protocol::BackupName backupNamed(const std::string& text) {
    if (text == kStreamName) {
        return {{}, {}, true};
    }
    std::error_code unknown;
    const bool isPath = text.contains('/') || text.ends_with(".dbvbackup") || std::filesystem::exists(text, unknown);
    return isPath ? protocol::BackupName{{}, absolutePath(text)} : protocol::BackupName{text, {}};
}

int exitCodeOf(const Error& error, bool writesToOutput, const Console& console) {
    const bool isFull = error.nativeCode == ENOSPC || error.nativeCode == EDQUOT || error.nativeCode == EFBIG;
    return writesToOutput && error.kind == ErrorKind::IoError && (isFull || console.readerIsGone()) ? kExitOutput
                                                                                                    : kExitFailed;
}

Result<void> checkOutput(const Console& console) {
    return console.outIsTerminal() ? fail(ErrorKind::InvalidInput, "A file is not written to a terminal.",
                                          "Send the standard output to a file or a program: dbvis … > FILE")
                                   : Result<void>();
}

std::string absolutePath(const std::string& path) {
    if (path.starts_with("sftp://")) {
        return path;
    }
    std::error_code unknown;
    const std::filesystem::path whole = std::filesystem::absolute(path, unknown);
    return unknown ? path : whole.lexically_normal().string();
}

std::string sizeInWords(std::uint64_t bytes) {
    constexpr double kStep = 1000;
    constexpr std::array kUnits{"kB", "MB", "GB", "TB"};
    if (bytes < 1000) {
        return counted(bytes, "byte", "bytes");
    }
    double value = static_cast<double>(bytes) / kStep;
    std::size_t unit = 0;
    while (value >= kStep && unit + 1 < kUnits.size()) {
        value /= kStep;
        ++unit;
    }
    return withOneDigit(value, kUnits.at(unit));
}

std::string timeInWords(double time) {
    constexpr double kSecond = 1000;
    constexpr double kMinute = 60 * kSecond;
    if (time < kSecond) {
        return std::to_string(std::lround(time)) + " ms";
    }
    return time < kMinute ? withOneDigit(time / kSecond, "s") : withOneDigit(time / kMinute, "min");
}

std::string contentsInWords(const protocol::BackupEntry& entry) {
    const std::string scope = scopeInWords(entry.scope);
    if (entry.engine.empty()) {
        return "not looked into" + (entry.bytes == 0 ? std::string() : ", " + sizeInWords(entry.bytes));
    }
    // How long it is is not known of what is still coming in.
    const std::string size = entry.bytes == 0 ? std::string() : ", " + sizeInWords(entry.bytes);
    return counted(entry.objects, "object", "objects") + ", " + counted(entry.rows, "row", "rows") + size +
           (scope.empty() ? "" : " (" + scope + ")");
}

std::string differencesInWords(const std::vector<protocol::BackupDifference>& differences) {
    std::string text;
    for (const protocol::BackupDifference& difference : differences) {
        const protocol::BackupObject& object = difference.object;
        text += "  " + object.type + " " + (object.schema.empty() ? "" : object.schema + ".") + object.name + " " +
                difference.what + ".\n";
    }
    return text;
}

std::string databasesInWords(const std::vector<protocol::DatabaseBackup>& databases) {
    std::string text;
    std::size_t good = 0;
    for (const protocol::DatabaseBackup& each : databases) {
        good += each.isGood() ? std::size_t{1} : std::size_t{0};
        const protocol::BackupState state = each.entry ? each.entry->state : protocol::BackupState::Failed;
        text += each.database + ": " + std::string(rpc::backupStateName(state));
        if (each.entry) {
            text += ": " + contentsInWords(*each.entry) + "\n  " + each.entry->path;
        }
        if (each.error) {
            text += (each.entry ? "\n  " : ": ") + each.error->message +
                    (each.error->hint.empty() ? "" : "\n  " + each.error->hint);
        }
        text += "\n" + differencesInWords(each.differences);
    }
    const std::string all = counted(databases.size(), "database", "databases");
    return text + (good == databases.size() ? all + (good == 1 ? " is" : " are") + " backed up.\n"
                                            : std::to_string(databases.size() - good) + " of " + all + " failed.\n");
}

std::vector<Notice> noticesOf(const protocol::ServerBackedUp& made) {
    std::vector<Notice> notices = made.notices;
    for (const protocol::DatabaseBackup& each : made.databases) {
        for (const Notice& notice : each.notices) {
            if (std::ranges::find(notices, notice) == notices.end()) {
                notices.push_back(notice);
            }
        }
    }
    return notices;
}

std::string progressInWords(const protocol::JobProgressed& progress, const bus::JobPace& pace) {
    constexpr double kHundred = 100;
    constexpr double kMillisecondsInSecond = 1000;
    const bool bytes = progress.unit == "bytes";
    const auto inUnit = [bytes](std::uint64_t count) { return bytes ? sizeInWords(count) : std::to_string(count); };
    std::string words =
        progress.share ? "about " + std::to_string(static_cast<int>(*progress.share * kHundred)) + " %, " : "";
    if (progress.turn.count != 0) {
        words += progress.turn.name + " (" + std::to_string(progress.turn.number) + " of " +
                 std::to_string(progress.turn.count) + "): ";
    }
    words += progress.phase;
    if (progress.done > 0 || progress.total > 0) {
        words += ": " + inUnit(progress.done) + (progress.total == 0 ? "" : " of " + inUnit(progress.total)) +
                 (bytes ? "" : " " + progress.unit);
    }
    if (pace.perSecond() >= 1) {
        words += ", " + inUnit(static_cast<std::uint64_t>(pace.perSecond())) + "/s";
    }
    const std::optional<double> left = pace.secondsLeft();
    return words + (left ? ", " + timeInWords(*left * kMillisecondsInSecond) + " left" : "");
}

std::string ProgressWords::told(const protocol::JobProgressed& progress) {
    const auto now = std::chrono::steady_clock::now();
    m_pace.note(progress, std::chrono::duration_cast<std::chrono::milliseconds>(now - m_begun).count());
    return progressInWords(progress, m_pace);
}

void BackupPassphrase::obtain(const SecretWord& word, const Ready& ready) {
    const std::string prompt = m_isNew ? "Passphrase for the backup: " : "Passphrase of the backup: ";
    m_desk.obtain(word, prompt, m_isNew, [this, ready](Result<bus::LeftSecret> got) {
        if (!got) {
            ready(std::unexpected(std::move(got.error())));
            return;
        }
        m_left = *std::move(got);
        if (!m_left.id()) {
            ready(fail(ErrorKind::InvalidInput, "The passphrase is empty.", "Give one that is not."));
            return;
        }
        ready(std::optional(m_left.id()));
    });
}

void BackupPassphrase::prepare(const Ready& ready) {
    if (m_word) {
        obtain(*m_word, ready);
    } else {
        ready(std::optional<SecretId>());
    }
}

bool BackupPassphrase::askAfter(const Error& error, const Ready& ready) {
    if (error.kind != ErrorKind::WrongPassphrase || m_word || m_left.id() || !m_desk.canAsk()) {
        return false;
    }
    obtain(SecretWord{}, ready);
    return true;
}

} // namespace dbv::cli
