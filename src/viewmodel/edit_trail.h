// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <dbv/core/text_span.h>

namespace dbv::viewmodel {

/// Where places of an earlier text are now: what was edited since.
/// Unit: UTF-16 code units, from 0.
class EditTrail {
public:
    /// From here on places are those of the present text.
    void begin() { m_edits.clear(); }
    void note(std::size_t position, std::size_t removed, std::size_t added);
    /// Where a part of the text is now; nothing when it was itself edited.
    [[nodiscard]] std::optional<TextSpan> now(TextSpan span) const;

private:
    struct Edit {
        std::size_t position;
        std::size_t removed;
        std::size_t added;
    };
    std::vector<Edit> m_edits;
};

} // namespace dbv::viewmodel
