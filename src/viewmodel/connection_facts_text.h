// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>

#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// All that is known of an open connection, line by line. Holds no secret.
[[nodiscard]] QString connectionFactsText(const OpenDatabase& database, const QDateTime& now);
/// How a connection is protected, in a few words: `verify-full`, `not encrypted`, `SSH`, `read-only`.
[[nodiscard]] QString protectionText(const OpenDatabase& database);
/// What these words mean, in sentences.
[[nodiscard]] QString protectionHelp(const OpenDatabase& database);

} // namespace dbv::viewmodel
