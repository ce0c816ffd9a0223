// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::catalog {

/// The number of a name in its pool; that of the empty name is 0.
using NameId = std::uint32_t;

/// Names, each kept once, one behind the other.
///
/// Limits: four gigabytes of names; more are taken for the empty name.
class NamePool {
public:
    NamePool();

    /// The number of a name, which is entered at its first use. Not after `seal`.
    [[nodiscard]] NameId enter(std::string_view name);
    /// Gives back what only entering needs.
    void seal();
    [[nodiscard]] std::string_view operator[](NameId id) const {
        return std::string_view(m_letters).substr(m_begins[id], m_begins[id + 1] - m_begins[id]);
    }
    /// How many names there are.
    [[nodiscard]] std::size_t size() const { return m_begins.size() - 1; }
    /// Unit: bytes.
    [[nodiscard]] std::size_t memory() const;

    // For keeping it.
    [[nodiscard]] const std::string& letters() const { return m_letters; }
    [[nodiscard]] const std::vector<std::uint32_t>& begins() const { return m_begins; }
    /// A sealed pool of what another had. Returns: false for what no pool has.
    [[nodiscard]] bool restore(std::string letters, std::vector<std::uint32_t> begins);

private:
    void grow();

    std::string m_letters;
    /// Where each name begins; behind the last, where it ends.
    std::vector<std::uint32_t> m_begins;
    /// Numbers by the hash of their names, each one more than it is; 0 is free.
    std::vector<std::uint32_t> m_table;
};

} // namespace dbv::catalog
