// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <dbv/connector/params.h>

#include "protocol/connection_config.h"

namespace dbv::viewmodel {

/// What a person calls an environment; empty for none.
[[nodiscard]] QString environmentName(protocol::Environment environment);
/// What a person calls a level of safety.
[[nodiscard]] QString safetyName(Safety safety);

} // namespace dbv::viewmodel
