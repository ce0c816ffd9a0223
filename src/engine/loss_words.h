// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/error.h>

namespace dbv::engine {

/// A session that was lost, and what was in it, in words for people.
struct SessionLoss {
    std::string reason;
    /// What is gone for good.
    std::vector<std::string> gone;
    /// The statements that make its settings again.
    std::vector<std::string> settings;
};

/// The word for a transaction among what is gone.
inline constexpr const char* kOpenTransaction = "the open transaction";

/// What becomes of a transaction that is prepared.
inline constexpr const char* kPreparedStays = "The transaction that is prepared stays at the server (before MariaDB "
                                              "10.5 it does not): XA RECOVER lists it, XA COMMIT or XA "
                                              "ROLLBACK ends it.";

/// That a session goes on without settings that could not be made again.
[[nodiscard]] std::string lackTold(const std::vector<std::string>& settings);
/// What a statement sets (`SET search_path TO sales`). A value that may be nobody's business is left out, where a `=`, a quote or
/// a bracket shows it.
[[nodiscard]] std::string settingName(std::string_view statement);
/// When it is noticed. `opensAgain` is whether another session will take its place.
[[nodiscard]] std::string lossTold(const SessionLoss& loss, bool opensAgain);
/// When another has taken its place. Settings are named without their values.
[[nodiscard]] std::string reopeningTold(const SessionLoss& loss);
/// Why a statement, which must not run without what is `missed`, was not sent. `rolledBack` is whether that is sure of the
/// transaction.
[[nodiscard]] Error refusalWithout(const std::vector<std::string>& missed, const std::string& reason, bool rolledBack);

/// Of a statement that only reads: where its session was lost, that it has changed nothing is sure.
void nothingWasChanged(Error& error);

} // namespace dbv::engine
