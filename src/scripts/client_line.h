// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>
#include <dbv/core/error.h>

namespace dbv::scripts {

/// What becomes of a line that is for the command-line client and not for the server.
enum class ClientDeed : std::uint8_t {
    /// It has done what it is for by being read, or there is nothing to do.
    Nothing,
    /// Another script stands in its place; the first argument is its path.
    Include,
    /// The same, beside the script that says so.
    IncludeBeside,
    /// Its text is said.
    Echo,
    /// A variable is set to the arguments behind its name, or is not set any more.
    Set,
    Unset,
    If,
    ElseIf,
    Else,
    EndIf,
    /// The script ends here.
    Quit,
    /// The statements go on behind a failure, or do not; the first argument says which.
    StopOnError,
    /// The rows of a file are read into a table (`readCopyLine`).
    CopyFrom,
    /// The statement that it ends is sent, and its row becomes variables; the first argument stands before their names.
    SetFromRow,
    /// The statement that it ends is sent, and so is each value that it gives.
    RunCells,
    /// A database is chosen; the first argument is its name.
    Connect,
    /// It shapes what the client shows, which nobody sees here: said, and passed over.
    Display,
    /// The rest would do something else without it.
    Refused,
};

/// A line for the client.
struct ClientLine {
    ClientDeed deed = ClientDeed::Refused;
    /// As it was written: `\\pset`, `.mode`.
    std::string name;
    std::vector<std::string> arguments;
};

/// Why a line that would set the delimiter of MySQL's client sets none, in its words; nothing for any other line.
[[nodiscard]] std::optional<Error> wrongDelimiter(std::string_view line, DialectId dialect);

/// Reads one: of psql, of sqlite3, or of the client of MySQL and MariaDB.
[[nodiscard]] ClientLine readClientLine(std::string_view line, DialectId dialect);

} // namespace dbv::scripts
