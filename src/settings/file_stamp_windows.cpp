// SPDX-License-Identifier: Apache-2.0
#include <system_error>

#include "settings/file_stamp.h"

namespace dbv::settings {

FileStamp stampOfFile(const std::filesystem::path& path) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    const auto written = error ? std::filesystem::file_time_type() : std::filesystem::last_write_time(path, error);
    if (error) {
        return {};
    }
    return {.size = static_cast<std::int64_t>(size), .written = written.time_since_epoch().count()};
}

} // namespace dbv::settings
