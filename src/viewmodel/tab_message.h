// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <QString>

#include <dbv/core/text_span.h>

namespace dbv::viewmodel {

/// One line of what was said about a run.
struct TabMessage {
    enum class Severity : std::uint8_t { Info, Warning, Error };
    Severity severity = Severity::Info;
    QString text;
    /// Where in the tab's text, if it is about a place there. Unit: UTF-16 code units.
    std::optional<TextSpan> where;
};

} // namespace dbv::viewmodel
