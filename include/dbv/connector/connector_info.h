// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dbv/connector/param_spec.h>

namespace dbv {

/// What a connector says about itself in its `plugin.json`, readable without loading its code.
struct ConnectorInfo {
    /// One lower-case word, the name in `connector` of a configuration.
    std::string id;
    std::string displayName;
    std::string version;
    /// The URL schemes that it opens (`sqlite`, ...).
    std::vector<std::string> schemes;
    /// File name endings without the dot that it opens by drag and drop or from the command line.
    std::vector<std::string> fileExtensions;
    /// The port that its servers usually listen at; 0 for an engine that opens files.
    std::uint16_t defaultPort = 0;
    /// Whose files and variables hold a password that nobody gave: `mysql` (option files, login paths, MYSQL_PWD), `postgres`
    /// (PGPASSWORD, ~/.pgpass; without SSH its library looks by itself). Empty where there are none.
    std::string passwordFiles;
    /// What a form asks for, in the order in which it does.
    std::vector<ParamSpec> params;

    [[nodiscard]] bool opensFiles() const { return defaultPort == 0; }

    friend bool operator==(const ConnectorInfo&, const ConnectorInfo&) = default;
};

} // namespace dbv
