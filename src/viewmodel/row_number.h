// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QString>

#include <dbv/core/result.h>

namespace dbv::viewmodel {

/// The row that a person means by a number counted from 1, digits grouped or not. The answer counts from 0.
/// Errors: InvalidInput with a sentence for the person.
[[nodiscard]] Result<std::uint64_t> parseRowNumber(const QString& text, std::uint64_t rowCount);

} // namespace dbv::viewmodel
