// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/result.h>

namespace dbv {

/// The error that every cancelled step ends with.
[[nodiscard]] inline Error cancelledError(Damage damage = Damage::Statement) {
    return makeError(ErrorKind::Cancelled, "The statement was cancelled.", {}, damage);
}

} // namespace dbv
