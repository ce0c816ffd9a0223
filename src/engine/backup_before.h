// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <dbv/core/result.h>
#include <dbv/core/statement_class.h>

#include "engine/job_process.h"
#include "engine/schedule_book.h"

namespace dbv::engine {

/// The backups that are made of a connection before a statement destroys something there (`before destruction`).
///
/// Thread: one at a time. Copies are independent.
class BackupBefore {
public:
    /// Where nothing is ever made.
    BackupBefore() = default;
    /// `connection` is the name under which it is saved.
    BackupBefore(ScheduleBook book, std::filesystem::path program, std::filesystem::path dataDirectory,
                 std::string connection)
        : m_book(std::move(book)),
          m_program(std::move(program)),
          m_dataDirectory(std::move(dataDirectory)),
          m_connection(std::move(connection)) {}

    /// Before a statement is sent, of which this was found. Runs the schedules of the connection that are for this, the first time that
    /// there is something to destroy.
    /// Blocks: until they have run. Errors: why nothing may be destroyed: a backup has failed; Cancelled; those of the store.
    [[nodiscard]] Result<void> statement(const Classification& found, const std::stop_token& stop);

private:
    [[nodiscard]] Result<void> run(const std::stop_token& stop);

    std::optional<ScheduleBook> m_book;
    std::filesystem::path m_program;
    std::filesystem::path m_dataDirectory;
    std::string m_connection;
    bool m_isDone = false;
};

/// Whether data or structure is gone when such a statement has run.
[[nodiscard]] bool destroys(const Classification& found);

} // namespace dbv::engine
