// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog_index.h"

namespace dbv::catalog {

/// Letters a to z without regard to being large or small; all others as they are.
[[nodiscard]] bool sameLetters(std::string_view a, std::string_view b);
[[nodiscard]] bool isBeforeInLetters(std::string_view a, std::string_view b);
/// Which letters a name has, one bit each, some of them shared.
[[nodiscard]] std::uint32_t lettersOf(std::string_view name);

/// What somebody types of a name.
/// Limits: bytes beyond `kMostLetters` are ignored.
class NamePattern {
public:
    static constexpr std::size_t kMostLetters = 64;

    explicit NamePattern(std::string_view typed);

    /// Every name matches, with 0.
    [[nodiscard]] bool isEmpty() const { return m_letters.empty(); }
    [[nodiscard]] std::uint32_t letters() const { return m_has; }
    /// How well a name matches, more is better; nothing when it does not.
    [[nodiscard]] std::optional<int> score(std::string_view name) const;
    /// No name that begins like this one and is as long scores more.
    [[nodiscard]] int mostFor(std::string_view name) const;

private:
    /// The same as `score` for what is one letter.
    [[nodiscard]] std::optional<int> scoreOfLetter(std::string_view name) const;

    std::string m_letters;
    std::uint32_t m_has = 0;
};

/// A table or routine that was found, by its place in the index.
struct FoundName {
    std::uint32_t at = 0;
    int score = 0;
};

/// The tables whose names match best, the best first; with a schema only its own, else those of default schemas before equals.
[[nodiscard]] std::vector<FoundName> searchTables(const CatalogIndex& index, const NamePattern& pattern,
                                                  std::optional<std::uint32_t> schema, std::size_t most);
/// The same of routines.
[[nodiscard]] std::vector<FoundName> searchRoutines(const CatalogIndex& index, const NamePattern& pattern,
                                                    std::optional<std::uint32_t> schema, std::size_t most);

} // namespace dbv::catalog
