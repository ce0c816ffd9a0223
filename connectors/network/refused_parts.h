// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/error.h>

namespace dbv::network {

/// The parts of a catalogue that a server did not tell. Not every server that speaks a protocol has every part, and not
/// every role may read it; the others are shown all the same, and what is missing is said.
class RefusedParts {
public:
    /// Whether an error is the server's answer to that one question, so that others may be asked.
    [[nodiscard]] static bool isRefusal(const Error& error) {
        return error.kind == ErrorKind::SqlError && error.damage == Damage::Statement;
    }
    /// `part` begins a sentence: `Policies`.
    void add(std::string_view part, const Error& error) {
        add({"warning", std::string(part) + " can not be shown; the server says: " + error.message});
    }
    void add(Notice notice) {
        if (std::ranges::find(m_notices, notice) == m_notices.end()) {
            m_notices.push_back(std::move(notice));
        }
    }
    [[nodiscard]] std::vector<Notice> take() { return std::exchange(m_notices, {}); }

private:
    std::vector<Notice> m_notices;
};

} // namespace dbv::network
