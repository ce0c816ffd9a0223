// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace dbv::viewmodel {

/// A name of somebody else's as it is shown everywhere: on one line, with line ends, tabs and marks that turn the direction of
/// text made visible. It has as many code units as the name; for copying and comparing there is the name itself.
[[nodiscard]] QString shownName(const QString& name);

} // namespace dbv::viewmodel
