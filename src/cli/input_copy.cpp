// SPDX-License-Identifier: Apache-2.0
#include "cli/input_copy.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <QDir>
#include <QMetaObject>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <dbv/core/cancel.h>

namespace dbv::cli {

namespace {

constexpr int kLookForStopMs = 100;

Result<void> copyInput(int input, QFile& file, const std::stop_token& stop) {
    std::vector<char> block(std::size_t{256} << 10U);
    while (!stop.stop_requested()) {
        std::array<pollfd, 1> waiting{{{input, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), kLookForStopMs) == 0) {
            continue;
        }
        const ssize_t count = ::read(input, block.data(), block.size());
        if (count == 0) {
            return {};
        }
        if (count < 0 && errno != EINTR && errno != EAGAIN) {
            return fail(ErrorKind::IoError,
                        "The input can not be read: " + std::generic_category().message(errno) + ".");
        }
        if (count > 0 && file.write(block.data(), count) != count) {
            return fail(ErrorKind::IoError,
                        "The input can not be kept to be looked through: " + file.errorString().toStdString() + ".",
                        "Make room in " + QDir::tempPath().toStdString() + ", or give the script as a file.");
        }
    }
    return std::unexpected(cancelledError(Damage::None));
}

} // namespace

InputCopy::~InputCopy() {
    // It reads the pipe as long as it runs.
    m_thread = {};
    if (m_pipe) {
        ::close(*m_pipe);
    }
}

void InputCopy::start(const std::string& pipe, const Done& done) {
    constexpr int kHow = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    const int descriptor = ::open(pipe.c_str(), kHow);
    if (descriptor < 0) {
        done(fail(ErrorKind::IoError,
                  "The script " + pipe + " can not be read: " + std::generic_category().message(errno) + ".",
                  "See whether the pipe is there and may be read."));
        return;
    }
    m_pipe = descriptor;
    start(descriptor, done);
}

void InputCopy::start(int input, Done done) {
    if (!m_file.open()) {
        done(fail(ErrorKind::IoError,
                  "The input can not be kept to be looked through: " + m_file.errorString().toStdString() + ".",
                  "Make room in " + QDir::tempPath().toStdString() + ", or give the script as a file."));
        return;
    }
    m_thread = std::jthread([this, input, done = std::move(done)](const std::stop_token& stop) {
        Result<void> copied = copyInput(input, m_file, stop);
        const bool flushed = m_file.flush() && m_file.seek(0);
        QMetaObject::invokeMethod(
            &m_context,
            [this, done, flushed, copied = std::move(copied)] {
                if (copied && !flushed) {
                    done(fail(ErrorKind::IoError, "The input can not be kept to be looked through: " +
                                                      m_file.errorString().toStdString() + "."));
                    return;
                }
                done(copied ? Result<int>(m_file.handle()) : std::unexpected(copied.error()));
            },
            Qt::QueuedConnection);
    });
}

} // namespace dbv::cli
