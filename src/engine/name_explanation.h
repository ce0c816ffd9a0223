// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/proposals.h"
#include "protocol/name_explanation.h"

namespace dbv::engine {

/// What the name at a place of a text means. Blocks: not; reads what is in memory.
[[nodiscard]] protocol::NameExplained nameExplainedAt(const protocol::ExplainName& asked, const KnownNames& known);

} // namespace dbv::engine
