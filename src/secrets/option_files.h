// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "secrets/option_text.h"
#include "secrets/user_places.h"

namespace dbv::secrets {

/// An option, and the file that it is in.
struct FiledOption {
    OptionLine option;
    std::filesystem::path file;
};

/// All options of some files, in the order in which programs read them: a later one counts.
struct FiledOptions {
    std::vector<FiledOption> options;
    /// Files and lines that were passed over, and why.
    std::vector<std::string> warnings;
};

/// The files that MariaDB's and MySQL's programs read, in their order: `/etc/my.cnf` ... `~/.my.cnf`.
[[nodiscard]] std::vector<std::filesystem::path> optionFiles(const UserPlaces& places);

/// Reads files with all that they include; those that are not there are none. One that everybody may write is passed over.
/// Errors: InvalidInput with file and line, IoError. Blocks: on the disk.
[[nodiscard]] Result<FiledOptions> readOptionFiles(const std::vector<std::filesystem::path>& files);

/// Whether an option is in one of some groups. Case does not count.
[[nodiscard]] bool isOfGroups(const OptionLine& option, const std::vector<std::string>& groups);

/// What options say when only some groups are asked for, as a program that reads those would have it.
struct MergedOptions {
    /// By plain name, without secrets; an option without a value has an empty one.
    std::map<std::string, std::string, std::less<>> values;
    Secret password;
    /// "/home/ann/.my.cnf, line 3"
    std::string passwordOrigin;
    /// Of the client's key: `ssl-passphrase`, `tls-passphrase`.
    Secret keyPassword;
};
[[nodiscard]] MergedOptions mergedOptions(const FiledOptions& options, const std::vector<std::string>& groups);

/// The groups that the `mariadb` and `mysql` programs read; with MYSQL_GROUP_SUFFIX those that end with it, too.
[[nodiscard]] std::vector<std::string> clientGroups(const UserPlaces& places);

} // namespace dbv::secrets
