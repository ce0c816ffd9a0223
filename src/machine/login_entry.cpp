// SPDX-License-Identifier: Apache-2.0
#include "machine/login_entry.h"

#include <system_error>

#include <QDir>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

#include "settings/file_paths.h"

namespace dbv::machine {

namespace {

/// One argument of Exec: quoted, with what is special within quotes behind backslashes, which the file itself wants doubled.
std::string execWord(const std::string& word) {
    std::string quoted = "\"";
    for (const char each : word) {
        switch (each) {
        case '"':
        case '`':
        case '$': quoted += R"(\\)"; break;
        case '\\': quoted += R"(\\\)"; break;
        case '%': quoted += "%"; break;
        default: break;
        }
        quoted += each;
    }
    return quoted + "\"";
}

#if defined(Q_OS_WIN)

constexpr const char* kRunKey = R"(HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run)";

QSettings runKey() {
    return {QLatin1String(kRunKey), QSettings::NativeFormat};
}

#else

std::filesystem::path entryPath() {
#if defined(Q_OS_MACOS)
    return settings::pathFrom(QDir::homePath()) / "Library" / "LaunchAgents" / "db-visualizer.login.plist";
#else
    const QString config = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return settings::pathFrom(config) / "autostart" / "db-visualizer.desktop";
#endif
}

std::string entryText(const LoginCall& call) {
#if defined(Q_OS_MACOS)
    QString words;
    for (const std::string& word : call.arguments) {
        words += QStringLiteral("<string>%1</string>").arg(QString::fromStdString(word).toHtmlEscaped());
    }
    return QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>"
                          "<key>Label</key><string>db-visualizer.login</string>"
                          "<key>ProgramArguments</key><array><string>%1</string>%2</array>"
                          "<key>RunAtLoad</key><true/></dict></plist>\n")
        .arg(QString::fromStdString(call.program).toHtmlEscaped(), words)
        .toStdString();
#else
    return desktopEntry(call);
#endif
}

#endif

} // namespace

std::string desktopEntry(const LoginCall& call) {
    std::string exec = execWord(call.program);
    for (const std::string& word : call.arguments) {
        exec += " ";
        exec += execWord(word);
    }
    return "[Desktop Entry]\nType=Application\nName=DB Visualizer\nExec=" + exec + "\nX-GNOME-Autostart-enabled=true\n";
}

#if defined(Q_OS_WIN)

bool startsAtLogin() {
    return runKey().contains(QStringLiteral("DB Visualizer"));
}

Result<void> setStartsAtLogin(bool starts, const LoginCall& call) {
    QSettings key = runKey();
    QString line = QStringLiteral("\"%1\"").arg(QDir::toNativeSeparators(QString::fromStdString(call.program)));
    for (const std::string& word : call.arguments) {
        line += QStringLiteral(" \"%1\"").arg(QString::fromStdString(word));
    }
    starts ? key.setValue(QStringLiteral("DB Visualizer"), line) : key.remove(QStringLiteral("DB Visualizer"));
    key.sync();
    return key.status() == QSettings::NoError
               ? Result<void>()
               : fail(ErrorKind::IoError, "What starts at login can't be changed in the registry.", "");
}

#else

bool startsAtLogin() {
    std::error_code unknown;
    return std::filesystem::exists(entryPath(), unknown);
}

Result<void> setStartsAtLogin(bool starts, const LoginCall& call) {
    const std::filesystem::path path = entryPath();
    if (!starts) {
        std::error_code error;
        std::filesystem::remove(path, error);
        return error ? std::unexpected(settings::pathError("Could not remove", path, error.message())) : Result<void>();
    }
    QDir().mkpath(settings::qtPath(path.parent_path()));
    QSaveFile file(settings::qtPath(path));
    const std::string text = entryText(call);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0 ||
        !file.commit()) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    return {};
}

#endif

} // namespace dbv::machine
