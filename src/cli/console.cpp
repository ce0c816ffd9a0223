// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace dbv::cli {

namespace {

constexpr std::chrono::milliseconds kProgressPause{100};

void writeAll(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR) {
            // Nobody is left to tell it to.
            return;
        }
        text.remove_prefix(count < 0 ? 0U : static_cast<std::size_t>(count));
    }
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

void Console::out(std::string_view text) const {
    writeAll(m_streams.out, text);
}

void Console::note(const std::string& line) {
    clearProgress();
    writeAll(m_streams.err, line + "\n");
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
    writeAll(m_streams.err, line);
    m_progressShown = true;
}

void Console::clearProgress() {
    if (m_progressShown) {
        writeAll(m_streams.err, "\r\x1b[K");
        m_progressShown = false;
    }
}

} // namespace dbv::cli
