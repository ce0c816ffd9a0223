// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace dbv::network {

/// Remembers for a few minutes what servers were found to be, so that the next session on one of them need not ask again.
/// The key has to hold all that could tell another server: where it is, who logs in, and what it says of itself unasked.
///
/// Thread: any.
template <class Finding>
class KnownServers {
public:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::optional<Finding> find(const std::string& key, Clock::time_point now = Clock::now()) const {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_servers.find(key);
        const bool known = found != m_servers.end() && found->second.until > now;
        return known ? std::optional(found->second.finding) : std::nullopt;
    }
    void keep(const std::string& key, Finding finding, Clock::time_point now = Clock::now()) {
        const std::scoped_lock lock(m_mutex);
        std::erase_if(m_servers, [now](const auto& each) { return each.second.until <= now; });
        m_servers.insert_or_assign(key, Entry{std::move(finding), now + kRemembered});
    }

private:
    static constexpr std::chrono::minutes kRemembered{5};

    struct Entry {
        Finding finding;
        Clock::time_point until;
    };

    mutable std::mutex m_mutex;
    std::map<std::string, Entry> m_servers;
};

} // namespace dbv::network
