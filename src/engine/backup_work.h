// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/secret.h>

#include "archive/manifest.h"
#include "archive/packing.h"
#include "backup/backup_target.h"
#include "backup/silence_watch.h"
#include "backup/work_share.h"
#include "concurrency/clock.h"
#include "engine/backup_book.h"
#include "engine/trial_ground.h"
#include "jobs/job_folder.h"
#include "protocol/values.h"

namespace dbv::engine {

/// Long work with backups, which tells how far it is and can be stopped. What is found out stands in the catalogue when a call returns.
///
/// Thread: one of the lane for jobs. Blocks: every call. Errors of all calls: Cancelled, those of the catalogue, and what is named.
class BackupWork {
public:
    using Told = std::function<void(protocol::JobProgressed)>;
    /// The server that the session of the work is to; all empty for a file.
    struct Server {
        /// As `DumpGround` has it.
        std::function<Result<ConnectParams>()> login;
        /// As `backup::SilenceWatch` has both.
        backup::SilenceWatch::Look look;
        std::chrono::milliseconds silentLimit{0};
        /// The session is the work's own, so that nobody else stops it.
        bool ownsSession = false;
    };

    BackupWork(BackupBook book, Told told, std::stop_token stop, Server server);
    /// All that is done from now on is this stretch of a larger work, as `backup::stretchOf` has it.
    void within(double begin, double end) { m_within = {begin, end}; }

    /// Where the backup is of.
    struct Origin {
        /// The connector.
        std::string engine;
        /// The saved connection's name; empty where there is none.
        std::string connection;
        std::string host;
        /// The id of the schedule that it is made for; empty for none.
        std::string schedule = {};
    };
    /// Errors: those of `protocol::StartBackup`.
    [[nodiscard]] Result<protocol::BackupFinished> make(Session& session, const Origin& origin,
                                                        const protocol::StartBackup& command, const Secret& passphrase);
    /// Whether files can be written there under names of their own, as far as it can be told before. Errors: InvalidInput where it is no
    /// folder; those of the place.
    [[nodiscard]] Result<void> checkFolder(const std::string& folder);
    /// Whether the roles of the session's server can be backed up. Errors: those of reading them.
    [[nodiscard]] Result<void> tryRoles(Session& session);
    [[nodiscard]] Result<protocol::BackupChecked> verify(const protocol::BackupName& name, const Secret& passphrase);
    /// What the catalogue, or the file, says of it. Errors: those of `BackupBook::find`.
    [[nodiscard]] Result<protocol::BackupEntry> known(const protocol::BackupName& name) { return m_book.find(name); }
    /// What a backup could be drilled on without a connection. Errors: those of reading its manifest.
    [[nodiscard]] Result<TrialGround::Order> trialFor(const protocol::BackupName& name, const Secret& passphrase);
    /// The session's database is only what the other one is made beside.
    [[nodiscard]] Result<protocol::BackupChecked> drill(Session& session, const protocol::BackupName& name,
                                                        const Secret& passphrase);
    /// Whether `restore` would have something to restore, as far as it can be told on another database of the same server. The answer is how the
    /// database was made that was backed up, as `DumpGround::like` has it. Errors: those of reading the manifest, and of `backup::checkWish`.
    [[nodiscard]] Result<std::vector<std::string>> mayRestore(Session& session, const protocol::RestoreBackup& command,
                                                              const Secret& passphrase);
    /// Whether a database has nothing that a new one does not have. False where that can't be found out.
    [[nodiscard]] static bool holdsNothing(Session& session);
    [[nodiscard]] Result<protocol::BackupRestored> restore(Session& session, const protocol::RestoreBackup& command,
                                                           const Secret& passphrase);
    [[nodiscard]] Result<protocol::BackupChecked> compare(Session& session, const protocol::BackupName& name,
                                                          const Secret& passphrase);
    [[nodiscard]] Result<protocol::BackupChecked> compareTwo(const protocol::CompareBackups& command,
                                                             const Secret& passphrase, const Secret& otherPassphrase);
    [[nodiscard]] Result<protocol::BackupDescribed> describe(const protocol::BackupName& name,
                                                             const Secret& passphrase);
    [[nodiscard]] Result<protocol::BackupUnpacked> unpack(const protocol::UnpackBackup& command,
                                                          const Secret& passphrase);
    /// The answer is what was entered.
    [[nodiscard]] Result<protocol::BackupsListed> scan(const std::string& folder);
    /// The answer is what is left.
    [[nodiscard]] Result<protocol::BackupsListed> removeBackup(const protocol::DeleteBackup& command);

private:
    /// A part of a work.
    struct Stretch {
        double begin = 0;
        double end = 1;
    };
    /// Must not outlive this.
    [[nodiscard]] backup::WorkProgress progress();
    [[nodiscard]] bool tell(const backup::WorkAdvance& advance);
    /// The entry that is worked with.
    [[nodiscard]] Result<protocol::BackupEntry> find(const protocol::BackupName& name);
    /// From now on the work on a session comes to an end when its server falls silent.
    void watch(Session& session);
    [[nodiscard]] DumpGround groundIn(const jobs::JobFolder& folder) const;
    /// Where the file of an entry lies, by the name under which it was found.
    [[nodiscard]] Result<backup::PlacedFile> placeOf(const protocol::BackupName& name,
                                                     const protocol::BackupEntry& entry);
    /// The file that a command means.
    [[nodiscard]] Result<backup::PlacedFile> targetOf(const protocol::StartBackup& command, const std::string& database,
                                                      std::string_view stamp);
    [[nodiscard]] Result<void> write(Session& session, const DumpPlan& plan, protocol::BackupEntry& entry,
                                     const backup::PlacedFile& file, const protocol::StartBackup& command,
                                     const Secret& passphrase);
    [[nodiscard]] Result<void> writeInto(backup::BackupTarget& target, Session& session, const DumpPlan& plan,
                                         protocol::BackupEntry& entry, DumpGround ground,
                                         const archive::Packing& packing, const Secret& passphrase);
    [[nodiscard]] Result<void> verifyEntry(protocol::BackupEntry& entry, const backup::PlacedFile& file,
                                           const Secret& passphrase);
    [[nodiscard]] Result<std::vector<protocol::BackupDifference>> drillEntry(Session& session,
                                                                             protocol::BackupEntry& entry,
                                                                             const backup::PlacedFile& file,
                                                                             const Secret& passphrase);
    [[nodiscard]] Result<protocol::BackupRestored> restoreEntry(Session& session, protocol::BackupEntry entry,
                                                                const protocol::RestoreBackup& command,
                                                                const Secret& passphrase);
    /// Whether nothing is there that would be replaced. Errors: ConfirmationRequired, with the names of what is; those of reading them.
    [[nodiscard]] Result<void> checkPlace(Session& session, const archive::Manifest& manifest, const RestoreWish& wish,
                                          const DumpGround& ground);
    /// Removes the file of an entry, if it is there. Gives whether another file lies there, which is left.
    [[nodiscard]] Result<bool> removeFile(protocol::BackupEntry& entry);
    /// Notes what a look at a backup has come to, where that is something about the backup; else, behind `elseTrouble`, where that is
    /// given, what was in the way.
    [[nodiscard]] Error noted(protocol::BackupEntry& entry, Error error, const std::string& elseTrouble = {});

    BackupBook m_book;
    Told m_told;
    std::stop_token m_stop;
    Server m_server;
    /// While work is done on a session.
    std::unique_ptr<backup::SilenceWatch> m_watch;
    Stretch m_within;
    /// Of what one call does.
    Stretch m_stretch;
    std::string m_backup;
    std::optional<double> m_share;
    concurrency::TimePoint m_toldAt;
};

/// Whether what is backed up can be checked so. Errors: InvalidInput.
[[nodiscard]] Result<void> mayBeChecked(DumpContent content, protocol::BackupCheck check);
/// What a difference calls the place of what is not in the backup.
inline constexpr const char* kTheDatabase = "the database";
/// Null where none was given.
/// Tells among what differs how a database was made otherwise than the one that was backed up.
void addMadeOtherwise(std::vector<protocol::BackupDifference>& differences,
                      const std::vector<archive::ManifestObject>& backup,
                      const std::vector<archive::ManifestObject>& there);
[[nodiscard]] const Secret* givenSecret(const Secret& passphrase);
/// A folder for a look at a backup that lies there. Errors: those of making it.
[[nodiscard]] Result<jobs::JobFolder> folderFor(const BackupBook& book, const std::string& path);
/// What a manifest says of a backup of which nothing else is known.
void tellContents(protocol::BackupEntry& entry, const archive::Manifest& manifest);
/// Where a backup is unpacked to, or tried: beside it, where there is room for it already, or else where the system has temporary files.
[[nodiscard]] std::filesystem::path roomBeside(const std::string& path);
/// The differences in words; of each what the backup has and what is `there` instead ("the database").
[[nodiscard]] std::vector<protocol::BackupDifference>
differencesInWords(const std::vector<archive::ManifestDifference>& differences, const std::string& there);

} // namespace dbv::engine
