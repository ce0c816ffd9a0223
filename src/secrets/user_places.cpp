// SPDX-License-Identifier: Apache-2.0
#include "secrets/user_places.h"

#include <QDir>
#include <QString>
#include <QtGlobal>

#include "settings/file_paths.h"

namespace dbv::secrets {

UserPlaces userPlaces() {
    return {.variable = [](const char* name) -> std::optional<std::string> {
                if (!qEnvironmentVariableIsSet(name)) {
                    return std::nullopt;
                }
                return qgetenv(name).toStdString();
            },
            .home = settings::pathFrom(QDir::homePath())};
}

std::optional<std::string> setVariable(const UserPlaces& places, const char* name) {
    std::optional<std::string> value = places.variable(name);
    return value && !value->empty() ? value : std::nullopt;
}

} // namespace dbv::secrets
