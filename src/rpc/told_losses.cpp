// SPDX-License-Identifier: Apache-2.0
#include "rpc/told_losses.h"

#include <algorithm>

#include "protocol/envelope.h"

namespace dbv::rpc {

void ToldLosses::setInput(InputThread* input) {
    const std::scoped_lock lock(m_mutex);
    m_input = input;
}

bool ToldLosses::isNews(ConnectionId connection, const protocol::LossMark& loss) {
    if (loss.number == 0) {
        return false;
    }
    const std::scoped_lock lock(m_mutex);
    Loss& last = m_losses[{connection, loss.session}];
    if (last.number < loss.number) {
        last = {loss.number, std::nullopt};
    }
    return !last.told;
}

void ToldLosses::beforeTelling(const std::vector<std::uint64_t>& numbers) {
    const std::scoped_lock lock(m_mutex);
    const auto isTold = [&](const auto& each) {
        return !each.second.told && std::ranges::find(numbers, each.second.number) != numbers.end();
    };
    if (std::ranges::none_of(m_losses, isTold)) {
        return;
    }
    const InputLine::Epoch before = m_input != nullptr ? m_input->catchUp() : 0;
    for (auto& each : m_losses) {
        if (isTold(each)) {
            each.second.told = before;
        }
    }
}

std::uint64_t ToldLosses::knownTo(InputLine::Epoch line, ConnectionId connection, SessionKey session) const {
    const std::scoped_lock lock(m_mutex);
    std::uint64_t known = protocol::kHeardAll;
    // Where all go through one session, that is the connection's.
    for (const SessionKey key : {session, SessionKey{}}) {
        const auto found = m_losses.find({connection, key});
        if (found != m_losses.end() && (!found->second.told || line <= *found->second.told)) {
            known = std::min(known, found->second.number - 1);
        }
    }
    return known;
}

void ToldLosses::forget(ConnectionId connection) {
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_losses, [connection](const auto& each) { return each.first.first == connection; });
}

} // namespace dbv::rpc
