// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/tls.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// What was agreed on for an open connection; empty when it is not encrypted.
[[nodiscard]] TlsFacts tlsFactsOf(PGconn* connection, TlsMode mode);

/// A sentence about it for a person.
[[nodiscard]] std::string sentenceAbout(const TlsFacts& facts);

} // namespace dbv::postgres
