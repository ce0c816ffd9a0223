// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ssh/config_options.h"
#include "ssh/ssh_config.h"

namespace dbv::ssh {

/// Where each option that holds stands, by its keyword: `FILE, line N`.
using OptionPlaces = std::map<std::string, std::string, std::less<>>;

/// What the options that were found for a host mean.
[[nodiscard]] HostSettings meaningOf(const ConfigPlace& place, const ConfigQuestion& question,
                                     const ConfigOptions& options, const OptionPlaces& places,
                                     std::vector<Note>& notes);

} // namespace dbv::ssh
