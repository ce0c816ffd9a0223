// SPDX-License-Identifier: Apache-2.0
#include "settings/data_directory.h"

#include <string>
#include <system_error>
#include <utility>

#include <QDir>
#include <QStandardPaths>

#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::settings {

namespace {

constexpr const char* kFolderName = "dbvisualizer";
constexpr const char* kHomeVariable = "DBVIS_HOME";

/// Errors: NotFound when the system knows no folder for this user.
Result<QString> platformFolder() {
#ifndef Q_OS_WIN
    // Without a home Qt would take the root of the file system for it.
    const bool home = QDir::isAbsolutePath(qEnvironmentVariable("HOME"));
    const bool xdg = QDir::isAbsolutePath(qEnvironmentVariable("XDG_DATA_HOME"));
    if (!home && !xdg) {
        return fail(ErrorKind::NotFound, "The environment variable HOME does not name a folder.",
                    "Set HOME, or choose a folder with --data-dir or DBVIS_HOME.");
    }
#endif
    const QString parent = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    if (parent.isEmpty()) {
        return fail(ErrorKind::NotFound, "The system names no folder for the data of applications.",
                    "Choose a folder with --data-dir or DBVIS_HOME.");
    }
    return parent + QLatin1Char('/') + QLatin1String(kFolderName);
}

} // namespace

Result<DataDirectory> DataDirectory::named(const QString& path, const char* origin) {
    if (path.isEmpty()) {
        return fail(ErrorKind::InvalidInput, std::string("The folder that ") + origin + " names is empty.",
                    "Give the path of a folder.");
    }
    DataDirectory directory;
    directory.m_path = pathFrom(QDir::cleanPath(QDir::current().absoluteFilePath(path)));
    Result<void> made = makePrivateDirectory(directory.m_path);
    if (!made) {
        made.error().message += std::string(" It is the data directory, from ") + origin + ".";
        return std::unexpected(std::move(made.error()));
    }
    return directory;
}

Result<DataDirectory> DataDirectory::temporary(const Error& why) {
    DataDirectory directory;
    directory.m_temporary = std::make_unique<QTemporaryDir>(QDir::tempPath() + QLatin1Char('/') +
                                                            QLatin1String(kFolderName) + QLatin1String("-XXXXXX"));
    if (!directory.m_temporary->isValid()) {
        return fail(ErrorKind::IoError,
                    why.message + " A temporary folder could not be made either: " +
                        directory.m_temporary->errorString().toStdString() + ".",
                    why.hint);
    }
    directory.m_path = pathFrom(directory.m_temporary->path());
    directory.m_notices.push_back({.severity = "warning",
                                   .message = why.message + " Settings, connections and tabs are kept in " +
                                              shownPath(directory.m_path) + " only until the program ends. " +
                                              why.hint});
    return directory;
}

Result<DataDirectory> DataDirectory::resolve(const std::optional<QString>& asked) {
    if (asked) {
        return named(*asked, "--data-dir");
    }
    if (const QString home = qEnvironmentVariable(kHomeVariable); !home.isEmpty()) {
        return named(home, kHomeVariable);
    }
    Result<QString> folder = platformFolder();
    Result<DataDirectory> directory =
        folder ? named(*folder, "the system") : std::unexpected(std::move(folder.error()));
    return directory ? std::move(directory) : temporary(directory.error());
}

} // namespace dbv::settings
