// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>
#include <dbv/data/cell.h>

#include "jobs/row_output.h"
#include "jobs/text_buffer.h"

namespace dbv::jobs {

/// Appends a JSON string with exactly these characters. False, and nothing appended, when the text is not valid UTF-8.
[[nodiscard]] bool appendJsonString(TextBuffer& out, std::string_view text);

/// Appends a JSON string; what is not valid UTF-8 becomes U+FFFD. For names and messages, never for values.
void appendJsonLabel(TextBuffer& out, std::string_view text);

/// How a number stands in JSON.
enum class JsonNumbers {
    Literal, ///< `12`, `0.5`: what users of a file expect. Infinities and NaN, which JSON has not, are strings.
    Quoted,  ///< `"12"`: safe from readers that make doubles of all numbers
};

/// Appends a value: null, a number, a string, or `{"b64": "..."}` for bytes and for text that is not valid UTF-8.
/// Errors: those of reading a large value and of the sink that it goes to.
[[nodiscard]] Result<void> appendJsonCell(RowOutput& out, const Cell& cell, JsonNumbers numbers);

} // namespace dbv::jobs
