// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QDate>
#include <QString>
#include <QTime>

namespace dbv::viewmodel {

// How times are written, everywhere in the window: so that any two of them can be compared.

/// When something was, as seen from now: `14:03:22`, `Yesterday 14:03:22`, `2026-11-29 14:03`.
/// Unit: milliseconds since 1970, UTC.
[[nodiscard]] QString momentText(std::int64_t at, std::int64_t now);
/// `14:03:22`.
[[nodiscard]] QString clockText(QTime time);
/// `2026-11-29`.
[[nodiscard]] QString dayText(QDate day);

} // namespace dbv::viewmodel
