// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QString>

#include <dbv/core/error.h>
#include <dbv/core/secret.h>

#include "protocol/values.h"

namespace dbv::viewmodel {

/// What a test of a connection has found, to be shown to somebody who can help.
struct DiagnosisReport {
    std::string programVersion;
    protocol::ConnectionConfig config;
    /// Empty when the test failed.
    std::string serverVersion;
    std::vector<protocol::DiagnosisStep> steps;
    std::optional<Error> error;
};

/// What a step on the way to a database is called (`Host key` for `hostKey`); the name itself where it is unknown.
[[nodiscard]] QString diagnosisStepName(const std::string& step);

/// A report as plain text for the clipboard. None of the secrets that the user gave is in it, whoever said it: neither as
/// it was given nor as URLs, SQL and JSON write it.
[[nodiscard]] QString diagnosisText(const DiagnosisReport& report, const std::vector<Secret>& secrets);

/// A text without secrets. Long ones are replaced where they stand; a text that holds a short one is left out as a whole,
/// since the gaps in its words would tell it. What looks like a password in a URL or behind `password=` goes as well.
[[nodiscard]] std::string withoutSecrets(std::string_view text, const std::vector<Secret>& secrets);

} // namespace dbv::viewmodel
