// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_file.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <QFileInfo>

#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::settings {

namespace {

constexpr const char* kSettingsName = "settings.json";

QString keyText(std::string_view key) {
    return QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
}

/// Whether somebody has written it so lately that its stamp may stay the same when it is written again.
bool isFresh(const std::filesystem::path& file) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file, error);
    if (error) {
        return false;
    }
    const auto age = std::filesystem::file_time_type::clock::now() - written;
    return age < kFreshFor && age > -kFreshFor;
}

} // namespace

SettingsFound lookAtSettings(const SettingsLook& look) {
    // Taken before it is read: what is written meanwhile gives it another one, and it is read once more.
    SettingsFound found{
        .stamp = stampOfFile(look.file), .writes = look.writes, .isFresh = isFresh(look.file), .read = {}};
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
    m_inFile = document->values;
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

Result<void> SettingsFile::hold(const AnySetting& setting, const QJsonValue& json) {
    if (Result<void> valid = checkSetting(setting, json); !valid) {
        return valid;
    }
    holdChange(settingKey(setting), json);
    return {};
}

void SettingsFile::holdFallback(std::string_view key) {
    holdChange(key, QJsonValue(QJsonValue::Undefined));
}

void SettingsFile::holdChange(std::string_view key, const QJsonValue& json) {
    const std::scoped_lock lock(m_mutex);
    m_held.insert_or_assign(keyText(key), SettingsChange{.json = json, .number = ++m_changes, .lasts = false});
    putTogether();
}

void SettingsFile::putTogether() {
    m_values = m_inFile;
    for (const auto& [key, change] : m_held) {
        if (change.json.isUndefined()) {
            m_values.remove(key);
        } else {
            m_values.insert(key, change.json);
        }
    }
}

SettingsSave SettingsFile::unsaved() const {
    const std::scoped_lock lock(m_mutex);
    return {.file = m_file, .changes = m_held};
}

bool SettingsFile::hasUnsaved() const {
    const std::scoped_lock lock(m_mutex);
    return std::ranges::any_of(m_held, [](const auto& held) { return !held.second.lasts; });
}

std::optional<UnsavedSettings> SettingsFile::settle(SettingsSaved saved) {
    const std::scoped_lock lock(m_mutex);
    std::vector<QString> lost;
    for (const auto& [key, change] : saved.changes) {
        const auto held = m_held.find(key);
        if (held == m_held.end() || held->second.number != change.number) {
            // A later change of it is on its way.
            continue;
        }
        if (!saved.written && !change.lasts) {
            lost.push_back(key);
        }
        if (saved.written || (!change.lasts && !saved.lasts)) {
            m_held.erase(held);
        } else {
            held->second.lasts = true;
        }
    }
    if (saved.written) {
        ++m_writes;
        m_inFile = std::move(saved.written->values);
        // Others may have written it since.
        m_seen.reset();
    }
    putTogether();
    return saved.written || lost.empty()
               ? std::nullopt
               : std::optional(UnsavedSettings{.keys = std::move(lost), .why = std::move(saved.written.error())});
}

Result<void> SettingsFile::set(const AnySetting& setting, const QJsonValue& json) {
    if (Result<void> held = hold(setting, json); !held) {
        return held;
    }
    return saveNow();
}

Result<void> SettingsFile::reset(std::string_view key) {
    holdFallback(key);
    return saveNow();
}

Result<void> SettingsFile::saveNow() {
    std::optional<UnsavedSettings> unsaved = settle(saveSettings(this->unsaved()));
    if (unsaved) {
        return std::unexpected(std::move(unsaved->why));
    }
    return {};
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
    m_seen = found.isFresh ? std::nullopt : std::optional(found.stamp);
    if (!found.read) {
        return false;
    }
    Result<SettingsDocument>& document = *found.read;
    if (!document) {
        return std::unexpected(std::move(document.error()));
    }
    // What could not be written gives way to whoever has set the same since.
    std::erase_if(m_held, [this, &document](const auto& held) {
        return held.second.lasts && document->values.value(held.first) != m_inFile.value(held.first);
    });
    const QJsonObject before = m_values;
    m_inFile = std::move(document->values);
    putTogether();
    return m_values != before;
}

} // namespace dbv::settings
