// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "settings/file_stamp.h"

namespace dbv::settings {

namespace {

std::int64_t nanoseconds(const struct timespec& time) {
    constexpr std::int64_t kInASecond = 1'000'000'000;
    return static_cast<std::int64_t>(time.tv_sec) * kInASecond + time.tv_nsec;
}

} // namespace

FileStamp stampOfFile(const std::filesystem::path& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) {
        return {};
    }
#ifdef __APPLE__
    return {static_cast<std::uint64_t>(found.st_ino), static_cast<std::int64_t>(found.st_size),
            nanoseconds(found.st_mtimespec), nanoseconds(found.st_ctimespec)};
#else
    return {static_cast<std::uint64_t>(found.st_ino), static_cast<std::int64_t>(found.st_size),
            nanoseconds(found.st_mtim), nanoseconds(found.st_ctim)};
#endif
}

} // namespace dbv::settings
