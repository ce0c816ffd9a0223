// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <QString>

#include "viewmodel/quantity_text.h"

namespace dbv::viewmodel {

/// Where a setting stands among the others, in the order in which they are shown.
enum class SettingGroup : std::uint8_t {
    Appearance,
    Editor,
    Format,
    Safety,
    Running,
    Results,
    Texts,
    History,
    Backups,
    Undo,
    Connections,
    Other ///< of none of these: its words are missing
};

/// What a person is told of a setting.
struct SettingWords {
    /// Never shown.
    std::string_view key;
    SettingGroup group = SettingGroup::Other;
    /// In sentence case. Translatable.
    const char* title = "";
    const char* description = "";
    QuantityUnit unit = QuantityUnit::None;
    /// What 0 means, where it does not mean 0. Translatable.
    const char* zero = "";
    /// A text is the path of a folder.
    bool isFolder = false;
};

/// The words of all settings, in the order in which they are shown.
[[nodiscard]] std::span<const SettingWords> allSettingWords();
/// Those of a setting. One without words is called by its key, in the group `Other`.
[[nodiscard]] SettingWords settingWords(std::string_view key);

/// Translated.
[[nodiscard]] QString groupTitle(SettingGroup group);
[[nodiscard]] QString settingTitle(const SettingWords& words);
[[nodiscard]] QString settingDescription(const SettingWords& words);
/// Empty where 0 is a number as any other.
[[nodiscard]] QString settingZero(const SettingWords& words);
/// What a person calls one of the choices of a setting, and what it does; the latter may be empty.
[[nodiscard]] QString choiceText(std::string_view key, std::string_view choice);
[[nodiscard]] QString choiceHelp(std::string_view key, std::string_view choice);

} // namespace dbv::viewmodel
