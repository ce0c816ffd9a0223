// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <QString>

#include "protocol/connection_config.h"

namespace dbv::viewmodel {

/// A value of a configuration by the name of its ParamSpec; empty where it is not set.
[[nodiscard]] QString configParam(const protocol::ConnectionConfig& config, std::string_view name);
/// Sets it; an empty value takes an option out.
void setConfigParam(protocol::ConnectionConfig& config, std::string_view name, const QString& value);

} // namespace dbv::viewmodel
