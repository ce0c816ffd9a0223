// SPDX-License-Identifier: Apache-2.0
#include "settings/file_paths.h"

#include <QDateTime>

namespace dbv::settings {

QString qtPath(const std::filesystem::path& path) {
#ifdef _WIN32
    return QString::fromStdWString(path.native());
#else
    return QString::fromLocal8Bit(path.native());
#endif
}

std::filesystem::path pathFrom(const QString& path) {
#ifdef _WIN32
    return path.toStdWString();
#else
    return path.toLocal8Bit().toStdString();
#endif
}

std::string shownPath(const std::filesystem::path& path) {
    return qtPath(path).toStdString();
}

std::filesystem::path brokenName(const std::filesystem::path& path) {
    const std::string time =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmsszzz'Z'")).toStdString();
    std::filesystem::path name = path;
    name += ".broken-" + time;
    std::error_code error;
    for (int i = 2; std::filesystem::exists(name, error); ++i) {
        name = path;
        name += ".broken-" + time + "-" + std::to_string(i);
    }
    return name;
}

Error pathError(std::string_view what, const std::filesystem::path& path, std::string_view reason) {
    return makeError(ErrorKind::IoError, std::string(what) + " " + shownPath(path) + ": " + std::string(reason) + ".",
                     "Check the permissions and the free space there, or choose another folder with --data-dir.");
}

} // namespace dbv::settings
