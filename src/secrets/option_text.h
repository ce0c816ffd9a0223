// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <dbv/core/secret.h>

namespace dbv::secrets {

/// One option of an option file of MySQL or MariaDB, as it is written there.
struct OptionLine {
    std::string group;
    std::string name;
    /// Nothing when there is no `=`; nothing for a password, which is the secret.
    std::optional<std::string> value;
    Secret secret;
    /// From 1.
    int line = 0;
};

/// `!include` or `!includedir`: another file, or all in a folder, is read at this place.
struct OptionInclude {
    bool isFolder = false;
    std::string path;
    int line = 0;
};

/// What was wrong with a text, which is not read any further.
struct OptionTrouble {
    std::string why;
    int line = 0;
};

/// A text in the form of option files, line by line.
struct OptionText {
    std::vector<std::variant<OptionLine, OptionInclude>> lines;
    std::optional<OptionTrouble> trouble;
};

/// Reads what MariaDB's programs read in it: comments that begin in the middle of a line, quotes, `\b \t \n \r \\ \s \" \'`.
[[nodiscard]] OptionText parseOptions(std::string_view text);

/// The name as programs compare it: `loose_ssl_mode` is `ssl-mode`.
[[nodiscard]] std::string plainOptionName(std::string_view name);

/// True for the options whose value is a secret.
[[nodiscard]] bool isSecretOption(std::string_view plainName);

} // namespace dbv::secrets
