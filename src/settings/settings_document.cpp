// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_document.h"

#include <functional>
#include <string>
#include <system_error>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include "settings/file_paths.h"

namespace dbv::settings {

namespace {

/// More than any settings can be: such a file is something else.
constexpr qint64 kLargestFile = 16LL << 20;

Result<SettingsDocument> setGarbageAside(const std::filesystem::path& file, const std::string& why) {
    const std::filesystem::path broken = brokenName(file);
    std::error_code error;
    std::filesystem::rename(file, broken, error);
    if (error) {
        return std::unexpected(
            pathError("The settings file is broken and could not be renamed:", file, error.message()));
    }
    SettingsDocument document;
    document.notices.push_back({.severity = "warning",
                                .message = "The settings file " + shownPath(file) + " " + why + ". It was kept as " +
                                           shownPath(broken) + "; the defaults hold."});
    return document;
}

/// `garbage` decides about what is no settings file, from the reason.
Result<SettingsDocument> readDocument(const std::filesystem::path& path,
                                      const std::function<Result<SettingsDocument>(const std::string&)>& garbage) {
    QFile file(qtPath(path));
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) {
        return SettingsDocument();
    }
    if (!std::filesystem::is_regular_file(path, error)) {
        return std::unexpected(pathError("Could not read the settings file", path, "it is not a file"));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(pathError("Could not read the settings file", path, file.errorString().toStdString()));
    }
    if (file.size() > kLargestFile) {
        return garbage("is too large");
    }
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return std::unexpected(pathError("Could not read the settings file", path, file.errorString().toStdString()));
    }
    file.close();
    if (bytes.trimmed().isEmpty()) {
        return SettingsDocument();
    }
    QJsonParseError parsed;
    const QJsonDocument json = QJsonDocument::fromJson(bytes, &parsed);
    if (!json.isObject()) {
        return garbage("can not be read: " + parsed.errorString().toStdString() + " at byte " +
                       std::to_string(parsed.offset));
    }
    SettingsDocument document;
    document.values = json.object();
    document.newer = document.values.value(QLatin1String(kVersionKey)).toInteger(kSettingsVersion) > kSettingsVersion;
    return document;
}

} // namespace

Result<SettingsDocument> readSettings(const std::filesystem::path& path) {
    return readDocument(path, [&path](const std::string& why) { return setGarbageAside(path, why); });
}

Result<SettingsDocument> peekSettings(const std::filesystem::path& path) {
    return readDocument(path, [&path](const std::string& why) -> Result<SettingsDocument> {
        return fail(ErrorKind::InvalidInput, "The settings file " + shownPath(path) + " " + why + ".",
                    "What was set before holds until it is repaired.");
    });
}

Result<void> writeSettings(const std::filesystem::path& path, QJsonObject values) {
    values.insert(QLatin1String(kVersionKey), static_cast<qint64>(kSettingsVersion));
    QSaveFile file(qtPath(path));
    const bool written = file.open(QIODevice::WriteOnly) &&
                         file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                         file.write(QJsonDocument(values).toJson()) >= 0 && file.commit();
    if (!written) {
        return std::unexpected(pathError("Could not write the settings file", path, file.errorString().toStdString()));
    }
    return {};
}

void removeHalfWrittenSettings(const std::filesystem::path& path) {
    // The names that QSaveFile gives: six letters behind the name of the file.
    QDir folder(qtPath(path.parent_path()));
    const QString pattern = qtPath(path.filename()) + QStringLiteral(".??????");
    for (const QString& name : folder.entryList({pattern}, QDir::Files | QDir::Hidden)) {
        folder.remove(name);
    }
}

} // namespace dbv::settings
