// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <QString>

#include <dbv/data/object_path.h>

namespace dbv::viewmodel {

/// What the things of one type are called together.
[[nodiscard]] QString pluralOf(ObjectType type);
/// The name of the icon for a type.
[[nodiscard]] QString iconOf(ObjectType type);
/// An estimate in few letters: ~7, ~1.2k, ~48k, ~3.1M.
[[nodiscard]] QString roundedCount(std::int64_t count);
/// A size in few letters: 96 MB.
[[nodiscard]] QString roundedSize(std::int64_t bytes);
/// `(a, b)`
[[nodiscard]] QString inBrackets(const std::vector<std::string>& names);

} // namespace dbv::viewmodel
