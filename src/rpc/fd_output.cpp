// SPDX-License-Identifier: Apache-2.0
#include "rpc/fd_output.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dbv/core/cancel.h>

namespace dbv::rpc {

namespace {

// A wider pipe means fewer turns between the two processes.
constexpr int kPipeBytes = 1 << 20;

/// A second, non-blocking way into the same pipe; -1 where the system has none.
int openOwnEnd([[maybe_unused]] int fd) {
#ifdef __linux__
    ::fcntl(fd, F_SETPIPE_SZ, kPipeBytes);
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
#else
    return -1;
#endif
}

} // namespace

FdOutput::FdOutput(int fd) : m_fd(fd) {
    struct stat status{};
    const bool known = ::fstat(fd, &status) == 0;
    if (known && S_ISREG(status.st_mode)) {
        return;
    }
    m_kind = Kind::Careful;
    if (known && S_ISFIFO(status.st_mode)) {
        m_own = openOwnEnd(fd);
        m_kind = m_own >= 0 ? Kind::NonBlocking : Kind::Careful;
    }
}

FdOutput::~FdOutput() {
    if (m_own >= 0) {
        ::close(m_own);
    }
}

Result<std::size_t> FdOutput::writeSome(std::string_view bytes) const {
    // A pipe that poll() calls writable takes this much without waiting.
    const std::size_t count = m_kind == Kind::Careful ? std::min<std::size_t>(bytes.size(), PIPE_BUF) : bytes.size();
    const ssize_t written = ::write(m_own >= 0 ? m_own : m_fd, bytes.data(), count);
    if (written >= 0) {
        return static_cast<std::size_t>(written);
    }
    if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) {
        return std::size_t{0};
    }
    const int code = errno;
    return fail(ErrorKind::IoError,
                code == EPIPE ? "Nobody reads the output any more."
                              : "The output can not be written: " + std::generic_category().message(code) + ".",
                code == ENOSPC ? "Free space on the disk." : "");
}

Result<void> FdOutput::write(std::string_view bytes) {
    bool wait = m_kind == Kind::Careful;
    while (!bytes.empty()) {
        if (m_interrupted.load()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        if (wait && waitReady(m_fd, POLLOUT, m_wake) == 0) {
            continue;
        }
        const Result<std::size_t> written = writeSome(bytes);
        if (!written) {
            return std::unexpected(written.error());
        }
        bytes.remove_prefix(*written);
        wait = m_kind != Kind::File;
    }
    return {};
}

void FdOutput::interrupt() {
    m_interrupted.store(true);
    m_wake.wake();
}

} // namespace dbv::rpc
