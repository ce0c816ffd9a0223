// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/connector/session.h>

#include "engine/backup_work.h"
#include "protocol/backup_commands.h"
#include "protocol/server_backup_commands.h"

/// Backups of every database of a server, each into a file of its own.
namespace dbv::engine {

/// What a backup of a server is of.
struct ServerDatabases {
    /// In the order in which they are backed up.
    std::vector<std::string> names;
    /// What is to be known of all of them.
    std::vector<Notice> notices;
    /// The server's roles are to be read, and are in each backup.
    bool roles = false;
};

/// The part of a whole run that something is, as shares of it.
struct RunSpan {
    double begin = 0;
    double end = 1;

    /// Where the first of two pieces of work with such costs is over.
    [[nodiscard]] double cut(double first, double second) const {
        return begin + (end - begin) * first / (first + second);
    }
};

/// What is there to be backed up: asked anew each time, so that a new database is in the next backup. `work` is on the session. Where the
/// backups are not encrypted, `isSealed` is false.
/// Blocks: on the server. Errors: Unsupported where a database is a file; InvalidInput where none is left; those of asking.
[[nodiscard]] Result<ServerDatabases> databasesToBackUp(BackupWork& work, Session& session,
                                                        const std::vector<std::string>& except, bool isSealed);

/// How a database in its turn is got to.
struct DatabaseGround {
    std::unique_ptr<Session> session;
    /// On that session.
    BackupWork work;
    RunSpan span;
};
using EnterDatabase = std::function<Result<DatabaseGround>(const protocol::DatabaseTurn& database)>;
/// What is done on it: `outcome` tells what it came to. Errors: what is to stand there as its error.
using BackUpDatabase = std::function<Result<void>(DatabaseGround& ground, protocol::DatabaseBackup& outcome)>;

/// Does it with each, whatever became of those before it.
/// Errors: Cancelled, where `stop` asks for it, with the names of those that were done.
[[nodiscard]] Result<std::vector<protocol::DatabaseBackup>> backUpEach(const std::vector<std::string>& names,
                                                                       const std::stop_token& stop,
                                                                       const EnterDatabase& enter,
                                                                       const BackUpDatabase& backUp);

/// Makes one, and looks after it as `command.check` says, so that what is known of it stands in `outcome` in any case.
/// `work` is on the session. Errors: what is to stand there as its error.
[[nodiscard]] Result<void> makeAndCheck(Session& session, BackupWork& work, RunSpan span,
                                        const BackupWork::Origin& origin, protocol::StartBackup command,
                                        const Secret& passphrase, protocol::DatabaseBackup& outcome);

/// Which have failed, with the reason of each: `2 of 5 databases: "a": …; "b": …`. Empty where none has.
[[nodiscard]] std::string failuresInWords(const std::vector<protocol::DatabaseBackup>& databases);

} // namespace dbv::engine
