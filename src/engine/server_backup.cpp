// SPDX-License-Identifier: Apache-2.0
#include "engine/server_backup.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <dbv/core/cancel.h>

#include "backup/backup_address.h"
#include "backup/work_share.h"
#include "jobs/job_folder.h"

namespace dbv::engine {

namespace {

std::string quotedDatabase(const std::string& name) {
    return "\"" + name + "\"";
}

/// Whether going on without the roles is of use: the session answers, and nobody has stopped it.
bool isAboutRolesAlone(const Error& error) {
    return error.kind != ErrorKind::Cancelled && error.kind != ErrorKind::ConnectionLost &&
           error.kind != ErrorKind::TimedOut && error.damage != Damage::Session;
}

} // namespace

Result<void> BackupWork::checkFolder(const std::string& folder) {
    if (!backup::isSftp(folder) && !std::filesystem::path(folder).is_absolute()) {
        return fail(ErrorKind::InvalidInput, "Backups of a server need a folder to go to, by its whole path.",
                    "Name a folder.");
    }
    const Result<backup::PlacedFile> place = m_book.places().at(folder);
    if (!place) {
        return std::unexpected(place.error());
    }
    std::error_code unknown;
    if (place->place().isLocal() && std::filesystem::is_directory(place->path(), unknown)) {
        return {};
    }
    const Result<std::optional<backup::PlacedFacts>> facts = place->place().look(place->path());
    if (!facts && facts.error().kind != ErrorKind::NotFound) {
        return std::unexpected(facts.error());
    }
    if (!facts || !*facts) {
        return fail(ErrorKind::InvalidInput, "There is no folder \"" + folder + "\".", "Make it, or name another one.");
    }
    // What a link leads to is found out by writing there.
    return (*facts)->isFile
               ? fail(ErrorKind::InvalidInput,
                      "\"" + folder + "\" is a file, and backups of a server are one file for each database.",
                      "Name a folder.")
               : Result<void>();
}

Result<void> BackupWork::tryRoles(Session& session) {
    std::error_code unknown;
    const Result<jobs::JobFolder> folder =
        jobs::JobFolder::begin(m_book.locks(), newBackupId("roles"), std::filesystem::temp_directory_path(unknown));
    if (!folder) {
        return std::unexpected(folder.error());
    }
    watch(session);
    return m_watch->judged(session.dumper()->dumpRoles(
        groundIn(*folder), [](std::string_view) { return Result<void>(); }, backup::unmeasured(progress())));
}

Result<ServerDatabases> databasesToBackUp(BackupWork& work, Session& session, const std::vector<std::string>& except,
                                          bool isSealed) {
    if (session.dumper() == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be backed up yet.",
                    "Use the tool that comes with the server.");
    }
    Result<DatabaseList> listed = session.dumper()->databases();
    if (!listed) {
        return std::unexpected(std::move(listed.error()));
    }
    ServerDatabases databases{std::move(listed->names), std::move(listed->notices), false};
    for (const std::string& name : except) {
        if (std::erase(databases.names, name) == 0) {
            databases.notices.push_back(
                {"warning", "There is no database " + quotedDatabase(name) + " on the server that could be left out."});
        }
    }
    if (databases.names.empty()) {
        return fail(ErrorKind::InvalidInput, "No database of the server is left to be backed up.",
                    "Leave fewer out, or connect as a user who sees more.");
    }
    if (const Result<void> roles = work.tryRoles(session)) {
        databases.roles = true;
        if (!isSealed) {
            databases.notices.push_back({"warning",
                                         "Each backup holds the roles of the server, with the digests of their "
                                         "passwords as far as the user may read them: who has the file has "
                                         "these. Encrypted backups keep them."});
        }
    } else if (isAboutRolesAlone(roles.error())) {
        databases.notices.push_back(
            {"warning", "The roles of the server are in none of these backups: " + roles.error().message});
    } else {
        return std::unexpected(roles.error());
    }
    if (databases.names.size() > 1) {
        databases.notices.push_back(
            {"info", "Each database is as it is when its turn comes: no moment is that of two."});
    }
    return databases;
}

Result<std::vector<protocol::DatabaseBackup>> backUpEach(const std::vector<std::string>& names,
                                                         const std::stop_token& stop, const EnterDatabase& enter,
                                                         const BackUpDatabase& backUp) {
    std::vector<protocol::DatabaseBackup> outcomes;
    std::string made;
    std::string failed;
    for (const std::string& name : names) {
        protocol::DatabaseBackup outcome;
        outcome.database = name;
        const protocol::DatabaseTurn turn{name, static_cast<std::uint32_t>(outcomes.size() + 1),
                                          static_cast<std::uint32_t>(names.size())};
        Result<DatabaseGround> ground =
            stop.stop_requested() ? std::unexpected(cancelledError(Damage::None)) : enter(turn);
        Result<void> done = ground ? backUp(*ground, outcome) : std::unexpected(std::move(ground.error()));
        // A server's administrator can stop one as well, which is a failure of that one alone.
        if (!done && done.error().kind == ErrorKind::Cancelled && stop.stop_requested()) {
            if (outcome.entry && outcome.entry->state != protocol::BackupState::Failed) {
                made += (made.empty() ? "" : ", ") + quotedDatabase(name) + " (not checked to the end)";
            }
            done.error().detail += (done.error().detail.empty() ? "" : " ") +
                                   (made.empty() ? std::string("No database was backed up by then.")
                                                 : "Backed up by then: " + made + ".") +
                                   (failed.empty() ? std::string() : " Failed by then: " + failed + ".");
            return std::unexpected(std::move(done.error()));
        }
        if (!done) {
            outcome.error = std::move(done.error());
        }
        std::string& list = outcome.isGood() ? made : failed;
        list += (list.empty() ? "" : ", ") + quotedDatabase(name);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

Result<void> makeAndCheck(Session& session, BackupWork& work, RunSpan span, const BackupWork::Origin& origin,
                          protocol::StartBackup command, const Secret& passphrase, protocol::DatabaseBackup& outcome) {
    const protocol::BackupCheck check = std::exchange(command.check, protocol::BackupCheck::None);
    const double checkCost = check == protocol::BackupCheck::None     ? 0
                             : check == protocol::BackupCheck::Verify ? backup::kReadBackCost
                                                                      : backup::kDrillCost;
    const double madeAt = span.cut(backup::kDumpCost, checkCost);
    work.within(span.begin, madeAt);
    Result<protocol::BackupFinished> made = work.make(session, origin, command, passphrase);
    if (!made) {
        return std::unexpected(std::move(made.error()));
    }
    outcome.notices = std::move(made->notices);
    outcome.entry = std::move(made->entry);
    if (check == protocol::BackupCheck::None) {
        return {};
    }
    const protocol::BackupName name{outcome.entry->id, {}};
    work.within(madeAt, span.end);
    Result<protocol::BackupChecked> checked =
        check == protocol::BackupCheck::Verify ? work.verify(name, passphrase) : work.drill(session, name, passphrase);
    if (!checked) {
        // As the catalogue has it now: it may have been found damaged.
        if (Result<protocol::BackupEntry> known = work.known(name)) {
            outcome.entry = *std::move(known);
        }
        return std::unexpected(std::move(checked.error()));
    }
    outcome.entry = std::move(checked->entry);
    outcome.differences = std::move(checked->differences);
    return {};
}

std::string failuresInWords(const std::vector<protocol::DatabaseBackup>& databases) {
    std::string reasons;
    std::size_t failed = 0;
    for (const protocol::DatabaseBackup& each : databases) {
        if (each.isGood()) {
            continue;
        }
        ++failed;
        reasons += (reasons.empty() ? "" : "; ") + quotedDatabase(each.database) + ": " +
                   (each.error   ? each.error->message
                    : each.entry ? each.entry->trouble
                                 : std::string());
    }
    return failed == 0 ? std::string()
                       : std::to_string(failed) + " of " + std::to_string(databases.size()) +
                             (databases.size() == 1 ? " database has failed: " : " databases have failed: ") + reasons;
}

} // namespace dbv::engine
