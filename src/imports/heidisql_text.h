// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::imports {

/// A session of HeidiSQL: its folders and name with `/` between them, and its values.
struct HeidiSession {
    std::string path;
    std::map<std::string, std::string, std::less<>> values;

    [[nodiscard]] std::string value(std::string_view key) const {
        const auto found = values.find(key);
        return found == values.end() ? std::string() : found->second;
    }
};

/// The sessions in a text, in its order: lines of `Servers\Folder\Name\Key<|||>type<|||>value`, or what Windows exports of
/// the registry (`[HKEY_CURRENT_USER\Software\HeidiSQL\Servers\Name]` and `"Key"="value"`). Folders are none.
[[nodiscard]] std::vector<HeidiSession> heidiSessionsIn(std::string_view text);

/// The password in a text where each character was moved by the digit at the end; two hexadecimal digits are a character, or
/// four when another 0 follows the digit. Nothing when it is not such a text.
[[nodiscard]] std::optional<std::string> unshiftedPassword(std::string_view text);

} // namespace dbv::imports
