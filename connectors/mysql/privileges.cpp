// SPDX-License-Identifier: Apache-2.0
#include "mysql/privileges.h"

#include <algorithm>
#include <vector>

namespace dbv::mysql {

namespace {

constexpr std::size_t kMostGrants = 6;
constexpr std::size_t kLongestGrant = 200;
constexpr std::string_view kSwitches = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only', "
                                       "'innodb_read_only', 'tx_read_only', 'transaction_read_only')";

/// Finds a word of the grammar, which is no part of a name in quotes.
std::size_t findWord(std::string_view text, std::string_view word) {
    char quote = '\0';
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '`' || c == '\'' || c == '"') {
            quote = c;
        } else if (text.substr(at).starts_with(word)) {
            return at;
        }
    }
    return std::string_view::npos;
}

std::string textOf(const std::optional<std::string>& cell) {
    return cell.value_or("");
}

} // namespace

std::string shortGrant(std::string_view grant) {
    constexpr std::string_view kGrant = "GRANT ";
    constexpr std::string_view kOn = " ON ";
    if (!grant.starts_with(kGrant)) {
        // SET DEFAULT ROLE, REVOKE and the like say no more than that they are there.
        return std::string(grant.substr(0, grant.find(' ')));
    }
    grant.remove_prefix(kGrant.size());
    const std::size_t to = findWord(grant, " TO ");
    const bool passesOn = grant.ends_with("WITH GRANT OPTION");
    grant = grant.substr(0, to);
    const std::size_t on = findWord(grant, kOn);
    std::string text(grant.substr(0, on));
    if (text.size() > kLongestGrant) {
        text = text.substr(0, text.rfind(',', kLongestGrant)) + ", …";
    }
    if (on != std::string_view::npos) {
        text += " on " + std::string(grant.substr(on + kOn.size()));
    } else {
        text = "the role " + text;
    }
    return passesOn ? text + " (and may pass it on)" : text;
}

Result<std::string> readPrivileges(Line& line) {
    const Result<TextTable> grants = line.query("SHOW GRANTS");
    if (!grants) {
        return std::unexpected(grants.error());
    }
    std::string text;
    const std::size_t shown = std::min(kMostGrants, grants->size());
    for (std::size_t i = 0; i < shown; ++i) {
        const std::vector<std::optional<std::string>>& row = (*grants)[i];
        text += (text.empty() ? "Granted: " : "; ") + shortGrant(row.empty() ? "" : textOf(row.front()));
    }
    if (grants->size() > shown) {
        text += "; and " + std::to_string(grants->size() - shown) + " more";
    }
    text += text.empty() ? "Nothing is granted." : ".";
    const Result<TextTable> switches = line.query(kSwitches);
    if (!switches) {
        return std::unexpected(switches.error());
    }
    for (const std::vector<std::optional<std::string>>& row : *switches) {
        const std::string value = row.size() < 2 ? "" : textOf(row[1]);
        if (value == "ON" || value == "1") {
            text += " The server is read-only (" + textOf(row[0]) + ").";
        }
    }
    return text;
}

} // namespace dbv::mysql
