// SPDX-License-Identifier: Apache-2.0
#include "ssh/sftp_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dbv::ssh {

namespace {

constexpr std::size_t kLeastAhead = std::size_t{4} << 10U;
constexpr std::size_t kMostAheadOfReader = std::size_t{256} << 10U;
/// As much is under way as a line of 100 ms and 160 Mbit/s holds.
constexpr std::size_t kMostUnderWay = std::size_t{2} << 20U;
/// The library is given what it sends in pieces of this size at least.
constexpr std::size_t kWrittenAtOnce = std::size_t{128} << 10U;
constexpr std::chrono::seconds kForClosing{5};
constexpr long kOwnersAlone = LIBSSH2_SFTP_S_IRUSR | LIBSSH2_SFTP_S_IWUSR;

} // namespace

Result<std::unique_ptr<LineFile>> LineFile::opened(std::shared_ptr<SftpLine> line, const std::string& path,
                                                   unsigned long flags) {
    LIBSSH2_SFTP_HANDLE* handle = nullptr;
    int code = 0;
    Result<void> driven = line->drive([&] {
        handle = libssh2_sftp_open_ex(line->raw(), path.c_str(), static_cast<unsigned int>(path.size()), flags,
                                      kOwnersAlone, LIBSSH2_SFTP_OPENFILE);
        code = handle == nullptr ? libssh2_session_last_errno(line->session()) : 0;
        return !SftpLine::wantsMore(code);
    });
    if (!driven) {
        return std::unexpected(std::move(driven.error()));
    }
    if (handle == nullptr) {
        const bool writes = (flags & LIBSSH2_FXF_WRITE) != 0;
        return std::unexpected(line->failure(writes ? "Could not write" : "Could not read", path, code));
    }
    return std::unique_ptr<LineFile>(new LineFile(std::move(line), path, handle));
}

Result<std::unique_ptr<SftpFile>> LineFile::open(std::shared_ptr<SftpLine> line, const std::string& path) {
    std::unique_lock lock(line->mutex());
    Result<std::unique_ptr<LineFile>> file = opened(line, path, LIBSSH2_FXF_READ);
    Result<void> known = file ? (*file)->learnSize() : std::unexpected(file.error());
    // A file that is not wanted is closed on the line.
    lock.unlock();
    if (!known) {
        return std::unexpected(std::move(known.error()));
    }
    return *std::move(file);
}

Result<std::unique_ptr<SftpFile>> LineFile::create(std::shared_ptr<SftpLine> line, const std::string& path) {
    const std::scoped_lock lock(line->mutex());
    return opened(line, path, LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_EXCL);
}

Result<void> LineFile::learnSize() {
    LIBSSH2_SFTP_ATTRIBUTES attributes{};
    int code = 0;
    Result<void> driven = m_line->drive([&] {
        code = libssh2_sftp_fstat_ex(m_handle, &attributes, 0);
        return !SftpLine::wantsMore(code);
    });
    if (driven && code != 0) {
        driven = std::unexpected(m_line->failure("Could not read", m_path, code));
    }
    m_size = (attributes.flags & LIBSSH2_SFTP_ATTR_SIZE) != 0 ? attributes.filesize : 0;
    const bool isFile =
        (attributes.flags & LIBSSH2_SFTP_ATTR_PERMISSIONS) == 0 || LIBSSH2_SFTP_S_ISREG(attributes.permissions);
    return driven && !isFile ? fail(ErrorKind::InvalidInput, "\"" + m_path + "\" is no file.", "Name a file.") : driven;
}

LineFile::~LineFile() {
    const std::scoped_lock lock(m_line->mutex());
    if (m_handle == nullptr || m_line->isDead()) {
        return;
    }
    const std::optional<std::chrono::milliseconds> before = m_line->tidying();
    m_line->setTidying(before.value_or(kForClosing));
    // Half a write may have left: what comes behind it has to be something that the server can understand.
    if (settle(0)) {
        [[maybe_unused]] const Result<void> closed = close();
    }
    m_line->setTidying(before);
}

Result<void> LineFile::close() {
    LIBSSH2_SFTP_HANDLE* const handle = std::exchange(m_handle, nullptr);
    int code = 0;
    Result<void> driven = m_line->drive([&] {
        code = libssh2_sftp_close_handle(handle);
        return !SftpLine::wantsMore(code);
    });
    return driven && code != 0 ? std::unexpected(m_line->failure("Could not write", m_path, code)) : driven;
}

Result<void> LineFile::refill() {
    m_buffer.resize(kMostAheadOfReader);
    m_ahead = std::clamp(m_ahead * 2, kLeastAhead, kMostAheadOfReader);
    m_used = 0;
    m_filled = 0;
    const std::scoped_lock lock(m_line->mutex());
    ssize_t got = 0;
    Result<void> driven = m_line->drive([&] {
        got = libssh2_sftp_read(m_handle, m_buffer.data(), m_ahead);
        return !SftpLine::wantsMore(got);
    });
    if (driven && got < 0) {
        return std::unexpected(m_line->failure("Could not read", m_path, static_cast<int>(got)));
    }
    m_filled = driven ? static_cast<std::size_t>(got) : 0;
    return driven;
}

Result<std::size_t> LineFile::read(std::span<char> into) {
    if (m_used == m_filled) {
        if (Result<void> filled = refill(); !filled) {
            return std::unexpected(std::move(filled.error()));
        }
    }
    const std::size_t given = std::min(into.size(), m_filled - m_used);
    std::memcpy(into.data(), m_buffer.data() + m_used, given);
    m_used += given;
    return given;
}

void LineFile::seek(std::uint64_t at) {
    const std::scoped_lock lock(m_line->mutex());
    const std::uint64_t end = libssh2_sftp_tell64(m_handle);
    const std::uint64_t begin = end - m_filled;
    if (at >= begin && at <= end) {
        m_used = static_cast<std::size_t>(at - begin);
        return;
    }
    m_used = 0;
    m_filled = 0;
    m_ahead = 0;
    libssh2_sftp_seek64(m_handle, at);
}

Result<void> LineFile::settle(std::size_t left) {
    ssize_t taken = 0;
    while (m_written.size() - m_confirmed > left) {
        Result<void> driven = m_line->drive([&] {
            taken = libssh2_sftp_write(m_handle, m_written.data() + m_confirmed, m_written.size() - m_confirmed);
            // Nothing is confirmed, and not all could be sent: the same again.
            return taken != 0 && !SftpLine::wantsMore(taken);
        });
        if (!driven) {
            return driven;
        }
        if (taken < 0) {
            m_written.clear();
            m_confirmed = 0;
            return std::unexpected(m_line->failure("Could not write", m_path, static_cast<int>(taken)));
        }
        m_confirmed += static_cast<std::size_t>(taken);
    }
    if (m_confirmed == m_written.size() || m_confirmed > kMostUnderWay) {
        m_written.erase(0, m_confirmed);
        m_confirmed = 0;
    }
    return {};
}

Result<void> LineFile::write(std::string_view bytes) {
    const std::scoped_lock lock(m_line->mutex());
    while (!bytes.empty()) {
        const std::string_view some = bytes.substr(0, kMostUnderWay);
        m_written += some;
        bytes.remove_prefix(some.size());
        if (Result<void> settled = settle(kMostUnderWay - kWrittenAtOnce); !settled) {
            return settled;
        }
    }
    return {};
}

Result<void> LineFile::finish() {
    const std::scoped_lock lock(m_line->mutex());
    Result<void> done = settle(0);
    if (!done) {
        return done;
    }
    int code = 0;
    done = m_line->driveLong([&] {
        code = libssh2_sftp_fsync(m_handle);
        return !SftpLine::wantsMore(code);
    });
    if (!done) {
        return done;
    }
    const bool cannot =
        code == LIBSSH2_ERROR_SFTP_PROTOCOL && libssh2_sftp_last_error(m_line->raw()) == LIBSSH2_FX_OP_UNSUPPORTED;
    if (code != 0 && !cannot) {
        return std::unexpected(m_line->failure("Could not write", m_path, code));
    }
    return close();
}

} // namespace dbv::ssh
