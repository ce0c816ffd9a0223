// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <dbv/core/result.h>

#include "protocol/values.h"

namespace dbv::store {

/// A configuration as it is kept: compact JSON with the names of the fields; what is empty is left out.
///
/// A text that is not UTF-8 (a path may be) becomes `{"base64": …}`, so every configuration is read back as it was.
[[nodiscard]] QString configToJson(const protocol::ConnectionConfig& config);

/// Reads it back. Fields that are not known are passed over.
/// Errors: InvalidInput, saying what is wrong.
[[nodiscard]] Result<protocol::ConnectionConfig> configFromJson(const QString& json);

} // namespace dbv::store
