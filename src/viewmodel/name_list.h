// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <QString>

namespace dbv::viewmodel {

/// Names as one line: with commas between, and in double quotes where they have commas, quotes or blanks at their ends.
[[nodiscard]] QString nameListText(const std::vector<std::string>& names);
/// The names in a line that a person has written; empty ones and repeated ones are left out. A quote that nobody closes goes to the end.
[[nodiscard]] std::vector<std::string> namesInText(const QString& text);

} // namespace dbv::viewmodel
