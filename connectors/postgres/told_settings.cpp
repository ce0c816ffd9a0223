// SPDX-License-Identifier: Apache-2.0
#include "postgres/told_settings.h"

#include <string_view>

namespace dbv::postgres {

namespace {

constexpr auto kToldNames = std::to_array<const char*>(
    {"application_name", "client_encoding", "DateStyle", "default_transaction_read_only", "IntervalStyle",
     "is_superuser", "search_path", "session_authorization", "standard_conforming_strings", "TimeZone"});

} // namespace

ToldSettings::ToldSettings(const Line& line) : m_line(line) {
    static_assert(kToldNames.size() == std::tuple_size_v<Values>);
    refresh();
    m_first = m_now;
    mark();
}

void ToldSettings::refresh() {
    m_at = m_line.heard();
    for (std::size_t i = 0; i < kToldNames.size(); ++i) {
        const char* const value = PQparameterStatus(m_line.handle(), kToldNames[i]);
        const bool same = value == nullptr ? !m_now[i] : m_now[i] && *m_now[i] == value;
        if (!same) {
            m_now[i] = value == nullptr ? std::nullopt : std::optional<std::string>(value);
            m_differs = true;
        }
    }
}

const std::optional<std::string>& ToldSettings::value(Told setting) {
    if (m_at != m_line.heard()) {
        refresh();
    }
    return m_now[static_cast<std::size_t>(setting)];
}

void ToldSettings::mark() {
    if (m_at != m_line.heard()) {
        refresh();
    }
    if (m_differs) {
        m_marked = m_now;
        m_differs = false;
    }
}

bool ToldSettings::changed() {
    if (m_at != m_line.heard()) {
        refresh();
    }
    if (!m_differs) {
        return false;
    }
    for (std::size_t i = 0; i < m_now.size(); ++i) {
        if (m_now[i] != m_marked[i] && m_now[i] != m_first[i]) {
            return true;
        }
    }
    return false;
}

} // namespace dbv::postgres
