// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dbv/core/secret.h>

namespace dbv::secrets {

/// A password, and where it was found, for people: "the variable PGPASSWORD", "/home/ann/.pgpass, line 3".
struct FoundPassword {
    Secret password;
    std::string origin;
};

/// What came out of looking for a password. Files that were passed over, and why, are in the warnings.
struct PasswordSearch {
    std::optional<FoundPassword> found;
    std::vector<std::string> warnings;
};

} // namespace dbv::secrets
