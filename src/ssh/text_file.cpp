// SPDX-License-Identifier: Apache-2.0
#include "ssh/text_file.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace dbv::ssh {

namespace {

constexpr std::uintmax_t kLongestFile = 16U << 20U;

} // namespace

Result<std::string> readTextFile(const std::filesystem::path& path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(ErrorKind::NotFound, "There is no file " + path.string() + ".", "Check the path.");
    }
    if (!std::filesystem::is_regular_file(status)) {
        return fail(ErrorKind::IoError,
                    "Could not read " + path.string() + ": " + (code ? code.message() : "it is not a plain file") + ".",
                    "Choose another file.");
    }
    if (std::filesystem::file_size(path, code) > kLongestFile) {
        return fail(ErrorKind::IoError, "Could not read " + path.string() + ": it is larger than 16 MiB.",
                    "This is hardly the file that was meant.");
    }
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    // Unbuffered and in one piece: the file may be a private key, of which no copy should stay behind.
    std::ifstream file;
    file.rdbuf()->pubsetbuf(nullptr, 0);
    file.open(path, std::ios::binary);
    std::string text(code ? 0 : static_cast<std::size_t>(size), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    if (code || !file.is_open() || file.bad()) {
        return fail(ErrorKind::IoError, "Could not read " + path.string() + ".", "Check who may read this file.");
    }
    return text;
}

} // namespace dbv::ssh
