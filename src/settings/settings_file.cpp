// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_file.h"

#include <chrono>
#include <system_error>
#include <utility>

#include <QFileInfo>

#include "settings/file_lock.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

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

SettingsFound lookAtSettings(const SettingsLook& look) {
    // Taken before it is read: what is written meanwhile gives it another one, and it is read once more.
    SettingsFound found{.stamp = stampOfFile(look.file), .writes = look.writes, .read = {}};
    if (look.known != found.stamp) {
        found.read = peekSettings(look.file);
    }
    return found;
}

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
    for (const AnySetting& setting : known) {
        if (std::string wrong = wrongValue(setting); !wrong.empty()) {
            tell(std::move(wrong));
        }
    }
}

std::string SettingsFile::wrongValue(const AnySetting& setting) const {
    const QJsonValue json = snapshot().own(settingKey(setting));
    const Result<void> valid = json.isUndefined() ? Result<void>() : checkSetting(setting, json);
    return valid ? std::string() : valid.error().message + " The default holds. It is in " + shownPath(m_file) + ".";
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

SettingsLook SettingsFile::look() const {
    const std::scoped_lock lock(m_mutex);
    return {m_file, m_seen, m_writes};
}

bool SettingsFile::isOutdated(const SettingsFound& found) const {
    const std::scoped_lock lock(m_mutex);
    return found.writes != m_writes;
}

Result<bool> SettingsFile::adopt(SettingsFound found) {
    const std::scoped_lock lock(m_mutex);
    if (found.writes != m_writes) {
        return false;
    }
    m_seen = found.stamp;
    if (!found.read) {
        return false;
    }
    Result<SettingsDocument>& document = *found.read;
    if (!document) {
        return std::unexpected(std::move(document.error()));
    }
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
    // What somebody is just writing, or has spoilt, is theirs to repair: with it all that is set in it would go.
    Result<SettingsDocument> document = peekSettings(m_file);
    if (!document) {
        document.error().kind = ErrorKind::IoError;
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
    ++m_writes;
    m_held.erase(key);
    for (const auto& [other, held] : m_held) {
        change(document->values, other, held);
    }
    m_values = document->values;
    return {};
}

} // namespace dbv::settings
