// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_file.h"

#include <chrono>
#include <system_error>
#include <utility>
#include <variant>

#include <QFileInfo>

#include "settings/file_lock.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"
#include "settings/settings_document.h"

namespace dbv::settings {

namespace {

constexpr const char* kSettingsName = "settings.json";
constexpr const char* kSettingsLock = "settings.lock";
constexpr std::chrono::seconds kWritePatience{2};
constexpr const char* kUntilTheEnd = " The change holds until the program ends.";

QString keyText(std::string_view key) {
    return QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
}

/// Undefined takes the key away.
void change(QJsonObject& values, const QString& key, const QJsonValue& json) {
    if (json.isUndefined()) {
        values.remove(key);
    } else {
        values.insert(key, json);
    }
}

} // namespace

SettingsFile::SettingsFile(const std::filesystem::path& dataDirectory, std::span<const AnySetting> known)
    : m_file(dataDirectory / kSettingsName) {
    Result<SettingsDocument> document = readSettings(m_file);
    if (!document) {
        tell(document.error().message + " The defaults hold. " + document.error().hint);
        return;
    }
    m_values = document->values;
    m_notices = std::move(document->notices);
    if (document->newer) {
        tell("The settings file " + shownPath(m_file) +
             " was written by a newer version of this program: what is known of it holds, and it is not changed.");
    } else if (const QFileInfo info(qtPath(m_file));
               info.exists() && (!info.isWritable() || !isWritableDirectory(dataDirectory))) {
        tell("The settings file " + shownPath(m_file) +
             " can not be written: changes of settings hold until the program ends.");
    }
    tellWrongValues(known);
}

void SettingsFile::tell(std::string message) {
    m_notices.push_back({.severity = "warning", .message = std::move(message)});
}

void SettingsFile::tellWrongValues(std::span<const AnySetting> known) {
    for (const AnySetting& any : known) {
        std::visit(
            [this](const auto& setting) {
                const QJsonValue json = m_values.value(keyText(setting.key));
                if (json.isUndefined()) {
                    return;
                }
                if (const auto valid = readSetting(setting, json); !valid) {
                    tell(valid.error().message + " The default holds. It is in " + shownPath(m_file) + ".");
                }
            },
            any);
    }
}

SettingsSnapshot SettingsFile::snapshot() const {
    const std::scoped_lock lock(m_mutex);
    return SettingsSnapshot(m_values);
}

Result<void> SettingsFile::set(const AnySetting& setting, const QJsonValue& json) {
    if (Result<void> valid = checkSetting(setting, json); !valid) {
        return valid;
    }
    return store(settingKey(setting), json);
}

Result<bool> SettingsFile::reload() {
    Result<SettingsDocument> document = peekSettings(m_file);
    if (!document) {
        return std::unexpected(std::move(document.error()));
    }
    const std::scoped_lock lock(m_mutex);
    for (const auto& [key, json] : m_held) {
        change(document->values, key, json);
    }
    const bool changed = m_values != document->values;
    m_values = std::move(document->values);
    return changed;
}

Result<void> SettingsFile::reset(std::string_view key) {
    return store(key, QJsonValue(QJsonValue::Undefined));
}

Result<void> SettingsFile::store(std::string_view key, const QJsonValue& json) {
    const QString name = keyText(key);
    Result<void> written = writeChange(name, json);
    if (!written) {
        const std::scoped_lock lock(m_mutex);
        change(m_values, name, json);
        m_held.insert_or_assign(name, json);
        written.error().message += kUntilTheEnd;
    }
    return written;
}

Result<void> SettingsFile::writeChange(const QString& key, const QJsonValue& json) {
    const std::filesystem::path folder = m_file.parent_path();
    if (Result<void> made = makePrivateDirectory(folder); !made) {
        return made;
    }
    const Result<FileLock> alone = FileLock::acquire(folder / kSettingsLock, kWritePatience);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    removeHalfWrittenSettings(m_file);
    Result<SettingsDocument> document = readSettings(m_file);
    if (!document) {
        return std::unexpected(std::move(document.error()));
    }
    if (document->newer) {
        return fail(ErrorKind::VersionMismatch,
                    "The settings file " + shownPath(m_file) +
                        " was written by a newer version of this program and is not changed.",
                    "Install the newer version again, or choose another folder with --data-dir.");
    }
    change(document->values, key, json);
    if (Result<void> written = writeSettings(m_file, document->values); !written) {
        return written;
    }
    const std::scoped_lock lock(m_mutex);
    m_held.erase(key);
    for (const auto& [other, held] : m_held) {
        change(document->values, other, held);
    }
    m_values = document->values;
    return {};
}

} // namespace dbv::settings
