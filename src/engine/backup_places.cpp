// SPDX-License-Identifier: Apache-2.0
#include "engine/backup_places.h"

#include <utility>

#include "backup/backup_address.h"
#include "backup/sftp_place.h"
#include "backup/standard_place.h"

namespace dbv::engine {

namespace {

/// An error of the way to a place says nothing about what lies there, and nothing about the passphrase of a backup.
Error ofTheWay(Error error, bool isAnswered) {
    const bool isOfLogin = error.kind == ErrorKind::WrongPassphrase || error.kind == ErrorKind::AuthenticationFailed;
    if (isOfLogin && !isAnswered) {
        error.hint = "Nobody can be asked here: log in with a key that the agent has, or that has no passphrase.";
    }
    if (error.kind == ErrorKind::WrongPassphrase) {
        error.kind = ErrorKind::AuthenticationFailed;
    } else if (error.kind == ErrorKind::NotFound || error.kind == ErrorKind::CorruptBackup) {
        error.kind = ErrorKind::SshFailed;
    }
    return error;
}

} // namespace

BackupPlaces::BackupPlaces(std::stop_token stop, AskQuestion ask) : m_stop(std::move(stop)), m_ask(std::move(ask)) {}

Result<backup::PlacedFile> BackupPlaces::at(const std::string& name) {
    if (name.contains('\0')) {
        return fail(ErrorKind::InvalidInput, "A path with a NUL in it is none.", "Name the file or folder without it.");
    }
    if (!backup::isSftp(name)) {
        return backup::PlacedFile(name);
    }
    const Result<backup::SftpAddress> address = backup::readSftpAddress(name);
    Result<std::string> settled = address ? backup::settledName(name) : std::unexpected(address.error());
    if (!settled) {
        return std::unexpected(std::move(settled.error()));
    }
    const std::scoped_lock lock(m_ways->mutex);
    std::shared_ptr<backup::BackupPlace>& place = m_ways->open[backup::serverOf(*address)];
    if (!place || place->isLost()) {
        const std::string nothingAccepted;
        WayAnswers answers(m_ways->secrets, nothingAccepted, m_ask, m_stop);
        Result<std::shared_ptr<backup::BackupPlace>> opened =
            backup::openSftpPlace(*address, m_ask ? &answers : nullptr, m_stop);
        if (!opened) {
            return std::unexpected(ofTheWay(std::move(opened.error()), static_cast<bool>(m_ask)));
        }
        place = *std::move(opened);
    }
    return backup::PlacedFile(place, *std::move(settled));
}

backup::PlacedFile BackupPlaces::standard() const {
    return {backup::standardPlace(m_stop), backup::kStandardName};
}

} // namespace dbv::engine
