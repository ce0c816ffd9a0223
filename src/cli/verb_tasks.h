// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cli/database_task.h"

namespace dbv::cli {

// Each makes the task of one verb.
// Errors: InvalidInput for options that do not fit together; IoError for a file that can not be read.
[[nodiscard]] Result<std::unique_ptr<Task>> makeQueryTask(const Surroundings& around, const Arguments& arguments,
                                                          Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeRunTask(const Surroundings& around, const Arguments& arguments,
                                                        Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeExportTask(const Surroundings& around, const Arguments& arguments,
                                                           Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeConnectionsTask(const Surroundings& around, const Arguments& arguments,
                                                                Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>>
makeConnectionTestTask(const Surroundings& around, const Arguments& arguments, Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>>
makeConnectionImportTask(const Surroundings& around, const Arguments& arguments, Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>>
makeConnectionExportTask(const Surroundings& around, const Arguments& arguments, Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeSecretsTask(const Surroundings& around, const Arguments& arguments,
                                                            Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeUndoTask(const Surroundings& around, const Arguments& arguments,
                                                         Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeBackupTask(const Surroundings& around, const Arguments& arguments,
                                                           Console& console, Task::Done done);
/// Of those actions on backups that need a connection; `word` says where the passphrase comes from, if anywhere.
[[nodiscard]] Result<std::unique_ptr<Task>> makeBackupSessionTask(const Surroundings& around,
                                                                  const Arguments& arguments, Console& console,
                                                                  std::optional<SecretWord> word, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeScheduleTask(const Surroundings& around, const Arguments& arguments,
                                                             Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeTimerTask(const Surroundings& around, const Arguments& arguments,
                                                          Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeJobTask(const Surroundings& around, const Arguments& arguments,
                                                        Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeFormatTask(const Surroundings& around, const Arguments& arguments,
                                                           Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeHistoryTask(const Surroundings& around, const Arguments& arguments,
                                                            Console& console, Task::Done done);
[[nodiscard]] Result<std::unique_ptr<Task>> makeSampleTask(const Surroundings& around, const Arguments& arguments,
                                                           Console& console, Task::Done done);

/// `--no-header`, `--null` and `--delimiter` over what is usual for a format.
[[nodiscard]] Result<protocol::ExportOptions> exportOptionsOf(const Arguments& arguments,
                                                              protocol::ExportFormat format);

} // namespace dbv::cli
