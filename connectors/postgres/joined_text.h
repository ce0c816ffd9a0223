// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/text_span.h>

namespace dbv::postgres {

/// A text in which psql's `\;` joins statements that go to the server in one sending, and `\:` stands for a colon. psql sends
/// it without these backslashes.
class JoinedText {
public:
    /// Nothing where neither stands outside of quotes and comments. `backslashes` as in `endOfToken`.
    [[nodiscard]] static std::optional<JoinedText> read(std::string_view text, bool backslashes);

    /// What is sent.
    [[nodiscard]] const std::string& sql() const { return m_sql; }
    /// The statements in it, with the place of each in the text that was read.
    struct Part {
        std::string_view sql;
        std::size_t begin = 0;
    };
    [[nodiscard]] std::vector<Part> parts() const;
    /// A place in what is sent, in the text that was read.
    [[nodiscard]] TextSpan inText(TextSpan sent) const { return {placeInText(sent.begin), placeInText(sent.end)}; }

private:
    [[nodiscard]] std::size_t placeInText(std::size_t sent) const;

    std::string m_sql;
    /// Where in what is sent a backslash was left out, in order.
    std::vector<std::size_t> m_left;
    /// Where in what is sent the semicolons between statements stand.
    std::vector<std::size_t> m_ends;
};

} // namespace dbv::postgres
