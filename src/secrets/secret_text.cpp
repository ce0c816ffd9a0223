// SPDX-License-Identifier: Apache-2.0
#include "secrets/secret_text.h"

#include <system_error>
#include <utility>

#include <QFile>

#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

constexpr qint64 kLargestText = 1LL << 20;

std::unexpected<Error> unreadable(const std::filesystem::path& path, const std::string& why) {
    return fail(ErrorKind::IoError, "Could not read " + settings::shownPath(path) + ": " + why + ".",
                "Check the file and its permissions.");
}

bool hasRight(const std::filesystem::path& path, std::filesystem::perms rights) {
    std::error_code unknown;
    const std::filesystem::file_status status = std::filesystem::status(path, unknown);
    return status.permissions() != std::filesystem::perms::unknown &&
           (status.permissions() & rights) != std::filesystem::perms::none;
}

} // namespace

Result<std::optional<Secret>> readSecretText(const std::filesystem::path& path) {
    std::error_code unknown;
    const std::filesystem::file_status status = std::filesystem::status(path, unknown);
    if (status.type() == std::filesystem::file_type::not_found) {
        return std::nullopt;
    }
    if (status.type() != std::filesystem::file_type::regular) {
        return unreadable(path, unknown ? unknown.message() : "it is not a plain file");
    }
    QFile file(settings::qtPath(path));
    // Without a buffer, which would keep the bytes.
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return unreadable(path, file.errorString().toStdString());
    }
    const qint64 size = file.size();
    if (size > kLargestText) {
        return unreadable(path, "it has more than a megabyte");
    }
    LockedMemory memory(static_cast<std::size_t>(size));
    std::size_t got = 0;
    for (qint64 count = 1; count > 0 && got < memory.bytes().size(); got += static_cast<std::size_t>(count)) {
        count = file.read(memory.bytes().data() + got, static_cast<qint64>(memory.bytes().size() - got));
        if (count < 0) {
            return unreadable(path, file.errorString().toStdString());
        }
    }
    memory.shrink(got);
    return Secret(std::move(memory));
}

bool isOpenToOthers([[maybe_unused]] const std::filesystem::path& path) {
#ifdef _WIN32
    // What the standard library calls permissions says nothing there.
    return false;
#else
    return hasRight(path, std::filesystem::perms::group_all | std::filesystem::perms::others_all);
#endif
}

bool isWritableByAll([[maybe_unused]] const std::filesystem::path& path) {
#ifdef _WIN32
    return false;
#else
    return hasRight(path, std::filesystem::perms::others_write);
#endif
}

std::optional<std::string_view> LineReader::next() {
    if (m_text.empty()) {
        return std::nullopt;
    }
    ++m_number;
    const std::size_t end = m_text.find('\n');
    std::string_view line = m_text.substr(0, end);
    m_text.remove_prefix(end == std::string_view::npos ? m_text.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

} // namespace dbv::secrets
