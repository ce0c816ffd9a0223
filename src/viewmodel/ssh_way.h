// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "protocol/connection_config.h"

namespace dbv::viewmodel {

/// Reads a way through SSH as a person writes it: `user@host:port`, of which the host alone is needed, several divided by
/// commas in the order in which they are passed; an IPv6 address stands in brackets. Empty takes the way out.
void readSshWay(const QString& text, protocol::SshConfig& ssh);
[[nodiscard]] QString sshWayText(const protocol::SshConfig& ssh);
/// Why such a way can not be gone, in a sentence; empty when it can. What is wrong must not become a direct line.
[[nodiscard]] QString sshWayTrouble(const QString& text);

} // namespace dbv::viewmodel
