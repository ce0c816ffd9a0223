// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include <dbv/core/result.h>

#include "backup/backup_address.h"
#include "backup/backup_place.h"
#include "ssh/sftp.h"

namespace dbv::backup {

/// The folders of a server, reached as ssh would reach it: by its configuration, with the keys and the agent of this user.
/// `prompts` answers what else is asked; null where nobody is there. It is not used when this has returned.
/// Blocks: until the way is open; a stop ends that, and all that is done there, at once. Errors: those of `ssh::openSftp`.
[[nodiscard]] Result<std::shared_ptr<BackupPlace>> openSftpPlace(const SftpAddress& address, ssh::SshPrompts* prompts,
                                                                 const std::stop_token& stop);
/// The same over a line that is open.
[[nodiscard]] std::shared_ptr<BackupPlace> sftpPlace(std::shared_ptr<ssh::Sftp> files);

} // namespace dbv::backup
