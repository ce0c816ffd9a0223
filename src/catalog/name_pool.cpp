// SPDX-License-Identifier: Apache-2.0
#include "catalog/name_pool.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace dbv::catalog {

namespace {

constexpr std::size_t kFirstTable = 1024;

} // namespace

NamePool::NamePool() : m_begins{0, 0} {}

NameId NamePool::enter(std::string_view name) {
    if (name.empty() || m_letters.size() + name.size() > std::numeric_limits<std::uint32_t>::max()) {
        return 0;
    }
    if ((size() + 1) * 2 > m_table.size()) {
        grow();
    }
    const std::size_t mask = m_table.size() - 1;
    std::size_t at = std::hash<std::string_view>()(name) & mask;
    while (m_table[at] != 0) {
        const NameId id = m_table[at] - 1;
        if ((*this)[id] == name) {
            return id;
        }
        at = (at + 1) & mask;
    }
    const auto id = static_cast<NameId>(size());
    m_letters += name;
    m_begins.push_back(static_cast<std::uint32_t>(m_letters.size()));
    m_table[at] = id + 1;
    return id;
}

void NamePool::grow() {
    std::vector<std::uint32_t> table(std::max(kFirstTable, m_table.size() * 2), 0);
    const std::size_t mask = table.size() - 1;
    for (std::size_t id = 1; id < size(); ++id) {
        std::size_t at = std::hash<std::string_view>()((*this)[static_cast<NameId>(id)]) & mask;
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = static_cast<std::uint32_t>(id) + 1;
    }
    m_table = std::move(table);
}

void NamePool::seal() {
    m_table = {};
    m_letters.shrink_to_fit();
    m_begins.shrink_to_fit();
}

std::size_t NamePool::memory() const {
    return m_letters.capacity() + (m_begins.capacity() + m_table.capacity()) * sizeof(std::uint32_t);
}

bool NamePool::restore(std::string letters, std::vector<std::uint32_t> begins) {
    if (begins.size() < 2 || begins.front() != 0 || begins[1] != 0 || begins.back() != letters.size() ||
        !std::ranges::is_sorted(begins)) {
        return false;
    }
    m_letters = std::move(letters);
    m_begins = std::move(begins);
    m_table = {};
    return true;
}

} // namespace dbv::catalog
