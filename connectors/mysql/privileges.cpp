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

/// Whether a name fits one as GRANT takes a database's: % and _ stand for any characters unless a backslash is before them.
bool fits(std::string_view pattern, std::string_view name) {
    std::size_t at = 0;
    std::size_t in = 0;
    // Behind the last %, and what of the name it has swallowed.
    std::size_t behind = std::string_view::npos;
    std::size_t swallowed = 0;
    while (in < name.size()) {
        const bool literal = at + 1 < pattern.size() && pattern[at] == '\\';
        if (at < pattern.size() && pattern[at] == '%') {
            behind = ++at;
            swallowed = in;
        } else if (at < pattern.size() &&
                   ((pattern[at] == '_' && !literal) || pattern[at + (literal ? 1 : 0)] == name[in])) {
            at += literal ? 2 : 1;
            ++in;
        } else if (behind != std::string_view::npos) {
            at = behind;
            in = ++swallowed;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('%', at) == std::string_view::npos;
}

/// The name at the beginning of a text, out of its quotes; what is behind it stays. A star is a name, too.
std::string takeName(std::string_view& text) {
    const char quote = text.empty() ? '\0' : text.front();
    if (quote != '`' && quote != '"') {
        const std::string name(text.substr(0, text.find('.')));
        text.remove_prefix(name.size());
        return name;
    }
    std::string name;
    std::size_t at = 1;
    for (; at < text.size(); ++at) {
        if (text[at] == quote && text.substr(at + 1, 1) != std::string_view(&quote, 1)) {
            break;
        }
        at += text[at] == quote ? 1U : 0U;
        name += text[at];
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return name;
}

/// Whether a list of privileges has one, or all. Those of single columns are none of the table.
bool lists(std::string_view privileges, std::string_view privilege) {
    while (!privileges.empty()) {
        const std::size_t comma = std::min(findWord(privileges, ", "), privileges.size());
        const std::string_view one = privileges.substr(0, comma);
        if (one == privilege || one == "ALL PRIVILEGES" || one == "ALL") {
            return true;
        }
        privileges.remove_prefix(std::min(comma + 2, privileges.size()));
    }
    return false;
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

GrantWord grantOn(std::string_view grant, std::string_view privilege, const ObjectPath& table) {
    constexpr std::string_view kGrant = "GRANT ";
    constexpr std::string_view kRevoke = "REVOKE ";
    constexpr std::string_view kOn = " ON ";
    const bool gives = grant.starts_with(kGrant);
    if (!gives && !grant.starts_with(kRevoke)) {
        return GrantWord::Nothing;
    }
    grant.remove_prefix(gives ? kGrant.size() : kRevoke.size());
    const std::size_t on = findWord(grant, kOn);
    if (on == std::string_view::npos || !lists(grant.substr(0, on), privilege)) {
        return GrantWord::Nothing;
    }
    std::string_view object = grant.substr(on + kOn.size());
    object = object.substr(0, findWord(object, gives ? " TO " : " FROM "));
    const std::string schema = takeName(object);
    object.remove_prefix(object.empty() ? 0 : 1);
    const std::string name = takeName(object);
    const bool here = name == "*" ? schema == "*" || schema == table.schema || fits(schema, table.schema)
                                  : schema == table.schema && name == table.name;
    return !here ? GrantWord::Nothing : gives ? GrantWord::Gives : GrantWord::Takes;
}

Result<bool> hasPrivilege(Line& line, std::string_view privilege, const ObjectPath& table) {
    const Result<TextTable> grants = line.query("SHOW GRANTS");
    if (!grants) {
        return std::unexpected(grants.error());
    }
    bool has = false;
    for (const std::vector<std::optional<std::string>>& row : *grants) {
        const GrantWord word = row.empty() ? GrantWord::Nothing : grantOn(textOf(row.front()), privilege, table);
        // What is taken of a database was given on everything, in a line before.
        has = word == GrantWord::Nothing ? has : word == GrantWord::Gives;
    }
    return has;
}

} // namespace dbv::mysql
