// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include <dbv/connector/dialect.h>

#include "engine/proposal_list.h"
#include "protocol/snippets.h"
#include "sql/cursor_scope.h"

namespace dbv::engine {

/// Offers the snippets of a dialect by their words: first of all where the whole word stands at the beginning of a statement, behind
/// all names where some of its letters do.
void offerSnippets(ProposalList& list, const sql::CursorScope& scope, std::span<const protocol::Snippet> snippets,
                   DialectId dialect);

} // namespace dbv::engine
