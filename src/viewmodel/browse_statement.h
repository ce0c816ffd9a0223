// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <dbv/connector/dialect.h>
#include <dbv/data/object_path.h>

namespace dbv::viewmodel {

/// The statement that shows the rows of a table or view, as its database spells it.
[[nodiscard]] QString browseStatement(const ObjectPath& path, DialectId dialect);

} // namespace dbv::viewmodel
