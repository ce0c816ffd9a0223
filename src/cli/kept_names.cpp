// SPDX-License-Identifier: Apache-2.0
#include "cli/kept_names.h"

#include <algorithm>
#include <array>

namespace dbv::cli {

namespace {

using protocol::SecretSources;

std::string placeOf(const protocol::ConnectionConfig& config) {
    std::string place;
    for (const std::string* part : {&config.url, &config.connector, &config.host, &config.user, &config.database}) {
        place += *part + '\0';
    }
    return place + std::to_string(config.port);
}

bool isSame(protocol::SavedConnection kept, const protocol::SavedConnection& found) {
    for (const auto place : {&SecretSources::password, &SecretSources::tlsKeyPassword, &SecretSources::sshPassword,
                             &SecretSources::sshPassphrase}) {
        protocol::SecretSource& source = kept.config.secrets.*place;
        if (source.origin == protocol::SecretOrigin::Stored) {
            source = found.config.secrets.*place;
        }
    }
    return kept.config == found.config && kept.group == found.group && kept.environment == found.environment;
}

} // namespace

void KeptNames::add(const protocol::SavedConnection& saved) {
    m_names.insert(saved.name);
    m_byPlace[placeOf(saved.config)].push_back(saved);
}

bool KeptNames::holds(const protocol::SavedConnection& found) const {
    const auto there = m_byPlace.find(placeOf(found.config));
    return there != m_byPlace.end() && std::ranges::any_of(there->second, [&found](const auto& kept) {
               return kept.name.starts_with(found.name) && isSame(kept, found);
           });
}

std::string KeptNames::freeName(const std::string& name) {
    std::string wished = name;
    while (m_names.contains(wished)) {
        int& number = m_numbers.try_emplace(name, 2).first->second;
        wished = name + " (" + std::to_string(number++) + ")";
    }
    return wished;
}

} // namespace dbv::cli
