// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <dbv/core/error.h>

namespace dbv::viewmodel {

/// An error as one line: what failed and the next step.
[[nodiscard]] QString errorSentence(const Error& error);
/// An error as a block of lines: what failed, the details, the next step.
[[nodiscard]] QString errorParagraph(const Error& error);
/// The error with the name of what it is about in front: several may fail in the same words.
[[nodiscard]] Error errorOf(const QString& name, Error error);

} // namespace dbv::viewmodel
