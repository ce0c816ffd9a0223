// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <dbv/connector/session.h>
#include <dbv/core/error.h>
#include <dbv/core/ids.h>

#include "protocol/history_values.h"
#include "protocol/on_drop.h"
#include "protocol/session_values.h"
#include "protocol/values.h"

/// What a front end says about scripts that lie on the disk, and what it hears.
namespace dbv::protocol {

/// A place in a script, or in one that it includes.
struct FilePlace {
    std::string file;
    /// Unit: bytes of the unpacked script, from 0.
    std::uint64_t offset = 0;
    /// Unit: from 1; the column counts characters.
    std::uint64_t line = 1;
    std::uint64_t column = 1;

    friend bool operator==(const FilePlace&, const FilePlace&) = default;
};

/// How far a script has come. At most ten a second.
struct ScriptProgressed {
    /// `check`: all of it is looked through before any of it runs. `skip`: what stands before the place to begin at. `run`.
    std::string phase;
    FilePlace place;
    /// Of the file as it lies on the disk.
    std::uint64_t bytes = 0;
    /// 0 when nobody knows.
    std::uint64_t totalBytes = 0;
    std::uint64_t statements = 0;
    std::uint64_t failed = 0;
    /// Without the time that it was paused.
    double statementsPerSecond = 0;
    /// Of this phase, at the speed so far.
    std::optional<double> secondsLeft;
    bool paused = false;
};

/// A statement of a script has failed.
struct ScriptStatementFailed {
    /// Its number, from 0.
    std::uint64_t statement = 0;
    /// Where it begins; of a COMMIT that is not the script's own, where the first statement begins that is not kept.
    FilePlace place;
    /// Where in it the server found the fault.
    std::optional<FilePlace> at;
    /// The same place in the statement's text. Unit: characters from 1.
    std::optional<std::uint64_t> position;
    /// Its start.
    std::string text;
    /// `where` counts bytes of the statement's text.
    Error error;
};

/// The script is over; the session is free again.
struct ScriptFinished {
    std::uint64_t statements = 0;
    std::uint64_t failed = 0;
    std::uint64_t bytes = 0;
    double timeMs = 0;
    /// Why it did not come to its end.
    std::optional<ScriptStatementFailed> stoppedBy;
    /// Everything before this place is kept, or was left out; nothing behind it is. None where all was run, or where the place
    /// is in a script that this one includes.
    std::optional<FilePlace> continueFrom;
    TransactionState transaction = TransactionState::None;
    /// The last loss of the session that was used: whoever hears this knows of it.
    LossMark loss = {};
};

struct ScriptPaused {
    bool paused = false;
};

/// Where a script begins to run: with the first statement that begins there or behind it. What it sets before that place, as far as it
/// can be repeated (a search path, a database, a PRAGMA of the session), is set nevertheless.
struct ScriptStart {
    /// `Within`: with the statement that holds a byte, or else the first one behind it.
    enum class By : std::uint8_t { Line, Offset, Within };
    By by = By::Line;
    /// Unit: lines from 1, or bytes of the unpacked script from 0.
    std::uint64_t value = 0;

    friend bool operator==(const ScriptStart&, const ScriptStart&) = default;
};

/// Which of a script's statements are committed together.
enum class ScriptTransactions : std::uint8_t {
    /// As the script says.
    AsWritten,
    /// All, or none of them.
    One,
    /// Each so many.
    Every,
};

/// Runs a script from the disk, each statement once, in constant memory. It may be packed (gzip, zstd, xz). Rows of results are
/// read and not kept.
/// Errors: those of its connection's safety, as with `RunQuery`; IoError; InvalidInput for an encoding that has to be given.
struct RunScriptFile {
    using Answer = ScriptFinished;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    SessionKey session;
    /// Absolute, or relative to the process's working directory.
    std::string path;
    /// An open pipe of the process that is read instead.
    std::optional<int> descriptor = std::nullopt;
    /// Its name, or empty where it is to be found out.
    std::string encoding;
    ScriptTransactions transactions = ScriptTransactions::AsWritten;
    /// For `Every`.
    std::uint64_t every = 0;
    bool stopOnError = true;
    std::optional<ScriptStart> from = std::nullopt;
    /// Ends behind the first statement that is run, or behind all of a script that is included there.
    bool onlyOne = false;
    /// The token of a `Confirmation` for exactly this.
    std::string confirm;
    bool canAnswer = false;
    StatementSource source = StatementSource::Editor;
};
/// Lets a script pause between two statements, or within the lines of a COPY; or go on.
struct PauseScript {
    using Answer = ScriptPaused;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId run;
    bool paused = true;
};

} // namespace dbv::protocol
