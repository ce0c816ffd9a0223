// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include <dbv/connector/grammar.h>

#include "catalog/catalog_index.h"
#include "catalog/use_memory.h"
#include "protocol/completion.h"
#include "protocol/snippets.h"

namespace dbv::engine {

/// As many proposals as one answer has.
inline constexpr std::size_t kMostProposals = 200;

/// What is known of the database that a text is written for.
struct KnownNames {
    const catalog::CatalogIndex& index;
    const catalog::UseMemory& uses;
    Grammar grammar;
    /// Of all dialects.
    std::span<const protocol::Snippet> snippets = {};
};

/// What can be written at a place of a text. Blocks: not; reads what is in memory.
[[nodiscard]] protocol::CompletionFound proposalsAt(const protocol::Complete& asked, const KnownNames& known);

} // namespace dbv::engine
