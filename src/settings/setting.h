// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <QJsonValue>

#include <dbv/core/result.h>

namespace dbv::settings {

/// One number that the user may set: its key in the file, what holds when nobody has set it, and its bounds.
///
/// There are settings of bool, std::int64_t, double and std::string.
template <class T>
struct Setting {
    std::string_view key;
    T fallback;
    T lowest;
    T highest;
};

/// A switch that the user may set.
template <>
struct Setting<bool> {
    std::string_view key;
    bool fallback;
};

/// A text that the user may set; with choices, one of these.
template <>
struct Setting<std::string> {
    std::string_view key;
    std::string_view fallback;
    std::span<const std::string_view> choices;
};

/// A setting of any type, for lists of them.
using AnySetting = std::variant<Setting<bool>, Setting<std::int64_t>, Setting<double>, Setting<std::string>>;

/// The value that JSON gives a setting.
/// Errors: InvalidInput, saying what is expected and what is there.
[[nodiscard]] Result<bool> readSetting(const Setting<bool>& setting, const QJsonValue& json);
[[nodiscard]] Result<std::int64_t> readSetting(const Setting<std::int64_t>& setting, const QJsonValue& json);
[[nodiscard]] Result<double> readSetting(const Setting<double>& setting, const QJsonValue& json);
[[nodiscard]] Result<std::string> readSetting(const Setting<std::string>& setting, const QJsonValue& json);

/// The name that a setting has in the file.
[[nodiscard]] std::string_view settingKey(const AnySetting& setting);
/// What holds when nobody has set it.
[[nodiscard]] QJsonValue settingFallback(const AnySetting& setting);
/// Whether JSON gives a setting a value. Errors: as `readSetting`.
[[nodiscard]] Result<void> checkSetting(const AnySetting& setting, const QJsonValue& json);

/// A value as JSON.
[[nodiscard]] QJsonValue settingToJson(bool value);
[[nodiscard]] QJsonValue settingToJson(std::int64_t value);
[[nodiscard]] QJsonValue settingToJson(double value);
[[nodiscard]] QJsonValue settingToJson(const std::string& value);

} // namespace dbv::settings
