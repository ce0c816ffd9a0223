// SPDX-License-Identifier: Apache-2.0
#include "rpc/input_thread.h"

#include <cerrno>
#include <span>
#include <utility>
#include <vector>

#include <poll.h>
#include <unistd.h>

namespace dbv::rpc {

namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10U;

} // namespace

InputThread::InputThread(int fd, std::function<void(InputLine)> take)
    : m_fd(fd),
      m_take(std::move(take)),
      m_buffer(kReadBytes),
      m_splitter([this](WipedText text, bool tooLong) {
          deliver({tooLong ? InputLine::Kind::TooLong : InputLine::Kind::Text, std::move(text),
                   std::exchange(m_lineEpoch, m_epoch)});
      }),
      m_thread([this] { loop(); }) {}

InputThread::~InputThread() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
    m_wake.wake();
}

void InputThread::handled(std::size_t bytes) {
    {
        const std::scoped_lock lock(m_mutex);
        --m_waitingLines;
        m_waitingBytes -= bytes;
    }
    m_changed.notify_all();
}

bool InputThread::waitForRoom() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(
        lock, [this] { return m_stopped || (m_waitingLines < kMaxWaitingLines && m_waitingBytes < kMaxWaitingBytes); });
    return !m_stopped;
}

void InputThread::deliver(InputLine line) {
    {
        const std::scoped_lock lock(m_mutex);
        ++m_waitingLines;
        m_waitingBytes += line.text.size();
    }
    m_take(std::move(line));
}

void InputThread::loop() {
    while (waitForRoom() && waitReady(m_fd, POLLIN, m_wake) != 0) {
        const std::scoped_lock lock(m_reading);
        // Somebody may have caught up in the meantime.
        readSome();
        if (m_over) {
            return;
        }
    }
}

InputLine::Epoch InputThread::catchUp() {
    const std::scoped_lock lock(m_reading);
    for (std::size_t bytes = 0; bytes < kMaxCaughtUp && readSome(); bytes += kReadBytes) {
    }
    return m_epoch++;
}

bool InputThread::readSome() {
    pollfd file{m_fd, POLLIN, 0};
    if (m_over || ::poll(&file, 1, 0) <= 0) {
        return false;
    }
    if (m_splitter.isBetweenLines()) {
        m_lineEpoch = m_epoch;
    }
    const ssize_t count = ::read(m_fd, m_buffer.data(), m_buffer.size());
    if (count > 0) {
        const std::span<char> got(m_buffer.data(), static_cast<std::size_t>(count));
        m_splitter.feed({got.data(), got.size()});
        // There may have been a password in it.
        wipe(got);
        wipeDeadStack();
        return true;
    }
    if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
        // A terminal that is gone reads as an error; for whoever serves it that is the end of the input as well.
        m_over = true;
        m_splitter.finish();
        deliver({InputLine::Kind::End, {}, m_epoch});
    }
    return false;
}

} // namespace dbv::rpc
