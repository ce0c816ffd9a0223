// SPDX-License-Identifier: Apache-2.0
#include "scripts/text_place.h"

#include <algorithm>

#include "sql/text_position.h"

namespace dbv::scripts {

void advance(TextPlace& place, std::string_view passed, TextEncoding encoding) {
    place.offset += encodedSize(passed, encoding);
    // Only what stands behind the last end of line is counted, so that a line is never looked through twice.
    const std::size_t lineEnd = passed.rfind('\n');
    if (lineEnd == std::string_view::npos) {
        place.column += sql::codePointOffset(passed, passed.size());
        return;
    }
    place.line += static_cast<std::uint64_t>(std::ranges::count(passed.substr(0, lineEnd + 1), '\n'));
    const std::string_view inLine = passed.substr(lineEnd + 1);
    place.column = 1 + sql::codePointOffset(inLine, inLine.size());
}

} // namespace dbv::scripts
