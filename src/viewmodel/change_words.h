// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include "protocol/change_values.h"

namespace dbv::viewmodel {

/// `2 rows of film deleted`, as the server counts for the statement itself.
[[nodiscard]] QString changeText(const protocol::MeasuredChange& change);

/// All that is known of what a change has done, a sentence for each part: the statement's own rows first, then the tables that
/// triggers and cascades have touched, the locks, the time, what the server does not tell, and why there is no sample.
/// Names of somebody else's are on one line each.
[[nodiscard]] QStringList changeSentences(const protocol::MeasuredChange& change);

/// Whether a statement can be run first and be decided on later: it changes rows, and a rollback takes back all of it.
[[nodiscard]] bool canBeTried(const Classification& found);

} // namespace dbv::viewmodel
