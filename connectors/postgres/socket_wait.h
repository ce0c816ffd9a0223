// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace dbv::postgres {

/// Waits until a socket can be read or written, or the time is up.
/// True when it can, also when it is broken: the next call on it tells how.
[[nodiscard]] bool waitForSocket(int socket, bool forReading, bool forWriting, std::chrono::milliseconds timeout);

/// Lets a reader be woken only when this many bytes are there. Does nothing where the system has no such mark.
void setReadMark(int socket, int bytes);

} // namespace dbv::postgres
