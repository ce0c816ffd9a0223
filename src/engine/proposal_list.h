// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/name_search.h"
#include "catalog/use_memory.h"
#include "protocol/completion.h"

namespace dbv::engine {

/// Proposals for one place, ranked by what is typed, by the place, and by what was accepted before.
class ProposalList {
public:
    /// How a name has to match what is typed.
    enum class Match : std::uint8_t { Letters, Beginning };

    ProposalList(std::string_view typed, const catalog::UseMemory& uses)
        : m_typed(typed), m_pattern(typed), m_uses(uses) {}

    /// Takes a proposal if `name` matches what is typed. `worth` is that of the place.
    void offer(protocol::CompletionItem item, std::string_view name, int worth, Match match = Match::Letters);
    /// Takes one whose match was looked at already.
    void offerScored(protocol::CompletionItem item, int score);
    [[nodiscard]] const catalog::NamePattern& pattern() const { return m_pattern; }
    [[nodiscard]] const std::string& typed() const { return m_typed; }
    [[nodiscard]] bool isEmpty() const { return m_scored.empty(); }
    /// The best, in order.
    [[nodiscard]] std::vector<protocol::CompletionItem> take(std::size_t most);

    /// The name by which an accepted proposal is remembered.
    [[nodiscard]] static std::string useName(protocol::CompletionKind kind, std::string_view text);

private:
    struct Scored {
        protocol::CompletionItem item;
        int score = 0;
        std::size_t order = 0;
    };

    std::string m_typed;
    catalog::NamePattern m_pattern;
    const catalog::UseMemory& m_uses;
    std::vector<Scored> m_scored;
    std::set<std::pair<protocol::CompletionKind, std::string>> m_known;
};

} // namespace dbv::engine
