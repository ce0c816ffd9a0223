// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::cli {

// What `dbvis` ends with.

/// All that was asked for is done.
inline constexpr int kExitOk = 0;
/// A statement or a command failed.
inline constexpr int kExitFailed = 1;
/// The command line could not be understood.
inline constexpr int kExitUsage = 2;
/// The database could not be opened.
inline constexpr int kExitConnection = 3;
/// Nobody reads the output any more, or it can not be written.
inline constexpr int kExitOutput = 4;
/// A signal ended it: this and its number (130 for Ctrl+C).
inline constexpr int kExitSignal = 128;

} // namespace dbv::cli
