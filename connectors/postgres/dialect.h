// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

namespace dbv::postgres {

[[nodiscard]] const Dialect& postgresDialect();

} // namespace dbv::postgres
