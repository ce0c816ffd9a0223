// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/dump_scope.h>
#include <dbv/connector/inventory.h>
#include <dbv/connector/params.h>
#include <dbv/core/result.h>

namespace dbv {

class Session;

/// What work with dumps is given by whoever asks for it.
struct DumpGround {
    /// A folder for what has to lie on the disk meanwhile: empty, its user's alone.
    std::string folder;
    /// How another login to the session's server is made, by another program or to another database: with its secrets, and through
    /// the same tunnel, which stays there for as long as the work. Empty where no other login is ever needed.
    std::function<Result<ConnectParams>()> login;
    /// How the database was made that a dump is of, as the parts of its object have it. One that is made for the dump is made so, as far as
    /// the server can; empty where nobody knows.
    std::vector<std::string> like = {};
    /// What takes the dump is slower than a disk, so that nobody should have to wait for it.
    bool isSlow = false;
};

/// How a dump of the session's database would be made, found out before anything is begun.
struct DumpPlan {
    /// What would write it, with its version.
    std::string tool;
    /// What the dump is, by the word that a backup has for it (`sqlite`: a database file).
    std::string format;
    /// In which bytes `InventorySink` gets rows: who compares two inventories needs both in the same.
    std::string rowFormat;
    /// About how long the dump will be. Unit: bytes.
    std::optional<std::uint64_t> bytes;
    /// A restore reads the dump to its end before it touches the database, so a damaged one is found in time.
    bool restoresFromItsEnd = false;
    /// What others feel of it (locks, and for how long), and what it leaves out.
    std::vector<Notice> notices;
};

/// The databases of a server.
struct DatabaseList {
    /// In order.
    std::vector<std::string> names;
    /// What is not among them, though somebody may look for it.
    std::vector<Notice> notices;
};

/// Takes the bytes of a dump, one behind the other.
using DumpSink = std::function<Result<void>(std::string_view bytes)>;
/// Fills a piece of memory from the bytes of a dump, and says how much of it; 0 at their end alone.
using DumpSource = std::function<Result<std::size_t>(std::span<char> into)>;

/// How far it has come, for people.
struct DumpAdvance {
    /// `copying`, `reading rows`, `restoring`, ...
    std::string_view phase;
    std::uint64_t done = 0;
    /// 0 where nobody knows.
    std::uint64_t total = 0;
    /// What is counted: `pages`, `rows`, `bytes`.
    std::string_view unit;
};
/// Hears of it from time to time, one call at a time; false asks to stop.
using DumpProgress = std::function<bool(const DumpAdvance&)>;

/// An empty database beside the session's, for a trial. Destroyed without `remove`, it is removed as far as that can be done.
/// Must not outlive its session.
class ScratchDatabase {
public:
    ScratchDatabase() = default;
    ScratchDatabase(const ScratchDatabase&) = delete;
    ScratchDatabase& operator=(const ScratchDatabase&) = delete;
    virtual ~ScratchDatabase() = default;

    [[nodiscard]] virtual Session& session() = 0;
    /// Closes the session and removes the database. Nothing is asked of either afterwards.
    /// Errors: with the name of what is left.
    [[nodiscard]] virtual Result<void> remove() = 0;
};

/// Copies databases, or parts of them, out of an engine and into it.
///
/// What lies in the folder of the ground is gone when a call has ended; who made the folder removes what a killed process leaves.
/// Thread: one at a time, the one that uses the session. Must not outlive its session.
/// Blocks: every call. Errors of all calls: Cancelled, IoError, Busy, ConnectionLost, SqlError.
class Dumper {
public:
    Dumper() = default;
    Dumper(const Dumper&) = delete;
    Dumper& operator=(const Dumper&) = delete;
    virtual ~Dumper() = default;

    /// Errors: Unsupported, with the remedy, where no such dump could be made, or none that could be restored by itself; NotFound for
    /// what the scope names and the database does not have.
    [[nodiscard]] virtual Result<DumpPlan> plan(const DumpScope& scope) = 0;
    /// Writes what the scope has of the database as it was at one moment, and what that holds at that same moment. The answer is what the
    /// engine calls that moment; empty where it has no name. What it leaves out, the last plan has told. `dump` and `inventory` may be called by two threads.
    [[nodiscard]] virtual Result<std::string> dump(const DumpGround& ground, const DumpScope& scope,
                                                   const DumpSink& dump, InventorySink& inventory,
                                                   const DumpProgress& progress) = 0;
    /// Writes the statements that make the server's roles (users), in UTF-8, as far as the session's user may read them.
    /// Errors: Unsupported where the engine has none, or the user may not read them.
    [[nodiscard]] virtual Result<void> dumpRoles(const DumpGround& ground, const DumpSink& dump,
                                                 const DumpProgress& progress);
    /// What a scope has of the database now, at one moment; of names that are not there, nothing.
    [[nodiscard]] virtual Result<void> takeInventory(const DumpGround& ground, const DumpScope& scope,
                                                     InventorySink& inventory, const DumpProgress& progress) = 0;
    /// Puts a dump, or what is wished of it, into the database. All of it takes the place of all that the database holds. As a whole or not
    /// at all, where the wish and the engine allow that; else the error says what is left.
    /// Errors: CorruptBackup for what is no dump; RefusedReadOnly; NotFound for a wished object that the dump does not have; Unsupported for
    /// a dump of another kind, and, before anything is changed, where roles, extensions or whatever else it needs are missing, with their
    /// names.
    /// The answer is what of the wish was left out, and what its user should know of what is there now.
    [[nodiscard]] virtual Result<std::vector<Notice>> restore(const DumpGround& ground, const RestoreWish& wish,
                                                              const DumpSource& source,
                                                              const DumpProgress& progress) = 0;
    /// What of others hangs on objects of the database, so that they can't be replaced before it is dropped; for people, each with what it is.
    [[nodiscard]] virtual Result<std::vector<std::string>> hangingOn(const std::vector<DumpObject>& objects);
    /// The databases of the session's server that a backup of all of it is of: without the server's own, templates, those that let nobody
    /// in, and those of trials. Whether the user may open each is found out by opening it.
    /// Errors: Unsupported where a database stands alone.
    [[nodiscard]] virtual Result<DatabaseList> databases();
    /// Has the engine look whether the database is sound, as far as it can tell.
    /// Errors: CorruptBackup, with what it has found.
    [[nodiscard]] virtual Result<void> checkSound(const DumpProgress& progress) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<ScratchDatabase>> makeScratch(const DumpGround& ground) = 0;
    /// Makes an empty database beside the session's, to restore into; `like` as `DumpGround` has it.
    /// Errors: Unsupported where a database stands alone; InvalidInput for a name that can't be one; those of the server.
    [[nodiscard]] virtual Result<void> makeDatabase(const std::string& name, const std::vector<std::string>& like);
    /// Nothing was restored: a database that holds nothing, and that opening it may have made, is removed where it is a mere file.
    virtual void leaveNothing() {}
};

inline Result<void> Dumper::dumpRoles(const DumpGround& /*ground*/, const DumpSink& /*dump*/,
                                      const DumpProgress& /*progress*/) {
    return fail(ErrorKind::Unsupported, "Databases of this kind have no roles of their own.",
                "Back up without the roles.");
}

inline Result<DatabaseList> Dumper::databases() {
    return fail(ErrorKind::Unsupported, "A database of this kind is a file, and has no server with others beside it.",
                "Back it up by itself, without all databases.");
}

inline Result<void> Dumper::makeDatabase(const std::string& /*name*/, const std::vector<std::string>& /*like*/) {
    return fail(ErrorKind::Unsupported, "A database of this kind is a file, and makes no other beside it.",
                "Name the new file itself.");
}

inline Result<std::vector<std::string>> Dumper::hangingOn(const std::vector<DumpObject>& /*objects*/) {
    return std::vector<std::string>();
}

} // namespace dbv
