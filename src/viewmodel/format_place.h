// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <QStringView>

namespace dbv::viewmodel {

/// Where a place of a text is when only white space outside of its words has changed: before the word that it was in front of,
/// or within or behind the one that it was in or behind.
/// Unit: UTF-16 code units.
[[nodiscard]] std::size_t placeAfterFormat(QStringView before, std::size_t place, QStringView after);

} // namespace dbv::viewmodel
