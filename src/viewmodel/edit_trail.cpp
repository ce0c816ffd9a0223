// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/edit_trail.h"

namespace dbv::viewmodel {

void EditTrail::note(std::size_t position, std::size_t removed, std::size_t added) {
    if (!m_edits.empty() && removed == 0 && position == m_edits.back().position + m_edits.back().added) {
        // Typing goes on where it was.
        m_edits.back().added += added;
        return;
    }
    m_edits.push_back({position, removed, added});
}

std::optional<TextSpan> EditTrail::now(TextSpan span) const {
    for (const Edit& edit : m_edits) {
        if (edit.position >= span.end) {
            continue;
        }
        if (edit.position + edit.removed > span.begin) {
            return std::nullopt;
        }
        span.begin = span.begin - edit.removed + edit.added;
        span.end = span.end - edit.removed + edit.added;
    }
    return span;
}

} // namespace dbv::viewmodel
