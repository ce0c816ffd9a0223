// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include <dbv/core/result.h>

#include "backup/backup_place.h"
#include "engine/question_board.h"
#include "engine/way_answers.h"

namespace dbv::engine {

/// The places that work with backups goes to. The way to a server is opened when it is needed, shared by all that is done there, and opened
/// again when it has died; it is closed with the last copy of this.
///
/// Thread: any. Copies are the same.
class BackupPlaces {
public:
    /// Where nothing can be stopped, and nobody is asked.
    BackupPlaces() : BackupPlaces(std::stop_token(), AskQuestion()) {}
    /// `ask` is empty where nobody would answer.
    BackupPlaces(std::stop_token stop, AskQuestion ask);

    /// What a name means: a path of this machine, or something at a server.
    /// Blocks: until the way there is open. Errors: those of `backup::settledName` and of the way.
    [[nodiscard]] Result<backup::PlacedFile> at(const std::string& name);
    /// The standard streams, which no name means.
    [[nodiscard]] backup::PlacedFile standard() const;

private:
    struct Ways {
        std::mutex mutex;
        std::map<std::string, std::shared_ptr<backup::BackupPlace>> open;
        SshSecrets secrets;
    };

    std::stop_token m_stop;
    AskQuestion m_ask;
    std::shared_ptr<Ways> m_ways = std::make_shared<Ways>();
};

} // namespace dbv::engine
