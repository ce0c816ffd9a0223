// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <poll.h>
#include <unistd.h>

#include "cli/exit_codes.h"
#include "cli/terminal_text.h"

namespace dbv::cli {

namespace {

constexpr std::chrono::milliseconds kProgressPause{100};

/// 0, or why it could not be written.
int writeAll(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        text.remove_prefix(count < 0 ? 0U : static_cast<std::size_t>(count));
    }
    return 0;
}

/// When this fails nobody is left to tell it to.
void tell(int fd, std::string_view text) {
    static_cast<void>(writeAll(fd, text));
}

std::string placeIn(std::string_view sql, std::size_t byte) {
    const std::string_view before = sql.substr(0, std::min(byte, sql.size()));
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    const auto column = std::ranges::count_if(before.substr(lineStart), begins) + 1;
    return "line " + std::to_string(std::ranges::count(before, '\n') + 1) + ", column " + std::to_string(column);
}

} // namespace

bool Console::outIsTerminal() const {
    return ::isatty(m_streams.out) == 1;
}

bool Console::errIsTerminal() const {
    return ::isatty(m_streams.err) == 1;
}

bool Console::readerIsGone() const {
    pollfd looked{m_streams.out, POLLOUT, 0};
    return ::poll(&looked, 1, 0) > 0 && (looked.revents & POLLERR) != 0;
}

bool Console::personIsThere() const {
    return errIsTerminal() || ::isatty(m_streams.in) == 1;
}

int Console::out(std::string_view text) {
    const int code = writeAll(m_streams.out, text);
    // A reader that has seen enough, as `head` does, is no reason for a message.
    if (code != 0 && code != EPIPE) {
        note("dbvis: The output can not be written: " + std::generic_category().message(code) + ".");
    }
    return code == 0 ? kExitOk : kExitOutput;
}

void Console::note(const std::string& line) {
    clearProgress();
    tell(m_streams.err, terminalText(line) + "\n");
}

void Console::error(const Error& error, std::string_view sql) {
    std::string text = "dbvis: " + error.message;
    if (error.where && !sql.empty()) {
        text += "\n  at " + placeIn(sql, error.where->begin);
    }
    for (const std::string& more : {error.detail, error.hint}) {
        text += more.empty() ? "" : "\n  " + more;
    }
    note(text);
}

void Console::progress(const std::string& line) {
    const auto now = std::chrono::steady_clock::now();
    if (!errIsTerminal() || now < m_nextProgress) {
        return;
    }
    m_nextProgress = now + kProgressPause;
    clearProgress();
    tell(m_streams.err, line);
    m_progressShown = true;
}

void Console::clearProgress() {
    if (m_progressShown) {
        tell(m_streams.err, "\r\x1b[K");
        m_progressShown = false;
    }
}

} // namespace dbv::cli
