// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ssh/config_line.h"

namespace dbv::ssh {

/// The options that hold for a host, by their keywords in small letters. What comes first wins; identity and certificate
/// files are collected.
class ConfigOptions {
public:
    /// Takes a line of the configuration, or says why it is not one. A keyword of ssh that plays no part here is passed over.
    [[nodiscard]] std::optional<std::string> take(const ConfigLine& line, bool active);

    /// Whether an option plays a part here.
    [[nodiscard]] static bool knows(std::string_view keyword);
    [[nodiscard]] bool has(std::string_view keyword) const { return m_values.contains(keyword); }
    /// All words of an option; none when it was not set.
    [[nodiscard]] std::vector<std::string> words(std::string_view keyword) const;
    [[nodiscard]] std::string word(std::string_view keyword, std::string_view otherwise = {}) const;
    [[nodiscard]] int number(std::string_view keyword, int otherwise) const;
    [[nodiscard]] bool flag(std::string_view keyword, bool otherwise) const;
    void set(std::string_view keyword, std::vector<std::string> words);

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
    std::vector<std::string> m_ignoredUnknown;
};

} // namespace dbv::ssh
