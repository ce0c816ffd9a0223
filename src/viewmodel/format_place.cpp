// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/format_place.h"

#include <algorithm>

namespace dbv::viewmodel {

std::size_t placeAfterFormat(QStringView before, std::size_t place, QStringView after) {
    const auto at = std::min(static_cast<qsizetype>(place), before.size());
    const auto isBlank = [](QChar c) { return c.isSpace(); };
    const QStringView front = before.first(at);
    auto words = front.size() - std::ranges::count_if(front, isBlank);
    // In front of a word it goes with that; everywhere else with what stands before it.
    const bool begins = at < before.size() && !isBlank(before[at]) && (at == 0 || isBlank(before[at - 1]));
    for (qsizetype i = 0; i < after.size(); ++i) {
        if (words == 0 && (!begins || !isBlank(after[i]))) {
            return static_cast<std::size_t>(i);
        }
        words -= isBlank(after[i]) ? 0 : 1;
    }
    return static_cast<std::size_t>(after.size());
}

} // namespace dbv::viewmodel
