// SPDX-License-Identifier: Apache-2.0
#include "machine/power_source.h"

#include <fstream>
#include <string>
#include <system_error>

#include <QtGlobal>

#if defined(Q_OS_WIN)
#include <windows.h>
#elif defined(Q_OS_MACOS)
#include <QProcess>
#endif

namespace dbv::machine {

namespace {

std::string firstLine(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

} // namespace

bool runsOnBatteryBy(const std::filesystem::path& supplies) {
    bool discharges = false;
    std::error_code unknown;
    for (const auto& supply : std::filesystem::directory_iterator(supplies, unknown)) {
        const std::filesystem::path& path = supply.path();
        if (firstLine(path / "type") == "Battery") {
            // The battery of a mouse has the scope "Device".
            discharges =
                discharges || (firstLine(path / "scope") != "Device" && firstLine(path / "status") == "Discharging");
        } else if (firstLine(path / "online") == "1") {
            return false;
        }
    }
    return discharges;
}

bool runsOnBattery() {
#if defined(Q_OS_WIN)
    SYSTEM_POWER_STATUS status;
    return GetSystemPowerStatus(&status) != 0 && status.ACLineStatus == 0;
#elif defined(Q_OS_MACOS)
    QProcess pmset;
    pmset.start(QStringLiteral("/usr/bin/pmset"), {QStringLiteral("-g"), QStringLiteral("ps")});
    constexpr int kPatienceMs = 3000;
    return pmset.waitForFinished(kPatienceMs) && pmset.readAllStandardOutput().contains("'Battery Power'");
#else
    return runsOnBatteryBy("/sys/class/power_supply");
#endif
}

} // namespace dbv::machine
