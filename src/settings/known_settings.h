// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "settings/setting.h"

namespace dbv::settings {

inline constexpr std::int64_t kMostOfANumber = std::numeric_limits<std::int64_t>::max();
/// A year: further ahead clocks overflow. Unit: milliseconds.
inline constexpr std::int64_t kMostOfATime = 366LL * 24 * 3'600'000;

/// What all results together may hold in memory. Unit: bytes.
inline constexpr Setting<std::int64_t> kSpoolMemoryBytes{
    .key = "spool.memoryBytes", .fallback = 256LL << 20, .lowest = 1LL << 20, .highest = kMostOfANumber};
/// What all results together may hold on the disk. Unit: bytes.
inline constexpr Setting<std::int64_t> kSpoolDiskBytes{
    .key = "spool.diskBytes", .fallback = 20LL << 30, .lowest = 0, .highest = kMostOfANumber};
/// Where results go that do not fit into memory; empty is the system's folder for temporary files.
inline constexpr Setting<std::string> kSpoolDirectory{.key = "spool.directory", .fallback = {}, .choices = {}};

/// How many rows of a result are fetched before somebody asks for more.
inline constexpr Setting<std::int64_t> kQueryReadAheadRows{
    .key = "query.readAheadRows", .fallback = 1'000'000, .lowest = 1, .highest = kMostOfANumber};
/// How long a result that nobody fetches from may hold its cursor. Unit: milliseconds.
inline constexpr Setting<std::int64_t> kQueryParkedLimitMs{
    .key = "query.parkedLimitMs", .fallback = 600'000, .lowest = 1000, .highest = kMostOfANumber};

/// How long nobody may use a stored secret before a master password is asked for again. Unit: milliseconds.
inline constexpr Setting<std::int64_t> kSecretsIdleLimitMs{
    .key = "secrets.idleLimitMs", .fallback = 900'000, .lowest = 1000, .highest = kMostOfATime};
/// How many server sessions a connection may have that does not say so itself; 0 is as many as are asked for.
inline constexpr Setting<std::int64_t> kSessionsBudget{
    .key = "sessions.budget", .fallback = 10, .lowest = 0, .highest = 1000};
/// After what time an idle session that holds nothing is closed; 0 is never. Unit: milliseconds.
inline constexpr Setting<std::int64_t> kSessionsIdleLimitMs{
    .key = "sessions.idleLimitMs", .fallback = 600'000, .lowest = 0, .highest = kMostOfATime};
/// How often an idle session is asked for a sign of life; 0 is never. Unit: milliseconds.
inline constexpr Setting<std::int64_t> kSessionsKeepAliveMs{
    .key = "sessions.keepAliveMs", .fallback = 60'000, .lowest = 0, .highest = kMostOfATime};
/// After what time an open transaction is reminded of; 0 is never. Unit: milliseconds.
inline constexpr Setting<std::int64_t> kSessionsReminderMs{
    .key = "sessions.reminderMs", .fallback = 300'000, .lowest = 0, .highest = kMostOfATime};

/// Of more rows than these a change is asked about on a connection that confirms and does not say so itself, which is measured
/// first; 0 is each, -1 those alone whose condition no row fails.
inline constexpr Setting<std::int64_t> kSafetyAskAbove{
    .key = "safety.askAbove", .fallback = -1, .lowest = -1, .highest = 1'000'000'000'000};
inline constexpr std::array<std::string_view, 5> kSafetyChoices = {"readOnly", "confirm", "sandbox", "dryRun", "off"};
/// The safety of a new connection, by its environment, until another one is chosen for it.
inline constexpr Setting<std::string> kSafetyUsual{
    .key = "safety.usual", .fallback = "confirm", .choices = kSafetyChoices};
inline constexpr Setting<std::string> kSafetyLocal{
    .key = "safety.local", .fallback = "confirm", .choices = kSafetyChoices};
inline constexpr Setting<std::string> kSafetyTest{
    .key = "safety.test", .fallback = "confirm", .choices = kSafetyChoices};
inline constexpr Setting<std::string> kSafetyStaging{
    .key = "safety.staging", .fallback = "confirm", .choices = kSafetyChoices};
inline constexpr Setting<std::string> kSafetyProduction{
    .key = "safety.production", .fallback = "readOnly", .choices = kSafetyChoices};
/// How many days the rows of a committed change are kept so that it can be undone; 0 keeps none.
inline constexpr Setting<std::int64_t> kUndoKeepDays{
    .key = "undo.keepDays", .fallback = 7, .lowest = 0, .highest = 366};
/// What is kept of one change at most: more is not undone. Unit: bytes.
inline constexpr Setting<std::int64_t> kUndoMaxBytes{
    .key = "undo.maxBytes", .fallback = 32LL << 20, .lowest = 0, .highest = 128LL << 20};
/// What is kept of all changes together; the oldest make room. Unit: bytes.
inline constexpr Setting<std::int64_t> kUndoTotalBytes{
    .key = "undo.totalBytes", .fallback = 1LL << 30, .lowest = 0, .highest = kMostOfANumber};

/// A statement of a script on the disk that is longer is refused. Unit: bytes.
inline constexpr Setting<std::int64_t> kScriptsMaxStatementBytes{
    .key = "scripts.maxStatementBytes", .fallback = 256LL << 20, .lowest = 1LL << 20, .highest = 1LL << 30};

inline constexpr std::array<std::string_view, 3> kThemes = {"system", "light", "dark"};
/// The colours of the window.
inline constexpr Setting<std::string> kTheme{.key = "theme", .fallback = "system", .choices = kThemes};
/// The size of the editor's font; 0 is the size of the system's fixed font. Unit: points.
inline constexpr Setting<double> kEditorFontPointSize{
    .key = "editor.fontPointSize", .fallback = 0, .lowest = 0, .highest = 200};

inline constexpr std::array<std::string_view, 3> kFormatStyles = {"standard", "compact", "river"};
inline constexpr std::array<std::string_view, 3> kFormatCases = {"upper", "lower", "keep"};
inline constexpr std::array<std::string_view, 2> kFormatCommaPlaces = {"trailing", "leading"};
/// How "Format SQL" lays out a text.
inline constexpr Setting<std::string> kFormatStyle{
    .key = "format.style", .fallback = "standard", .choices = kFormatStyles};
inline constexpr Setting<std::string> kFormatKeywordCase{
    .key = "format.keywordCase", .fallback = "upper", .choices = kFormatCases};
inline constexpr Setting<std::string> kFormatCommas{
    .key = "format.commas", .fallback = "trailing", .choices = kFormatCommaPlaces};
/// Unit: columns.
inline constexpr Setting<std::int64_t> kFormatIndent{.key = "format.indent", .fallback = 4, .lowest = 0, .highest = 16};
inline constexpr Setting<std::int64_t> kFormatWidth{
    .key = "format.width", .fallback = 100, .lowest = 20, .highest = 1000};

/// Whether the statements that are sent are kept in the history, and for how long. Unit: days; 0 is for ever.
inline constexpr Setting<bool> kHistoryRecords{.key = "history.records", .fallback = true};
inline constexpr Setting<std::int64_t> kHistoryKeepDays{
    .key = "history.keepDays", .fallback = 1826, .lowest = 0, .highest = 36'500};
/// How many are kept; 0 is all.
inline constexpr Setting<std::int64_t> kHistoryKeepEntries{
    .key = "history.keepEntries", .fallback = 1'000'000, .lowest = 0, .highest = 1'000'000'000};
/// Proposals come by themselves while names are typed.
inline constexpr Setting<bool> kEditorCompletesWhileTyping{.key = "editor.completesWhileTyping", .fallback = true};
/// A map of the text stands beside each editor.
inline constexpr Setting<bool> kEditorMinimap{.key = "editor.minimap", .fallback = false};

/// The folder of saved queries, absolute; empty is `queries` in the data directory.
inline constexpr Setting<std::string> kQueriesFolder{.key = "queries.folder", .fallback = {}, .choices = {}};
/// How long earlier versions of texts are kept. Unit: days.
inline constexpr Setting<std::int64_t> kVersionsKeepDays{
    .key = "versions.keepDays", .fallback = 31, .lowest = 1, .highest = 3660};
/// What is kept of all of them together; the oldest make room. Unit: bytes.
inline constexpr Setting<std::int64_t> kVersionsTotalBytes{
    .key = "versions.totalBytes", .fallback = 64LL << 20, .lowest = 0, .highest = kMostOfANumber};

/// The explorer shows what engines keep for themselves, too.
inline constexpr Setting<bool> kExplorerShowsSystem{.key = "explorer.showsSystem", .fallback = false};

/// A window that is closed goes out of sight, and schedules of backups go on.
inline constexpr Setting<bool> kBackupsKeepRunning{.key = "backups.keepRunning", .fallback = false};
/// The program starts when its user logs in, out of sight.
inline constexpr Setting<bool> kBackupsStartAtLogin{.key = "backups.startAtLogin", .fallback = false};
/// For how long work on a backup may stand still at a server that can be reached, until it is given up; 0 is for ever. Unit: milliseconds.
inline constexpr Setting<std::int64_t> kBackupsSilentLimitMs{
    .key = "backups.silentLimitMs", .fallback = 21'600'000, .lowest = 0, .highest = kMostOfATime};

/// All of them: what the file is checked for when it is read.
inline constexpr auto kKnownSettings = std::to_array<AnySetting>({
    kSpoolMemoryBytes,
    kSpoolDiskBytes,
    kSpoolDirectory,
    kQueryReadAheadRows,
    kQueryParkedLimitMs,
    kSecretsIdleLimitMs,
    kSessionsBudget,
    kSessionsIdleLimitMs,
    kSessionsKeepAliveMs,
    kSessionsReminderMs,
    kSafetyAskAbove,
    kSafetyUsual,
    kSafetyLocal,
    kSafetyTest,
    kSafetyStaging,
    kSafetyProduction,
    kTheme,
    kEditorFontPointSize,
    kExplorerShowsSystem,
    kUndoKeepDays,
    kUndoMaxBytes,
    kUndoTotalBytes,
    kFormatStyle,
    kFormatKeywordCase,
    kFormatCommas,
    kFormatIndent,
    kFormatWidth,
    kHistoryRecords,
    kHistoryKeepDays,
    kHistoryKeepEntries,
    kEditorCompletesWhileTyping,
    kEditorMinimap,
    kScriptsMaxStatementBytes,
    kQueriesFolder,
    kVersionsKeepDays,
    kVersionsTotalBytes,
    kBackupsKeepRunning,
    kBackupsStartAtLogin,
    kBackupsSilentLimitMs,
});

} // namespace dbv::settings
