// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_save.h"

#include <chrono>
#include <utility>

#include "settings/file_lock.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::settings {

namespace {

constexpr const char* kSettingsLock = "settings.lock";
constexpr std::chrono::seconds kWritePatience{2};
constexpr const char* kUntilTheEnd = " The change holds until the program ends.";
constexpr const char* kNotTaken = " The setting stays as it was.";

SettingsSaved notWritten(SettingsSave& save, Error why, bool lasts) {
    why.message += lasts ? kUntilTheEnd : kNotTaken;
    return {.changes = std::move(save.changes), .written = std::unexpected(std::move(why)), .lasts = lasts};
}

} // namespace

SettingsSaved saveSettings(SettingsSave save) {
    const std::filesystem::path folder = save.file.parent_path();
    if (Result<void> made = makePrivateDirectory(folder); !made) {
        return notWritten(save, std::move(made.error()), true);
    }
    Result<FileLock> alone = FileLock::acquire(folder / kSettingsLock, kWritePatience);
    if (!alone) {
        const bool isBusy = alone.error().kind == ErrorKind::Busy;
        return notWritten(save, std::move(alone.error()), !isBusy);
    }
    removeHalfWrittenSettings(save.file);
    // What somebody is just writing, or has spoilt, is theirs to repair: with it all that is set in it would go.
    Result<SettingsDocument> document = peekSettings(save.file);
    if (!document) {
        Error why = std::move(document.error());
        const bool isGarbage = why.kind == ErrorKind::InvalidInput;
        why.kind = ErrorKind::IoError;
        why.hint = isGarbage ? "Set it again when the file is repaired." : why.hint;
        return notWritten(save, std::move(why), !isGarbage);
    }
    if (document->newer) {
        return notWritten(save,
                          makeError(ErrorKind::VersionMismatch,
                                    "The settings file " + shownPath(save.file) +
                                        " was written by a newer version of this program and is not changed.",
                                    "Install the newer version again, or choose another folder with --data-dir."),
                          true);
    }
    for (const auto& [key, change] : save.changes) {
        if (change.json.isUndefined()) {
            document->values.remove(key);
        } else {
            document->values.insert(key, change.json);
        }
    }
    if (Result<void> written = writeSettings(save.file, document->values); !written) {
        return notWritten(save, std::move(written.error()), true);
    }
    return {.changes = std::move(save.changes), .written = std::move(document), .lasts = false};
}

} // namespace dbv::settings
