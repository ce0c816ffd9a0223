// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <QJsonObject>
#include <QString>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "settings/file_stamp.h"
#include "settings/known_settings.h"
#include "settings/setting.h"
#include "settings/settings_document.h"
#include "settings/settings_save.h"

namespace dbv::settings {

/// All settings as they were at one moment.
///
/// Thread: any; it never changes.
class SettingsSnapshot {
public:
    SettingsSnapshot() = default;
    explicit SettingsSnapshot(QJsonObject values) : m_values(std::move(values)) {}

    /// What the user has set, or the fallback when that is nothing or nothing valid.
    template <class T>
    [[nodiscard]] T value(const Setting<T>& setting) const {
        const QJsonValue json = m_values.value(QLatin1String(setting.key.data(), qsizetype(setting.key.size())));
        return readSetting(setting, json).value_or(T(setting.fallback));
    }
    /// What the file says of a key, valid or not; undefined for nothing.
    [[nodiscard]] QJsonValue own(std::string_view key) const {
        return m_values.value(QLatin1String(key.data(), qsizetype(key.size())));
    }

    friend bool operator==(const SettingsSnapshot&, const SettingsSnapshot&) = default;

private:
    QJsonObject m_values;
};

/// What is known of the file when somebody sets out to look at it again.
struct SettingsLook {
    std::filesystem::path file;
    /// As it was when it was looked at last; none for never.
    std::optional<FileStamp> known;
    /// How often this program had written it.
    std::uint64_t writes = 0;
};

/// What was found then.
struct SettingsFound {
    FileStamp stamp;
    std::uint64_t writes = 0;
    /// The file was written a moment ago. What is written in the same moment gives it no other stamp, perhaps, so it is to be
    /// looked at once more when that is over.
    bool isFresh = false;
    /// None where the file is as it was. Errors: as `peekSettings`.
    std::optional<Result<SettingsDocument>> read;
};

/// As long as this a file is fresh: no file system tells times less exactly.
inline constexpr std::chrono::seconds kFreshFor{2};

/// Looks at the file, and reads it where it is another than before.
/// Thread: any; the settings themselves may be gone meanwhile. Blocks: on the disk.
[[nodiscard]] SettingsFound lookAtSettings(const SettingsLook& look);

/// What was set and could not be saved, and why.
struct UnsavedSettings {
    std::vector<QString> keys;
    Error why;
};

/// The settings of the user: one JSON file, `settings.json` in the data directory.
///
/// Never in the way: a file that is garbage is renamed, one that can not be read or holds wrong types gives the fallbacks,
/// one of a newer version is read as far as it is known and never written; `notices` tells. Keys that are not known stay.
/// Thread: any; `notices` and the constructor: the one that makes it.
class SettingsFile {
public:
    /// Blocks: on the disk.
    explicit SettingsFile(const std::filesystem::path& dataDirectory,
                          std::span<const AnySetting> known = kKnownSettings);

    [[nodiscard]] SettingsSnapshot snapshot() const;
    template <class T>
    [[nodiscard]] T value(const Setting<T>& setting) const {
        return snapshot().value(setting);
    }

    /// Sets a value, which holds at once and is not in the file yet: `saveSettings` writes what is `unsaved`, on any thread, and
    /// `settle` takes over what came of it. What can not be written at this moment only does not hold any more then; where
    /// nothing can be written the value holds until the program ends.
    /// Errors: InvalidInput for a value out of bounds, which then is not set.
    [[nodiscard]] Result<void> hold(const AnySetting& setting, const QJsonValue& json);
    /// Back to the fallback, in the same way.
    void holdFallback(std::string_view key);
    [[nodiscard]] SettingsSave unsaved() const;
    /// Whether something waits to be written for the first time.
    [[nodiscard]] bool hasUnsaved() const;
    /// What a person has to be told of, if there is something.
    [[nodiscard]] std::optional<UnsavedSettings> settle(SettingsSaved saved);

    /// All steps at once. The error says what holds now.
    /// Errors: InvalidInput as `hold`; IoError, Busy, VersionMismatch. Blocks: as `saveSettings`.
    template <class T>
    [[nodiscard]] Result<void> set(const Setting<T>& setting, const std::type_identity_t<T>& value) {
        return set(AnySetting(setting), settingToJson(value));
    }
    /// The same for a setting of any type.
    [[nodiscard]] Result<void> set(const AnySetting& setting, const QJsonValue& json);
    /// Back to the fallback. Errors and blocks as `set`.
    [[nodiscard]] Result<void> reset(std::string_view key);

    /// Takes over what others have written, in three steps, so that nobody has to wait for the disk: `lookAtSettings` between these
    /// two is for another thread. What is not written yet keeps holding, and what could not be written until somebody else sets
    /// the same. True where anything has changed; what was found before this program wrote the file is out of date, and left.
    /// Errors: IoError; InvalidInput for what is no settings file, which stays as it is, and what held before holds.
    [[nodiscard]] SettingsLook look() const;
    [[nodiscard]] Result<bool> adopt(SettingsFound found);
    [[nodiscard]] bool isOutdated(const SettingsFound& found) const;
    /// What is wrong with what the file says of a setting, in a sentence; empty for nothing.
    [[nodiscard]] std::string wrongValue(const AnySetting& setting) const;
    [[nodiscard]] const std::filesystem::path& path() const { return m_file; }

    /// What a person should know about how the file was read; may be empty.
    [[nodiscard]] const std::vector<Notice>& notices() const { return m_notices; }

private:
    void holdChange(std::string_view key, const QJsonValue& json);
    [[nodiscard]] Result<void> saveNow();
    /// What the file says, with what it does not say yet in its place.
    void putTogether();
    void tellWrongValues(std::span<const AnySetting> known);
    void tell(std::string message);

    std::filesystem::path m_file;
    std::vector<Notice> m_notices;
    mutable std::mutex m_mutex;
    /// What holds, and what the file has said when it was read or written last.
    QJsonObject m_values;
    QJsonObject m_inFile;
    std::optional<FileStamp> m_seen;
    std::uint64_t m_writes = 0;
    std::map<QString, SettingsChange> m_held;
    std::uint64_t m_changes = 0;
};

} // namespace dbv::settings
