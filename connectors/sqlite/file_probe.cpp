// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file_probe.h"

#include <filesystem>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace dbv::sqlite {

namespace {

namespace fs = std::filesystem;

enum class Permission { Read, Write, Enter };

fs::path pathOf(const std::string& utf8) {
    return fs::path(std::u8string(utf8.begin(), utf8.end()));
}

bool mayAccess(const fs::path& path, Permission access) {
#ifdef _WIN32
    return _waccess(path.c_str(), access == Permission::Write ? 2 : access == Permission::Read ? 4 : 0) == 0;
#else
    const int mode = access == Permission::Write ? W_OK : access == Permission::Read ? R_OK : X_OK;
    return faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
#endif
}

std::string kindOf(fs::file_type type) {
    switch (type) {
    case fs::file_type::directory: return "a folder";
    case fs::file_type::fifo: return "a pipe";
    case fs::file_type::socket: return "a socket";
    case fs::file_type::block:
    case fs::file_type::character: return "a device";
    default: return "not an ordinary file";
    }
}

Result<FileProbe> probeMissing(const std::string& path, const fs::path& folder) {
    std::error_code code;
    for (fs::path above = folder; above.has_relative_path(); above = above.parent_path()) {
        if (fs::is_regular_file(above, code)) {
            const std::u8string name = above.u8string();
            return fail(ErrorKind::NotFound,
                        "\"" + std::string(name.begin(), name.end()) + "\" is a file, not a folder, so \"" + path +
                            "\" can't be in it.",
                        "Check the path for a typing error.");
        }
    }
    if (!fs::is_directory(folder, code)) {
        return fail(ErrorKind::NotFound, "The folder of the file \"" + path + "\" does not exist.",
                    "Check the path for a typing error, or make the folder first.");
    }
    FileProbe probe;
    probe.folderWritable = mayAccess(folder, Permission::Write);
    return probe;
}

} // namespace

FileId fileIdOf(const std::string& path) {
#ifdef _WIN32
    static_cast<void>(path);
    return {};
#else
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) {
        return {};
    }
    return {static_cast<std::uint64_t>(info.st_dev), static_cast<std::uint64_t>(info.st_ino)};
#endif
}

bool mayBeWritten(const std::string& path) {
    return mayAccess(pathOf(path), Permission::Write);
}

Result<FileProbe> probeFile(const std::string& path) {
    const fs::path place = pathOf(path);
    const fs::path folder = place.parent_path();
    std::error_code code;
    const fs::file_status status = fs::status(place, code);
    if (status.type() == fs::file_type::not_found) {
        return probeMissing(path, folder);
    }
    if (status.type() == fs::file_type::none) {
        return fail(ErrorKind::IoError, "The file \"" + path + "\" can't be reached: " + code.message() + ".",
                    code == std::errc::too_many_symbolic_link_levels
                        ? "Its symbolic links lead in a circle: mend one of them."
                    : code == std::errc::filename_too_long ? "Choose a shorter name or path."
                                                           : "Check the permissions of the folders that lead to it.");
    }
    if (status.type() != fs::file_type::regular) {
        return fail(ErrorKind::InvalidInput, "\"" + path + "\" is " + kindOf(status.type()) + ", not a database file.",
                    "Choose a file.");
    }
    FileProbe probe;
    probe.exists = true;
    probe.readable = mayAccess(place, Permission::Read);
    probe.writable = mayAccess(place, Permission::Write);
    probe.folderWritable = mayAccess(folder, Permission::Write) && mayAccess(folder, Permission::Enter);
    probe.size = fs::file_size(place, code);
    probe.id = fileIdOf(path);
    return probe;
}

} // namespace dbv::sqlite
