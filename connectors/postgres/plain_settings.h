// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// The first version of the server that ends idle sessions where that is set, as `PQserverVersion` tells it.
inline constexpr int kWithIdleSessionTimeout = 140'000;

/// Takes out of the way of a dump, a restore or a drill what a role, a database or the server's configuration sets for every session,
/// and gives it back when it goes.
class PlainSettings {
public:
    enum class For : std::uint8_t { Reading, Writing };

    /// `line` outlives it.
    explicit PlainSettings(Line& line) : m_line(line) {}
    PlainSettings(const PlainSettings&) = delete;
    PlainSettings& operator=(const PlainSettings&) = delete;
    ~PlainSettings();

    /// Within a transaction nothing is set. Blocks: on the server.
    /// Errors: RefusedReadOnly for writing where the connection itself wants to be read-only; ConnectionLost.
    [[nodiscard]] Result<void> take(For use);

private:
    [[nodiscard]] Result<void> set(const char* name, const char* value);

    Line& m_line;
    std::vector<const char*> m_set;
};

/// What a session to the same database as the same role has to set, as `name` and `value`, so that what its defaults change of texts and
/// transactions does not hold for it. Errors: those of the line.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> plainValues(Line& line);

/// The same in the `options` of a program of PostgreSQL's. Empty where there is none.
[[nodiscard]] Result<std::string> plainOptions(Line& line);

} // namespace dbv::postgres
