// SPDX-License-Identifier: Apache-2.0
#include "jobs/atomic_file_sink.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace dbv::jobs {

namespace {

// By name, since one of them may not be there yet, and by what is behind the name, since links have many.
bool isSameFile(const std::string& left, const std::string& right) {
    std::error_code unknown;
    // A name of which nothing is there yet would stay relative.
    const auto nameOf = [&unknown](const std::string& path) {
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path, unknown), unknown);
    };
    return std::filesystem::equivalent(left, right, unknown) || nameOf(left) == nameOf(right);
}

/// Where a path leads to through links, also when nothing is there yet.
Result<std::filesystem::path> followLinks(const std::string& path) {
    constexpr int kMostLinks = 40;
    std::error_code unknown;
    std::filesystem::path target = std::filesystem::absolute(path, unknown);
    for (int links = 0; std::filesystem::is_symlink(target, unknown); ++links) {
        const std::filesystem::path next = std::filesystem::read_symlink(target, unknown);
        if (links == kMostLinks || unknown) {
            return std::unexpected(fileError("Could not open", path, links == kMostLinks ? ELOOP : unknown.value()));
        }
        target = target.parent_path() / next;
    }
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(target, unknown);
    return unknown ? target : canonical;
}

} // namespace

AtomicFileSink::AtomicFileSink(std::string path, std::optional<PartialFile> partial, int direct)
    : m_path(std::move(path)), m_partial(std::move(partial)), m_direct(direct) {}

AtomicFileSink::~AtomicFileSink() {
    if (m_direct >= 0) {
        ::close(m_direct);
    }
}

Result<std::unique_ptr<AtomicFileSink>> AtomicFileSink::open(const std::string& path,
                                                             std::span<const std::string> inUse, Readers readers) {
    if (path.empty() || path.contains('\0')) {
        return fail(ErrorKind::InvalidInput, "The path of the file is empty or has a NUL in it.", "Give a path.");
    }
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::directory || path.back() == '/') {
        return fail(ErrorKind::InvalidInput, path + " is a directory.", "Give the path of a file in it.");
    }
    const bool special = std::filesystem::exists(status) && status.type() != std::filesystem::file_type::regular;
    if (special) {
        // Whoever reads a pipe may never come or stop reading, and no cancel would get through.
        if (status.type() != std::filesystem::file_type::character) {
            return fail(ErrorKind::InvalidInput, path + " is a pipe, a socket or a disk, not a file.",
                        "Give the path of a file, or write to standard output instead.");
        }
        const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (file < 0) {
            return std::unexpected(fileError("Could not open", path, errno));
        }
        return std::unique_ptr<AtomicFileSink>(new AtomicFileSink(path, std::nullopt, file));
    }
    if (const auto found = std::ranges::find_if(inUse, [&path](const auto& used) { return isSameFile(path, used); });
        found != inUse.end()) {
        return fail(ErrorKind::InvalidInput, path + " belongs to a database that is open here (" + *found + ").",
                    "Choose another file: this one would be lost, and the database with it.");
    }
    const Result<std::filesystem::path> followed = followLinks(path);
    if (!followed) {
        return std::unexpected(followed.error());
    }
    Result<PartialFile> partial = PartialFile::begin(followed->string(), readers);
    if (!partial) {
        return std::unexpected(partial.error());
    }
    return std::unique_ptr<AtomicFileSink>(new AtomicFileSink(path, *std::move(partial), -1));
}

Result<void> AtomicFileSink::write(std::string_view bytes) {
    if (m_partial) {
        return m_partial->write(bytes);
    }
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_direct, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            return std::unexpected(fileError("Could not write", m_path, errno));
        }
        bytes.remove_prefix(count < 0 ? 0U : static_cast<std::size_t>(count));
    }
    return {};
}

Result<void> AtomicFileSink::commit() {
    return m_partial ? m_partial->publish() : Result<void>();
}

} // namespace dbv::jobs
