// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "settings/file_lock.h"

namespace dbv::jobs {

/// A folder for what one long piece of work has on the disk meanwhile. It is gone afterwards: when the work ends, or else, after its
/// process was killed, by the next that looks (`sweepJobFolders`).
///
/// Owns: the folder with all that is in it, and a lock that tells others that somebody is at work.
class JobFolder {
public:
    /// `locks` is where the locks of all work lie; `id` a name for this one, no path; `parent` where the folder is made.
    /// Errors: IoError; Busy where another process is at work under this id.
    [[nodiscard]] static Result<JobFolder> begin(const std::filesystem::path& locks, std::string_view id,
                                                 const std::filesystem::path& parent);

    JobFolder(const JobFolder&) = delete;
    JobFolder& operator=(const JobFolder&) = delete;
    JobFolder(JobFolder&& other) noexcept;
    JobFolder& operator=(JobFolder&&) = delete;
    ~JobFolder();

    /// Its own user alone may enter it.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    JobFolder(settings::FileLock lock, std::filesystem::path path);
    /// Where it is now: somebody may have renamed the folder that it is in.
    [[nodiscard]] std::filesystem::path pathNow() const;

    std::optional<settings::FileLock> m_lock;
    std::filesystem::path m_path;
    /// The folder itself, whatever its name; -1 where the system can not hold it so.
    int m_folder = -1;
};

/// Whether somebody is at work under this id. Blocks: on the disk.
[[nodiscard]] bool isAtWork(const std::filesystem::path& locks, std::string_view id);
/// Removes the folders of work whose process is gone; the answer is what could not be removed, each with the reason.
[[nodiscard]] std::vector<std::string> sweepJobFolders(const std::filesystem::path& locks);

} // namespace dbv::jobs
