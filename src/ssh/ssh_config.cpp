// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_config.h"

#include <algorithm>

#include "ssh/config_reader.h"
#include "ssh/options_meaning.h"

namespace dbv::ssh {

ConfigAnswer lookUpHost(const ConfigPlace& place, const ConfigQuestion& question) {
    ConfigReader reader(place, question);
    reader.readAll();
    ConfigAnswer answer;
    answer.notes = reader.notes();
    answer.settings = meaningOf(place, question, reader.options(), reader.places(), answer.notes);
    answer.settings.undecided = reader.undecided();
    return answer;
}

std::vector<std::string> namedHosts(const ConfigPlace& place) {
    const ConfigQuestion nobody;
    ConfigReader reader(place, nobody);
    reader.readAll();
    std::vector<std::string> names;
    for (const std::string& pattern : reader.hostPatterns()) {
        if (pattern.find_first_of("*?!") == std::string::npos && std::ranges::find(names, pattern) == names.end()) {
            names.push_back(pattern);
        }
    }
    return names;
}

} // namespace dbv::ssh
