// SPDX-License-Identifier: Apache-2.0
#include "engine/proposal_list.h"

#include <algorithm>
#include <tuple>

namespace dbv::engine {

std::string ProposalList::useName(protocol::CompletionKind kind, std::string_view text) {
    return std::string(protocol::completionKindName(kind)) + " " + std::string(text);
}

void ProposalList::offer(protocol::CompletionItem item, std::string_view name, int worth, Match match) {
    if (match == Match::Beginning && !catalog::sameLetters(name.substr(0, m_typed.size()), m_typed)) {
        return;
    }
    if (const std::optional<int> score = m_pattern.score(name)) {
        offerScored(std::move(item), *score + worth);
    }
}

void ProposalList::offerScored(protocol::CompletionItem item, int score) {
    if (m_known.emplace(item.kind, item.text).second) {
        const int used = m_uses.worth(useName(item.kind, item.text));
        m_scored.push_back({std::move(item), score + used, m_scored.size()});
    }
}

std::vector<protocol::CompletionItem> ProposalList::take(std::size_t most) {
    std::ranges::sort(m_scored, {}, [](const Scored& scored) { return std::tuple(-scored.score, scored.order); });
    std::vector<protocol::CompletionItem> items;
    items.reserve(std::min(most, m_scored.size()));
    for (Scored& scored : m_scored) {
        if (items.size() == most) {
            break;
        }
        items.push_back(std::move(scored.item));
    }
    return items;
}

} // namespace dbv::engine
