// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "protocol/events.h"

namespace dbv::testing {

/// The last word about a script whose statements ended like this.
inline protocol::QueryFinished finishedScript(const std::vector<protocol::StatementReport>& reports) {
    protocol::QueryFinished finished;
    finished.statements = reports.size();
    if (!reports.empty()) {
        finished.last = reports.back();
    }
    return finished;
}

} // namespace dbv::testing
