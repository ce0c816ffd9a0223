// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/safety_words.h>

#include "protocol/usual_safety.h"
#include "settings/known_settings.h"

namespace dbv::app {

/// What a new connection may do, by its environment: the one rule for whoever makes one. `chosen` gives the value of a setting.
template <class Settings>
[[nodiscard]] protocol::UsualSafety usualSafetyBy(const Settings& chosen) {
    protocol::UsualSafety usual = protocol::programsSafety();
    const auto take = [&](protocol::Environment environment, const settings::Setting<std::string>& setting) {
        Safety& safety = usual[static_cast<std::size_t>(environment)];
        safety = safetyFromWord(chosen.value(setting)).value_or(safety);
    };
    take(protocol::Environment::None, settings::kSafetyUsual);
    take(protocol::Environment::Local, settings::kSafetyLocal);
    take(protocol::Environment::Test, settings::kSafetyTest);
    take(protocol::Environment::Staging, settings::kSafetyStaging);
    take(protocol::Environment::Production, settings::kSafetyProduction);
    return usual;
}

} // namespace dbv::app
