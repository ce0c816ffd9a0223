// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>

namespace dbv::ui {

/// Keys in their portable form (`Ctrl+K; F5`), as this system shows them.
[[nodiscard]] QString shownKeys(const QString& portable);

/// Keys from a settings file, in the portable form in which they are compared; nothing for what is no key, or for one that types a
/// letter.
[[nodiscard]] std::optional<QString> keysFrom(const QString& text);

} // namespace dbv::ui
