// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
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

#include "settings/known_settings.h"
#include "settings/setting.h"

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

    /// Sets a value, and writes the file with what other processes have set meanwhile. When it can not be written the
    /// value holds until the program ends, and the error says so.
    /// Errors: InvalidInput for a value out of bounds, which then is not set; IoError, Busy, VersionMismatch.
    /// Blocks: on the disk.
    template <class T>
    [[nodiscard]] Result<void> set(const Setting<T>& setting, const std::type_identity_t<T>& value) {
        const QJsonValue json = settingToJson(value);
        if (const Result<T> valid = readSetting(setting, json); !valid) {
            return std::unexpected(valid.error());
        }
        return store(setting.key, json);
    }
    /// The same for a setting of any type.
    [[nodiscard]] Result<void> set(const AnySetting& setting, const QJsonValue& json);
    /// Back to the fallback. Errors and blocks as `set`.
    [[nodiscard]] Result<void> reset(std::string_view key);

    /// Reads the file again, which others may have written. What could not be written keeps holding. True where anything has changed.
    /// Errors: IoError; InvalidInput for what is no settings file, which stays as it is, and what held before holds.
    /// Blocks: on the disk.
    [[nodiscard]] Result<bool> reload();
    [[nodiscard]] const std::filesystem::path& path() const { return m_file; }

    /// What a person should know about how the file was read; may be empty.
    [[nodiscard]] const std::vector<Notice>& notices() const { return m_notices; }

private:
    [[nodiscard]] Result<void> store(std::string_view key, const QJsonValue& json);
    [[nodiscard]] Result<void> writeChange(const QString& key, const QJsonValue& json);
    void tellWrongValues(std::span<const AnySetting> known);
    void tell(std::string message);

    std::filesystem::path m_file;
    std::vector<Notice> m_notices;
    mutable std::mutex m_mutex;
    QJsonObject m_values;
    /// What was set and could not be written; undefined takes a key away.
    std::map<QString, QJsonValue> m_held;
};

} // namespace dbv::settings
