// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mysql/client.h"

namespace dbv::mysql {

/// Puts an answer of our own in the place of the client library's plugin `dialog` (used by PAM), which writes what a server asks
/// to the standard output and reads the standard input: the first question for a password is answered with the
/// connection's, and there the dialog ends.
/// True when it could be done.
[[nodiscard]] bool answerDialogs(MYSQL* connection);

} // namespace dbv::mysql
