// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/environment_text.h"

#include <QCoreApplication>

namespace dbv::viewmodel {

QString environmentName(protocol::Environment environment) {
    switch (environment) {
    case protocol::Environment::None: return {};
    case protocol::Environment::Local: return QCoreApplication::translate("Environment", "local");
    case protocol::Environment::Test: return QCoreApplication::translate("Environment", "test");
    case protocol::Environment::Staging: return QCoreApplication::translate("Environment", "staging");
    case protocol::Environment::Production: return QCoreApplication::translate("Environment", "production");
    }
    return {};
}

QString safetyName(Safety safety) {
    switch (safety) {
    case Safety::Off: return QCoreApplication::translate("Safety", "off");
    case Safety::Confirm: return QCoreApplication::translate("Safety", "confirm");
    case Safety::Sandbox: return QCoreApplication::translate("Safety", "sandbox");
    case Safety::DryRun: return QCoreApplication::translate("Safety", "dry run");
    case Safety::ReadOnly: return QCoreApplication::translate("Safety", "read-only");
    }
    return {};
}

} // namespace dbv::viewmodel
