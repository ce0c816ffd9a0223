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

/// What a server has told last of its settings. libpq looks each one up in a list, so one is read anew only when it is asked for and
/// something has come on the line since.
///
/// Thread: as the line.
class ToldSettings {
public:
    /// `line` outlives it.
    explicit ToldSettings(const Line& line);

    /// Nothing where the server does not tell.
    [[nodiscard]] const std::optional<std::string>& value(Told setting);
    /// Whether one is now what it was neither when this was asked last nor at first: what is as at first, another session has as well.
    [[nodiscard]] bool takeChanged();

private:
    static constexpr std::size_t kCount = static_cast<std::size_t>(Told::TimeZone) + 1;
    using Values = std::array<std::optional<std::string>, kCount>;
    void read(std::size_t setting);

    const Line& m_line;
    /// When each was read, by what had come on the line by then; and when it was asked what has changed.
    std::array<std::uint64_t, kCount> m_readAt{};
    std::uint64_t m_askedAt = 0;
    Values m_now;
    Values m_first;
    Values m_asked;
};

} // namespace dbv::postgres
