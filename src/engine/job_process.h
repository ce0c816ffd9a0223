// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include <dbv/core/result.h>

#include "engine/schedule_book.h"

namespace dbv::engine {

/// Runs schedules in processes of their own, which go on when this one ends, whichever way.
///
/// Thread: one of a lane, which waits. Blocks: until the run has ended, or is no longer waited for.
class JobProcess {
public:
    /// `program` is that of the command line (`dbvis`), `dataDirectory` that of this process.
    JobProcess(std::filesystem::path program, std::filesystem::path dataDirectory, ScheduleBook book)
        : m_program(std::move(program)), m_dataDirectory(std::move(dataDirectory)), m_book(std::move(book)) {}

    /// Errors: those of `protocol::StartScheduledRun`; Cancelled where nobody waits any more, and the run goes on.
    [[nodiscard]] Result<protocol::ScheduledRunEnded> run(const std::string& idOrName, bool onlyDue,
                                                          const std::function<void(const protocol::RunProgress&)>& told,
                                                          const std::stop_token& stop);

private:
    [[nodiscard]] Result<void> start(const protocol::ScheduleEntry& entry, bool onlyDue,
                                     const std::filesystem::path& words) const;

    std::filesystem::path m_program;
    std::filesystem::path m_dataDirectory;
    ScheduleBook m_book;
};

} // namespace dbv::engine
