// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::cli {

/// What `dbvis` ends with.
enum ExitCode : int {
    kExitOk = 0,
    /// A statement or a command failed.
    kExitFailed = 1,
    /// The command line could not be understood.
    kExitUsage = 2,
    /// The database could not be opened.
    kExitConnection = 3,
    /// Nobody reads the output any more, or it can not be written.
    kExitOutput = 4,
    /// A signal ended it: this and its number (130 for Ctrl+C).
    kExitSignal = 128,
};

} // namespace dbv::cli
