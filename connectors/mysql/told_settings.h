// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "mysql/client.h"

namespace dbv::mysql {

/// What a server has told of the settings by which it reads statements and writes texts. It tells of changes at the end of the
/// statement that makes them; one that does not is asked after statements that look like it.
///
/// Thread: the one that uses the session.
class ToldSettings {
public:
    /// Takes what came with the end of a statement.
    void hear(MYSQL* connection);
    /// Takes what was asked for: the answer to `kQuestion`.
    void learn(std::string_view client, std::string_view connection, std::string_view results);
    static constexpr std::string_view kQuestion =
        "SELECT @@character_set_client, @@character_set_connection, @@character_set_results";

    /// A statement is sent.
    void sending(std::string_view command, std::string_view sql);
    /// The character sets have to be asked for, since the last statement may have changed them and nothing was told.
    [[nodiscard]] bool mustAsk() const { return m_mustAsk; }

    /// Something of the session has changed since a statement was sent.
    [[nodiscard]] bool stateChanged() const { return m_stateChanged; }
    /// Whether double quotes hold names, as far as that was told.
    [[nodiscard]] bool hasAnsiQuotes() const { return m_sqlMode.contains("ANSI_QUOTES"); }
    /// Texts go and come in UTF-8; in another character set others would be stored and shown. What is ASCII alone, and has no
    /// rows, is the same in all of them. `otherTexts` says that there are values beyond ASCII beside the statement.
    /// Errors: InvalidInput, of a statement that must not be sent.
    [[nodiscard]] Result<void> judge(std::string_view sql, bool returnsRows, bool otherTexts) const;

private:
    // What a session is opened with.
    std::string m_client = "utf8mb4";
    std::string m_connection = "utf8mb4";
    std::string m_results = "utf8mb4";
    std::string m_sqlMode;
    bool m_mustAsk = false;
    bool m_stateChanged = false;
};

/// Whether a text has bytes beyond ASCII.
[[nodiscard]] bool isBeyondAscii(std::string_view text);

} // namespace dbv::mysql
