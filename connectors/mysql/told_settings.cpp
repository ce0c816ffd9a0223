// SPDX-License-Identifier: Apache-2.0
#include "mysql/told_settings.h"

#include <algorithm>
#include <array>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

bool isUtf8(std::string_view set) {
    static constexpr auto kNames = std::to_array<std::string_view>({"utf8", "utf8mb3", "utf8mb4"});
    return listed(kNames, set);
}

/// The names and the values that changed, one after the other.
template <class Take>
void eachChange(MYSQL* connection, Take take) {
    const char* data = nullptr;
    std::size_t size = 0;
    std::optional<std::string> name;
    for (int none = mysql_session_track_get_first(connection, SESSION_TRACK_SYSTEM_VARIABLES, &data, &size); none == 0;
         none = mysql_session_track_get_next(connection, SESSION_TRACK_SYSTEM_VARIABLES, &data, &size)) {
        const std::string text = size == 0 ? std::string() : std::string(data, size);
        if (name) {
            take(*name, text);
            name.reset();
        } else {
            name = text;
        }
    }
}

} // namespace

bool isBeyondAscii(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

void ToldSettings::hear(MYSQL* connection) {
    if ((connection->server_status & SERVER_SESSION_STATE_CHANGED) == 0) {
        return;
    }
    const char* changed = nullptr;
    std::size_t size = 0;
    if (mysql_session_track_get_first(connection, SESSION_TRACK_STATE_CHANGE, &changed, &size) == 0) {
        m_stateChanged = m_stateChanged || std::string_view(changed, size) == "1";
    }
    eachChange(connection, [this](const std::string& name, const std::string& value) {
        if (name == "sql_mode") {
            m_sqlMode = value;
            return;
        }
        std::string* const set = name == "character_set_client"       ? &m_client
                                 : name == "character_set_connection" ? &m_connection
                                 : name == "character_set_results"    ? &m_results
                                                                      : nullptr;
        if (set != nullptr) {
            *set = value;
            m_mustAsk = false;
        }
    });
}

void ToldSettings::learn(std::string_view client, std::string_view connection, std::string_view results) {
    m_client = client;
    m_connection = connection;
    m_results = results;
    m_mustAsk = false;
}

void ToldSettings::sending(std::string_view command, std::string_view sql) {
    m_stateChanged = false;
    if (command != "SET") {
        return;
    }
    const std::string words = upperCase(sql);
    static constexpr auto kAbout = std::to_array<std::string_view>({"NAMES", "CHARACTER", "CHARSET", "COLLATION"});
    m_mustAsk = m_mustAsk || std::ranges::any_of(kAbout, [&](std::string_view each) { return words.contains(each); });
}

Result<void> ToldSettings::judge(std::string_view sql, bool returnsRows, bool otherTexts) const {
    // One has other letters in the places of brackets.
    const bool isSame = !otherTexts && !isBeyondAscii(sql) && (m_client != "swe7" || commandOf(sql) == "SET");
    std::string_view name;
    std::string set;
    if (!isSame && !isUtf8(m_client)) {
        name = "client";
        set = m_client;
    } else if (!isSame && !isUtf8(m_connection)) {
        name = "connection";
        set = m_connection;
    } else if (returnsRows && !isUtf8(m_results)) {
        name = "results";
        set = m_results.empty() ? "NULL" : m_results;
    } else {
        return {};
    }
    return fail(ErrorKind::InvalidInput,
                "The session's character_set_" + std::string(name) + " is " + set +
                    ", but texts go and come in UTF-8 here: others would be stored and shown. Nothing was sent.",
                "Run SET NAMES utf8mb4, or leave out the statement that sets it.");
}

} // namespace dbv::mysql
