// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QStringList>

#include <vector>

#include "source_tree.h"

namespace dbv::arch {

constexpr qsizetype kSourceLines = 400;
constexpr qsizetype kHeaderLines = 200;

/// Files that do not name their licence in the first line (the second, after the `#!` of a script).
[[nodiscard]] Findings withoutLicence(const std::vector<SourceFile>& files);

/// C++ files that grew over the limits.
[[nodiscard]] Findings tooLong(const std::vector<SourceFile>& files);

/// Headers without `#pragma once`.
[[nodiscard]] Findings withoutGuard(const std::vector<SourceFile>& files);

/// File names that are not snake_case.
[[nodiscard]] Findings wronglyNamed(const std::vector<SourceFile>& files);

/// Names at the top of the repository that do not belong there.
[[nodiscard]] QStringList strangersAtTheTop(const QStringList& entries);

} // namespace dbv::arch
