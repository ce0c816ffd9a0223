// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_config.h"

#include <QDir>
#include <QProcessEnvironment>
#include <QSysInfo>

namespace dbv::ssh {

ConfigPlace usualConfigPlace() {
    ConfigPlace place;
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys()) {
        place.environment.emplace(name.toStdString(), environment.value(name).toStdString());
    }
    place.home = QDir::homePath().toStdWString();
    place.localUser = environment.value(QStringLiteral("USERNAME")).toStdString();
    place.localHost = QSysInfo::machineHostName().toStdString();
    place.userFile = place.home / ".ssh" / "config";
    place.systemFile = environment.value(QStringLiteral("ProgramData")).toStdString() + "/ssh/ssh_config";
    return place;
}

} // namespace dbv::ssh
