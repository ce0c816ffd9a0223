// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "postgres/line.h"

namespace dbv::postgres {

/// A setting that a server tells of by itself; not all servers tell of all.
enum class Told : std::uint8_t {
    ApplicationName,
    ClientEncoding,
    DateStyle,
    DefaultTransactionReadOnly,
    IntervalStyle,
    IsSuperuser,
    SearchPath,
    SessionAuthorization,
    StandardConformingStrings,
    TimeZone,
};

/// What a server has told last of its settings. libpq looks each one up in a list, so they are read anew only when something
/// has come on the line since.
///
/// Thread: as the line.
class ToldSettings {
public:
    /// `line` outlives it.
    explicit ToldSettings(const Line& line);

    /// Nothing where the server does not tell.
    [[nodiscard]] const std::optional<std::string>& value(Told setting);
    /// Before a statement.
    void mark();
    /// Whether one is now what it was neither at the mark nor at first: what is as at first, another session has as well.
    [[nodiscard]] bool changed();

private:
    using Values = std::array<std::optional<std::string>, static_cast<std::size_t>(Told::TimeZone) + 1>;
    void refresh();

    const Line& m_line;
    std::uint64_t m_at = 0;
    Values m_now;
    Values m_first;
    Values m_marked;
    /// `m_now` may differ from `m_marked`.
    bool m_differs = false;
};

} // namespace dbv::postgres
