// SPDX-License-Identifier: Apache-2.0
#include "postgres/told_settings.h"

#include <string_view>

namespace dbv::postgres {

namespace {

constexpr auto kToldNames = std::to_array<const char*>(
    {"application_name", "client_encoding", "DateStyle", "default_transaction_read_only", "IntervalStyle",
     "is_superuser", "search_path", "session_authorization", "standard_conforming_strings", "TimeZone"});

} // namespace

ToldSettings::ToldSettings(const Line& line) : m_line(line), m_askedAt(line.heard()) {
    static_assert(kToldNames.size() == kCount);
    for (std::size_t i = 0; i < kCount; ++i) {
        read(i);
    }
    m_first = m_now;
    m_asked = m_now;
}

void ToldSettings::read(std::size_t setting) {
    m_readAt[setting] = m_line.heard();
    std::optional<std::string>& now = m_now[setting];
    const char* const value = PQparameterStatus(m_line.handle(), kToldNames[setting]);
    if (value == nullptr) {
        now.reset();
    } else if (!now || std::string_view(*now) != value) {
        now = value;
    }
}

const std::optional<std::string>& ToldSettings::value(Told setting) {
    const auto index = static_cast<std::size_t>(setting);
    if (m_readAt[index] != m_line.heard()) {
        read(index);
    }
    return m_now[index];
}

bool ToldSettings::takeChanged() {
    if (m_askedAt == m_line.heard()) {
        return false;
    }
    m_askedAt = m_line.heard();
    bool changed = false;
    for (std::size_t i = 0; i < kCount; ++i) {
        const std::optional<std::string>& now = value(static_cast<Told>(i));
        if (now != m_asked[i]) {
            changed = changed || now != m_first[i];
            m_asked[i] = now;
        }
    }
    return changed;
}

} // namespace dbv::postgres
