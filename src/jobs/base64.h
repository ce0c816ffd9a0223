// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "jobs/text_buffer.h"

namespace dbv::jobs {

/// Appends bytes as base64 (RFC 4648, with padding). A value in pieces: every piece but the last a multiple of 3 bytes.
void appendBase64(TextBuffer& out, std::string_view bytes);

} // namespace dbv::jobs
