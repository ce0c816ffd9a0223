// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/connector.h>
#include <dbv/core/result.h>

namespace dbv::engine {

/// Holds the statements that a connection wants run at each opening to its safety, before anything is opened. Nobody can be
/// asked there, so what would have to be confirmed is refused as well.
/// Errors: RefusedReadOnly, RefusedBySandbox, ConfirmationRequired, each with the option and the statement.
[[nodiscard]] Result<void> judgeStartup(const Connector& connector, const ConnectParams& params);

} // namespace dbv::engine
