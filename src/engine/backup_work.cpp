// SPDX-License-Identifier: Apache-2.0
#include "engine/backup_work.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <QDateTime>

#include "backup/backup_address.h"
#include "backup/backup_target.h"
#include "backup/make_backup.h"
#include "backup/verify_backup.h"
#include "concurrency/clock.h"

namespace dbv::engine {

namespace {

constexpr std::chrono::milliseconds kBetweenTold{100};
constexpr int kMostOfASecond = 1000;

/// The error of a check that did not come to its end says that the file is there.
Error madeAllTheSame(Error error, const protocol::BackupEntry& entry) {
    if (entry.state != protocol::BackupState::Failed) {
        error.message += error.message.ends_with('.') ? " " : ". ";
        error.message += "The backup is made, and was not checked to the end: " + entry.path;
    }
    return error;
}

void countIn(protocol::BackupEntry& entry, const archive::Manifest& manifest) {
    entry.objects = manifest.objects.size();
    entry.rows = 0;
    for (const archive::ManifestObject& object : manifest.objects) {
        entry.rows += object.rows.value_or(0);
    }
    entry.tool = manifest.tool;
    entry.engine = manifest.engine;
    entry.serverVersion = manifest.serverVersion;
    entry.server = manifest.server;
    entry.database = manifest.database;
}

} // namespace

Result<void> mayBeChecked(DumpContent content, protocol::BackupCheck check) {
    return check == protocol::BackupCheck::Drill && content == DumpContent::Rows
               ? fail(ErrorKind::InvalidInput,
                      "Rows alone can't be tried in an empty database, so they can't be drilled.",
                      "Back up the structure as well, or have it verified.")
               : Result<void>();
}

Result<backup::PlacedFile> BackupWork::targetOf(const protocol::StartBackup& command, const std::string& database,
                                                std::string_view stamp) {
    const std::string& destination = command.destination;
    if (command.toStandardOutput) {
        return m_book.places().standard();
    }
    if (!backup::isSftp(destination) && !std::filesystem::path(destination).is_absolute()) {
        return fail(ErrorKind::InvalidInput, "A backup needs a folder or a file to go to, by its whole path.",
                    "Name a folder.");
    }
    Result<backup::PlacedFile> place = m_book.places().at(destination);
    if (!place) {
        return place;
    }
    const bool isLocal = place->place().isLocal();
    std::error_code unknown;
    bool isFolder = destination.back() == '/' || (isLocal && std::filesystem::is_directory(destination, unknown));
    if (!isFolder && !isLocal) {
        const Result<std::optional<backup::PlacedFacts>> facts = place->place().look(place->path());
        if (!facts) {
            return std::unexpected(facts.error());
        }
        isFolder = *facts && (*facts)->isFolder;
    }
    if (!isFolder) {
        return place;
    }
    const std::string name = std::filesystem::path(database).filename().string();
    // Another backup of the same second, or of a database of the same name, has the first of these.
    std::string path;
    for (int number = 1; number < kMostOfASecond; ++number) {
        const std::string unique = std::string(stamp) + (number == 1 ? "" : "-" + std::to_string(number));
        path = backup::inFolder(place->path(), backup::backupName(name, unique));
        const Result<std::optional<backup::PlacedFacts>> there = place->place().look(path);
        if (!there && !isLocal) {
            return std::unexpected(there.error());
        }
        if (!there || !*there) {
            break;
        }
    }
    return place->other(std::move(path));
}

BackupWork::BackupWork(BackupBook book, Told told, std::stop_token stop, Server server)
    : m_book(std::move(book)), m_told(std::move(told)), m_stop(std::move(stop)), m_server(std::move(server)) {}

void BackupWork::watch(Session& session) {
    m_watch = std::make_unique<backup::SilenceWatch>(m_server.silentLimit, m_server.look, session.canceller(), m_stop);
    if (m_server.ownsSession) {
        m_watch->add(session.canceller());
    }
}

DumpGround BackupWork::groundIn(const jobs::JobFolder& folder) const {
    return {folder.path().string(), m_server.login};
}

backup::WorkProgress BackupWork::progress() {
    m_toldAt = {};
    const backup::WorkProgress told = [this](const backup::WorkAdvance& advance) { return tell(advance); };
    return backup::stretchOf(backup::stretchOf(told, m_within.begin, m_within.end), m_stretch.begin, m_stretch.end);
}

bool BackupWork::tell(const backup::WorkAdvance& advance) {
    if (m_watch && !m_watch->hears(advance)) {
        return false;
    }
    if (advance.share) {
        // Nobody sees a work go back.
        m_share = std::max(m_share.value_or(0), *advance.share);
    }
    const concurrency::TimePoint now = std::chrono::steady_clock::now();
    if (now - m_toldAt >= kBetweenTold) {
        m_toldAt = now;
        m_told({std::string(advance.phase), advance.done, advance.total, std::string(advance.unit), m_share, m_backup});
    }
    return !m_stop.stop_requested();
}

Result<protocol::BackupEntry> BackupWork::find(const protocol::BackupName& name) {
    Result<protocol::BackupEntry> entry = m_book.find(name);
    m_backup = entry ? entry->id : std::string();
    return entry;
}

Error BackupWork::noted(protocol::BackupEntry& entry, Error error, const std::string& elseTrouble) {
    if (error.kind == ErrorKind::CorruptBackup && !error.message.contains(entry.path)) {
        error.message = "\"" + entry.path + "\": " + error.message;
    }
    // What is not found at a server may be found there tomorrow: its disk may not be mounted, its folder renamed.
    const bool isGone = error.kind == ErrorKind::NotFound && !backup::isSftp(entry.path);
    if (error.kind == ErrorKind::CorruptBackup || isGone) {
        entry.state = protocol::BackupState::Failed;
        entry.trouble = error.message;
    } else if (elseTrouble.empty() || error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::WrongPassphrase) {
        // Of the backup nothing was found out.
        return error;
    } else {
        entry.trouble = elseTrouble + error.message;
    }
    if (const Result<void> kept = m_book.keep(entry); !kept) {
        error.detail +=
            (error.detail.empty() ? "" : " ") + std::string("The catalogue could not be told: ") + kept.error().message;
    }
    return error;
}

Result<backup::PlacedFile> BackupWork::placeOf(const protocol::BackupName& name, const protocol::BackupEntry& entry) {
    return name.isStandardInput ? m_book.places().standard() : m_book.places().at(entry.path);
}

Result<void> BackupWork::write(Session& session, const DumpPlan& plan, protocol::BackupEntry& entry,
                               const backup::PlacedFile& file, const protocol::StartBackup& command,
                               const Secret& passphrase) {
    const Result<archive::Packing> packing = archive::packingNamed(command.compression, command.level);
    if (!packing) {
        return std::unexpected(packing.error());
    }
    const auto begin = [&] { return backup::BackupTarget::file(file, plan.bytes.value_or(0), markOf(entry.id)); };
    const bool isLocal = file.place().isLocal();
    std::optional<Result<backup::BackupTarget>> target;
    if (isLocal) {
        target.emplace(begin());
    }
    std::error_code unknown;
    const std::filesystem::path ground =
        isLocal ? std::filesystem::path(file.path()).parent_path() : std::filesystem::temp_directory_path(unknown);
    const std::string work = entry.id.empty() ? newBackupId("stream") : entry.id;
    const Result<jobs::JobFolder> folder =
        !target || *target ? jobs::JobFolder::begin(m_book.locks(), work, ground) : std::unexpected(target->error());
    if (!folder) {
        return std::unexpected(folder.error());
    }
    if (Result<void> begun = m_book.keep(entry); !begun) {
        return begun;
    }
    if (!target) {
        // The catalogue knows of it first: what is left at a server when this process is killed is found by its entry.
        if (Result<void> tidied = m_book.tidyBeside(file); !tidied) {
            return tidied;
        }
        target.emplace(begin());
        if (!*target) {
            return std::unexpected(std::move(target->error()));
        }
    }
    Result<void> written = writeInto(**target, session, plan, entry, groundIn(*folder), *packing, passphrase);
    if (!written) {
        if (const Result<void> discarded = (*target)->discard(); !discarded) {
            entry.trouble = kLeftAtServer;
        }
    }
    return written;
}

Result<void> BackupWork::writeInto(backup::BackupTarget& target, Session& session, const DumpPlan& plan,
                                   protocol::BackupEntry& entry, DumpGround ground, const archive::Packing& packing,
                                   const Secret& passphrase) {
    backup::BackupOrder order;
    order.engine = entry.engine;
    order.connection = entry.connection;
    order.server = entry.server;
    order.writer = "DB Visualizer " DBV_VERSION;
    order.packing = packing;
    order.ground = std::move(ground);
    order.scope = entry.scope;
    order.created = QDateTime::fromMSecsSinceEpoch(entry.begunAt, Qt::UTC).toString(Qt::ISODate).toStdString();
    if (!passphrase.empty()) {
        order.sealing = archive::SealingSecret{.secret = passphrase.clone()};
    }
    Result<backup::MadeBackup> made = m_watch->judged(backup::makeBackup(
        session, plan, std::move(order), [&target](std::string_view bytes) { return target.write(bytes); },
        progress()));
    if (!made) {
        return std::unexpected(std::move(made.error()));
    }
    entry.sha256 = made->sha256;
    entry.digest = made->digest;
    entry.bytes = made->bytes;
    countIn(entry, made->manifest);
    if (Result<void> published = target.publish(); !published) {
        // Whatever has the name now, it is not this one.
        entry.sha256.clear();
        entry.digest.clear();
        return published;
    }
    entry.state = protocol::BackupState::Made;
    entry.endedAt = millisecondsNow();
    return m_book.keep(entry);
}

Result<protocol::BackupFinished> BackupWork::make(Session& session, const Origin& origin,
                                                  const protocol::StartBackup& command, const Secret& passphrase) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    if (session.dumper() == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be backed up yet.",
                    "Use the tool that comes with the server.");
    }
    if (Result<void> may = mayBeChecked(command.scope.content, command.check); !may) {
        return std::unexpected(std::move(may.error()));
    }
    watch(session);
    Result<DumpPlan> plan = m_watch->judged(session.dumper()->plan(command.scope));
    if (!plan) {
        return std::unexpected(std::move(plan.error()));
    }
    protocol::BackupFinished finished;
    protocol::BackupEntry& entry = finished.entry;
    entry.begunAt = millisecondsNow();
    const std::string stamp = backup::momentForName(backup::momentNow());
    entry.id = newBackupId(stamp);
    entry.engine = origin.engine;
    entry.connection = origin.connection;
    entry.schedule = origin.schedule;
    entry.server = origin.host;
    entry.database = session.facts().database;
    entry.serverVersion = session.facts().serverVersion;
    entry.scope = command.scope;
    entry.tool = plan->tool;
    entry.compression = command.compression.empty() ? "zstd" : command.compression;
    entry.encrypted = !passphrase.empty();
    const Result<backup::PlacedFile> file = targetOf(command, entry.database, stamp);
    if (!file) {
        return std::unexpected(file.error());
    }
    entry.path = file->path();
    if (command.toStandardOutput) {
        // There is no file that an entry could tell of.
        entry.id.clear();
    }
    m_backup = entry.id;
    const double checkCost = command.toStandardOutput || command.check == protocol::BackupCheck::None ? 0
                             : command.check == protocol::BackupCheck::Drill ? backup::kDrillCost
                                                                             : backup::kReadBackCost;
    const double checkedFrom = backup::kDumpCost / (backup::kDumpCost + checkCost);
    m_stretch = {0, checkedFrom};
    // Asked before this one is in the catalogue: then nobody sees any more that others are missing there.
    const std::string lost = entry.id.empty() ? std::string() : m_book.catalogueWarning();
    if (Result<void> written = write(session, *plan, entry, *file, command, passphrase); !written) {
        entry.state = protocol::BackupState::Failed;
        const bool isLeft = entry.trouble == kLeftAtServer;
        entry.trouble = written.error().message + (isLeft ? std::string(kLeftAtServer) : std::string());
        entry.endedAt = millisecondsNow();
        // What somebody has stopped is no failure that anybody has to hear of later.
        const bool stopped = written.error().kind == ErrorKind::Cancelled && !isLeft;
        const Result<void> kept = stopped ? m_book.remove(entry.id) : m_book.keep(entry);
        if (!kept && kept.error().kind != ErrorKind::NotFound) {
            written.error().detail += (written.error().detail.empty() ? "" : " ") +
                                      std::string("The catalogue could not be told: ") + kept.error().message;
        }
        return std::unexpected(std::move(written.error()));
    }
    finished.notices = std::move(plan->notices);
    if (!lost.empty()) {
        finished.notices.push_back({"warning", lost});
    }
    m_stretch = {checkedFrom, 1};
    if (command.toStandardOutput) {
        // Whoever has read it checks it.
    } else if (command.check == protocol::BackupCheck::Verify) {
        if (Result<void> verified = verifyEntry(entry, *file, passphrase); !verified) {
            return std::unexpected(madeAllTheSame(std::move(verified.error()), entry));
        }
    } else if (command.check == protocol::BackupCheck::Drill) {
        Result<std::vector<protocol::BackupDifference>> differences = drillEntry(session, entry, *file, passphrase);
        if (!differences) {
            return std::unexpected(madeAllTheSame(std::move(differences.error()), entry));
        }
        finished.differences = *std::move(differences);
    }
    finished.timeMs = concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now());
    return finished;
}

} // namespace dbv::engine
