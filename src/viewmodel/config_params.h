// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <QString>

#include "protocol/connection_config.h"

namespace dbv::viewmodel {

/// A value of a configuration by the name of its ParamSpec; empty where it is not set.
[[nodiscard]] QString configParam(const protocol::ConnectionConfig& config, std::string_view name);
/// Sets it; an empty value takes an option out. Several ports, and what is no port, are kept as they were written.
void setConfigParam(protocol::ConnectionConfig& config, std::string_view name, const QString& value);
/// Why the port can not be one, in a sentence; empty when it can, or is left out.
[[nodiscard]] QString portTrouble(const protocol::ConnectionConfig& config);

} // namespace dbv::viewmodel
